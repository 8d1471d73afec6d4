//! The user's own questions: saving, exporting, importing, undoing a deletion.

use std::rc::Rc;

use js_sys::Uint8Array;
use trailglass::handover::Redact;
use trailglass::questions::{FileError, MOST_FILE_BYTES, MOST_QUESTIONS, Question, read, write};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use crate::dialogs::redacting::{RedactionSwitch, use_redacting};
use crate::platform::save::save;
use crate::state::{Action, Dialog};
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use trailglass::base::text;

/// The extension of a file of questions.
const ENDING: &str = ".trailglass-questions.json";

/// A deleted question, with its former position.
#[derive(Clone, Debug, PartialEq)]
pub struct Deleted {
    pub question: Question,
    /// Its index among the user's questions.
    pub place: usize,
}

#[derive(Clone, PartialEq, Properties)]
pub struct OwnBarProperties {
    /// The questions that the user saved.
    pub own: Rc<Vec<Question>>,
    /// The current filter.
    pub filter: AttrValue,
    /// The last deleted question; `None` once restored or dismissed.
    pub deleted: Option<Deleted>,
    /// Called when the deletion is undone or dismissed.
    pub on_deleted: Callback<()>,
    pub dispatch: Callback<Action>,
}

/// The outcome of an import.
#[derive(Clone, PartialEq)]
struct ImportOutcome {
    words: String,
    problems: Vec<String>,
    is_wrong: bool,
}

/// The buttons, and the outcome of the last action.
#[component]
pub fn OwnBar(properties: &OwnBarProperties) -> Html {
    let OwnBarProperties { own, filter, deleted, on_deleted, dispatch } = properties;
    let told = use_state_eq(|| None::<ImportOutcome>);
    let saving = use_redacting().saving();
    let on_file = {
        let (own, dispatch, told) = (own.clone(), dispatch.clone(), told.setter());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let file = input.files().and_then(|files| files.get(0));
            let (own, dispatch, told) = (own.clone(), dispatch.clone(), told.clone());
            if let Some(file) = file {
                spawn_local(async move { told.set(Some(import(file, &own, &dispatch).await)) });
            }
            // Cleared, so that choosing the same file again triggers a change event.
            input.set_value("");
        })
    };
    let export = {
        let (own, dispatch, saving) = (own.clone(), dispatch.clone(), saving.clone());
        Callback::from(move |_: MouseEvent| {
            let own: Vec<Question> = match saving.redactor() {
                Some(redactor) => own.redacted(redactor),
                None => Vec::clone(&own),
            };
            if !save(&saving.file_name("questions", ENDING), "application/json", &write(&own)) {
                dispatch.emit(Action::Alert("The browser did not take the file of questions.".into()));
            }
        })
    };
    let undo = |deleted: &Deleted| {
        let (own, deleted, on_deleted, dispatch) =
            (own.clone(), deleted.clone(), on_deleted.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            let mut all = Vec::clone(&own);
            all.insert(deleted.place.min(all.len()), deleted.question.clone());
            dispatch.emit(Action::OwnQuestions(all));
            on_deleted.emit(());
        })
    };
    let forget = {
        let told = told.setter();
        Callback::from(move |_: MouseEvent| told.set(None))
    };
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
                <p class="questions__note" role="status">
                    <span>{ "Deleted: " }{ shown(&deleted.question.title) }</span>
                    <button type="button" class="button button--small" onclick={undo(deleted)}>{ "Undo" }</button>
                    <button type="button" class="button button--bare" aria-label="Dismiss" title="Dismiss"
                        onclick={on_deleted.reform(|_: MouseEvent| ())}>{ Icon::Close.draw() }</button>
                </p>
            }
            if let Some(ImportOutcome { words, problems, is_wrong }) = &*told {
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
        </>
    }
}

async fn import(file: File, own: &[Question], dispatch: &Callback<Action>) -> ImportOutcome {
    let wrong = |reason: String| ImportOutcome {
        words: format!("Nothing was imported: {reason}"),
        problems: Vec::new(),
        is_wrong: true,
    };
    // Not even read: it may be a log of gigabytes.
    if file.size() > MOST_FILE_BYTES as f64 {
        return wrong(FileError::TooLarge(file.size() as usize).to_string());
    }
    let Ok(buffer) = JsFuture::from(file.array_buffer()).await else {
        return wrong("the browser could not read the file; was it moved or changed?".to_owned());
    };
    let mut imported = match read(&Uint8Array::new(&buffer).to_vec()) {
        Ok(imported) => imported,
        Err(error) => return wrong(error.to_string()),
    };
    let name = file.name();
    imported.questions = imported.questions.into_iter().map(|question| question.from_file(&name)).collect();
    let (all, added) = imported.after(own);
    if all.len() > MOST_QUESTIONS {
        return wrong(format!(
            "there would be {} questions, and at most {MOST_QUESTIONS} are kept",
            all.len()
        ));
    }
    if added > 0 {
        dispatch.emit(Action::OwnQuestions(all));
    }
    let known = imported.questions.len() - added;
    let mut words = format!("{} imported", text::counted(added as u64, "question", "questions"));
    if known > 0 {
        words.push_str(&format!(", {} there already", text::counted(known as u64, "was", "were")));
    }
    if !imported.problems.is_empty() {
        let left = text::counted(imported.problems.len() as u64, "was", "were");
        words.push_str(&format!(", {left} left out:"));
    }
    let problems: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    ImportOutcome { words, is_wrong: !problems.is_empty(), problems }
}
