//! The Questions view: built-in questions and those that users save, each with the number of events
//! that answer it.
//!
//! ```text
//! mod     the view: search, topics, cards
//! moving  the focus among the questions
//! counts  counts the events of each question, one after another
//! card    one question
//! own     saving, importing, exporting, undoing
//! form    the form for a question
//! ```

mod card;
mod counts;
mod form;
mod moving;
mod own;

use std::rc::Rc;

use trailglass::app_state::own_questions::{DeletedQuestion, replaced};
use trailglass::app_state::question_counts::{QuestionsShown, selected};
use trailglass::model::Selection;
use trailglass::questions::{Question, library};
use yew::prelude::*;

use self::card::{Card, CardAction};
use self::counts::{CountingProgress, CountsWanted, use_counts};
use self::form::QuestionForm;
use self::moving::{heading_id, press_find_key, press_list_key, show_topic};
use self::own::OwnBar;
use crate::contexts::{use_acts, use_dispatch};
use crate::widgets::handlers::{bound, setting};
use crate::widgets::icons::Icon;
use crate::widgets::inputs::{is_checked, typed};
use crate::widgets::log_text::shown;
use crate::widgets::progress::{percent, progress};
use trailglass::app_state::Action;

pub use self::form::SaveQuestion;

/// The id of the search field.
const FIND_ID: &str = "find-questions";

/// The class of the buttons that the arrow keys move between.
const STOP_CLASS: &str = "question__open";

#[derive(Clone, PartialEq, Properties)]
pub struct QuestionsProperties {
    /// The questions that the user saved.
    pub own: Rc<Vec<Question>>,
    pub selection: Rc<Selection>,
    /// The total number of events.
    pub events: u64,
    /// Increases when the data change.
    pub generation: u32,
    /// Whether files are still being read.
    pub loading: bool,
}

#[component]
pub fn Questions(properties: &QuestionsProperties) -> Html {
    let QuestionsProperties { own, selection, events, generation, loading } = properties;
    let find = use_state_eq(String::new);
    let only_hits = use_state_eq(|| false);
    let narrowed = use_state_eq(|| false);
    let editing = use_state_eq(|| None::<Rc<Question>>);
    let deleted = use_state_eq(|| None::<DeletedQuestion>);
    let questions = use_memo(own.clone(), |own| {
        own.iter().chain(library()).cloned().map(Rc::new).collect::<Vec<Rc<Question>>>()
    });
    let is_selected = !selection.filter.is_empty() || selection.time.is_some();
    let within = (*narrowed && is_selected).then(|| selection.clone());
    let counting = use_counts(CountsWanted {
        questions: questions.clone(),
        within: within.clone(),
        generation: *generation,
        ready: !*loading && *events > 0,
    });
    let on_choice = use_choice(own, &within, &editing, &deleted);
    let list = QuestionsShown { questions: &questions, counts: &counting.counts, events: *events };
    let places = list.places(&find, *only_hits);
    let topics = list.topics(&places);
    use_showing_new(own.len(), &topics);
    html! {
        <section class="questions" aria-label="Questions">
            <div class="questions__bar">
                <label class="search-box questions__find">
                    { Icon::Search.draw() }
                    <input type="search" id={FIND_ID} class="search-box__input" aria-label="Find questions"
                        placeholder="Title, CIS 4.1, T1078…" value={(*find).clone()} autocomplete="off" spellcheck="false"
                        oninput={bound(&find.setter(), |find, event: InputEvent| find.set(typed(&event)))}
                        onkeydown={bound(&find, press_find_key)} />
                </label>
                { check("Only those with events", *only_hits, false, &only_hits) }
                { check("Within the current filter and time", *narrowed && is_selected, !is_selected, &narrowed) }
                <span class="questions__gap"></span>
                <OwnBar own={own.clone()} filter={AttrValue::from(selection.filter.clone())} deleted={(*deleted).clone()}
                    on_deleted={setting(&deleted, None)} />
            </div>
            { said(&list, list.words(&places, *loading, within.is_some()), &counting) }
            <div class="questions__body">
                { topic_links(&list, &topics) }
                <div class="questions__list" tabindex="-1" onkeydown={Callback::from(press_list_key)}>
                    { for topics.iter().enumerate().map(|(number, (topic, places))| {
                        group(&list, number, topic, places, own.len(), &on_choice)
                    }) }
                    if places.is_empty() {
                        { none(find.trim().is_empty()) }
                    }
                </div>
            </div>
            if let Some(question) = (*editing).clone() {
                <Editing own={own.clone()} {question} on_close={setting(&editing, None)} />
            }
        </section>
    }
}

