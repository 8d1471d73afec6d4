//! The form for a question.

use std::rc::Rc;

use trailglass::app_state::question_list::grouping_words;
use trailglass::grouping::Grouping;
use trailglass::questions::{MOST_QUESTIONS, MOST_TITLE_CHARACTERS, OWN_TOPIC, Question, new_id};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::contexts::use_dispatch;
use crate::widgets::dialog::Modal;
use crate::widgets::handlers::bound;
use crate::widgets::inputs::{is_checked, typed};
use crate::widgets::log_text::shown;
use trailglass::app_state::Action;

#[derive(Clone, PartialEq, Properties)]
pub struct QuestionFormProperties {
    pub title: AttrValue,
    /// The question to edit.
    pub question: Question,
    /// Called with the edited question.
    pub on_save: Callback<Question>,
    pub on_close: Callback<()>,
}

/// A dialog with title, note and filter.
#[component]
pub fn QuestionForm(properties: &QuestionFormProperties) -> Html {
    let QuestionFormProperties { title, question, on_save, on_close } = properties;
    let draft = use_state_eq(|| question.clone());
    let wrong = use_state_eq(|| None::<String>);
    let grouped = use_state_eq(|| question.grouping.is_some());
    let title_input = use_node_ref();
    use_effect_with(title_input.clone(), |input| {
        if let Some(input) = input.cast::<HtmlInputElement>() {
            let _ = input.focus();
            input.select();
        }
    });
    let on_title = bound(&draft, |draft, event: InputEvent| {
        draft.set(Question { title: typed(&event), ..Question::clone(draft) });
    });
    let on_text = |put: fn(&mut Question, String)| {
        bound(&draft, move |draft, event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            let mut next = Question::clone(draft);
            put(&mut next, input.value());
            draft.set(next);
        })
    };
    let onsubmit = bound(
        &(draft.clone(), wrong.setter(), on_save.clone()),
        |(draft, wrong, on_save), event: SubmitEvent| {
            event.prevent_default();
            match draft.check() {
                Ok(()) => {
                    on_save.emit(Question { title: draft.title.trim().to_owned(), ..Question::clone(draft) });
                }
                Err(error) => wrong.set(Some(error.to_string())),
            }
        },
    );
    let grouping = question.grouping.clone();
    let on_grouping = bound(&(draft.clone(), grouped.setter()), move |(draft, grouped), event: Event| {
        let wants = is_checked(&event);
        grouped.set(wants);
        draft.set(Question { grouping: grouping.clone().filter(|_| wants), ..Question::clone(draft) });
    });
    html! {
        <Modal title={title.clone()} class="dialog--medium" on_close={on_close.clone()}>
            <form class="question-form" {onsubmit}>
                <label class="question-form__label" for="question-title">{ "Title" }</label>
                <input id="question-title" ref={title_input} class="question-form__input" type="text" autocomplete="off"
                    maxlength={MOST_TITLE_CHARACTERS.to_string()} value={draft.title.clone()} oninput={on_title} />
                <label class="question-form__label" for="question-note">{ "Note" }</label>
                <textarea id="question-note" class="question-form__input" rows="3" placeholder="Why it matters, what to look for"
                    value={draft.why.clone()} oninput={on_text(|question, text| question.why = text)} />
                <label class="question-form__label" for="question-filter">{ "Filter" }</label>
                <textarea id="question-filter" class="question-form__input question-form__input--code" rows="4" spellcheck="false"
                    value={draft.filter.clone()} oninput={on_text(|question, text| question.filter = text)} />
                if let Some(grouping) = &question.grouping {
                    <label class="check question-form__check">
                        <input type="checkbox" checked={*grouped} onchange={on_grouping} />
                        { "Grouped by " }{ shown(&grouping_words(grouping)) }
                    </label>
                }
                if let Some(wrong) = &*wrong {
                    <p role="alert" class="question-form__wrong">{ "The question cannot be saved: " }{ shown(wrong) }</p>
                }
                <div class="dialog__ways question-form__ways">
                    <button type="button" class="button" onclick={on_close.reform(|_: MouseEvent| ())}>{ "Cancel" }</button>
                    <button type="submit" class="button button--primary">{ "Save" }</button>
                </div>
            </form>
        </Modal>
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct SaveQuestionProperties {
    /// The questions saved so far.
    pub own: Rc<Vec<Question>>,
    /// The current filter.
    pub filter: AttrValue,
    /// The grouping in the Group view, if any.
    #[prop_or_default]
    pub grouping: Option<Grouping>,
}

/// Saves the current filter as a new question.
#[component]
pub fn SaveQuestion(properties: &SaveQuestionProperties) -> Html {
    let SaveQuestionProperties { own, filter, grouping } = properties;
    let dispatch = use_dispatch();
    let close = dispatch.reform(|()| Action::Dialog(None));
    if own.len() >= MOST_QUESTIONS {
        return html! {
            <Modal title="Save as question" class="dialog--small" on_close={close.clone()}>
                <p>{ format!("There are {MOST_QUESTIONS} questions of your own, and no more are kept. Export them, and delete some.") }</p>
                <div class="dialog__ways">
                    <button type="button" class="button" onclick={close.reform(|_: MouseEvent| ())}>{ "Close" }</button>
                </div>
            </Modal>
        };
    }
    let question = Question {
        id: new_id(own),
        topic: OWN_TOPIC.to_owned(),
        filter: filter.to_string(),
        grouping: grouping.clone(),
        ..Question::default()
    };
    let on_save = bound(&(own.clone(), dispatch), |(own, dispatch), question: Question| {
        let mut all = Vec::clone(own);
        all.push(question);
        dispatch.emit(Action::OwnQuestions(all));
        dispatch.emit(Action::Dialog(None));
    });
    html! { <QuestionForm title="Save as question" {question} {on_save} on_close={close} /> }
}
