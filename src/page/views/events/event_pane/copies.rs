//! The copies of the open event, with their places and differences, and the events that share its
//! id.

use std::rc::Rc;

use trailglass::app_state::event_copies::{
    MOST_LISTED, copies_words, copy_words, more_words, place_of, same_id_words,
};
use trailglass::content::Difference;
use trailglass::copies::{EventCopies, Placed};
use trailglass::model::{Field, Selection};
use trailglass::query::{Record, quote};
use yew::prelude::*;

use crate::client::RowPlace;
use crate::contexts::{Acts, use_acts, use_times};
use crate::views::hidden_copies::place_words;
use crate::widgets::log_text::shown;
use crate::widgets::query::use_query;
use crate::widgets::times::TimeDisplay;
use trailglass::app_state::FileTable;

#[derive(Clone, PartialEq, Properties)]
pub struct CopiesProperties {
    pub place: RowPlace,
    pub record: Rc<Record>,
    /// The `eventID`; empty if the event has none.
    pub event_id: AttrValue,
    pub file_table: Rc<FileTable>,
}

/// Lines of the list of facts; none for an event without copies.
#[component]
pub fn Copies(properties: &CopiesProperties) -> Html {
    let CopiesProperties { place, record, .. } = properties;
    let (acts, times) = (use_acts(), use_times());
    let found = use_query(Some((*place, record.clone())), |client, (place, record)| async move {
        let copies = client.copies(place, &record).await?;
        Ok((place, Rc::new(copies.unwrap_or_default())))
    });
    match found.answer() {
        Some(Ok((of, copies))) if of == place => html! {
            <>
                { of_event(properties, copies, &acts) }
                { of_id(properties, copies, &acts, times) }
            </>
        },
        Some(Err(reason)) if !found.is_loading() => html! {
            <>
                <dt class="event__label">{ "Copies" }</dt>
                <dd class="event__fact" role="alert">{ format!("could not be looked for: {reason}") }</dd>
            </>
        },
        _ => Html::default(),
    }
}

/// Draws the copies of this event.
fn of_event(properties: &CopiesProperties, found: &EventCopies, acts: &Acts) -> Html {
    let Some(words) = copies_words(found) else { return Html::default() };
    html! {
        <>
            <dt class="event__label">{ Field::Copies.spec().label }</dt>
            <dd class="event__fact event__copies">
                <p class="event__value">{ words }</p>
                if properties.record.is_hidden {
                    <p>{ "This copy is hidden; the event is shown with the content of another one." }</p>
                }
                <ul aria-label="Copies of the event">
                    { for found.copies.iter().take(MOST_LISTED).map(|one| copy(properties, one, acts)) }
                </ul>
                if let Some(more) = more_words(found.copies.len() as u64, MOST_LISTED) {
                    <p>{ more }</p>
                }
            </dd>
        </>
    }
}

fn copy(properties: &CopiesProperties, one: &Placed, acts: &Acts) -> Html {
    let place = place_of(one);
    let is_here = place == properties.place;
    let differences = &one.copy.differences;
    let where_it_is = place_words(&properties.file_table, one.copy.file, one.copy.index);
    html! {
        <li>
            <span class="copies__path">{ where_it_is.clone() }</span>{ format!(": {}", copy_words(one, is_here)) }
            if !is_here {
                { " " }
                <button type="button" class="link" aria-label={format!("Open the copy in {where_it_is}")}
                    onclick={acts.open_place.reform(move |_: MouseEvent| place)}>{ "Open" }</button>
            }
            if !differences.is_empty() {
                <dl class="copies__differences" aria-label="What differs">
                    { for differences.listed.iter().map(difference) }
                </dl>
                if let Some(more) = more_words(differences.total, differences.listed.len()) {
                    <p>{ more }</p>
                }
            }
        </li>
    }
}

fn difference(found: &Difference) -> Html {
    let value = |value: &Option<String>| match value {
        Some(value) => html! { <code>{ shown(value) }</code> },
        None => html! { <span class="event__note">{ "absent" }</span> },
    };
    let path = if found.path.is_empty() { "the whole record" } else { &found.path };
    html! {
        <>
            <dt>{ shown(path) }</dt>
            <dd>{ "here: " }{ value(&found.one) }</dd>
            <dd>{ "there: " }{ value(&found.other) }</dd>
        </>
    }
}

/// Draws the events that share its id.
fn of_id(properties: &CopiesProperties, found: &EventCopies, acts: &Acts, times: TimeDisplay) -> Html {
    let Some(words) = same_id_words(found) else { return Html::default() };
    let filter = format!("eventID:{}", quote(&properties.event_id));
    let all = acts.events_of.reform(move |_: MouseEvent| Selection { filter: filter.clone(), time: None });
    html! {
        <>
            <dt class="event__label">{ Field::SameId.spec().label }</dt>
            <dd class="event__fact event__copies">
                <p class="event__value">{ words }</p>
                <ul aria-label="Events with the same id">
                    { for found.others.iter().take(MOST_LISTED).map(|one| other(properties, one, acts, times)) }
                </ul>
                if !properties.event_id.is_empty() {
                    <button type="button" class="link" onclick={all}>{ "Show all events with this id" }</button>
                }
            </dd>
        </>
    }
}

fn other(properties: &CopiesProperties, one: &Placed, acts: &Acts, times: TimeDisplay) -> Html {
    let place = place_of(one);
    let where_it_is = place_words(&properties.file_table, one.copy.file, one.copy.index);
    let name = if one.copy.event_name.is_empty() { "Event" } else { &one.copy.event_name };
    html! {
        <li>
            <button type="button" class="link" onclick={acts.open_place.reform(move |_: MouseEvent| place)}>
                { shown(name) }
            </button>
            { " " }{ times.show(one.copy.millis) }{ ", " }
            <span class="copies__path">{ where_it_is }</span>
        </li>
    }
}
