//! The Questions view: built-in questions and those that users save, each with the number of events
//! that answer it.
//!
//! ```text
//! mod     the view: search, topics, cards
//! counts  counts the events of each question, one after another
//! card    one question
//! own     saving, importing, exporting, undoing
//! form    the form for a question
//! ```

mod card;
mod counts;
mod form;
mod own;

use std::rc::Rc;

use gloo::utils::document;
use trailglass::model::Selection;
use trailglass::questions::{Question, library};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use self::card::{Card, CardAction};
use self::counts::{CountsWanted, QuestionCount, use_counts};
use self::own::{Deleted, OwnBar};
use crate::app::keyboard::focus;
use crate::client::PageClient;
use crate::state::Action;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use crate::widgets::progress::{percent, progress};
use trailglass::base::text;

pub use self::form::SaveQuestion;

/// The id of the search field.
const FIND_ID: &str = "find-questions";

/// The class of the buttons that the arrow keys move between.
const STOP_CLASS: &str = "question__open";

#[derive(Clone, PartialEq, Properties)]
pub struct QuestionsProperties {
    pub client: PageClient,
    /// The questions that the user saved.
    pub own: Rc<Vec<Question>>,
    pub selection: Rc<Selection>,
    /// The total number of events.
    pub events: u64,
    /// Increases when the data change.
    pub generation: u32,
    /// Whether files are still being read.
    pub loading: bool,
    /// Shows the events of a selection.
    pub on_events: Callback<Selection>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Questions(properties: &QuestionsProperties) -> Html {
    let QuestionsProperties { client, own, selection, events, generation, loading, on_events, dispatch } =
        properties;
    let typed = use_state_eq(String::new);
    let only_hits = use_state_eq(|| false);
    let narrowed = use_state_eq(|| false);
    let editing = use_state_eq(|| None::<Rc<Question>>);
    let deleted = use_state_eq(|| None::<Deleted>);
    let questions = use_memo(own.clone(), |own| {
        own.iter().chain(library()).cloned().map(Rc::new).collect::<Vec<Rc<Question>>>()
    });
    let is_selected = !selection.filter.is_empty() || selection.time.is_some();
    let within = (*narrowed && is_selected).then(|| selection.clone());
    let counts = use_counts(
        client,
        CountsWanted {
            questions: questions.clone(),
            within: within.clone(),
            generation: *generation,
            ready: !*loading && *events > 0,
        },
    );
    let on_choice = use_callback(
        (
            within.clone(),
            on_events.clone(),
            dispatch.clone(),
            own.clone(),
            (editing.setter(), deleted.setter()),
        ),
        |chosen: CardAction, (within, on_events, dispatch, own, (editing, deleted))| match chosen {
            CardAction::Open(question) => on_events.emit(counts::selected(&question, within.as_deref())),
            CardAction::Group(question) => {
                let Selection { filter, time } = counts::selected(&question, within.as_deref());
                dispatch.emit(Action::Filter(filter.into()));
                dispatch.emit(Action::Zoom(time));
                dispatch.emit(Action::Group(question.grouping.clone().unwrap_or_default()));
            }
            CardAction::Sql(question) => dispatch.emit(Action::Sql(
                counts::selected(&question, within.as_deref()),
                question.grouping.clone().unwrap_or_default(),
            )),
            CardAction::Edit(question) => editing.set(Some(question)),
            CardAction::Delete(question) => {
                let Some(place) = own.iter().position(|other| other.id == question.id) else { return };
                let mut rest = Vec::clone(own);
                deleted.set(Some(Deleted { question: rest.remove(place), place }));
                dispatch.emit(Action::OwnQuestions(rest));
            }
        },
    );
    let shown_now: Vec<usize> = (0..questions.len())
        .filter(|place| {
            let question = &questions[*place];
            question.is_about(typed.trim())
                && (!*only_hits
                    || counts.of(*place) != QuestionCount::Events(0)
                    || counts.attempts_of(*place).is_hit())
        })
        .collect();
    let topics = topics_of(&questions, &shown_now);
    // Scrolls a newly saved question into view.
    let own_before = use_mut_ref(|| own.len());
    use_effect_with(own.len(), {
        let place = topics.iter().position(|(_, places)| places.iter().any(|place| *place < own.len()));
        move |now: &usize| {
            if *now > own_before.replace(*now)
                && let Some(place) = place
            {
                show_topic(place);
            }
        }
    });
    let oninput = {
        let typed = typed.setter();
        Callback::from(move |event: InputEvent| {
            let text = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value());
            typed.set(text.unwrap_or_default());
        })
    };
    let on_find_key = {
        let (typed, is_typed) = (typed.setter(), !typed.is_empty());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" if is_typed => {
                event.prevent_default();
                typed.set(String::new());
            }
            "ArrowDown" | "Enter" => {
                event.prevent_default();
                go(|_, _| 0);
            }
            _ => {}
        })
    };
    let on_list_key = Callback::from(|event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "j" | "ArrowDown" => go(|here, last| here.map_or(0, |here| (here + 1).min(last))),
            "k" | "ArrowUp" => go(|here, _| here.map_or(0, |here| here.saturating_sub(1))),
            "Home" => go(|_, _| 0),
            "End" => go(|_, last| last),
            "/" => focus(FIND_ID),
            _ => return,
        }
        event.prevent_default();
    });
    let stop = {
        let client = client.clone();
        let stopped = counts.stop.clone();
        Callback::from(move |_: MouseEvent| {
            stopped.emit(());
            client.stop_counting();
        })
    };
    html! {
        <section class="questions" aria-label="Questions">
            <div class="questions__bar">
                <label class="sources__find questions__find">
                    { Icon::Search.draw() }
                    <input type="search" id={FIND_ID} class="sources__input" aria-label="Find questions"
                        placeholder="Title, CIS 4.1, T1078…" value={(*typed).clone()} autocomplete="off"
                        spellcheck="false" {oninput} onkeydown={on_find_key} />
                </label>
                { check("Only those with events", *only_hits, false, only_hits.setter()) }
                { check("Within the current filter and time", *narrowed && is_selected, !is_selected, narrowed.setter()) }
                <span class="questions__gap"></span>
                <OwnBar own={own.clone()} filter={AttrValue::from(selection.filter.clone())} deleted={(*deleted).clone()}
                    on_deleted={let deleted = deleted.setter(); Callback::from(move |()| deleted.set(None))}
                    dispatch={dispatch.clone()} />
            </div>
            <div class="questions__said">
                <span role="status">{ said(&questions, &shown_now, &counts, *events, *loading, within.is_some()) }</span>
                if counts.is_under_way() {
                    <span class="questions__progress">
                        { progress("Counting", Some(percent(counts.done() as u64, questions.len() as u64)), None) }
                    </span>
                    <button type="button" class="button button--small" onclick={stop}>{ "Stop counting" }</button>
                } else if counts.was_stopped {
                    <button type="button" class="button button--small"
                        onclick={counts.resume.reform(|_: MouseEvent| ())}>{ "Go on counting" }</button>
                }
            </div>
            <div class="questions__body">
                <nav class="questions__topics" aria-label="Topics">
                    <ul>
                        for (number, (topic, places)) in topics.iter().enumerate() {
                            <li key={*topic}>
                                <button type="button" class="questions__topic" onclick={move |_: MouseEvent| show_topic(number)}>
                                    <span>{ shown(topic) }</span>
                                    <span class="questions__hits">{ hits(places, &counts) }</span>
                                </button>
                            </li>
                        }
                    </ul>
                </nav>
                <div class="questions__list" tabindex="-1" onkeydown={on_list_key}>
                    for (number, (topic, places)) in topics.iter().enumerate() {
                        <section key={*topic} class="questions__group" aria-labelledby={heading_id(number)}>
                            <h2 id={heading_id(number)} class="questions__heading" tabindex="-1">{ shown(topic) }</h2>
                            <ul>
                                for place in places.iter().copied() {
                                    <Card key={questions[place].id.clone()} question={questions[place].clone()}
                                        is_own={place < own.len()} counted={counts.of(place)} attempts={counts.attempts_of(place)} whole={counts.whole.unwrap_or(*events)}
                                        on_choice={on_choice.clone()} />
                                }
                            </ul>
                        </section>
                    }
                    if shown_now.is_empty() {
                        <p class="questions__none">
                            { if typed.trim().is_empty() {
                                "No question has events here. Show those without events, too, by the box above."
                            } else {
                                "No question has these words: look for part of a title, a number of CIS or a technique of ATT&CK, or clear the search with Esc."
                            } }
                        </p>
                    }
                </div>
            </div>
            if let Some(question) = (*editing).clone() {
                <form::QuestionForm title="Edit question" question={Question::clone(&question)}
                    on_close={let editing = editing.setter(); Callback::from(move |()| editing.set(None))}
                    on_save={
                        let (own, dispatch, editing) = (own.clone(), dispatch.clone(), editing.setter());
                        Callback::from(move |question: Question| {
                            let mut all = Vec::clone(&own);
                            if let Some(place) = all.iter().position(|other| other.id == question.id) {
                                all[place] = question;
                                dispatch.emit(Action::OwnQuestions(all));
                            }
                            editing.set(None);
                        })
                    } />
            }
        </section>
    }
}

