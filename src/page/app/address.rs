//! Keeps the page's address and its state in step. [`trailglass::view_address`] defines the address,
//! [`AddressHistory`] when it enters the browser's history.

use gloo::events::EventListener;
use gloo::utils::window;
use trailglass::app_state::{AddressHistory, AppState, HistoryEntry, HistoryStep};
use trailglass::view_address::ViewAddress;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use crate::contexts::use_dispatch;
use trailglass::app_state::Action;

/// Returns the current address.
pub fn current() -> ViewAddress {
    ViewAddress::parse(&window().location().hash().unwrap_or_default())
}

/// Writes the state into the address, and dispatches [`Action::Travel`] when the browser goes to
/// another address.
#[hook]
pub fn use_address(state: &AppState) {
    let dispatch = use_dispatch();
    let history = use_mut_ref(|| AddressHistory::new(current()));
    use_effect_with((state.address(), state.view.step), {
        let history = history.clone();
        move |(address, step): &(ViewAddress, HistoryStep)| {
            if let Some(entry) = history.borrow_mut().show(address, *step) {
                write(&address.format(), entry);
            }
        }
    });
    use_effect_with(dispatch, move |dispatch| {
        let travel = {
            let dispatch = dispatch.clone();
            move |_: &Event| {
                let address = current();
                let is_other = history.borrow_mut().travel(&address);
                if is_other {
                    dispatch.emit(Action::Travel(address));
                }
            }
        };
        let listeners = (
            EventListener::new(&window(), "popstate", travel.clone()),
            EventListener::new(&window(), "hashchange", travel),
        );
        move || drop(listeners)
    });
}

/// Writes the address into the browser's history.
///
/// Browsers refuse hundreds of changes a minute, and some refuse any change in a page opened from a
/// file; the address is then merely outdated.
fn write(fragment: &str, entry: HistoryEntry) {
    let Ok(history) = window().history() else { return };
    let _ = match entry {
        HistoryEntry::Rewrite => history.replace_state_with_url(&JsValue::NULL, "", Some(fragment)),
        HistoryEntry::New => history.push_state_with_url(&JsValue::NULL, "", Some(fragment)),
    };
}
