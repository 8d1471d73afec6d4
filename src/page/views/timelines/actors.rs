//! The list of actors: searched, sorted, and drawn one screenful at a time.

use std::rc::Rc;

use trailglass::model::Selection;
use trailglass::sessions::{ActorMark, ActorRow, ActorSort, TimelinesOverview};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::listing::ActorsWanted;
use super::person;
use crate::client::PageClient;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use crate::widgets::paged::use_paged;
use crate::widgets::scroll::use_scroll_of;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

/// The height of an actor in the list, in CSS pixels: `--actor-height` in the style sheet.
const ACTOR_PIXELS: f64 = 82.0;

/// The sort orders with their labels, and whether each starts with the largest.
const SORTS: [(ActorSort, &str, bool); 10] = [
    (ActorSort::Marks, "Worth a look", true),
    (ActorSort::Name, "Name", false),
    (ActorSort::Events, "Events", true),
    (ActorSort::Failed, "Failed", true),
    (ActorSort::Writes, "Changes", true),
    (ActorSort::First, "First seen", false),
    (ActorSort::Last, "Last seen", true),
    (ActorSort::Sessions, "Sessions", true),
    (ActorSort::Addresses, "Addresses", true),
    (ActorSort::Accounts, "Accounts", true),
];

#[derive(Clone, PartialEq, Properties)]
pub struct ActorsProperties {
    pub client: PageClient,
    pub overview: Rc<TimelinesOverview>,
    /// The events that the counts cover.
    pub selection: Rc<Selection>,
    /// The actors whose lanes are drawn.
    pub chosen: Rc<Vec<ActorRow>>,
    pub times: TimeDisplay,
    /// Whether the choice will come from elsewhere, so that the first actor is not chosen by
    /// itself.
    pub is_awaited: bool,
    /// Called with the new choice.
    pub on_choose: Callback<Vec<ActorRow>>,
}

