//! The list of files, copied or saved.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::accounts::{FileFacts, csv_head, csv_row, text_head, text_row};
use trailglass::handover::RedactedFile;
use trailglass::redaction::Redactor;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::accounts;
use crate::dialogs::redacting::{RedactionSwitch, use_redacting};
use crate::file_table::FileTable;
use crate::platform::clipboard;
use crate::platform::save::save;
use crate::platform::turn::Turn;
use crate::widgets::icons::Icon;

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
    let told = use_state_eq(|| None::<(ListDestination, &'static str)>);
    let saving = use_redacting().saving();
    let go = |way: ListDestination| {
        let (told, properties, saving) = (told.clone(), properties.clone(), saving.clone());
        Callback::from(move |_: MouseEvent| {
            let (told, properties, saving) = (told.clone(), properties.clone(), saving.clone());
            spawn_local(async move {
                let ExportProperties { file_table, places } = properties;
                let outcome = match way {
                    ListDestination::Copy => {
                        let text =
                            written(&file_table, &places, text_head(), saving.redactor(), |out, account| {
                                out.push('\n');
                                out.push_str(&text_row(account));
                            });
                        if clipboard::copy(&text.await).await { "Copied" } else { "Not allowed" }
                    }
                    ListDestination::Save => {
                        let mut head = String::new();
                        csv_head(&mut head);
                        let text = written(&file_table, &places, head, saving.redactor(), csv_row).await;
                        let name = saving.file_name("trailglass-sources", ".csv");
                        let saved = save(&name, "text/csv;charset=utf-8", &text);
                        if saved { "Saved" } else { "Not saved" }
                    }
                };
                told.set(Some((way, outcome)));
                Timeout::new(TOLD_MILLIS, move || told.set(None)).forget();
            });
        })
    };
    let label = |way: ListDestination, label: &'static str| match *told {
        Some((told, outcome)) if told == way => outcome,
        _ => label,
    };
    html! {
        <div class="sources__export" aria-live="polite">
            <button type="button" class="button" disabled={saving.waits()} onclick={go(ListDestination::Copy)}>
                { Icon::Copy.draw() }{ label(ListDestination::Copy, "Copy as text") }
            </button>
            <button type="button" class="button" disabled={saving.waits()} onclick={go(ListDestination::Save)}>
                { Icon::File.draw() }{ label(ListDestination::Save, "Save as CSV") }
            </button>
            <RedactionSwitch />
        </div>
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
    let accounts: Vec<FileFacts<'_>> = accounts(file_table).collect();
    let mut turn = Turn::new().ok();
    let mut out = head;
    for portion in places.chunks(PORTION) {
        for &place in portion {
            if let Some(account) = accounts.get(place as usize) {
                match redactor {
                    Some(redactor) => write(&mut out, RedactedFile::of(*account, redactor).account()),
                    None => write(&mut out, *account),
                }
            }
        }
        if let Some(turn) = &mut turn {
            turn.pass().await;
        }
    }
    out
}
