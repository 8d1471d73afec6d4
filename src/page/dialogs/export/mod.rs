//! The dialog that writes the selected events to a file.

mod columns;

use std::rc::Rc;

use trailglass::app_state::export_form::{EventFormat, ExportChoices, FORMATS, SavedFile, export_words};
use trailglass::base::text;
use trailglass::model::Selection;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use self::columns::columns;
use crate::client::{ClientError, PageClient, export_file};
use crate::contexts::{use_client, use_dispatch};
use crate::dialogs::redacting::RedactionChoice;
use crate::platform::save::save_blob;
use crate::widgets::dialog::Modal;
use crate::widgets::icons::Icon;
use crate::widgets::progress::{percent, progress};
use crate::widgets::redacting::{Begun, Saving, UnderWay, WorkState, begin, of_events, stop, use_redacting};
use trailglass::app_state::{Action, ColumnState};

#[derive(Clone, PartialEq, Properties)]
pub struct ExportDialogProperties {
    pub selection: Rc<Selection>,
    /// The number of selected events.
    pub matching: u64,
    /// The columns of the grid.
    pub columns: Rc<Vec<ColumnState>>,
}

#[component]
pub fn ExportDialog(properties: &ExportDialogProperties) -> Html {
    let choices =
        use_state_eq(|| ExportChoices::of_columns(properties.columns.iter().map(|column| column.field)));
    let saving = use_redacting().saving();
    let (writing, write, on_stop) = use_export(&properties.selection, &choices, &saving);
    let on_choices = {
        let (choices, writing) = (choices.setter(), writing.setter());
        Callback::from(move |chosen: ExportChoices| {
            choices.set(chosen);
            writing.set(WorkState::Idle);
        })
    };
    let close = use_dispatch().reform(|()| Action::Dialog(None));
    let count = text::counted(properties.matching, "event", "events");
    let is_writing = matches!(*writing, WorkState::UnderWay(..));
    html! {
        <Modal title={format!("Export {count}")} class="export" on_close={close}>
            { formats(&choices, &on_choices, is_writing) }
            if choices.format == EventFormat::Csv {
                { columns(&choices, &on_choices, is_writing) }
            }
            <RedactionChoice disabled={is_writing} />
            <div class="export__course" role="status">{ outcome(&writing) }</div>
            if let WorkState::UnderWay(done, total) = *writing {
                { progress("Exporting", Some(percent(done, total)), Some(of_events(done, total))) }
            }
            <div class="dialog__ways export__buttons">
                if is_writing {
                    <button type="button" class="button" onclick={on_stop}>{ "Stop" }</button>
                } else {
                    <button type="button" class="button button--primary" disabled={saving.waits() || !choices.can_write()} onclick={write}>
                        { Icon::File.draw() }{ format!("Export {count}") }
                    </button>
                }
            </div>
        </Modal>
    }
}

/// The state of the export, with the handlers that start and cancel it. It is cancelled when the
/// dialog closes.
#[hook]
fn use_export(
    selection: &Rc<Selection>,
    choices: &ExportChoices,
    saving: &Saving,
) -> (UseStateHandle<WorkState<SavedFile>>, Callback<MouseEvent>, Callback<MouseEvent>) {
    let client = use_client();
    let writing = use_state_eq(|| WorkState::<SavedFile>::Idle);
    let under_way: UnderWay = use_mut_ref(|| None);
    use_effect_with((), {
        let under_way = under_way.clone();
        move |()| move || stop(&under_way)
    });
    // The outcome of an export must not be shown for another choice.
    use_effect_with(saving.clone(), {
        let (writing, under_way) = (writing.setter(), under_way.clone());
        move |_| {
            stop(&under_way);
            writing.set(WorkState::Idle);
        }
    });
    let write = {
        let (selection, choices, saving) = (selection.clone(), choices.clone(), saving.clone());
        let (writing, under_way) = (writing.setter(), under_way.clone());
        Callback::from(move |_: MouseEvent| {
            let (client, selection, choices) = (client.clone(), selection.clone(), choices.clone());
            let (saving, writing, under_way) = (saving.clone(), writing.clone(), under_way.clone());
            spawn_local(async move {
                let begun = begin(&under_way, &writing);
                writing.set(exported(&client, &selection, &choices, &saving, &begun).await);
            });
        })
    };
    (writing, write, Callback::from(move |_: MouseEvent| stop(&under_way)))
}

/// Exports the events and saves the file.
async fn exported(
    client: &PageClient,
    selection: &Selection,
    choices: &ExportChoices,
    saving: &Saving,
    begun: &Begun,
) -> WorkState<SavedFile> {
    let name = saving.file_name("trailglass-events", choices.ending());
    match export_file(client, selection, choices.form(), saving.redaction(), &begun.course).await {
        // File sizes in a browser are whole numbers.
        Ok(blob) => match save_blob(&name, &blob) {
            Ok(()) => WorkState::Done(SavedFile { name, bytes: blob.size() as u64, events: begun.events() }),
            Err(_) => WorkState::Failed("the browser does not save the file".to_owned()),
        },
        Err(ClientError::Superseded) => WorkState::Stopped,
        Err(error) => WorkState::Failed(error.to_string()),
    }
}

fn formats(choices: &ExportChoices, on_choices: &Callback<ExportChoices>, is_disabled: bool) -> Html {
    html! {
        <fieldset class="export__ways" disabled={is_disabled}>
            <legend class="export__legend">{ "Format" }</legend>
            { for FORMATS.iter().map(|spec| {
                let next = ExportChoices { format: spec.format, ..choices.clone() };
                html! {
                    <label class="option" key={spec.label}>
                        <input type="radio" name="export-way" checked={choices.format == spec.format}
                            onchange={on_choices.reform(move |_: Event| next.clone())} />
                        <span><strong>{ spec.label }</strong><span class="muted">{ spec.about }</span></span>
                    </label>
                }
            }) }
        </fieldset>
    }
}

fn outcome(writing: &WorkState<SavedFile>) -> Html {
    let words = export_words(writing);
    match writing {
        WorkState::Failed(_) => {
            html! { <span class="export__failed">{ Icon::Warning.draw() }{ words }</span> }
        }
        _ => html! { { words } },
    }
}