#[component]
pub fn Actors(properties: &ActorsProperties) -> Html {
    let ActorsProperties { client, overview, selection, chosen, times, is_awaited, on_choose } = properties;
    let sort = use_state_eq(|| 0_usize);
    let is_turned = use_state_eq(|| false);
    let containing = use_state_eq(String::new);
    let marked = use_state_eq(|| None::<ActorMark>);
    let at = use_state_eq(|| 0_u64);
    let rows = use_state_eq(|| 0_u64);
    let (order, _, descends) = SORTS[*sort];
    let descending = descends != *is_turned;
    let wanted = ActorsWanted {
        overview: overview.clone(),
        selection: selection.clone(),
        sort: order,
        descending,
        mark: *marked,
        containing: (*containing).clone(),
    };
    let scroll = use_scroll_of(*rows, 0.0, ACTOR_PIXELS);
    let window = scroll.window().clone();
    let listing = use_paged(client, &wanted, window.rows.clone());
    use_effect_with(listing.total, {
        let rows = rows.setter();
        move |total: &Option<u64>| rows.set(total.unwrap_or(0))
    });
    use_effect_with(wanted, {
        let (scroll, at) = (scroll.clone(), at.setter());
        move |_| {
            scroll.start_at(0);
            at.set(0);
        }
    });
    // An empty view would show nothing useful, so choose the first actor.
    use_effect_with((listing.row(0).cloned(), chosen.is_empty() && !is_awaited), {
        let on_choose = on_choose.clone();
        move |(first, is_open): &(Option<ActorRow>, bool)| {
            if let (Some(first), true) = (first, *is_open) {
                on_choose.emit(vec![first.clone()]);
            }
        }
    });

    let from = *at;
    let choose = {
        let (listing, chosen, on_choose, at) =
            (listing.clone(), chosen.clone(), on_choose.clone(), at.setter());
        move |place: u64, adds: bool, extends: bool| {
            let Some(row) = listing.row(place) else { return };
            at.set(place);
            let mut next = Vec::clone(&chosen);
            if extends {
                for other in from.min(place)..=from.max(place) {
                    if let Some(other) =
                        listing.row(other).filter(|other| next.iter().all(|row| row.actor != other.actor))
                    {
                        next.push(other.clone());
                    }
                }
            } else if adds {
                let before = next.len();
                next.retain(|other| other.actor != row.actor);
                if next.len() == before {
                    next.push(row.clone());
                }
            } else {
                next = vec![row.clone()];
            }
            on_choose.emit(next);
        }
    };
    let onclick = {
        let choose = choose.clone();
        Callback::from(move |event: MouseEvent| {
            let Some(target) = event.target_dyn_into::<Element>() else { return };
            let Some(option) = target.closest("[data-place]").ok().flatten() else { return };
            let place = option.get_attribute("data-place").and_then(|place| place.parse().ok());
            let is_box = target.closest(".timelines__box").ok().flatten().is_some();
            if let Some(place) = place {
                choose(place, is_box || event.ctrl_key() || event.meta_key(), event.shift_key());
            }
        })
    };
    let onkeydown = {
        let (scroll, at, last) = (scroll.clone(), at.clone(), rows.saturating_sub(1));
        Callback::from(move |event: KeyboardEvent| {
            if event.alt_key() || event.meta_key() {
                return;
            }
            let here = *at;
            let next = match event.key().as_str() {
                "ArrowDown" | "j" => (here + 1).min(last),
                "ArrowUp" | "k" => here.saturating_sub(1),
                "PageDown" => (here + scroll.screenful()).min(last),
                "PageUp" => here.saturating_sub(scroll.screenful()),
                "Home" => 0,
                "End" => last,
                "Enter" => {
                    event.prevent_default();
                    return choose(here, event.ctrl_key(), event.shift_key());
                }
                " " => {
                    event.prevent_default();
                    return choose(here, true, event.shift_key());
                }
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            at.set(next);
            scroll.show(next);
        })
    };
    let on_search = {
        let containing = containing.setter();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                containing.set(input.value());
            }
        })
    };
    let on_sort = {
        let (sort, is_turned) = (sort.setter(), is_turned.setter());
        Callback::from(move |event: Event| {
            let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
            if let Some(select) = select {
                sort.set(usize::try_from(select.selected_index()).unwrap_or(0).min(SORTS.len() - 1));
                is_turned.set(false);
            }
        })
    };
    let on_turn = {
        let is_turned = is_turned.clone();
        Callback::from(move |_: MouseEvent| {
            let is_turned = is_turned.clone();
            is_turned.set(!*is_turned);
        })
    };
    let is_filtered = **selection != Selection::default();
    let found = match listing.total {
        None => String::new(),
        Some(total) if is_filtered => {
            format!("{}; counts are of the events that match", text::counted(total, "actor", "actors"))
        }
        Some(total) => text::counted(total, "actor", "actors"),
    };
    let turn = if descending { "Largest or latest first" } else { "Smallest or earliest first" };
    html! {
        <div class="timelines__actors">
            <div class="timelines__search">
                <input type="search" class="timelines__input" aria-label="Find actors" placeholder="Find actors"
                    autocomplete="off" spellcheck="false" value={(*containing).clone()} oninput={on_search} />
                <select class="select" aria-label="Sort actors by" onchange={on_sort}>
                    for (number, (_, words, _)) in SORTS.iter().enumerate() {
                        <option selected={number == *sort}>{ *words }</option>
                    }
                </select>
                <button type="button" class="button button--bare" aria-label={turn} title={turn} aria-pressed={is_turned.to_string()}
                    onclick={on_turn}><span class={(!descending).then_some("timelines__up")}>{ Icon::Down.draw() }</span></button>
            </div>
            if !overview.marks.is_empty() {
                <div class="timelines__chips" role="group" aria-label="Worth a second look">
                    for (mark, count) in overview.marks.iter().copied() {
                        <button type="button" class="timelines__chip" aria-pressed={(*marked == Some(mark)).to_string()}
                            onclick={let (marked, is_on) = (marked.setter(), *marked == Some(mark)); Callback::from(move |_: MouseEvent| marked.set((!is_on).then_some(mark)))}>
                            <span class="unseen">{ format!("{}, {}", mark.label(), text::count(count.into())) }</span>
                            <span class="timelines__chip-words" aria-hidden="true">
                                { Icon::Warning.draw() }{ mark.label() }<span class="timelines__number">{ text::count(count.into()) }</span>
                            </span>
                        </button>
                    }
                </div>
            }
            <p class="timelines__found" aria-live="polite">{ found }</p>
            if let Some(error) = &listing.error {
                <p role="alert" class="timelines__note">{ "The actors could not be listed: " }{ error }</p>
            }
            <div role="listbox" class="timelines__list" aria-label="Actors" aria-multiselectable="true" tabindex="0"
                ref={scroll.element.clone()} aria-activedescendant={(*rows > 0).then(|| option_id(*at))} {onclick} {onkeydown}>
                <div role="presentation" class="timelines__list-body" style={format!("height:{}px", window.height)}>
                    <div role="presentation" class="timelines__window" style={format!("top:{}px", window.top)}>
                        for place in window.rows.clone() {
                            if let Some(row) = listing.row(place) {
                                { option(place, *rows, row, chosen, *at == place, *times) }
                            } else {
                                <div key={place} role="presentation" class="timelines__actor"></div>
                            }
                        }
                    </div>
                </div>
                if listing.total == Some(0) {
                    <p class="timelines__none" role="presentation">{ if is_filtered { "No actor has events that match the filter" } else { "No actor is like that" } }</p>
                }
            </div>
        </div>
    }
}

