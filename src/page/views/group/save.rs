//! Saves the table and the chart.

use std::rc::Rc;

use trailglass::grouping::chart::{Picture, TITLE_HEIGHT, svg};
use trailglass::grouping::{Grouping, MOST_TOP, csv};
use trailglass::handover::{self, Redact};
use trailglass::model::Selection;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::chart::ChartDrawing;
use super::png::png;
use crate::client::{ClientError, PageClient};
use crate::dialogs::redacting::{RedactionSwitch, Saving, use_redacting};
use crate::platform::save::{save, save_blob};
use crate::state::{Action, Dialog};
use trailglass::base::text;

#[derive(Clone, PartialEq, Properties)]
pub struct SaveProperties {
    pub client: PageClient,
    pub selection: Rc<Selection>,
    /// The grouping as counted.
    pub grouping: Rc<Grouping>,
    /// The chart; `None` if only the table is shown.
    pub drawing: Option<Rc<ChartDrawing>>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Save(properties: &SaveProperties) -> Html {
    let SaveProperties { client, selection, grouping, drawing, dispatch } = properties;
    let saving = use_redacting().saving();
    let failed = dispatch.reform(|()| Action::Alert("The browser did not take the file.".into()));
    let on_csv = {
        let (client, selection, grouping) = (client.clone(), selection.clone(), grouping.clone());
        let (failed, dispatch, saving) = (failed.clone(), dispatch.clone(), saving.clone());
        Callback::from(move |_: MouseEvent| {
            let (client, selection, saving) = (client.clone(), selection.clone(), saving.clone());
            let (failed, dispatch) = (failed.clone(), dispatch.clone());
            let grouping = Grouping { top: MOST_TOP, ..Grouping::clone(&grouping) };
            spawn_local(async move {
                match client.counted_groups(&selection, &grouping).await {
                    Ok(table) => {
                        let text = match saving.redactor() {
                            Some(by) => csv(&grouping.redacted(by), &handover::table(&table, &grouping, by)),
                            None => csv(&grouping, &table),
                        };
                        if !save(&saving.file_name("groups", ".csv"), "text/csv", &text) {
                            failed.emit(());
                        } else if let Some(rest) = &table.rest {
                            dispatch.emit(Action::Alert(
                                format!(
                                    "The file has the first {} groups, and one line for the {} others together. Narrow the filter to have them all.",
                                    text::count(table.rows.len() as u64),
                                    text::count(rest.groups)
                                )
                                .into(),
                            ));
                        }
                    }
                    Err(ClientError::Superseded) => {
                        dispatch.emit(Action::Alert(
                            "The groups were not saved: others are being counted. Save them when they are there."
                                .into(),
                        ));
                    }
                    Err(error) => {
                        dispatch.emit(Action::Alert(format!("The groups were not saved: {error}").into()))
                    }
                }
            });
        })
    };
    let on_svg = |drawing: &Rc<ChartDrawing>| {
        let (drawing, saving, failed) = (drawing.clone(), saving.clone(), failed.clone());
        Callback::from(move |_: MouseEvent| {
            let (_, text) = drawn(&drawing, &saving);
            if !save(&saving.file_name("chart", ".svg"), "image/svg+xml", &text) {
                failed.emit(());
            }
        })
    };
    let on_png = |drawing: &Rc<ChartDrawing>| {
        let (drawing, saving, failed) = (drawing.clone(), saving.clone(), failed.clone());
        Callback::from(move |_: MouseEvent| {
            let (picture, text) = drawn(&drawing, &saving);
            let (failed, name) = (failed.clone(), saving.file_name("chart", ".png"));
            spawn_local(async move {
                let saved = match png(&text, picture.width, picture.height + TITLE_HEIGHT).await {
                    Ok(blob) => save_blob(&name, &blob).is_ok(),
                    Err(_) => false,
                };
                if !saved {
                    failed.emit(());
                }
            });
        })
    };
    html! {
        <div class="group__save">
            <button type="button" class="button button--small" disabled={selection.filter.is_empty()}
                title={if selection.filter.is_empty() { "Type a filter first" } else { "Keep the filter with this grouping as a question" }}
                onclick={dispatch.reform(|_: MouseEvent| Action::Dialog(Some(Dialog::SaveQuestion)))}>{ "Save as question…" }</button>
            <RedactionSwitch />
            if let Some(drawing) = drawing {
                <button type="button" class="button button--small" disabled={saving.waits()} onclick={on_svg(drawing)}>{ "Save as SVG" }</button>
                <button type="button" class="button button--small" disabled={saving.waits()} onclick={on_png(drawing)}>{ "Save as PNG" }</button>
            }
            <button type="button" class="button button--small" disabled={saving.waits()} onclick={on_csv}
                title="The groups in this order, the first ten thousand of them">{ "Save as CSV" }</button>
        </div>
    }
}

/// Returns the chart to save, redacted if chosen, and its SVG.
fn drawn(drawing: &ChartDrawing, saving: &Saving) -> (Picture, String) {
    let redacted = saving.redactor().map(|redactor| drawing.redacted(redactor));
    let drawing = redacted.as_ref().unwrap_or(drawing);
    let picture = drawing.picture();
    let text = svg(&picture, &drawing.title());
    (picture, text)
}
