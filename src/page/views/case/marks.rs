//! The marked things, ordered by time, each with its tags and note.

use std::collections::BTreeMap;
use std::rc::Rc;

use trailglass::app_state::{Availability, MarkedLocations, events_filter, marked_event, show_events_label};
use trailglass::base::text;
use trailglass::casefile::{Bookmark, Case, MarkedThing};
use trailglass::model::Selection;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::CaseViewProperties;
use crate::client::RowPlace;
use crate::contexts::{use_acts, use_case, use_dispatch, use_times};
use crate::widgets::bookmark::MarkEditor;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::{shown, shown_text};
use trailglass::app_state::{Action, CaseAction};

/// Number of marks drawn at first.
const DRAWN: usize = 200;

/// Maximum number of tags offered for choice; a case file may bring any number.
const TAGS: usize = 500;

#[component]
pub fn Marks(properties: &CaseViewProperties) -> Html {
    let (state, times, acts) = (use_case(), use_times(), use_acts());
    let tag = use_state_eq(|| None::<String>);
    let drawn = use_state_eq(|| DRAWN);
    let case = &state.case;
    if case.marks.is_empty() {
        return nothing_marked();
    }
    let tags = case.tags();
    let chosen = (*tag).clone().filter(|tag| tags.contains_key(tag.as_str()));
    let has_tag = |mark: &&Bookmark| chosen.as_ref().is_none_or(|tag| mark.tags.contains(tag));
    let marks: Vec<&Bookmark> = case.marks_by_time().into_iter().filter(has_tag).collect();
    let events = || marks.iter().filter_map(|mark| marked_event(&mark.on));
    let filter = events_filter(events());
    let has_filter = !filter.is_empty();
    let show = acts.events_of.reform(move |_: MouseEvent| Selection { filter: filter.clone(), time: None });
    let more = marks.len().saturating_sub(*drawn);
    let on_more = {
        let (setter, all) = (drawn.setter(), marks.len());
        Callback::from(move |_: MouseEvent| setter.set(all))
    };
    let search = properties.search(&state, times);
    html! {
        <section class="case__marks" aria-labelledby="case-bookmarks">
            <div class="case__bar">
                <h2 class="case__heading" id="case-bookmarks">{ "Bookmarks" }</h2>
                if !tags.is_empty() {
                    { tag_choice(case, &tags, chosen.as_deref(), tag.setter()) }
                }
                <button type="button" class="button button--small" disabled={!has_filter} onclick={show}
                    title="The bookmarked events of this list, as a filter by their ids">{ show_events_label(events()) }</button>
            </div>
            <ol class="case__list" aria-label="Bookmarks">
                for mark in marks.iter().take(*drawn) {
                    <MarkLine key={format!("{:?}", mark.on.key())} mark={Rc::new(Bookmark::clone(mark))} availability={search.availability(&mark.on)}
                        time={mark.on.millis().map(|millis| times.show(Some(millis)))}
                        is_open={is_open(&mark.on, &state.case_ui.found, properties.opened)} />
                }
            </ol>
            if more > 0 {
                <button type="button" class="button" onclick={on_more}>{ format!("Show {} more", text::count(more as u64)) }</button>
            }
        </section>
    }
}

fn nothing_marked() -> Html {
    html! {
        <div class="case__empty">
            <h2 class="case__heading">{ "Bookmarks" }</h2>
            <p>
                { "Press " }<kbd>{ "b" }</kbd>{ " on an event, or the star of an event, a session, an actor or a file, and it stands here with your tags and notes. " }
                { "A case is saved as a file of references. Opened next to the same logs, it shows every bookmark in its place." }
            </p>
        </div>
    }
}

fn tag_choice(
    case: &Case,
    tags: &BTreeMap<&str, usize>,
    chosen: Option<&str>,
    tag: UseStateSetter<Option<String>>,
) -> Html {
    let on_tag = Callback::from(move |event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        tag.set(select.map(|select| select.value()).filter(|value| !value.is_empty()));
    });
    html! {
        <label class="case__tag-choice">
            <span class="unseen">{ "Only with tag" }</span>
            <select class="field" onchange={on_tag}>
                <option value="" selected={chosen.is_none()}>{ format!("All tags ({})", case.marks.len()) }</option>
                for (name, count) in tags.iter().take(TAGS) {
                    <option key={*name} value={name.to_string()} selected={chosen == Some(*name)}>
                        { format!("{} ({count})", shown_text(name)) }
                    </option>
                }
                if tags.len() > TAGS {
                    <option disabled=true>{ text::counted((tags.len() - TAGS) as u64, "more tag", "more tags") }</option>
                }
            </select>
        </label>
    }
}

fn is_open(thing: &MarkedThing, found: &MarkedLocations, opened: Option<RowPlace>) -> bool {
    let places = found.events.get(&thing.key());
    opened.is_some_and(|place| places.is_some_and(|places| places.contains(&place)))
}

#[derive(Clone, PartialEq, Properties)]
struct MarkLineProperties {
    mark: Rc<Bookmark>,
    availability: Availability,
    time: Option<AttrValue>,
    is_open: bool,
}

#[component]
fn MarkLine(properties: &MarkLineProperties) -> Html {
    let MarkLineProperties { mark, availability, is_open, .. } = properties;
    let dispatch = use_dispatch();
    let (label, below) = match &mark.on {
        MarkedThing::Event(event) => (event.event_id.clone(), event.account.clone()),
        MarkedThing::Session(session) => (session.id.clone(), session.actor.clone()),
        MarkedThing::Actor(actor) => (actor.account.clone(), actor.label.clone()),
        MarkedThing::File(file) => (
            file.sha256.clone().map(|hash| format!("SHA-256 {hash}")).unwrap_or_default(),
            text::bytes(file.bytes),
        ),
    };
    // Both texts are identifiers: an account, a name.
    let has_two = matches!(mark.on, MarkedThing::Event(_) | MarkedThing::Session(_));
    html! {
        <li class={classes!("case__mark", is_open.then_some("case__mark--open"))} aria-label={shown_text(&mark.on.title())}>
            { head(properties, &dispatch) }
            <p class="case__facts">
                <span class="case__identifier">{ shown(&label) }</span>
                <span class={classes!(has_two.then_some("case__identifier"))}>{ shown(&below) }</span>
            </p>
            { match availability {
                Availability::Here(_) => html! {},
                Availability::Unknown(wait) => html! { <p class="muted case__where">{ wait.words() }</p> },
                Availability::Missing(words) | Availability::Differs(words, _) => html! {
                    <p class="case__missing case__where">{ Icon::Warning.draw() }<span>{ shown(words) }</span></p>
                },
            } }
            <MarkEditor class="case__editor" mark={Bookmark::clone(mark)} />
        </li>
    }
}

/// Draws the kind, the time and the title of a mark, which leads to the thing if it is loaded.
fn head(properties: &MarkLineProperties, dispatch: &Callback<Action>) -> Html {
    let MarkLineProperties { mark, availability, time, .. } = properties;
    let title = mark.on.title();
    let key = mark.on.key();
    let remove = dispatch.reform(move |_: MouseEvent| Action::Case(CaseAction::Unmark(key.clone())));
    let lead = availability.target().map(|target| dispatch.reform(move |_: MouseEvent| Action::from(target)));
    let is_file = matches!(mark.on, MarkedThing::File(_));
    html! {
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
    }
}
