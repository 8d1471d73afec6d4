//! A choice of one option among a few visible ones: radio buttons that look like a switch.

use yew::prelude::*;

/// An option.
#[derive(Clone, Debug)]
pub struct RadioOption<T> {
    pub of: T,
    pub label: &'static str,
    pub title: Option<&'static str>,
    pub is_disabled: bool,
}

impl<T> RadioOption<T> {
    /// An option without a tooltip.
    pub fn new(of: T, label: &'static str) -> RadioOption<T> {
        RadioOption { of, label, title: None, is_disabled: false }
    }
}

/// Draws the choice. `name` is the name of the radio buttons, unique on the page; `class` is in
/// addition to `choice`.
pub fn radio_group<T: Copy + PartialEq + 'static>(
    (label, name, class): (&'static str, &'static str, Option<&'static str>),
    options: impl IntoIterator<Item = RadioOption<T>>,
    chosen: T,
    on_choice: &Callback<T>,
) -> Html {
    html! {
        <div class={classes!("choice", class)} role="radiogroup" aria-label={label}>
            for RadioOption { of, label, title, is_disabled } in options {
                <label class="choice__option" {title}>
                    <input type="radio" class="choice__input" {name} checked={of == chosen} disabled={is_disabled}
                        onchange={on_choice.reform(move |_: Event| of)} />
                    { label }
                </label>
            }
        </div>
    }
}
