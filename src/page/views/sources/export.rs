//! The list of files, copied or saved.

use std::rc::Rc;

use trailglass::accounts::{FileFacts, csv_head, csv_row, text_head, text_row};
use trailglass::handover::RedactedFile;
use trailglass::redaction::Redactor;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::facts_of;
use crate::file_table::FileTable;
use crate::platform::clipboard;
use crate::platform::save::save;
use crate::platform::turn::Turn;
use crate::widgets::icons::Icon;
use crate::widgets::redacting::{RedactionSwitch, Saving, use_redacting};
use crate::widgets::told::use_told;

/// Number of files that are written before the page can render.
const PORTION: usize = 500;

/// Time for which the outcome is shown.
const TOLD_MILLIS: u32 = 1_500;

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
    let told = use_told::<ListDestination>(TOLD_MILLIS);
    let saving = use_redacting().saving();
    let button = |to: ListDestination, icon: Icon, label: &'static str| {
        let (shown, is_disabled) = (told.label(to, label), saving.waits());
        let (told, properties, saving) = (told.clone(), properties.clone(), saving.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let (told, properties, saving) = (told.clone(), properties.clone(), saving.clone());
            spawn_local(async move { told.tell(to, export(to, &properties, &saving).await) });
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
async fn export(to: ListDestination, properties: &ExportProperties, saving: &Saving) -> &'static str {
    let ExportProperties { file_table, places } = properties;
    match to {
        ListDestination::Copy => {
            let text = written(file_table, places, text_head(), saving.redactor(), |out, file| {
                out.push('\n');
                out.push_str(&text_row(file));
            });
            if clipboard::copy(&text.await).await { "Copied" } else { "Not allowed" }
        }
        ListDestination::Save => {
            let mut head = String::new();
            csv_head(&mut head);
            let text = written(file_table, places, head, saving.redactor(), csv_row).await;
            let name = saving.file_name("trailglass-sources", ".csv");
            if save(&name, "text/csv;charset=utf-8", &text) { "Saved" } else { "Not saved" }
        }
    }
}

/// Writes the files, and yields to the browser after each [`PORTION`].
async fn written(
    file_table: &FileTable,
    places: &[u32],
    head: String,
    redactor: Option<&Redactor>,
    write: impl Fn(&mut String, FileFacts<'_>),
) -> String {
    let mut turn = Turn::new().ok();
    let mut out = head;
    for portion in places.chunks(PORTION) {
        for source in portion.iter().filter_map(|place| file_table.sources.get(*place as usize)) {
            let facts = facts_of(source);
            match redactor {
                Some(redactor) => write(&mut out, RedactedFile::of(facts, redactor).account()),
                None => write(&mut out, facts),
            }
        }
        if let Some(turn) = &mut turn {
            turn.pass().await;
        }
    }
    out
}