/// Returns the callback of the actions on cards. `within` are the events in which is counted.
#[hook]
fn use_choice(
    own: &Rc<Vec<Question>>,
    within: &Option<Rc<Selection>>,
    editing: &UseStateHandle<Option<Rc<Question>>>,
    deleted: &UseStateHandle<Option<DeletedQuestion>>,
) -> Callback<CardAction> {
    let acts = use_acts();
    use_callback(
        (within.clone(), own.clone(), acts, (editing.setter(), deleted.setter())),
        |chosen: CardAction, (within, own, acts, (editing, deleted))| match chosen {
            CardAction::Open(question) => acts.events_of.emit(selected(&question, within.as_deref())),
            CardAction::Group(question) => {
                let Selection { filter, time } = selected(&question, within.as_deref());
                acts.dispatch.emit(Action::Filter(filter.into()));
                acts.dispatch.emit(Action::Zoom(time));
                acts.dispatch.emit(Action::Group(question.grouping.clone().unwrap_or_default()));
            }
            CardAction::Sql(question) => acts.dispatch.emit(Action::Sql(
                selected(&question, within.as_deref()),
                question.grouping.clone().unwrap_or_default(),
            )),
            CardAction::Edit(question) => editing.set(Some(question)),
            CardAction::Delete(question) => {
                let Some((gone, rest)) = DeletedQuestion::delete(own, &question.id) else { return };
                deleted.set(Some(gone));
                acts.dispatch.emit(Action::OwnQuestions(rest));
            }
        },
    )
}

/// Scrolls a newly saved question into view. The first `own` questions are the user's.
#[hook]
fn use_showing_new(own: usize, topics: &[(&str, Vec<usize>)]) {
    let own_before = use_mut_ref(|| own);
    let number = topics.iter().position(|(_, places)| places.iter().any(|place| *place < own));
    use_effect_with(own, move |now: &usize| {
        if *now > own_before.replace(*now)
            && let Some(number) = number
        {
            show_topic(number);
        }
    });
}

/// Draws what is known of the questions, and the progress of counting.
fn said(list: &QuestionsShown<'_>, words: String, counting: &CountingProgress) -> Html {
    let done = percent(counting.counts.done() as u64, list.questions.len() as u64);
    let stop = |stop: bool| counting.stop.reform(move |_: MouseEvent| stop);
    html! {
        <div class="questions__said">
            <span role="status">{ words }</span>
            if counting.is_under_way {
                <span class="questions__progress">{ progress("Counting", Some(done), None) }</span>
                <button type="button" class="button button--small" onclick={stop(true)}>{ "Stop counting" }</button>
            } else if counting.was_stopped {
                <button type="button" class="button button--small" onclick={stop(false)}>{ "Go on counting" }</button>
            }
        </div>
    }
}

/// Draws the list of topics.
fn topic_links(list: &QuestionsShown<'_>, topics: &[(&str, Vec<usize>)]) -> Html {
    html! {
        <nav class="questions__topics" aria-label="Topics">
            <ul>
                for (number, (topic, places)) in topics.iter().enumerate() {
                    <li key={*topic}>
                        <button type="button" class="questions__topic" onclick={move |_: MouseEvent| show_topic(number)}>
                            <span>{ shown(topic) }</span>
                            <span class="questions__hits">{ format!("{} of {}", list.hits(places), places.len()) }</span>
                        </button>
                    </li>
                }
            </ul>
        </nav>
    }
}

/// Draws the questions of a topic.
fn group(
    list: &QuestionsShown<'_>,
    number: usize,
    topic: &str,
    places: &[usize],
    own: usize,
    on_choice: &Callback<CardAction>,
) -> Html {
    let QuestionsShown { questions, counts, events } = list;
    html! {
        <section key={topic} class="questions__group" aria-labelledby={heading_id(number)}>
            <h2 id={heading_id(number)} class="questions__heading" tabindex="-1">{ shown(topic) }</h2>
            <ul>
                for place in places.iter().copied() {
                    <Card key={questions[place].id.clone()} question={questions[place].clone()} is_own={place < own}
                        counted={counts.at(place)} attempts={counts.attempts_at(place)}
                        whole={counts.whole.unwrap_or(*events)} on_choice={on_choice.clone()} />
                }
            </ul>
        </section>
    }
}

/// Draws why no question is listed.
fn none(is_not_searched: bool) -> Html {
    html! {
        <p class="questions__none">
            { if is_not_searched {
                "No question has events here. Show those without events, too, by the box above."
            } else {
                "No question has these words: look for part of a title, a number of CIS or a technique of ATT&CK, or clear the search with Esc."
            } }
        </p>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct EditingProperties {
    own: Rc<Vec<Question>>,
    question: Rc<Question>,
    on_close: Callback<()>,
}

/// The form for a question that the user saved earlier.
#[component]
fn Editing(properties: &EditingProperties) -> Html {
    let dispatch = use_dispatch();
    let on_save = bound(&(properties.clone(), dispatch), |(properties, dispatch), question: Question| {
        if let Some(all) = replaced(&properties.own, question) {
            dispatch.emit(Action::OwnQuestions(all));
        }
        properties.on_close.emit(());
    });
    let question = Question::clone(&properties.question);
    html! { <QuestionForm title="Edit question" {question} on_close={properties.on_close.clone()} {on_save} /> }
}

fn check(label: &'static str, checked: bool, disabled: bool, state: &UseStateHandle<bool>) -> Html {
    let onchange = bound(&state.setter(), |setter, event: Event| setter.set(is_checked(&event)));
    html! {
        <label class="check">
            <input type="checkbox" {checked} {disabled} {onchange} />
            { label }
        </label>
    }
}
