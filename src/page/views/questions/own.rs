//! The user's own questions: saving, exporting, importing, undoing a deletion.

use std::rc::Rc;

use js_sys::Uint8Array;
use trailglass::app_state::own_questions::{DeletedQuestion, ImportOutcome};
use trailglass::handover::Redact;
use trailglass::questions::{Question, write};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;
use yew::prelude::*;

use crate::contexts::use_dispatch;
use crate::platform::save::save;
use crate::widgets::handlers::{bound, setting};
use crate::widgets::icons::Icon;
use crate::widgets::inputs::chosen_file;
use crate::widgets::log_text::shown;
use crate::widgets::redacting::{RedactionSwitch, use_redacting};
use trailglass::app_state::{Action, Dialog};

/// The extension of a file of questions.
const ENDING: &str = ".trailglass-questions.json";

#[derive(Clone, PartialEq, Properties)]
pub struct OwnBarProperties {
    /// The questions that the user saved.
    pub own: Rc<Vec<Question>>,
    /// The current filter.
    pub filter: AttrValue,
    /// The last deleted question; `None` once restored or dismissed.
    pub deleted: Option<DeletedQuestion>,
    /// Called when the deletion is undone or dismissed.
    pub on_deleted: Callback<()>,
}

/// The buttons, and the outcome of the last action.
#[component]
pub fn OwnBar(properties: &OwnBarProperties) -> Html {
    let OwnBarProperties { own, filter, deleted, .. } = properties;
    let dispatch = use_dispatch();
    let imported = use_state_eq(|| None::<ImportOutcome>);
    let saving = use_redacting().saving();
    let context = (own.clone(), dispatch.clone());
    let on_file =
        bound(&(context.clone(), imported.setter()), |((own, dispatch), imported), event: Event| {
            let Some(file) = chosen_file(&event) else { return };
            let (own, dispatch, imported) = (own.clone(), dispatch.clone(), imported.clone());
            spawn_local(async move {
                let mut outcome = import(file, &own).await;
                if let Some(questions) = outcome.questions.take() {
                    dispatch.emit(Action::OwnQuestions(questions));
                }
                imported.set(Some(outcome));
            });
        });
    let export = bound(&(context, saving.clone()), |((own, dispatch), saving), _: MouseEvent| {
        let own: Vec<Question> = match saving.redactor() {
            Some(redactor) => own.redacted(redactor),
            None => Vec::clone(own),
        };
        if !save(&saving.file_name("questions", ENDING), "application/json", &write(&own)) {
            dispatch.emit(Action::Alert("The browser did not take the file of questions.".into()));
        }
    });
    html! {
        <>
            <span class="questions__ways" role="group" aria-label="Own questions">
                <button type="button" class="button" disabled={filter.is_empty()}
                    title={if filter.is_empty() { "Type a filter first" } else { "Keep the current filter as a question" }}
                    onclick={dispatch.reform(|_: MouseEvent| Action::Dialog(Some(Dialog::SaveQuestion)))}>{ "Save filter as question…" }</button>
                <label class="button open">
                    <input class="open__input" type="file" accept=".json,application/json" onchange={on_file} />
                    { "Import questions" }
                </label>
                <button type="button" class="button" disabled={own.is_empty() || saving.waits()}
                    title={if own.is_empty() { "There are no questions of your own yet" } else { "Save your own questions as a file" }}
                    onclick={export}>{ "Export questions" }</button>
                if !own.is_empty() {
                    <RedactionSwitch />
                }
            </span>
            if let Some(deleted) = deleted {
                { deletion(properties, deleted, &dispatch) }
            }
            if let Some(outcome) = &*imported {
                { import_note(outcome, setting(&imported, None)) }
            }
        </>
    }
}

/// Draws the deleted question, and the button that restores it.
fn deletion(properties: &OwnBarProperties, deleted: &DeletedQuestion, dispatch: &Callback<Action>) -> Html {
    let OwnBarProperties { own, on_deleted, .. } = properties.clone();
    let undo = bound(&(deleted.clone(), dispatch.clone()), move |(deleted, dispatch), _: MouseEvent| {
        dispatch.emit(Action::OwnQuestions(deleted.restored(&own)));
        on_deleted.emit(());
    });
    html! {
        <p class="questions__note" role="status">
            <span>{ "Deleted: " }{ shown(&deleted.question.title) }</span>
            <button type="button" class="button button--small" onclick={undo}>{ "Undo" }</button>
            <button type="button" class="button button--bare" aria-label="Dismiss" title="Dismiss"
                onclick={properties.on_deleted.reform(|_: MouseEvent| ())}>{ Icon::Close.draw() }</button>
        </p>
    }
}

/// Draws the outcome of an import.
fn import_note(outcome: &ImportOutcome, forget: Callback<MouseEvent>) -> Html {
    let ImportOutcome { words, problems, is_wrong, .. } = outcome;
    html! {
        <div class={classes!("questions__note", is_wrong.then_some("questions__note--wrong"))}
            role={if *is_wrong { "alert" } else { "status" }}>
            <div>
                { shown(words) }
                if !problems.is_empty() {
                    <ul class="questions__problems">
                        for problem in problems.iter() {
                            <li>{ shown(problem) }</li>
                        }
                    </ul>
                }
            </div>
            <button type="button" class="button button--bare" aria-label="Dismiss" title="Dismiss" onclick={forget}>{ Icon::Close.draw() }</button>
        </div>
    }
}

async fn import(file: File, own: &[Question]) -> ImportOutcome {
    if let Some(outcome) = ImportOutcome::too_large(file.size()) {
        return outcome;
    }
    match JsFuture::from(file.array_buffer()).await {
        Ok(buffer) => ImportOutcome::of(&Uint8Array::new(&buffer).to_vec(), &file.name(), own),
        Err(_) => ImportOutcome::failed("the browser could not read the file; was it moved or changed?"),
    }
}
