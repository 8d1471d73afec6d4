//! The dialog that writes the selected events to a file.

mod columns;
mod way;

use std::rc::Rc;

use trailglass::export::ExportForm;
use trailglass::model::{Field, Selection};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use self::columns::Columns;
use self::way::{EventFormat, WAYS};
use crate::client::{ClientError, PageClient, export_file};
use crate::dialogs::redacting::{RedactionChoice, WorkState, begin, of_events, stop, use_redacting};
use crate::platform::save::save_blob;
use crate::state::{Action, ColumnState};
use crate::widgets::dialog::Modal;
use crate::widgets::icons::Icon;
use crate::widgets::progress::{percent, progress};
use trailglass::base::text;

#[derive(Clone, PartialEq, Properties)]
pub struct ExportDialogProperties {
    pub client: PageClient,
    pub selection: Rc<Selection>,
    /// The number of selected events.
    pub matching: u64,
    /// The columns of the grid.
    pub columns: Rc<Vec<ColumnState>>,
    pub dispatch: Callback<Action>,
}

/// A saved file: its name, its size and the number of events in it.
#[derive(Clone, PartialEq)]
struct Saved {
    name: String,
    bytes: u64,
    events: u64,
}

#[component]
pub fn ExportDialog(properties: &ExportDialogProperties) -> Html {
    let ExportDialogProperties { client, selection, matching, columns, dispatch } = properties;
    let way = use_state_eq(|| EventFormat::Csv);
    let fields = use_state_eq(|| fields_at_first(columns));
    let saving = use_redacting().saving();
    let writing = use_state_eq(|| WorkState::<Saved>::Idle);
    // The running export, cancelled when the dialog closes.
    let under_way = use_mut_ref(|| None);
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
    let form = match *way {
        EventFormat::Csv => ExportForm::Csv((*fields).clone()),
        EventFormat::JsonLines => ExportForm::JsonLines,
        EventFormat::Records => ExportForm::Records,
    };
    let is_writing = matches!(*writing, WorkState::UnderWay(..));
    let waits = saving.waits() || *way == EventFormat::Csv && fields.is_empty();
    let write = {
        let (client, selection, writing, under_way) =
            (client.clone(), selection.clone(), writing.setter(), under_way.clone());
        let name = saving.file_name("trailglass-events", way.ending());
        Callback::from(move |_: MouseEvent| {
            let (client, selection, form, saving) =
                (client.clone(), selection.clone(), form.clone(), saving.clone());
            let (writing, under_way, name) = (writing.clone(), under_way.clone(), name.clone());
            spawn_local(async move {
                let begun = begin(&under_way, &writing);
                let written = export_file(&client, &selection, form, saving.redaction(), &begun.course).await;
                writing.set(match written {
                    // File sizes in a browser are whole numbers.
                    Ok(blob) => match save_blob(&name, &blob) {
                        Ok(()) => {
                            WorkState::Done(Saved { name, bytes: blob.size() as u64, events: begun.events() })
                        }
                        Err(_) => WorkState::Failed("the browser does not save the file".to_owned()),
                    },
                    Err(ClientError::Superseded) => WorkState::Stopped,
                    Err(error) => WorkState::Failed(error.to_string()),
                });
            });
        })
    };
    let on_stop = {
        let under_way = under_way.clone();
        Callback::from(move |_: MouseEvent| stop(&under_way))
    };
    let on_way = {
        let (way, writing) = (way.setter(), writing.setter());
        Callback::from(move |chosen: EventFormat| {
            way.set(chosen);
            writing.set(WorkState::Idle);
        })
    };
    let on_fields = {
        let (fields, writing) = (fields.setter(), writing.setter());
        Callback::from(move |chosen: Vec<Field>| {
            fields.set(chosen);
            writing.set(WorkState::Idle);
        })
    };
    let close = dispatch.reform(|()| Action::Dialog(None));
    let count = text::counted(*matching, "event", "events");
    html! {
        <Modal title={format!("Export {count}")} class="export" on_close={close}>
            <fieldset class="export__ways" disabled={is_writing}>
                <legend class="export__legend">{ "Format" }</legend>
                { for WAYS.iter().map(|spec| {
                    let (chosen, on_way) = (spec.way, on_way.clone());
                    html! {
                        <label class="option" key={spec.label}>
                            <input type="radio" name="export-way" checked={*way == chosen}
                                onchange={Callback::from(move |_: Event| on_way.emit(chosen))} />
                            <span><strong>{ spec.label }</strong><span class="muted">{ spec.about }</span></span>
                        </label>
                    }
                }) }
            </fieldset>
            if *way == EventFormat::Csv {
                <Columns fields={(*fields).clone()} {on_fields} disabled={is_writing} />
            }
            <RedactionChoice disabled={is_writing} />
            <div class="export__course" role="status">{ written(&writing) }</div>
            if let WorkState::UnderWay(done, total) = *writing {
                { progress("Exporting", Some(percent(done, total)), Some(of_events(done, total))) }
            }
            <div class="dialog__ways">
                if is_writing {
                    <button type="button" class="button" onclick={on_stop}>{ "Stop" }</button>
                } else {
                    <button type="button" class="button button--primary" disabled={waits} onclick={write}>
                        { Icon::File.draw() }{ format!("Export {count}") }
                    </button>
                }
            </div>
        </Modal>
    }
}

/// Returns the columns of the grid, and those that a table needs to be read again as events.
fn fields_at_first(columns: &[ColumnState]) -> Vec<Field> {
    let mut fields: Vec<Field> = columns.iter().map(|column| column.field).collect();
    for (field, behind) in [(Field::EventName, Field::EventTime), (Field::EventSource, Field::EventName)] {
        if !fields.contains(&field) {
            let place = fields.iter().position(|known| *known == behind).map_or(0, |place| place + 1);
            fields.insert(place, field);
        }
    }
    fields
}

fn written(writing: &WorkState<Saved>) -> Html {
    match writing {
        WorkState::Idle => html! {},
        WorkState::UnderWay(done, total) => html! { { of_events(*done, *total) } },
        WorkState::Stopped => html! { { "Stopped; nothing was saved" } },
        WorkState::Failed(reason) => {
            html! { <span class="export__failed">{ Icon::Warning.draw() }{ format!("Not exported: {reason}") }</span> }
        }
        WorkState::Done(Saved { name, bytes, events }) => html! {
            { format!("Saved {} as {name}, {}", text::counted(*events, "event", "events"), text::bytes(*bytes)) }
        },
    }
}
