//! Handles the keys that work anywhere.

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::document;
use trailglass::app_state::keys::{KeyCommand, command_of, takes_text};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use crate::contexts::use_dispatch;
use crate::platform::focus::{focus, press};
use crate::views::events::filter_bar;
use crate::widgets::bookmark::EVENT_STAR_ID;
use trailglass::app_state::{Action, Dialog};

/// Handles the keys that work anywhere.
#[hook]
pub fn use_keyboard() {
    let dispatch = use_dispatch();
    use_effect_with(dispatch, |dispatch| {
        let dispatch = dispatch.clone();
        let listener = EventListener::new_with_options(
            &document(),
            "keydown",
            EventListenerOptions::enable_prevent_default(),
            move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                if let Some(command) = pressed(event) {
                    event.prevent_default();
                    run(command, &dispatch);
                }
            },
        );
        move || drop(listener)
    });
}

/// Returns the command of the pressed key, unless something else takes the key.
fn pressed(event: &KeyboardEvent) -> Option<KeyCommand> {
    let taken = event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key();
    // A dialog has its own keys, and closes on Escape on its own.
    if taken || document().query_selector("dialog[open]").ok().flatten().is_some() {
        return None;
    }
    let target = event.target_dyn_into::<Element>();
    let is_typed = target.is_some_and(|element| {
        let input_type = element.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::type_);
        takes_text(&element.tag_name(), &input_type.unwrap_or_default())
    });
    command_of(&event.key()).filter(|_| !is_typed)
}

fn run(command: KeyCommand, dispatch: &Callback<Action>) {
    match command {
        KeyCommand::Filter => focus(filter_bar::INPUT_ID),
        KeyCommand::Help => dispatch.emit(Action::Dialog(Some(Dialog::Help))),
        KeyCommand::Bookmark => press(EVENT_STAR_ID),
        KeyCommand::Close => dispatch.emit(Action::Close),
    }
}
