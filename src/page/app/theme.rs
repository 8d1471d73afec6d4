//! The colour scheme and the time display, kept in the browser's local storage.
//!
//! Neither contains log data. The only other thing kept between visits is a case, if the user asks
//! for it (see `case::keep`): a case does contain names and records from logs.
//!
//! If storage is forbidden or full, a choice lasts until the page is closed; no error is shown.

use gloo::events::EventListener;
use gloo::utils::window;
pub use trailglass::app_state::{Setting, Theme};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Returns the current choice, and a callback that changes it.
#[hook]
pub fn use_setting<T: Setting>() -> (T, Callback<T>) {
    let setting = use_state(read::<T>);
    let choose = {
        let setter = setting.setter();
        use_callback((), move |choice: T, ()| {
            keep(choice);
            setter.set(choice);
        })
    };
    (*setting, choose)
}

fn read<T: Setting>() -> T {
    let kept = || window().local_storage().ok()??.get_item(T::KEY).ok()?;
    T::of_word(&kept().unwrap_or_default())
}

fn keep<T: Setting>(choice: T) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(T::KEY, choice.word());
    }
}

/// Applies the theme to the page. Returns a number that changes whenever colours do, for drawings
/// on a canvas, which do not follow the style sheet.
#[hook]
pub fn use_theme(theme: Theme) -> u32 {
    let revision = use_state(|| 0_u32);
    use_effect_with(theme, {
        let setter = revision.setter();
        move |theme| {
            let root = gloo::utils::document().document_element();
            if let Some(root) = root.and_then(|root| root.dyn_into::<HtmlElement>().ok()) {
                let _ = root.style().set_property("color-scheme", theme.color_scheme());
            }
            setter.set(next_revision());
        }
    });
    use_effect_with((), {
        let setter = revision.setter();
        move |()| {
            let queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)"];
            let listeners = queries.map(|query| {
                let list = window().match_media(query).ok().flatten()?;
                let setter = setter.clone();
                Some(EventListener::new(&list, "change", move |_| setter.set(next_revision())))
            });
            move || drop(listeners)
        }
    });
    *revision
}

fn next_revision() -> u32 {
    thread_local! {
        static REVISION: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    }
    REVISION.with(|revision| {
        revision.set(revision.get().wrapping_add(1));
        revision.get()
    })
}
