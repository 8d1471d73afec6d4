//! Keeps the page's address and its state in step.
//!
//! [`trailglass::view_address`] defines the address. While the user types, one entry of the
//! browser's history is rewritten. Any later action adds an entry, so that Back undoes one action,
//! not one letter.

use gloo::events::EventListener;
use trailglass::view_address::ViewAddress;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use crate::state::{Action, HistoryStep, PageState};

/// Returns the current address.
pub fn current() -> ViewAddress {
    ViewAddress::parse(&fragment())
}

fn fragment() -> String {
    gloo::utils::window().location().hash().unwrap_or_default()
}

/// Writes the state into the address, and dispatches [`Action::Travel`] when the browser goes to
/// another address.
#[hook]
pub fn use_address(state: &PageState, dispatch: &Callback<Action>) {
    // Whether the newest history entry is still being typed.
    let draft = use_mut_ref(|| false);
    let written = use_mut_ref(current);
    use_effect_with((state.address(), state.step), {
        let (draft, written) = (draft.clone(), written.clone());
        move |(address, step): &(ViewAddress, HistoryStep)| {
            let mut draft = draft.borrow_mut();
            let changed = *written.borrow() != *address;
            let replaces = match step {
                HistoryStep::Draft => *draft,
                // The draft in the newest entry becomes final.
                HistoryStep::Commit => *draft,
                HistoryStep::Travel => true,
            };
            if changed {
                write(&address.format(), replaces);
                *written.borrow_mut() = address.clone();
            }
            *draft = *step == HistoryStep::Draft && (changed || *draft);
        }
    });
    use_effect_with(dispatch.clone(), move |dispatch| {
        let travel = {
            let dispatch = dispatch.clone();
            move |_: &Event| {
                let address = current();
                if *written.borrow() != address {
                    *written.borrow_mut() = address.clone();
                    dispatch.emit(Action::Travel(address));
                }
            }
        };
        let window = gloo::utils::window();
        let listeners = (
            EventListener::new(&window, "popstate", travel.clone()),
            EventListener::new(&window, "hashchange", travel),
        );
        move || drop(listeners)
    });
}

/// Writes the address into the browser's history; `replaces` rewrites the current entry.
///
/// Browsers refuse hundreds of changes a minute, and some refuse any change in a page opened from a
/// file; the address is then merely outdated.
fn write(fragment: &str, replaces: bool) {
    let Ok(history) = gloo::utils::window().history() else { return };
    let _ = if replaces {
        history.replace_state_with_url(&JsValue::NULL, "", Some(fragment))
    } else {
        history.push_state_with_url(&JsValue::NULL, "", Some(fragment))
    };
}
