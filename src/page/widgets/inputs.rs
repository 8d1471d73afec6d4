//! What the user has typed or chosen in an input.

use web_sys::{File, HtmlInputElement};
use yew::TargetCast;

/// Returns the text of the input in which an event happened.
pub fn typed(event: &impl TargetCast) -> String {
    event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
}

/// Returns whether the box in which an event happened is checked.
pub fn is_checked(event: &impl TargetCast) -> bool {
    event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked())
}

/// Returns the chosen file. The input is cleared, so that choosing the same file again is an event.
pub fn chosen_file(event: &impl TargetCast) -> Option<File> {
    let input = event.target_dyn_into::<HtmlInputElement>()?;
    let file = input.files().and_then(|files| files.get(0));
    input.set_value("");
    file
}
