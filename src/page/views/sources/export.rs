//! The list of files, copied or saved.

use std::rc::Rc;

use trailglass::app_state::{file_list_csv, file_list_text};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::PageClient;
use crate::contexts::use_client;
use crate::platform::clipboard;
use crate::platform::save::save;
use crate::widgets::action_outcome::use_action_outcome;
use crate::widgets::icons::Icon;
use crate::widgets::redacting::{RedactionSwitch, Saving, use_redacting};
use trailglass::app_state::FileTable;

/// Time for which the outcome is shown.
const OUTCOME_MILLIS: u32 = 1_500;

#[derive(Clone, PartialEq, Properties)]
pub struct ExportProperties {
    pub file_table: Rc<FileTable>,
    /// The files to list, in order.
    pub places: Rc<Vec<u32>>,
}

/// The destination of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ListDestination {
    Copy,
    Save,
}

#[component]
pub fn Export(properties: &ExportProperties) -> Html {
    let client = use_client();
    let outcome = use_action_outcome::<ListDestination>(OUTCOME_MILLIS);
    let saving = use_redacting().saving();
    let button = |to: ListDestination, icon: Icon, label: &'static str| {
        let (shown, is_disabled) = (outcome.label(to, label), saving.waits());
        let (client, outcome, properties, saving) =
            (client.clone(), outcome.clone(), properties.clone(), saving.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let (client, outcome, properties, saving) =
                (client.clone(), outcome.clone(), properties.clone(), saving.clone());
            spawn_local(async move { outcome.show(to, export(to, &client, &properties, &saving).await) });
        });
        html! { <button type="button" class="button" disabled={is_disabled} {onclick}>{ icon.draw() }{ shown }</button> }
    };
    html! {
        <div class="sources__export" aria-live="polite">
            { button(ListDestination::Copy, Icon::Copy, "Copy as text") }
            { button(ListDestination::Save, Icon::File, "Save as CSV") }
            <RedactionSwitch />
        </div>
    }
}

/// Copies or saves the list; returns the outcome.
async fn export(
    to: ListDestination,
    client: &PageClient,
    properties: &ExportProperties,
    saving: &Saving,
) -> &'static str {
    let ExportProperties { file_table, places } = properties;
    match to {
        ListDestination::Copy => {
            let text = file_list_text(client.platform(), file_table, places, saving.redactor());
            if clipboard::copy(&text.await).await { "Copied" } else { "Not allowed" }
        }
        ListDestination::Save => {
            let text = file_list_csv(client.platform(), file_table, places, saving.redactor()).await;
            let name = saving.file_name("trailglass-sources", ".csv");
            if save(&name, "text/csv;charset=utf-8", &text) { "Saved" } else { "Not saved" }
        }
    }
}