/// Returns the topics in order, with the indices of their questions.
fn topics_of<'q>(questions: &'q [Rc<Question>], shown: &[usize]) -> Vec<(&'q str, Vec<usize>)> {
    let mut topics: Vec<(&str, Vec<usize>)> = Vec::new();
    for place in shown {
        let topic = questions[*place].topic.as_str();
        match topics.iter_mut().find(|(known, _)| *known == topic) {
            Some((_, places)) => places.push(*place),
            None => topics.push((topic, vec![*place])),
        }
    }
    topics
}

fn said(
    questions: &[Rc<Question>],
    shown: &[usize],
    counts: &counts::QuestionCounts,
    events: u64,
    loading: bool,
    is_within: bool,
) -> String {
    let all = text::counted(questions.len() as u64, "question", "questions");
    let listed = match shown.len() {
        listed if listed == questions.len() => all,
        listed => format!("{} of {all}", text::count(listed as u64)),
    };
    if loading {
        return format!("{listed}; counted when all files are read");
    }
    if let Some(error) = &counts.error {
        return format!("{listed}; not all could be counted: {error}");
    }
    if counts.done() < questions.len() {
        return format!("{listed}; {} counted so far", text::count(counts.done() as u64));
    }
    let hits = shown.iter().filter(|place| counts.has_hits(**place)).count() as u64;
    let whole = text::counted(counts.whole.unwrap_or(events), "event", "events");
    let among = if is_within { format!("{whole} of the current filter and time") } else { whole };
    format!("{listed}, {} with events, among {among}", text::count(hits))
}

