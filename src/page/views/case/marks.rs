//! The marked things, ordered by time, each with its tags and note.

use std::rc::Rc;

use trailglass::casefile::{Bookmark, MarkedFile, MarkedThing, ThingKey};
use trailglass::model::{FileNumber, Selection};
use trailglass::view_address::ViewId;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::bookmark::MarkEditor;
use super::case_ui::CaseAction;
use super::{CaseViewProperties, MOST_IN_FILTER, as_event, filter_of};
use crate::client::RowPlace;
use crate::state::Action;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::{shown, shown_text};
use trailglass::base::text;

/// Number of marks drawn at first.
const DRAWN: usize = 200;

/// Maximum number of tags offered for choice; a case file may bring any number.
const TAGS: usize = 500;

/// The target of a link to a thing.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Lead {
    Event(RowPlace),
    Timeline(u32, u32),
    File(FileNumber),
    View(ViewId),
}

impl From<Lead> for Action {
    fn from(lead: Lead) -> Action {
        match lead {
            Lead::Event(place) => Action::Open(place),
            Lead::Timeline(session, actor) => Action::Timeline(session, actor),
            Lead::File(file) => Action::File(file),
            Lead::View(view) => Action::View(view),
        }
    }
}

/// The location of a marked thing.
#[derive(Clone, Debug, PartialEq)]
enum Availability {
    /// It is loaded; this links to it.
    Here(Lead),
    /// It has not been searched for yet.
    Unknown(Wait),
    /// It is not in the loaded data; what is missing, in words.
    Missing(String),
    /// A file with its path is loaded, but it is a different one.
    Differs(String, Lead),
}

/// The condition for searching for a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    /// All files must be read.
    Files,
    /// Sessions must be traced.
    Sessions,
}

impl Wait {
    /// Returns when it will be searched for.
    fn words(self) -> &'static str {
        match self {
            Wait::Files => "looked for when all files are read",
            Wait::Sessions => "found once sessions have been followed",
        }
    }

    /// Returns why it was not searched for.
    fn reason(self) -> &'static str {
        match self {
            Wait::Files => "Not looked for: files were still being read",
            Wait::Sessions => "Not looked for: sessions were not followed",
        }
    }
}

/// Whether a marked thing was searched for and not found.
pub fn is_missing(thing: &MarkedThing, properties: &CaseViewProperties) -> bool {
    matches!(whereabouts(thing, properties), Availability::Missing(_) | Availability::Differs(..))
}

/// Returns what is missing of a marked thing, in words; `None` if nothing is.
pub fn lost(thing: &MarkedThing, properties: &CaseViewProperties) -> Option<String> {
    match whereabouts(thing, properties) {
        Availability::Here(_) => None,
        Availability::Unknown(wait) => Some(wait.reason().to_owned()),
        Availability::Missing(words) | Availability::Differs(words, _) => Some(words),
    }
}

fn whereabouts(thing: &MarkedThing, properties: &CaseViewProperties) -> Availability {
    let CaseViewProperties { case_ui, file_table, loading, times, .. } = properties;
    let found = &case_ui.found;
    let people = |thing: &MarkedThing| {
        found.people.get(&thing.key()).map(|(session, actor)| match session {
            Some(session) => Lead::Timeline(*session, *actor),
            None => Lead::View(ViewId::Timelines),
        })
    };
    if *loading {
        return Availability::Unknown(Wait::Files);
    }
    match thing {
        MarkedThing::Event(event) => match found.events.get(&event.key()).and_then(|places| places.first()) {
            Some(place) => Availability::Here(Lead::Event(*place)),
            None if found.ambiguous.contains(&event.key()) => Availability::Missing(format!(
                "Several different records have the id {}, and which of them this bookmark is on is not known: find them with the filter eventID:{}, and bookmark the one that is meant",
                named(&event.event_id),
                trailglass::query::quote(&event.event_id)
            )),
            None => {
                let when = match event.millis {
                    Some(_) => format!(" of {}", times.show_with_zone(event.millis)),
                    None => String::new(),
                };
                let mut words = format!("Not in the loaded files: event {}{when}", named(&event.event_id));
                if !event.account.is_empty() {
                    words += &format!(" in account {}", event.account);
                }
                if !event.file.is_empty() {
                    words += &format!("; it was record {} of {}", event.record + 1, event.file);
                }
                Availability::Missing(words)
            }
        },
        MarkedThing::File(file) => of_file(file, properties),
        MarkedThing::Session(_) | MarkedThing::Actor(_) if !found.knows_people => {
            if file_table.sources.is_empty() {
                Availability::Missing(format!("Not in the loaded files: {}", thing.title()))
            } else {
                Availability::Unknown(Wait::Sessions)
            }
        }
        MarkedThing::Session(session) => match people(thing) {
            Some(lead) => Availability::Here(lead),
            None => Availability::Missing(format!(
                "Not in the loaded files: session {} of {}",
                session.id,
                named(&session.actor)
            )),
        },
        MarkedThing::Actor(actor) => match people(thing) {
            Some(lead) => Availability::Here(lead),
            None => {
                let account = match actor.account.as_str() {
                    "" => String::new(),
                    account => format!(" of account {account}"),
                };
                Availability::Missing(format!("Not in the loaded files: actor {}{account}", actor.name))
            }
        },
    }
}

