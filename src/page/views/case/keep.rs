//! Keeps the case between visits: in the browser's storage if the user asks for that, and with a
//! warning before unsaved changes are lost.

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use gloo::utils::window;
use trailglass::casefile::{self, Case, CaseFileStamp, OpenedCase};
use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::contexts::{use_case, use_dispatch};
use crate::platform::clock::unix_time_millis;
use trailglass::app_state::{Action, CaseAction};

/// The case's key in local storage.
const KEY: &str = "trailglass:case";

/// Delay between the last change and storing, in milliseconds.
const PAUSE_MILLIS: u32 = 400;

/// Returns the program's version and the current time, for a case file.
pub fn writing() -> CaseFileStamp {
    CaseFileStamp { version: env!("CARGO_PKG_VERSION").to_owned(), written_at_millis: unix_time_millis() }
}

/// Returns the stored case; `None` if there is none.
pub fn remembered() -> Option<Case> {
    let text = window().local_storage().ok()??.get_item(KEY).ok()??;
    // An unreadable value must not keep the page from opening.
    casefile::read(text.as_bytes(), None).ok().map(|OpenedCase { case, .. }| case)
}

fn forget() {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(KEY);
    }
}

/// Stores the case; if the browser refuses, the case is no longer kept.
fn store(case: &Case, dispatch: &Callback<Action>) {
    let text = casefile::write(case, &writing());
    let storage = window().local_storage().ok().flatten();
    if storage.and_then(|storage| storage.set_item(KEY, &text).ok()).is_none() {
        dispatch.emit(Action::Case(CaseAction::Remember(false)));
        dispatch.emit(Action::Alert(
            "This browser has no room for the case, or does not allow the page to keep it: save it as a file"
                .into(),
        ));
    }
}

/// Keeps the case in the browser's storage while the user wants that, and warns before the user
/// leaves the page with unsaved changes.
#[hook]
pub fn use_keeping() {
    let (state, dispatch) = (use_case(), use_dispatch());
    let is_remembered = state.case_ui.is_remembered;
    let was_remembered = use_mut_ref(|| is_remembered);
    use_effect_with((state.case.clone(), is_remembered), move |(case, is_remembered)| {
        let was_remembered = std::mem::replace(&mut *was_remembered.borrow_mut(), *is_remembered);
        if !is_remembered && was_remembered {
            forget();
        }
        let timer = is_remembered.then(|| {
            let case = case.clone();
            Timeout::new(PAUSE_MILLIS, move || store(&case, &dispatch))
        });
        move || drop(timer)
    });
    let is_at_risk = state.is_unsaved() && !is_remembered;
    use_effect_with(is_at_risk, |is_at_risk| {
        let listener = is_at_risk.then(|| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window(), "beforeunload", options, |event| {
                event.prevent_default();
                // For older browsers.
                if let Some(event) = event.dyn_ref::<web_sys::BeforeUnloadEvent>() {
                    event.set_return_value("The case is not saved");
                }
            })
        });
        move || drop(listener)
    });
}
