//! One resource: its names, its totals, and its changes with the events between them.

use std::rc::Rc;

use trailglass::app_state::resource_history::{ResourceEntry, effect_counts, resource_entries};
use trailglass::app_state::resource_list::about_resource;
use trailglass::base::text;
use trailglass::event::resources::plain_name;
use trailglass::model::Selection;
use trailglass::query::edit;
use trailglass::resources::HistoryRequest;
use yew::prelude::*;

use super::change::ChangeLine;
use super::list::LIST_ID;
use super::run::RunLine;
use crate::client::{PageClient, PlacedHistory, RowPlace};
use crate::contexts::use_acts;
use crate::platform::focus::focus;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::query::use_query;
use crate::widgets::value_actions::CopyButton;

/// The id of the title, which takes the focus when the user moves into the history.
pub const TITLE_ID: &str = "resource-title";

/// Number of changes in the first request; each "Show older changes" doubles it.
const CHANGES: u32 = 100;

#[derive(Clone, PartialEq, Properties)]
pub struct HistoryProperties {
    pub identity: AttrValue,
    pub selection: Rc<Selection>,
    /// Goes up when the data change.
    pub generation: u32,
    pub opened: Option<RowPlace>,
}

#[component]
pub fn History(properties: &HistoryProperties) -> Html {
    let HistoryProperties { identity, selection, generation, opened } = properties;
    let events_of = use_acts().events_of;
    let limit = use_state_eq(|| CHANGES);
    use_effect_with(identity.clone(), {
        let limit = limit.setter();
        move |_| limit.set(CHANGES)
    });
    let key = (identity.clone(), selection.clone(), *generation, *limit);
    let query = use_query(Some(key), |client: PageClient, (identity, selection, _, limit)| async move {
        let ask = HistoryRequest {
            identity: identity.to_string(),
            selection: Selection::clone(&selection),
            before: None,
            limit,
        };
        Ok((identity, Rc::new(client.resource_history(ask).await?)))
    });
    let more = Callback::from(move |_: MouseEvent| limit.set(*limit * 2));
    // The answer may belong to the previous resource.
    let own =
        query.answer().and_then(Result::ok).filter(|(of, _)| of == identity).map(|(_, placed)| &**placed);
    html! {
        <section class="history" aria-label="History" onkeydown={back_to_list} key="history">
            { head(identity, selection, own, &events_of) }
            { match query.answer() {
                Some(Err(error)) => html! { <p role="alert" class="resources__note">{ "The history could not be fetched: " }{ error }</p> },
                Some(Ok((of, placed))) => body(of, placed, *opened, more),
                None => html! { <p class="resources__note">{ "Fetching the history…" }</p> },
            } }
        </section>
    }
}

/// Moves the focus to the list on Escape. With an event open, Escape closes that first.
fn back_to_list(event: KeyboardEvent) {
    let is_open = gloo::utils::document().get_element_by_id("event").is_some();
    if event.key() == "Escape" && !is_open {
        event.prevent_default();
        focus(LIST_ID);
    }
}

/// Draws the names and the totals; `placed` is `None` until they are known.
fn head(
    identity: &AttrValue,
    selection: &Selection,
    placed: Option<&PlacedHistory>,
    events_of: &Callback<Selection>,
) -> Html {
    let wanted = Selection { filter: edit::include("", "resource", identity), time: selection.time };
    let known = placed.map(|placed| &placed.history.about);
    let about = known.map(|known| shown_text(&about_resource(&known.kind, identity, &known.account)));
    let alias = known.map(|known| known.alias.clone()).filter(|alias| !alias.is_empty());
    html! {
        <header class="history__head">
            <h2 class="history__title" id={TITLE_ID} tabindex="-1">{ shown(plain_name(identity)) }</h2>
            <p class="history__about">{ about.unwrap_or_default() }</p>
            <p class="history__identity">
                <code>{ shown(identity) }</code><CopyButton text={identity.clone()} of="the name" />
            </p>
            if let Some(alias) = alias {
                <p class="history__identity">
                    <span>{ "also" }</span><code>{ shown(&alias) }</code><CopyButton text={alias.clone()} of="the other name" />
                </p>
            }
            <p class="history__counts" aria-live="polite">{ placed.map(|placed| effect_counts(&placed.history)).unwrap_or_default() }</p>
            <div class="history__ways">
                <button type="button" class="button" onclick={events_of.reform(move |_: MouseEvent| wanted.clone())}>{ "Show these events" }</button>
                if let Some(placed) = placed.filter(|placed| placed.history.outside > 0) {
                    <span class="muted">
                        { format!("{} outside of the filter or time range", text::counted(placed.history.outside, "change", "changes")) }
                    </span>
                }
            </div>
        </header>
    }
}

fn body(
    identity: &AttrValue,
    placed: &PlacedHistory,
    opened: Option<RowPlace>,
    more: Callback<MouseEvent>,
) -> Html {
    let PlacedHistory { history, places, runs } = placed;
    let entries = resource_entries(history, runs.iter().map(|(_, run)| run));
    html! {
        <ol class="history__list" aria-label="What happened, newest first">
            for entry in entries {
                { match entry {
                    ResourceEntry::Run(run) => {
                        let (place, run) = &runs[run];
                        html! {
                            <RunLine key={format!("{} {:?}", run.after, run.effect)} run={run.clone()} place={*place}
                                is_open={opened == Some(*place)} />
                        }
                    }
                    ResourceEntry::Change { at, documents, is_unfolded } => {
                        let place = places[at];
                        let documents = documents.into_iter().map(|(name, before)| (name, before.map(|before| places[before])));
                        html! {
                            <ChangeLine key={format!("{identity} {place:?}")} identity={identity.clone()} change={history.changes[at].clone()}
                                {place} documents={documents.collect::<Vec<_>>()} unfolded={is_unfolded} further={history.more}
                                is_open={opened == Some(place)} />
                        }
                    }
                } }
            }
            if history.more {
                <li class="history__more">
                    <button type="button" class="button" onclick={more}>{ "Show older changes" }</button>
                </li>
            }
        </ol>
    }
}
