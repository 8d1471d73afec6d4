//! Listeners and effects of the grid that outlive a render.

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::document;
use trailglass::app_state::grid::CellPosition;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::GridSteps;
use super::control::{Control, NewestControl};

/// Keeps the grid up to date with what happens around it.
#[hook]
pub fn use_listening(control: &Control) {
    let newest = use_mut_ref(|| control.clone());
    *newest.borrow_mut() = control.clone();
    use_effect({
        let control = control.clone();
        move || control.open_awaited()
    });
    use_effect_with((control.properties.selection.clone(), control.properties.sort), {
        let control = control.clone();
        // Another list starts at its first row; the column stays, and so does the head that was
        // clicked.
        move |_| {
            control.scroll.start_at(0);
            control.at.set(CellPosition { row: 0, ..*control.at });
        }
    });
    use_effect_with(control.properties.steps.clone(), {
        let newest = newest.clone();
        move |steps: &GridSteps| {
            let listener = Callback::from(move |by| latest(&newest).step(by));
            steps.listen(Some(listener));
            let steps = steps.clone();
            move || steps.listen(None)
        }
    });
    use_effect_with(control.scroll.element.clone(), move |grid| {
        let listener = listen_outside(grid.clone(), newest);
        move || drop(listener)
    });
    use_effect_with(control.properties.selected.is_some(), {
        let grid = control.scroll.element.clone();
        move |&open: &bool| {
            move || {
                // If the event was closed from within, the focus returns to the list.
                let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
                if let Some(grid) = grid.cast::<HtmlElement>().filter(|_| open && lost) {
                    let _ = grid.focus();
                }
            }
        }
    });
}

fn latest(newest: &NewestControl) -> Control {
    newest.borrow().clone()
}

/// Handles `j` and `k` while nothing has the focus: the first of them moves it to the grid.
fn listen_outside(grid: NodeRef, newest: NewestControl) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&document(), "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let nowhere = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let nowhere = nowhere.is_some_and(|target| target.tag_name() == "BODY");
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
        if !nowhere || modified || event.default_prevented() || !matches!(event.key().as_str(), "j" | "k") {
            return;
        }
        if let Some(grid) = grid.cast::<HtmlElement>() {
            event.prevent_default();
            let _ = grid.focus();
            let control = latest(&newest);
            control.go(CellPosition { head: false, ..*control.at });
        }
    })
}
