//! One question: its count, its purpose, and links to its events.

use std::rc::Rc;

use trailglass::grouping::Grouping;
use trailglass::questions::{Framework, Question, Reference};
use yew::prelude::*;

use super::STOP_CLASS;
use super::counts::QuestionCount;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::{shown, shown_text};
use trailglass::base::text;

/// An action on a card.
#[derive(Clone, Debug, PartialEq)]
pub enum CardAction {
    /// Shows its events.
    Open(Rc<Question>),
    /// Shows its events in groups.
    Group(Rc<Question>),
    /// Shows the SQL that finds it in logs too large for a browser tab.
    Sql(Rc<Question>),
    /// Opens the form to edit it.
    Edit(Rc<Question>),
    /// Deletes it.
    Delete(Rc<Question>),
}

#[derive(Clone, PartialEq, Properties)]
pub struct CardProperties {
    pub question: Rc<Question>,
    /// Whether the user saved it.
    pub is_own: bool,
    /// The number of events that answer it.
    pub counted: QuestionCount,
    /// The number of failed attempts, if the question counts successes.
    pub attempts: QuestionCount,
    /// The number of events that the share relates to.
    pub whole: u64,
    pub on_choice: Callback<CardAction>,
}

/// The card, an item of a list.
#[component]
pub fn Card(properties: &CardProperties) -> Html {
    let CardProperties { question, is_own, counted, attempts, whole, on_choice } = properties;
    let is_open = use_state_eq(|| false);
    let more_id = format!("question-more-{}", question.id);
    let choose = |chosen: fn(Rc<Question>) -> CardAction| {
        let question = question.clone();
        on_choice.reform(move |_: MouseEvent| chosen(question.clone()))
    };
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let (number, words, share, percent) = match counted {
        QuestionCount::Waiting => ("…".to_owned(), "not counted yet", String::new(), 0.0),
        QuestionCount::Events(events) => (
            text::count(*events),
            if *events == 1 { "event" } else { "events" },
            if *events > 0 { text::share(*events, *whole) } else { String::new() },
            *events as f64 * 100.0 / (*whole).max(1) as f64,
        ),
    };
    let attempted = match attempts {
        QuestionCount::Events(events @ 1..) => {
            question.about_attempts().map(|question| (Rc::new(question), *events))
        }
        _ => None,
    };
    let origin = question.origin();
    let from_file = if question.source.is_empty() { "" } else { ", from a file" };
    let name = shown_text(&format!("{}{from_file}, {number} {words}", question.title));
    html! {
        <li class={classes!("question", counted.is_hit().then_some("question--hit"))}>
            <div class="question__head">
                <h3 class="question__title">
                    <button type="button" class={STOP_CLASS} aria-label={name} title="Show these events" onclick={choose(CardAction::Open)}>
                        <span class="question__words">{ shown(&question.title) }</span>
                        <span class="question__count">{ number }<span class="question__unit">{ " " }{ words }</span></span>
                    </button>
                </h3>
                <span class="question__attempts">
                if let Some((attempted, events)) = attempted {
                    <button type="button" class="button button--small question__refused"
                        aria-label={shown_text(&format!("{}: {} refused", question.title, text::count(events)))}
                        title="Show the attempts that failed: the same filter with outcome:failed"
                        onclick={on_choice.reform(move |_: MouseEvent| CardAction::Open(attempted.clone()))}>
                        { text::count(events) }{ " refused" }
                    </button>
                }
                </span>
                <span class="question__share" aria-hidden="true">
                    <span class="question__bar"><span class="question__fill" style={format!("inline-size:{:.2}%", percent.min(100.0))}></span></span>
                    <span class="question__percent">{ share }</span>
                </span>
                <span class="question__ways">
                    if let Some(grouping) = &question.grouping {
                        <button type="button" class="button button--small" aria-label={shown_text(&format!("Group {}", question.title))}
                            title={shown_text(&format!("By {}", grouped_by(grouping)))} onclick={choose(CardAction::Group)}>{ "Group" }</button>
                    }
                    <button type="button" class="button button--small" aria-label={shown_text(&format!("As SQL: {}", question.title))}
                        title="The same for Athena, CloudTrail Lake or DuckDB" onclick={choose(CardAction::Sql)}>{ "SQL" }</button>
                    if *is_own {
                        <button type="button" class="button button--bare" aria-label={shown_text(&format!("Edit {}", question.title))}
                            title="Edit" onclick={choose(CardAction::Edit)}>{ Icon::Pencil.draw() }</button>
                        <button type="button" class="button button--bare" aria-label={shown_text(&format!("Delete {}", question.title))}
                            title="Delete" onclick={choose(CardAction::Delete)}>{ Icon::Clear.draw() }</button>
                    }
                    <button type="button" class="button button--bare" aria-expanded={is_open.to_string()} aria-controls={more_id.clone()}
                        aria-label={shown_text(&format!("About {}", question.title))} title="What to look for, and the filter" onclick={toggle}>
                        { if *is_open { Icon::Down.draw() } else { Icon::Right.draw() } }
                    </button>
                </span>
            </div>
            if !origin.is_empty() {
                <p class="question__origin">
                    { Icon::Warning.draw() }
                    <span>{ shown(&origin.join(". ")) }{ ". Filter: " }<code class="question__filter">{ shown(&question.filter) }</code></span>
                </p>
            }
            <p class="question__why">
                if !question.why.is_empty() {
                    <span>{ shown(&question.why) }</span>
                }
                for reference in question.references.iter() {
                    <span class="question__reference" title={shown_text(&reference.title)}>{ shown(&known_as(reference)) }</span>
                }
            </p>
            <div id={more_id} class="question__more" hidden={!*is_open}>
                if *is_open {
                    { more(question) }
                }
            </div>
        </li>
    }
}

fn more(question: &Question) -> Html {
    html! {
        <dl class="question__facts">
            if !question.look_for.is_empty() {
                <dt>{ "Look for" }</dt>
                <dd>{ shown(&question.look_for) }</dd>
            }
            <dt>{ "Filter" }</dt>
            <dd><code class="question__filter">{ shown(&question.filter) }</code></dd>
            if let Some(grouping) = &question.grouping {
                <dt>{ "Grouped by" }</dt>
                <dd>{ shown(&grouped_by(grouping)) }</dd>
            }
            if !question.references.is_empty() {
                <dt>{ "References" }</dt>
                for reference in question.references.iter() {
                    <dd>{ shown(&known_as(reference)) }{ ", " }{ shown(&reference.title) }</dd>
                }
            }
        </dl>
    }
}

/// Returns the short name of a reference: `CIS 4.1`, `T1078.004`.
fn known_as(reference: &Reference) -> String {
    match &reference.framework {
        Framework::Cis => format!("CIS {}", reference.id),
        Framework::MitreAttack => format!("ATT&CK {}", reference.id),
        Framework::Other(name) => format!("{name} {}", reference.id),
    }
}

/// Returns a grouping in words.
pub fn grouped_by(grouping: &Grouping) -> String {
    let mut words = grouping.by.join(", ");
    if grouping.time_step.is_some() {
        words.push_str(", and by time");
    }
    if let Some(distinct) = &grouping.distinct {
        words.push_str("; distinct ");
        words.push_str(distinct);
    }
    if let Some(number) = &grouping.number {
        words.push_str("; sum of ");
        words.push_str(number);
    }
    words
}
