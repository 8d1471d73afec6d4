//! The redaction choice on one line, beside a button that saves.

use yew::prelude::*;

use super::choice::on_change;
use super::{Redacting, WorkState, use_redacting};
use crate::widgets::icons::Icon;
use crate::widgets::progress::percent;

/// The choice, and the progress of the search for values to replace.
#[component]
pub fn RedactionSwitch() -> Html {
    let redacting = use_redacting();
    let onchange = on_change(&redacting);
    html! {
        <span class="redaction-switch" role="group" aria-label="Redaction">
            <label class="redaction-switch__choice"
                title="Accounts, keys, addresses and names become pseudonyms in whatever is saved">
                <input type="checkbox" checked={redacting.is_on} {onchange} />
                { "Redact" }
            </label>
            if redacting.is_on {
                { told(&redacting) }
            }
        </span>
    }
}

fn told(redacting: &Redacting) -> Html {
    let show = |label: String| {
        html! {
            <button type="button" class="button button--small" aria-haspopup="dialog"
                onclick={redacting.on_show.reform(|_: MouseEvent| ())}>{ label }</button>
        }
    };
    match &redacting.looking {
        _ if redacting.waits_for_files => show("Waits for files…".to_owned()),
        WorkState::Idle => html! {},
        WorkState::UnderWay(done, total) => show(format!("Looking… {} %", percent(*done, *total))),
        WorkState::Stopped | WorkState::Failed(_) => html! {
            <span role="alert" class="redaction-switch__stopped">
                { Icon::Warning.draw() }{ show("Not looked through: why?".to_owned()) }
            </span>
        },
        WorkState::Done(_) => show("What is replaced…".to_owned()),
    }
}
