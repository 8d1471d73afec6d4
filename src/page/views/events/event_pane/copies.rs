//! The copies of the open event, with their places and differences, and the events that share its
//! id.

use std::rc::Rc;

use trailglass::content::Difference;
use trailglass::copies::{EventCopies, Placed};
use trailglass::integrity::findings::Class;
use trailglass::model::{Field, Selection};
use trailglass::query::{Record, quote};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{PageClient, RowPlace};
use crate::file_table::FileTable;
use crate::views::hidden_copies::place_words;
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

/// Maximum number of copies, and of events with the same id, that are listed.
const MOST_LISTED: usize = 50;

#[derive(Clone, PartialEq, Properties)]
pub struct CopiesProperties {
    pub client: PageClient,
    pub place: RowPlace,
    pub record: Rc<Record>,
    /// The `eventID`; empty if the event has none.
    pub event_id: AttrValue,
    pub file_table: Rc<FileTable>,
    pub times: TimeDisplay,
    /// Called with the record to open.
    pub on_open: Callback<RowPlace>,
    /// Called to show events.
    pub on_events: Callback<Selection>,
}

/// Lines of the list of facts; none for an event without copies.
#[component]
pub fn Copies(properties: &CopiesProperties) -> Html {
    let CopiesProperties { client, place, record, .. } = properties;
    let found = use_state_eq(|| None::<(RowPlace, Result<Rc<EventCopies>, String>)>);
    let asked = use_mut_ref(|| None::<RowPlace>);
    use_effect_with((client.clone(), *place, record.clone()), {
        let found = found.setter();
        move |(client, place, record): &(PageClient, RowPlace, Rc<Record>)| {
            let (client, place, record) = (client.clone(), *place, record.clone());
            *asked.borrow_mut() = Some(place);
            spawn_local(async move {
                let copies = client.copies(place, &record).await;
                if *asked.borrow() == Some(place) {
                    let copies = copies.map(|copies| Rc::new(copies.unwrap_or_default()));
                    found.set(Some((place, copies.map_err(|reason| reason.to_string()))));
                }
            });
        }
    });
    match &*found {
        Some((of, Ok(copies))) if of == place => html! {
            <>
                { of_event(properties, copies) }
                { of_id(properties, copies) }
            </>
        },
        Some((of, Err(reason))) if of == place => html! {
            <>
                <dt class="event__label">{ "Copies" }</dt>
                <dd class="event__fact" role="alert">{ format!("could not be looked for: {reason}") }</dd>
            </>
        },
        _ => Html::default(),
    }
}

/// Draws the copies of this event.
fn of_event(properties: &CopiesProperties, found: &EventCopies) -> Html {
    if found.copies.len() < 2 {
        return Html::default();
    }
    let differing = found.copies.iter().filter(|one| !one.copy.differences.is_empty()).count() as u64;
    let copies = text::counted(found.copies.len() as u64, "copy", "copies");
    let words = match differing {
        0 => format!("{copies}, all with the same content"),
        1 => format!("{copies}, 1 differs from this one"),
        some => format!("{copies}, {} differ from this one", text::count(some)),
    };
    html! {
        <>
            <dt class="event__label">{ Field::Copies.spec().label }</dt>
            <dd class="event__fact event__copies">
                <p class="event__value">{ words }</p>
                if properties.record.is_hidden {
                    <p>{ "This copy is hidden; the event is shown with the content of another one." }</p>
                }
                <ul aria-label="Copies of the event">
                    { for found.copies.iter().take(MOST_LISTED).map(|one| copy(properties, one)) }
                </ul>
                if found.copies.len() > MOST_LISTED {
                    <p>{ format!("and {} more", text::count((found.copies.len() - MOST_LISTED) as u64)) }</p>
                }
            </dd>
        </>
    }
}

fn copy(properties: &CopiesProperties, one: &Placed) -> Html {
    let place = RowPlace { worker: one.worker, row: one.copy.row };
    let is_here = place == properties.place;
    let mut words = vec![if one.copy.is_shown { "shown" } else { "hidden" }.to_owned()];
    words.extend(Class::of_name(&one.copy.integrity).map(|class| class.words().to_owned()));
    let differences = &one.copy.differences;
    if is_here {
        words.push("this one".to_owned());
    } else {
        words.push(match differences.total {
            0 => "the same content".to_owned(),
            total => format!("{} differ", text::counted(total, "member", "members"))
                .replace("1 member differ", "1 member differs"),
        });
    }
    let where_it_is = place_words(&properties.file_table, one.copy.file, one.copy.index);
    let more = differences.total - (differences.listed.len() as u64).min(differences.total);
    html! {
        <li>
            <span class="copies__path">{ where_it_is.clone() }</span>{ format!(": {}", words.join(", ")) }
            if !is_here {
                { " " }
                <button type="button" class="event__link" aria-label={format!("Open the copy in {where_it_is}")}
                    onclick={properties.on_open.reform(move |_: MouseEvent| place)}>{ "Open" }</button>
            }
            if !differences.is_empty() {
                <dl class="copies__differences" aria-label="What differs">
                    { for differences.listed.iter().map(difference) }
                </dl>
                if more > 0 {
                    <p>{ format!("and {} more", text::count(more)) }</p>
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
fn of_id(properties: &CopiesProperties, found: &EventCopies) -> Html {
    if found.others.is_empty() {
        return Html::default();
    }
    let others = found.others.len() as u64 + found.more;
    let words = match others {
        1 => "1 other event has the same id, but other content".to_owned(),
        some => format!("{} other events have the same id, but other content", text::count(some)),
    };
    let filter = format!("eventID:{}", quote(&properties.event_id));
    let all =
        properties.on_events.reform(move |_: MouseEvent| Selection { filter: filter.clone(), time: None });
    html! {
        <>
            <dt class="event__label">{ Field::SameId.spec().label }</dt>
            <dd class="event__fact event__copies">
                <p class="event__value">{ words }</p>
                <ul aria-label="Events with the same id">
                    { for found.others.iter().take(MOST_LISTED).map(|one| other(properties, one)) }
                </ul>
                if !properties.event_id.is_empty() {
                    <button type="button" class="event__link" onclick={all}>{ "Show all events with this id" }</button>
                }
            </dd>
        </>
    }
}

fn other(properties: &CopiesProperties, one: &Placed) -> Html {
    let place = RowPlace { worker: one.worker, row: one.copy.row };
    let where_it_is = place_words(&properties.file_table, one.copy.file, one.copy.index);
    let name = if one.copy.event_name.is_empty() { "Event" } else { &one.copy.event_name };
    html! {
        <li>
            <button type="button" class="event__link" onclick={properties.on_open.reform(move |_: MouseEvent| place)}>
                { shown(name) }
            </button>
            { " " }{ properties.times.show(one.copy.millis) }{ ", " }
            <span class="copies__path">{ where_it_is }</span>
        </li>
    }
}