fn of_file(
    file: &MarkedFile,
    CaseViewProperties { file_table, case_ui, .. }: &CaseViewProperties,
) -> Availability {
    let key = ThingKey::File(file.path.clone());
    match (0..).zip(&file_table.sources).find(|(_, source)| *source.path == *file.path) {
        Some((number, source)) if source.bytes != file.bytes => Availability::Differs(
            format!(
                "Another file has this path: it has {}, and the marked one had {}",
                text::counted(source.bytes, "byte", "bytes"),
                text::count(file.bytes)
            ),
            Lead::File(number),
        ),
        Some((number, _)) if case_ui.found.changed_files.contains(&key) => Availability::Differs(
            "Another file has this path and this size: the SHA-256 of its content is another".to_owned(),
            Lead::File(number),
        ),
        Some((number, _)) => Availability::Here(Lead::File(number)),
        None => Availability::Missing(format!(
            "Not among the loaded files: {} of {}",
            file.path,
            text::counted(file.bytes, "byte", "bytes")
        )),
    }
}

fn named(text: &str) -> &str {
    if text.is_empty() { "without a name" } else { text }
}

#[component]
pub fn Marks(properties: &CaseViewProperties) -> Html {
    let CaseViewProperties { case, on_events, .. } = properties;
    let tag = use_state_eq(|| None::<String>);
    let drawn = use_state_eq(|| DRAWN);
    let tags = case.tags();
    let chosen = (*tag).clone().filter(|tag| tags.contains_key(tag.as_str()));
    let has_tag = |mark: &&Bookmark| chosen.as_ref().is_none_or(|tag| mark.tags.contains(tag));
    let marks: Vec<&Bookmark> = case.marks_by_time().into_iter().filter(has_tag).collect();
    let on_tag = {
        let tag = tag.setter();
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            tag.set(select.map(|select| select.value()).filter(|value| !value.is_empty()));
        })
    };
    let events = || marks.iter().filter_map(|mark| as_event(&mark.on));
    let filter = filter_of(events());
    let show_label = if events().filter(|event| !event.event_id.is_empty()).nth(MOST_IN_FILTER).is_some() {
        format!("Show the first {MOST_IN_FILTER} bookmarked events")
    } else {
        "Show the bookmarked events".to_owned()
    };
    let show = on_events.reform({
        let filter = filter.clone();
        move |_: MouseEvent| Selection { filter: filter.clone(), time: None }
    });
    if case.marks.is_empty() {
        return html! {
            <div class="case__empty">
                <h2 class="case__heading">{ "Bookmarks" }</h2>
                <p>
                    { "Press " }<kbd>{ "b" }</kbd>{ " on an event, or the star of an event, a session, an actor or a file, and it stands here with your tags and notes. " }
                    { "A case is saved as a file of references. Opened next to the same logs, it shows every bookmark in its place." }
                </p>
            </div>
        };
    }
    let more = marks.len().saturating_sub(*drawn);
    let on_more = {
        let (setter, all) = (drawn.setter(), marks.len());
        Callback::from(move |_: MouseEvent| setter.set(all))
    };
    html! {
        <section class="case__marks" aria-labelledby="case-bookmarks">
            <div class="case__bar">
                <h2 class="case__heading" id="case-bookmarks">{ "Bookmarks" }</h2>
                if !tags.is_empty() {
                    <label class="case__tag-choice">
                        <span class="unseen">{ "Only with tag" }</span>
                        <select class="select" onchange={on_tag}>
                            <option value="" selected={chosen.is_none()}>{ format!("All tags ({})", case.marks.len()) }</option>
                            for (name, count) in tags.iter().take(TAGS) {
                                <option key={*name} value={name.to_string()} selected={chosen.as_deref() == Some(*name)}>
                                    { format!("{} ({count})", shown_text(name)) }
                                </option>
                            }
                            if tags.len() > TAGS {
                                <option disabled=true>{ text::counted((tags.len() - TAGS) as u64, "more tag", "more tags") }</option>
                            }
                        </select>
                    </label>
                }
                <button type="button" class="button button--small" disabled={filter.is_empty()} onclick={show}
                    title="The bookmarked events of this list, as a filter by their ids">{ show_label }</button>
            </div>
            <ol class="case__list" aria-label="Bookmarks">
                for mark in marks.iter().take(*drawn) {
                    <MarkLine key={format!("{:?}", mark.on.key())} mark={Rc::new(Bookmark::clone(mark))} whereabouts={whereabouts(&mark.on, properties)}
                        time={mark.on.millis().map(|millis| properties.times.show(Some(millis)))}
                        is_open={is_open(&mark.on, properties)} dispatch={properties.dispatch.clone()} />
                }
            </ol>
            if more > 0 {
                <button type="button" class="button" onclick={on_more}>{ format!("Show {} more", text::count(more as u64)) }</button>
            }
        </section>
    }
}

