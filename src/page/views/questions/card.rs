//! One question: its count, its purpose, and links to its events.

use std::rc::Rc;

use trailglass::app_state::question_counts::QuestionCount;
use trailglass::app_state::question_list::{CardWords, grouping_words, reference_name};
use trailglass::base::text;
use trailglass::questions::Question;
use yew::prelude::*;

use super::STOP_CLASS;
use crate::widgets::handlers::flipping;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::{shown, shown_text};

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
    let CardProperties { question, counted, attempts, whole, .. } = properties;
    let is_open = use_state_eq(|| false);
    let words = CardWords::of(question, *counted, *attempts, *whole);
    let origin = question.origin();
    html! {
        <li class={classes!("question", counted.is_hit().then_some("question--hit"))}>
            <div class="question__head">
                { title(properties, &words) }
                <span class="question__attempts">{ refused(properties, &words) }</span>
                <span class="question__share" aria-hidden="true">
                    <span class="question__bar"><span class="question__fill" style={format!("inline-size:{:.2}%", words.percent)}></span></span>
                    <span class="question__percent">{ words.share }</span>
                </span>
                { ways(properties, &is_open) }
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
                    <span class="question__reference" title={shown_text(&reference.title)}>{ shown(&reference_name(reference)) }</span>
                }
            </p>
            <div id={more_id(question)} class="question__more" hidden={!*is_open}>
                if *is_open {
                    { more(question) }
                }
            </div>
        </li>
    }
}

fn choose(properties: &CardProperties, chosen: fn(Rc<Question>) -> CardAction) -> Callback<MouseEvent> {
    let question = properties.question.clone();
    properties.on_choice.reform(move |_| chosen(question.clone()))
}

fn more_id(question: &Question) -> String {
    format!("question-more-{}", question.id)
}

/// Draws the title and the number of events, as a button.
fn title(properties: &CardProperties, words: &CardWords) -> Html {
    html! {
        <h3 class="question__title">
            <button type="button" class={STOP_CLASS} aria-label={shown_text(&words.name)} title="Show these events"
                onclick={choose(properties, CardAction::Open)}>
                <span class="question__words">{ shown(&properties.question.title) }</span>
                <span class="question__count">{ words.number.clone() }<span class="question__unit">{ " " }{ words.unit }</span></span>
            </button>
        </h3>
    }
}

/// Draws the number of failed attempts, as a button.
fn refused(properties: &CardProperties, words: &CardWords) -> Html {
    let Some((attempted, events)) = words.refused.clone() else { return Html::default() };
    let number = text::count(events);
    html! {
        <button type="button" class="button button--small question__refused"
            aria-label={shown_text(&format!("{}: {number} refused", properties.question.title))}
            title="Show the attempts that failed: the same filter with outcome:failed"
            onclick={properties.on_choice.reform(move |_: MouseEvent| CardAction::Open(attempted.clone()))}>
            { number }{ " refused" }
        </button>
    }
}

/// Draws the other actions.
fn ways(properties: &CardProperties, is_open: &UseStateHandle<bool>) -> Html {
    let question = &properties.question;
    let label = |action: &str| shown_text(&format!("{action} {}", question.title));
    html! {
        <span class="question__ways">
            if let Some(grouping) = &question.grouping {
                <button type="button" class="button button--small" aria-label={label("Group")}
                    title={shown_text(&format!("By {}", grouping_words(grouping)))} onclick={choose(properties, CardAction::Group)}>{ "Group" }</button>
            }
            <button type="button" class="button button--small" aria-label={label("As SQL:")}
                title="The same for Athena, CloudTrail Lake or DuckDB" onclick={choose(properties, CardAction::Sql)}>{ "SQL" }</button>
            if properties.is_own {
                <button type="button" class="button button--bare" aria-label={label("Edit")}
                    title="Edit" onclick={choose(properties, CardAction::Edit)}>{ Icon::Pencil.draw() }</button>
                <button type="button" class="button button--bare" aria-label={label("Delete")}
                    title="Delete" onclick={choose(properties, CardAction::Delete)}>{ Icon::Clear.draw() }</button>
            }
            <button type="button" class="button button--bare" aria-expanded={is_open.to_string()} aria-controls={more_id(question)}
                aria-label={label("About")} title="What to look for, and the filter" onclick={flipping(is_open)}>
                { if **is_open { Icon::Down.draw() } else { Icon::Right.draw() } }
            </button>
        </span>
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
                <dd>{ shown(&grouping_words(grouping)) }</dd>
            }
            if !question.references.is_empty() {
                <dt>{ "References" }</dt>
                for reference in question.references.iter() {
                    <dd>{ shown(&reference_name(reference)) }{ ", " }{ shown(&reference.title) }</dd>
                }
            }
        </dl>
    }
}
