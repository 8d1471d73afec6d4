//! The redaction choice in a dialog, with a preview of what will be replaced.

use yew::prelude::*;

use super::preview::Preview;
use crate::contexts::use_dispatch;
use crate::widgets::dialog::Modal;
use crate::widgets::progress::{percent, progress};
use crate::widgets::redacting::{Redacting, WorkState, of_events, use_redacting};
use trailglass::app_state::Action;

#[derive(Clone, PartialEq, Properties)]
pub struct RedactionChoiceProperties {
    /// Whether the choice is disabled. Defaults to no.
    #[prop_or_default]
    pub disabled: bool,
}

/// The choice, the progress of the search for values to replace, and then the preview.
#[component]
pub fn RedactionChoice(properties: &RedactionChoiceProperties) -> Html {
    let redacting = use_redacting();
    html! {
        <>
            <label class="option">
                <input type="checkbox" checked={redacting.is_on} disabled={properties.disabled} onchange={redacting.on_change()} />
                <span>
                    <strong>{ "Redact" }</strong>
                    <span class="muted">
                        { "Accounts, keys, addresses, people, roles, buckets, folders and other names become pseudonyms, the same in every file that is saved while this is on" }
                    </span>
                </span>
            </label>
            if redacting.is_on {
                { looked(&redacting) }
            }
        </>
    }
}

/// Draws the preview, or the progress of the search.
fn looked(redacting: &Redacting) -> Html {
    let again = |words: String, label: &'static str| {
        html! {
            <div class="redaction__looking">
                <p role="alert">{ words }</p>
                <button type="button" class="button button--small"
                    onclick={redacting.on_again.reform(|_: MouseEvent| ())}>{ label }</button>
            </div>
        }
    };
    match &redacting.looking {
        _ if redacting.waits_for_files => html! {
            <div class="redaction__looking"><p role="status">{ "Waits until all files are read" }</p></div>
        },
        WorkState::Idle => html! {},
        WorkState::UnderWay(done, total) => html! {
            <div class="redaction__looking">
                <p>{ "Searching for values to replace: " }{ of_events(*done, *total) }</p>
                { progress("Searching for values to replace", Some(percent(*done, *total)), Some(of_events(*done, *total))) }
                <button type="button" class="button button--small"
                    onclick={redacting.on_stop.reform(|_: MouseEvent| ())}>{ "Stop" }</button>
            </div>
        },
        WorkState::Stopped => again(
            "Stopped. Redacted files can only be saved after all events have been searched.".to_owned(),
            "Look again",
        ),
        WorkState::Failed(reason) => {
            again(format!("The search for values to replace failed: {reason}"), "Try again")
        }
        WorkState::Done(redaction) => {
            html! { <Preview redaction={redaction.clone()} key_read={redacting.key_read.clone()} on_key_file={redacting.on_key_file.clone()} /> }
        }
    }
}

/// The choice in a dialog of its own.
#[component]
pub fn RedactionDialog() -> Html {
    let on_close = use_dispatch().reform(|()| Action::Dialog(None));
    html! {
        <Modal title="Redact what is saved" class="export" {on_close}>
            <RedactionChoice />
        </Modal>
    }
}