fn is_open(thing: &MarkedThing, CaseViewProperties { case_ui, opened, .. }: &CaseViewProperties) -> bool {
    let places = case_ui.found.events.get(&thing.key());
    opened.is_some_and(|place| places.is_some_and(|places| places.contains(&place)))
}

#[derive(Clone, PartialEq, Properties)]
struct MarkLineProperties {
    mark: Rc<Bookmark>,
    whereabouts: Availability,
    time: Option<AttrValue>,
    is_open: bool,
    dispatch: Callback<Action>,
}

#[component]
fn MarkLine(properties: &MarkLineProperties) -> Html {
    let MarkLineProperties { mark, whereabouts, time, is_open, dispatch } = properties;
    let title = mark.on.title();
    let key = mark.on.key();
    let remove = dispatch.reform(move |_: MouseEvent| Action::Case(CaseAction::Unmark(key.clone())));
    let lead = match whereabouts {
        Availability::Here(lead) | Availability::Differs(_, lead) => {
            let lead = *lead;
            Some(dispatch.reform(move |_: MouseEvent| Action::from(lead)))
        }
        Availability::Unknown(_) | Availability::Missing(_) => None,
    };
    let (label, below) = match &mark.on {
        MarkedThing::Event(event) => (event.event_id.clone(), event.account.clone()),
        MarkedThing::Session(session) => (session.id.clone(), session.actor.clone()),
        MarkedThing::Actor(actor) => (actor.account.clone(), actor.label.clone()),
        MarkedThing::File(file) => (
            file.sha256.clone().map(|hash| format!("SHA-256 {hash}")).unwrap_or_default(),
            text::bytes(file.bytes),
        ),
    };
    let is_file = matches!(mark.on, MarkedThing::File(_));
    // Both texts are identifiers: an account, a name.
    let has_two = matches!(mark.on, MarkedThing::Event(_) | MarkedThing::Session(_));
    html! {
        <li class={classes!("case__mark", is_open.then_some("case__mark--open"))} aria-label={shown_text(&title)}>
            <div class="case__mark-head">
                <span class="case__kind">{ mark.on.kind() }</span>
                <span class="case__time">{ time.clone().unwrap_or_default() }</span>
                <span class={classes!("case__what", is_file.then_some("case__what--path"))}>
                    if let Some(onclick) = lead {
                        <button type="button" class="case__link" {onclick}
                            title={format!("{}\nShow it where it is", shown_text(&title))}><bdi>{ shown(&title) }</bdi></button>
                    } else {
                        <span class="case__lost" title={shown_text(&title)}><bdi>{ shown(&title) }</bdi></span>
                    }
                </span>
                <button type="button" class="button button--bare" aria-label="Remove the bookmark" title="Remove the bookmark" onclick={remove}>
                    { Icon::Close.draw() }
                </button>
            </div>
            <p class="case__facts">
                <span class="case__identifier">{ shown(&label) }</span>
                <span class={classes!(has_two.then_some("case__identifier"))}>{ shown(&below) }</span>
            </p>
            { match whereabouts {
                Availability::Here(_) => html! {},
                Availability::Unknown(wait) => html! { <p class="case__muted case__where">{ wait.words() }</p> },
                Availability::Missing(words) | Availability::Differs(words, _) => html! {
                    <p class="case__missing case__where">{ Icon::Warning.draw() }<span>{ shown(words) }</span></p>
                },
            } }
            <MarkEditor mark={Bookmark::clone(mark)} dispatch={dispatch.clone()} />
        </li>
    }
}
