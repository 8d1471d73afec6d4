//! Saves the table and the chart.

use std::rc::Rc;

use trailglass::app_state::group_form::saved_rest_words;
use trailglass::grouping::chart::{Picture, TITLE_HEIGHT, svg};
use trailglass::grouping::{Grouping, MOST_TOP, csv};
use trailglass::handover::{self, Redact};
use trailglass::model::Selection;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::chart::ChartDrawing;
use super::png::png;
use crate::client::{ClientError, PageClient};
use crate::contexts::{use_client, use_dispatch};
use crate::platform::save::{save, save_blob};
use crate::widgets::redacting::{RedactionSwitch, Saving, use_redacting};
use trailglass::app_state::{Action, Dialog};

/// The message if the browser does not save a file.
const NOT_TAKEN: &str = "The browser did not take the file.";

#[derive(Clone, PartialEq, Properties)]
pub struct SaveProperties {
    pub selection: Rc<Selection>,
    /// The grouping as counted.
    pub grouping: Rc<Grouping>,
    /// The chart; `None` if only the table is shown.
    pub drawing: Option<Rc<ChartDrawing>>,
}

#[component]
pub fn Save(properties: &SaveProperties) -> Html {
    let SaveProperties { selection, grouping, drawing } = properties;
    let (client, dispatch) = (use_client(), use_dispatch());
    let saving = use_redacting().saving();
    let on_csv = {
        let (selection, grouping) = (selection.clone(), grouping.clone());
        let (dispatch, saving) = (dispatch.clone(), saving.clone());
        Callback::from(move |_: MouseEvent| {
            let (client, selection, saving) = (client.clone(), selection.clone(), saving.clone());
            let (grouping, dispatch) = (grouping.clone(), dispatch.clone());
            spawn_local(async move {
                if let Some(message) = save_csv(&client, &selection, &grouping, &saving).await {
                    dispatch.emit(Action::Alert(message.into()));
                }
            });
        })
    };
    let button = |label: &'static str, title: Option<&'static str>, onclick: Callback<MouseEvent>| {
        html! { <button type="button" class="button button--small" disabled={saving.waits()} {title} {onclick}>{ label }</button> }
    };
    let question_title = if selection.filter.is_empty() {
        "Type a filter first"
    } else {
        "Keep the filter with this grouping as a question"
    };
    html! {
        <div class="group__save">
            <button type="button" class="button button--small" disabled={selection.filter.is_empty()} title={question_title}
                onclick={dispatch.reform(|_: MouseEvent| Action::Dialog(Some(Dialog::SaveQuestion)))}>{ "Save as question…" }</button>
            <RedactionSwitch />
            if let Some(drawing) = drawing {
                { button("Save as SVG", None, on_svg(drawing, &saving, &dispatch)) }
                { button("Save as PNG", None, on_png(drawing, &saving, &dispatch)) }
            }
            { button("Save as CSV", Some("The groups in this order, the first ten thousand of them"), on_csv) }
        </div>
    }
}

/// Saves the table; returns what the user should know about it.
async fn save_csv(
    client: &PageClient,
    selection: &Selection,
    grouping: &Grouping,
    saving: &Saving,
) -> Option<String> {
    let grouping = Grouping { top: MOST_TOP, ..grouping.clone() };
    match client.counted_groups(selection, &grouping).await {
        Ok(table) => {
            let text = match saving.redactor() {
                Some(by) => csv(&grouping.redacted(by), &handover::table(&table, &grouping, by)),
                None => csv(&grouping, &table),
            };
            let is_saved = save(&saving.file_name("groups", ".csv"), "text/csv", &text);
            if is_saved { saved_rest_words(&table) } else { Some(NOT_TAKEN.to_owned()) }
        }
        Err(ClientError::Superseded) => Some(
            "The groups were not saved: others are being counted. Save them when they are there.".to_owned(),
        ),
        Err(error) => Some(format!("The groups were not saved: {error}")),
    }
}

fn on_svg(drawing: &Rc<ChartDrawing>, saving: &Saving, dispatch: &Callback<Action>) -> Callback<MouseEvent> {
    let (drawing, saving, dispatch) = (drawing.clone(), saving.clone(), dispatch.clone());
    Callback::from(move |_: MouseEvent| {
        let (_, text) = drawn(&drawing, &saving);
        if !save(&saving.file_name("chart", ".svg"), "image/svg+xml", &text) {
            dispatch.emit(Action::Alert(NOT_TAKEN.into()));
        }
    })
}

fn on_png(drawing: &Rc<ChartDrawing>, saving: &Saving, dispatch: &Callback<Action>) -> Callback<MouseEvent> {
    let (drawing, saving, dispatch) = (drawing.clone(), saving.clone(), dispatch.clone());
    Callback::from(move |_: MouseEvent| {
        let (picture, text) = drawn(&drawing, &saving);
        let (dispatch, name) = (dispatch.clone(), saving.file_name("chart", ".png"));
        spawn_local(async move {
            let drawn = png(&text, picture.width, picture.height + TITLE_HEIGHT).await;
            if drawn.and_then(|blob| save_blob(&name, &blob)).is_err() {
                dispatch.emit(Action::Alert(NOT_TAKEN.into()));
            }
        });
    })
}

/// Returns the chart to save, redacted if chosen, and its SVG.
fn drawn(drawing: &ChartDrawing, saving: &Saving) -> (Picture, String) {
    let redacted = saving.redactor().map(|redactor| drawing.redacted(redactor));
    let drawing = redacted.as_ref().unwrap_or(drawing);
    let picture = drawing.picture();
    let text = svg(&picture, &drawing.title());
    (picture, text)
}
