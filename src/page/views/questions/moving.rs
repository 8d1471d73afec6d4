//! The focus among the questions.

use gloo::utils::document;
use trailglass::app_state::question_list::step;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::{FIND_ID, STOP_CLASS};
use crate::platform::focus::focus;

/// Runs the effect of a key in the search field.
pub fn press_find_key(find: &UseStateHandle<String>, event: KeyboardEvent) {
    match event.key().as_str() {
        "Escape" if !find.is_empty() => find.set(String::new()),
        "ArrowDown" | "Enter" => {
            go("Home");
        }
        _ => return,
    }
    event.prevent_default();
}

/// Runs the effect of a key in the list.
pub fn press_list_key(event: KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    match event.key().as_str() {
        "/" => focus(FIND_ID),
        key if !go(key) => return,
        _ => {}
    }
    event.prevent_default();
}

/// Returns the id of the heading of a topic.
pub fn heading_id(number: usize) -> String {
    format!("questions-topic-{number}")
}

/// Scrolls to a topic and focuses its heading.
pub fn show_topic(number: usize) {
    let heading = document().get_element_by_id(&heading_id(number));
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        heading.scroll_into_view();
        let _ = heading.focus();
    }
}

/// Moves the focus among the questions as a key says. Returns whether the key moves.
fn go(key: &str) -> bool {
    let stops = document().get_elements_by_class_name(STOP_CLASS);
    let stops: Vec<HtmlElement> =
        (0..stops.length()).filter_map(|place| stops.item(place)?.dyn_into().ok()).collect();
    let card = document().active_element().and_then(|element| element.closest(".question").ok().flatten());
    let here = stops.iter().position(|stop| card.as_ref().is_some_and(|card| card.contains(Some(stop))));
    let Some(to) = step(key, here, stops.len()) else { return false };
    if let Some(stop) = stops.get(to) {
        let _ = stop.focus();
    }
    true
}
