//! The list of actors: searched, sorted, and drawn one screenful at a time.
//! [`trailglass::app_state::actor_list`] decides what keys and clicks choose.

use std::rc::Rc;

use trailglass::app_state::actor_list::{
    ACTOR_SORTS, ActorKey, ActorListState, actor_facts, actor_key, actor_label, actors_found, chosen_after,
    mark_labels,
};
use trailglass::base::text;
use trailglass::model::Selection;
use trailglass::sessions::{ActorRow, TimelinesOverview};
use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

use super::person;
use crate::contexts::{use_client, use_times};
use crate::widgets::handlers::bound;
use crate::widgets::icons::Icon;
use crate::widgets::inputs::typed;
use crate::widgets::log_text::shown;
use crate::widgets::machine::{Machine, use_machine};
use crate::widgets::paged::{Paged, use_paged};
use crate::widgets::scroll::{Scroll, use_scroll_of};
use crate::widgets::times::TimeDisplay;
use trailglass::app_state::list_queries::ActorsWanted;

/// The height of an actor in the list, in CSS pixels: `--actor-height` in the style sheet.
const ACTOR_PIXELS: f64 = 82.0;

#[derive(Clone, PartialEq, Properties)]
pub struct ActorsProperties {
    pub overview: Rc<TimelinesOverview>,
    /// The events that the counts cover.
    pub selection: Rc<Selection>,
    /// The actors whose lanes are drawn.
    pub chosen: Rc<Vec<ActorRow>>,
    /// Whether the choice will come from elsewhere, so that the first actor is not chosen by
    /// itself.
    pub is_awaited: bool,
    /// Called with the new choice.
    pub on_choose: Callback<Vec<ActorRow>>,
}

/// What an input on the list changes.
#[derive(Clone)]
struct ActorsInput {
    listing: Rc<Paged<ActorsWanted>>,
    chosen: Rc<Vec<ActorRow>>,
    on_choose: Callback<Vec<ActorRow>>,
    scroll: Scroll,
    /// The row of the cursor.
    at: UseStateHandle<u64>,
    /// The number of rows.
    rows: u64,
}

impl ActorsInput {
    /// Chooses a row: `adds` to the chosen ones, or `extends` them from the cursor to it.
    fn choose(&self, place: u64, adds: bool, extends: bool) {
        let Some(row) = self.listing.row(place) else { return };
        let from = *self.at;
        let range = (from.min(place)..=from.max(place)).filter_map(|place| self.listing.row(place));
        self.at.set(place);
        self.on_choose.emit(chosen_after(&self.chosen, row, adds, extends.then_some(range)));
    }

    fn click(&self, event: &MouseEvent) {
        let Some(target) = event.target_dyn_into::<Element>() else { return };
        let Some(option) = target.closest("[data-place]").ok().flatten() else { return };
        let place = option.get_attribute("data-place").and_then(|place| place.parse().ok());
        let is_box = target.closest(".actors__box").ok().flatten().is_some();
        if let Some(place) = place {
            self.choose(place, is_box || event.ctrl_key() || event.meta_key(), event.shift_key());
        }
    }

    fn key(&self, event: &KeyboardEvent) {
        if event.alt_key() || event.meta_key() {
            return;
        }
        let (at, screenful) = (*self.at, self.scroll.screenful());
        let Some(key) = actor_key(&event.key(), event.ctrl_key(), at, self.rows, screenful) else { return };
        event.prevent_default();
        match key {
            ActorKey::Choose { adds } => self.choose(at, adds, event.shift_key()),
            ActorKey::Go(place) => {
                event.stop_propagation();
                self.at.set(place);
                self.scroll.show(place);
            }
        }
    }
}

#[component]
pub fn Actors(properties: &ActorsProperties) -> Html {
    let ActorsProperties { overview, selection, chosen, is_awaited, on_choose } = properties;
    let (client, times) = (use_client(), use_times());
    let list = use_machine::<ActorListState>();
    let at = use_state_eq(|| 0_u64);
    let rows = use_state_eq(|| 0_u64);
    let wanted = ActorsWanted { overview: overview.clone(), selection: selection.clone(), list: list.get() };
    let scroll = use_scroll_of(*rows, 0.0, ACTOR_PIXELS);
    let window = scroll.window().clone();
    let listing = use_paged(&client, &wanted, window.rows.clone());
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
    let (chosen, on_choose) = (chosen.clone(), on_choose.clone());
    let input = ActorsInput { listing, chosen, on_choose, scroll, at, rows: *rows };
    html! {
        <div class="actors">
            { search(&list) }
            if !overview.marks.is_empty() {
                { chips(overview, &list) }
            }
            <p class="actors__found" aria-live="polite">{ actors_found(input.listing.total, selection) }</p>
            if let Some(error) = &input.listing.error {
                <p role="alert" class="note">{ "The actors could not be listed: " }{ error }</p>
            }
            { options(&input, **selection != Selection::default(), times) }
        </div>
    }
}

