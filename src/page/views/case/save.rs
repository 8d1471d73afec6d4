//! The buttons that open and save case files.

use gloo::timers::callback::Timeout;
use trailglass::app_state::AppState;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::file;
use crate::client::PageClient;
use crate::contexts::{use_client, use_current_state, use_dispatch};
use crate::widgets::icons::Icon;
use crate::widgets::redacting::{Saving, use_redacting};
use trailglass::app_state::{Action, CaseAction};

/// Time for which the outcome of saving is shown, in milliseconds.
const OUTCOME_MILLIS: u32 = 2_000;

/// The “Open case file” button.
#[component]
pub fn OpenCase() -> Html {
    let dispatch = use_dispatch();
    let onchange = use_callback(dispatch, |event: Event, dispatch| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        let file = input.files().and_then(|files| files.get(0));
        // Cleared, so that choosing the same file again triggers a change event.
        input.set_value("");
        let (Some(file), dispatch) = (file, dispatch.clone()) else { return };
        spawn_local(async move { dispatch.emit(file::opened(&file.name(), &file).await) });
    });
    html! {
        <label class="open button">
            <input class="open__input" type="file" accept=".json,application/json" {onchange} />
            { "Open case file" }
        </label>
    }
}

/// The “Save case file” button, and the choice whether to include the records.
#[component]
pub fn SaveCase() -> Html {
    let (client, dispatch, current) = (use_client(), use_dispatch(), use_current_state());
    let with_records = use_state_eq(|| !current.get().case.case.records.is_empty());
    let status = use_state_eq(|| None::<&'static str>);
    let saving = use_redacting().saving();
    let is_waiting = saving.waits();
    let onclick = {
        let (status, with_records) = (status.setter(), *with_records);
        Callback::from(move |_: MouseEvent| {
            let (client, dispatch, state) = (client.clone(), dispatch.clone(), current.get());
            let (status, saving) = (status.clone(), saving.clone());
            status.set(Some("Saving…"));
            spawn_local(async move {
                status.set(Some(save(&client, &state, with_records, &saving, &dispatch).await));
                Timeout::new(OUTCOME_MILLIS, move || status.set(None)).forget();
            });
        })
    };
    let on_records = {
        let with_records = with_records.setter();
        Callback::from(move |event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            with_records.set(input.is_some_and(|input| input.checked()));
        })
    };
    html! {
        <>
            <button type="button" class="button button--primary" disabled={is_waiting} {onclick} aria-live="polite">
                { Icon::File.draw() }{ status.unwrap_or("Save case file") }
            </button>
            <label class="case__check" title="Without it the file holds references and notes only, and the logs are needed to read them">
                <input type="checkbox" checked={*with_records} onchange={on_records} />
                { "with the bookmarked records" }
            </label>
        </>
    }
}

/// Saves the case; returns the outcome in words.
async fn save(
    client: &PageClient,
    state: &AppState,
    with_records: bool,
    saving: &Saving,
    dispatch: &Callback<Action>,
) -> &'static str {
    match file::save_case(client, state, with_records, saving).await {
        Ok(true) => {
            // A redacted copy does not count as saving the case.
            if *saving == Saving::Plain {
                dispatch.emit(Action::Case(CaseAction::Saved));
            }
            "Saved"
        }
        Ok(false) => "Not saved",
        Err(error) => {
            let message = format!("The case was not saved, since a record is missing: {error}");
            dispatch.emit(Action::Alert(message.into()));
            "Not saved"
        }
    }
}
