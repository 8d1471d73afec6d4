//! One resource: its names, its totals, and its changes with the events between them.

use std::rc::Rc;

use trailglass::event::resources::{ResourceEffect, plain_name};
use trailglass::model::Selection;
use trailglass::query::edit;
use yew::prelude::*;

use super::asked::{CHANGES, HistoryAnswer, HistoryQuestion, use_history};
use super::change::ChangeLine;
use super::list::LIST_ID;
use super::name::{kind_words, where_of};
use super::run::RunLine;
use crate::app::keyboard::focus;
use crate::client::{PageClient, PlacedHistory, RowPlace};
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::times::TimeDisplay;
use crate::widgets::value_actions::CopyButton;
use trailglass::base::text;

/// The id of the title, which takes the focus when the user moves into the history.
pub const TITLE_ID: &str = "resource-title";

/// Number of changes, the newest ones, whose difference is shown at once.
const OPEN_CHANGES: usize = 4;

#[derive(Clone, PartialEq, Properties)]
pub struct HistoryProperties {
    pub client: PageClient,
    pub identity: AttrValue,
    pub selection: Rc<Selection>,
    /// Goes up when the data change.
    pub generation: u32,
    pub times: TimeDisplay,
    pub opened: Option<RowPlace>,
    pub on_open: Callback<RowPlace>,
    /// Called to show events.
    pub on_events: Callback<Selection>,
}

#[component]
pub fn History(properties: &HistoryProperties) -> Html {
    let HistoryProperties { client, identity, selection, generation, .. } = properties;
    let limit = use_state_eq(|| CHANGES);
    use_effect_with(identity.clone(), {
        let limit = limit.setter();
        move |_| limit.set(CHANGES)
    });
    let answered = use_history(
        client,
        HistoryQuestion {
            identity: identity.clone(),
            selection: selection.clone(),
            generation: *generation,
            limit: *limit,
        },
    );
    let more = {
        let limit = limit.clone();
        Callback::from(move |_: MouseEvent| limit.set(*limit * 2))
    };
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        // With an event open, Escape closes that first.
        let is_open = gloo::utils::document().get_element_by_id("event").is_some();
        if event.key() == "Escape" && !is_open {
            event.prevent_default();
            focus(LIST_ID);
        }
    });
    let HistoryAnswer { question, told, error } = answered;
    // The answer may belong to the previous resource.
    let shown_identity = question.map_or_else(|| identity.clone(), |question| question.identity);
    html! {
        <section class="history" aria-label="History" {onkeydown} key="history">
            { head(properties, told.as_deref().filter(|_| shown_identity == *identity)) }
            if let Some(error) = error {
                <p role="alert" class="resources__note">{ "The history could not be fetched: " }{ error }</p>
            } else if let Some(told) = told {
                { body(properties, &shown_identity, &told, more) }
            } else {
                <p class="resources__note">{ "Fetching the history…" }</p>
            }
        </section>
    }
}

fn head(properties: &HistoryProperties, told: Option<&PlacedHistory>) -> Html {
    let HistoryProperties { identity, selection, on_events, .. } = properties;
    let show = {
        let wanted = Selection { filter: edit::include("", "resource", identity), time: selection.time };
        on_events.reform(move |_: MouseEvent| wanted.clone())
    };
    let counted = told.map(|told| {
        let of = |effect: ResourceEffect| told.history.counts[effect as usize];
        let parts = [
            ResourceEffect::Created,
            ResourceEffect::Changed,
            ResourceEffect::Deleted,
            ResourceEffect::Read,
            ResourceEffect::Used,
            ResourceEffect::Failed,
        ];
        let said: Vec<String> = parts
            .into_iter()
            .filter(|effect| of(*effect) > 0)
            .map(|effect| format!("{} {}", effect.word(), times(of(effect))))
            .collect();
        if said.is_empty() { "No event that is shown names it".to_owned() } else { said.join(", ") }
    });
    let known = told.map(|told| &told.history.about);
    let about = known.map(|known| {
        let mut words = vec![kind_words(&known.kind)];
        words.extend(where_of(identity, &known.account));
        shown_text(&words.join(" · "))
    });
    let about = about.unwrap_or_default();
    let alias = known.map(|known| known.alias.clone()).filter(|alias| !alias.is_empty());
    html! {
        <header class="history__head">
            <h2 class="history__title" id={TITLE_ID} tabindex="-1">{ shown(plain_name(identity)) }</h2>
            <p class="history__about">{ about }</p>
            <p class="history__identity">
                <code>{ shown(identity) }</code><CopyButton text={identity.clone()} of="the name" />
            </p>
            if let Some(alias) = alias {
                <p class="history__identity">
                    <span>{ "also" }</span><code>{ shown(&alias) }</code><CopyButton text={alias.clone()} of="the other name" />
                </p>
            }
            <p class="history__counts" aria-live="polite">{ counted.unwrap_or_default() }</p>
            <div class="history__ways">
                <button type="button" class="button" onclick={show}>{ "Show these events" }</button>
                if let Some(told) = told.filter(|told| told.history.outside > 0) {
                    <span class="muted">
                        { format!("{} outside of the filter or time range", text::counted(told.history.outside, "change", "changes")) }
                    </span>
                }
            </div>
        </header>
    }
}

fn times(number: u64) -> String {
    match number {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{} times", text::count(more)),
    }
}

fn body(
    properties: &HistoryProperties,
    identity: &AttrValue,
    told: &Rc<PlacedHistory>,
    more: Callback<MouseEvent>,
) -> Html {
    let HistoryProperties { client, times, opened, on_open, .. } = properties;
    let changes = &told.history.changes;
    let runs = |after: usize| {
        // Runs older than the last fetched change may lie between changes that are not fetched yet.
        let is_known = after < changes.len() || !told.history.more;
        let of = told.runs.iter().filter(move |(_, run)| is_known && run.after as usize == after);
        of.map(|(place, run)| html! {
            <RunLine key={format!("{after} {:?}", run.effect)} run={run.clone()} place={*place} times={*times}
                is_open={*opened == Some(*place)} on_open={on_open.clone()} />
        }).collect::<Html>()
    };
    // The previous change of the same document.
    let before = |at: usize, document: &str| {
        let older = at + 1..changes.len();
        older
            .into_iter()
            .find(|older| changes[*older].documents.iter().any(|name| name == document))
            .map(|older| told.places[older])
    };
    let mut open_left = OPEN_CHANGES;
    html! {
        <ol class="history__list" aria-label="What happened, newest first">
            for (at, change) in changes.iter().enumerate() {
                { runs(at) }
                if change.inside {
                    { {
                        let place = told.places[at];
                        let shows = ChangeLine::shows_difference(change);
                        let is_first = shows && open_left > 0;
                        open_left -= usize::from(is_first);
                        let documents = change.documents.iter().map(|name| (name.clone(), before(at, name))).collect::<Vec<_>>();
                        html! {
                            <ChangeLine key={format!("{identity} {place:?}")} client={client.clone()} identity={identity.clone()}
                                change={change.clone()} {place} {documents} unfolded={is_first} further={told.history.more}
                                times={*times} is_open={*opened == Some(place)} on_open={on_open.clone()} />
                        }
                    } }
                }
            }
            { runs(changes.len()) }
            if told.history.more {
                <li class="history__more">
                    <button type="button" class="button" onclick={more}>{ "Show older changes" }</button>
                </li>
            }
        </ol>
    }
}
