//! Focuses and presses elements by their id.

use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

/// Focuses an element, if it exists; selects the text of an input.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        let _ = element.focus();
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            input.select();
        }
    }
}

/// Clicks a button, if it exists.
pub fn press(id: &str) {
    if let Some(button) = element(id) {
        button.click();
    }
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