fn option(
    place: u64,
    rows: u64,
    row: &ActorRow,
    chosen: &[ActorRow],
    is_at: bool,
    times: TimeDisplay,
) -> Html {
    let is_chosen = chosen.iter().any(|other| other.actor == row.actor);
    let failed = row.count.failed;
    let facts = [
        Some(text::counted(row.sessions.into(), "session", "sessions")),
        Some(text::counted(row.addresses.into(), "address", "addresses")),
        (row.accounts.len() > 1).then(|| text::counted(row.accounts.len() as u64, "account", "accounts")),
    ];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let seen = times.show_span(row.count.first_millis, row.count.last_millis);
    let marks: Vec<&str> = row.marks.iter().map(|mark| mark.label()).collect();
    let label = format!(
        "{}, {}, {}, {}, {} failed, {facts}, {seen}{}{}",
        row.name,
        row.kind.label(),
        row.certainty.name(),
        text::counted(row.count.events, "event", "events"),
        text::count(failed),
        if marks.is_empty() { "" } else { ", worth a look: " },
        marks.join(", "),
    );
    html! {
        <div key={place} id={option_id(place)} role="option" class={classes!("timelines__actor", is_at.then_some("timelines__actor--at"))}
            data-place={place.to_string()} aria-selected={is_chosen.to_string()} aria-posinset={(place + 1).to_string()}
            aria-setsize={rows.to_string()}>
            // Screen readers get one sentence; the visible pieces are hidden from them.
            <span class="unseen">{ shown(&label) }</span>
            <span class="timelines__box" aria-hidden="true" title="Its lanes beside those of others">if is_chosen { { Icon::Check.draw() } }</span>
            <span class="timelines__kind" aria-hidden="true" title={row.kind.label()}>{ person::icon(row.kind) }</span>
            <span class="timelines__line" aria-hidden="true">
                { person::name(&row.name) }
                <span class="timelines__number">{ text::count(row.count.events) }</span>
            </span>
            <span class="timelines__line timelines__muted" aria-hidden="true">
                <span class="timelines__facts">{ row.kind.label() }{ ", " }{ person::certainty(row.certainty) }</span>
                if failed > 0 { <span class="timelines__failed">{ text::count(failed) }{ " failed" }</span> }
            </span>
            <span class="timelines__line timelines__muted" aria-hidden="true"><span class="timelines__facts">{ seen }</span></span>
            <span class="timelines__line timelines__muted" aria-hidden="true">
                <span class="timelines__facts">{ facts }</span>
                <span class="timelines__marks" title={marks.join(", ")}>
                    { for row.marks.iter().copied().take(1).map(person::mark) }
                    if row.marks.len() > 1 { <span class="timelines__mark">{ format!("+{}", row.marks.len() - 1) }</span> }
                </span>
            </span>
        </div>
    }
}

fn option_id(place: u64) -> String {
    format!("actor-{place}")
}