/// Draws the search field and the order.
fn search(list: &Machine<ActorListState>) -> Html {
    let state = list.get();
    let oninput = {
        let list = list.clone();
        Callback::from(move |event: InputEvent| {
            list.change(|list| list.containing = typed(&event));
        })
    };
    let onchange = {
        let list = list.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                let number = usize::try_from(select.selected_index()).unwrap_or(0);
                list.change(|list| list.sort_by(number));
            }
        })
    };
    let on_turn = {
        let list = list.clone();
        Callback::from(move |_: MouseEvent| list.change(|list| list.is_turned = !list.is_turned))
    };
    let turn = if state.is_descending() { "Largest or latest first" } else { "Smallest or earliest first" };
    html! {
        <div class="actors__search">
            <input type="search" class="field" aria-label="Find actors" placeholder="Find actors"
                autocomplete="off" spellcheck="false" value={state.containing.clone()} {oninput} />
            <select class="field" aria-label="Sort actors by" {onchange}>
                for (number, (_, words, _)) in ACTOR_SORTS.iter().enumerate() {
                    <option selected={number == state.sort}>{ *words }</option>
                }
            </select>
            <button type="button" class="button button--bare" aria-label={turn} title={turn} aria-pressed={state.is_turned.to_string()}
                onclick={on_turn}><span class={(!state.is_descending()).then_some("upside-down")}>{ Icon::Down.draw() }</span></button>
        </div>
    }
}

/// Draws the marks of the actors as buttons.
fn chips(overview: &TimelinesOverview, list: &Machine<ActorListState>) -> Html {
    let marked = list.get().mark;
    html! {
        <div class="actors__chips" role="group" aria-label="Worth a second look">
            for (mark, count) in overview.marks.iter().copied() {
                <button type="button" class="actors__chip" aria-pressed={(marked == Some(mark)).to_string()}
                    onclick={let list = list.clone(); Callback::from(move |_: MouseEvent| list.change(|list| list.toggle_mark(mark)))}>
                    <span class="unseen">{ format!("{}, {}", mark.label(), text::count(count.into())) }</span>
                    <span class="actors__chip-words" aria-hidden="true">
                        { Icon::Warning.draw() }{ mark.label() }<span class="actors__number">{ text::count(count.into()) }</span>
                    </span>
                </button>
            }
        </div>
    }
}

/// Draws the list.
fn options(input: &ActorsInput, is_filtered: bool, times: TimeDisplay) -> Html {
    let onclick = bound(input, |input, event: MouseEvent| input.click(&event));
    let onkeydown = bound(input, |input, event: KeyboardEvent| input.key(&event));
    let (window, at) = (input.scroll.window(), *input.at);
    html! {
        <div role="listbox" class="actors__list" aria-label="Actors" aria-multiselectable="true" tabindex="0"
            ref={&input.scroll.element} aria-activedescendant={(input.rows > 0).then(|| option_id(at))} {onclick} {onkeydown}>
            <div role="presentation" class="virtual-list__body" style={format!("height:{}px", window.height)}>
                <div role="presentation" class="virtual-list__window" style={format!("top:{}px", window.top)}>
                    for place in window.rows.clone() {
                        if let Some(row) = input.listing.row(place) {
                            { option(place, row, input, times) }
                        } else {
                            <div key={place} role="presentation" class="actors__actor"></div>
                        }
                    }
                </div>
            </div>
            if input.listing.total == Some(0) {
                <p class="note" role="presentation">{ if is_filtered { "No actor has events that match the filter" } else { "No actor is like that" } }</p>
            }
        </div>
    }
}

fn option(place: u64, row: &ActorRow, input: &ActorsInput, times: TimeDisplay) -> Html {
    let is_chosen = input.chosen.iter().any(|other| other.actor == row.actor);
    let class = classes!("actors__actor", (*input.at == place).then_some("actors__actor--at"));
    let failed = row.count.failed;
    html! {
        <div key={place} id={option_id(place)} role="option" {class}
            data-place={place.to_string()} aria-selected={is_chosen.to_string()} aria-posinset={(place + 1).to_string()}
            aria-setsize={input.rows.to_string()}>
            // Screen readers get one sentence; the visible pieces are hidden from them.
            <span class="unseen">{ shown(&actor_label(row, times)) }</span>
            <span class="actors__box" aria-hidden="true" title="Its lanes beside those of others">if is_chosen { { Icon::Check.draw() } }</span>
            <span class="actors__kind" aria-hidden="true" title={row.kind.label()}>{ person::icon(row.kind) }</span>
            <span class="actors__line" aria-hidden="true">
                { person::name(&row.name) }
                <span class="actors__number">{ text::count(row.count.events) }</span>
            </span>
            <span class="actors__line actors__about" aria-hidden="true">
                <span class="actors__facts">{ row.kind.label() }{ ", " }{ person::certainty(row.certainty) }</span>
                if failed > 0 { <span class="failed">{ text::count(failed) }{ " failed" }</span> }
            </span>
            <span class="actors__line actors__about" aria-hidden="true"><span class="actors__facts">{ times.show_span(row.count.first_millis, row.count.last_millis) }</span></span>
            <span class="actors__line actors__about" aria-hidden="true">
                <span class="actors__facts">{ actor_facts(row) }</span>
                <span class="actors__marks" title={mark_labels(row)}>
                    { for row.marks.iter().copied().take(1).map(person::mark) }
                    if row.marks.len() > 1 { <span class="doubt">{ format!("+{}", row.marks.len() - 1) }</span> }
                </span>
            </span>
        </div>
    }
}

fn option_id(place: u64) -> String {
    format!("actor-{place}")
}