/// Returns the number of questions of a topic that have events, in words.
fn hits(places: &[usize], counts: &counts::QuestionCounts) -> String {
    let hits = places.iter().filter(|place| counts.has_hits(**place)).count();
    format!("{hits} of {}", places.len())
}

fn check(label: &'static str, checked: bool, disabled: bool, setter: UseStateSetter<bool>) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        setter.set(input.is_some_and(|input| input.checked()));
    });
    html! {
        <label class="questions__check">
            <input type="checkbox" {checked} {disabled} {onchange} />
            { label }
        </label>
    }
}

fn heading_id(number: usize) -> String {
    format!("questions-topic-{number}")
}

fn show_topic(number: usize) {
    let heading = document().get_element_by_id(&heading_id(number));
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        heading.scroll_into_view();
        let _ = heading.focus();
    }
}

/// Moves the focus among the questions. `to` gets the current index, if a question has the focus,
/// and the last index, and returns the new one.
fn go(to: impl Fn(Option<usize>, usize) -> usize) {
    let stops = document().get_elements_by_class_name(STOP_CLASS);
    let stops: Vec<HtmlElement> =
        (0..stops.length()).filter_map(|place| stops.item(place)?.dyn_into().ok()).collect();
    let card = document().active_element().and_then(|element| element.closest(".question").ok().flatten());
    let here = stops.iter().position(|stop| card.as_ref().is_some_and(|card| card.contains(Some(stop))));
    if let Some(stop) = stops.get(to(here, stops.len().saturating_sub(1))) {
        let _ = stop.focus();
    }
}
