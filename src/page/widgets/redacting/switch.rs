//! The redaction choice on one line, beside a button that saves.

use trailglass::app_state::redaction::switch_label;
use yew::prelude::*;

use super::{Redacting, use_redacting};
use crate::widgets::icons::Icon;

/// The choice, and the progress of the search for values to replace.
#[component]
pub fn RedactionSwitch() -> Html {
    let redacting = use_redacting();
    html! {
        <span class="redaction-switch" role="group" aria-label="Redaction">
            <label class="redaction-switch__choice"
                title="Accounts, keys, addresses and names become pseudonyms in whatever is saved">
                <input type="checkbox" checked={redacting.is_on} onchange={redacting.on_change()} />
                { "Redact" }
            </label>
            if redacting.is_on {
                { search_progress(&redacting) }
            }
        </span>
    }
}

fn search_progress(redacting: &Redacting) -> Html {
    let Some((label, is_warning)) = switch_label(redacting.waits_for_files, &redacting.looking) else {
        return html! {};
    };
    let show = html! {
        <button type="button" class="button button--small" aria-haspopup="dialog"
            onclick={redacting.on_show.reform(|_: MouseEvent| ())}>{ label }</button>
    };
    if is_warning {
        html! { <span role="alert" class="redaction-switch__stopped">{ Icon::Warning.draw() }{ show }</span> }
    } else {
        show
    }
}
