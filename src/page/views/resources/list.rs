//! The list: search, kinds, order, and the names, of which only those on screen are fetched and
//! drawn.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::event::resources::plain_name;
use trailglass::model::Selection;
use trailglass::resources::{Indexed, ResourceRow, ResourceSort};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::listing::ResourcesWanted;
use super::name::{kind_words, on_one_line, where_of};
use crate::app::keyboard::focus;
use crate::client::PageClient;
use crate::state::Action;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown_text;
use crate::widgets::paged::{Paged, use_paged};
use crate::widgets::scroll::use_scroll_of;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

/// The height of a row: two lines.
const ROW_PIXELS: f64 = 44.0;

/// The id of the search box.
const FIND_ID: &str = "find-resources";
/// The id of the list.
pub const LIST_ID: &str = "resources";

/// Pause in typing after which the search starts.
const PAUSE_MILLIS: u32 = 120;

/// The orders to choose from.
const SORTS: [(ResourceSort, &str, &str); 3] = [
    (ResourceSort::Changed, "Changed", "Last changed first"),
    (ResourceSort::Events, "Events", "Most events first"),
    (ResourceSort::Name, "Name", "By the last part of the name"),
];

#[derive(Clone, PartialEq, Properties)]
pub struct ListProperties {
    pub client: PageClient,
    pub selection: Rc<Selection>,
    /// Goes up when the data change.
    pub generation: u32,
    pub indexed: Indexed,
    /// The resource whose history is shown.
    pub chosen: Option<AttrValue>,
    pub times: TimeDisplay,
    pub on_choice: Callback<Option<AttrValue>>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn List(properties: &ListProperties) -> Html {
    let ListProperties { client, selection, generation, indexed, chosen, times, on_choice, dispatch } =
        properties;
    let typed = use_state_eq(String::new);
    let searched = use_state_eq(String::new);
    let kind = use_state_eq(|| None::<String>);
    let sort = use_state_eq(ResourceSort::default);
    let rows = use_state_eq(|| 0_u64);
    let active = use_state_eq(|| None::<u64>);
    use_effect_with((*typed).clone(), {
        let searched = searched.setter();
        move |typed: &String| {
            let typed = typed.clone();
            let pause = Timeout::new(PAUSE_MILLIS, move || searched.set(typed));
            move || drop(pause)
        }
    });
    let scroll = use_scroll_of(*rows, 0.0, ROW_PIXELS);
    let window = scroll.window().clone();
    let wanted = ResourcesWanted {
        selection: selection.clone(),
        generation: *generation,
        containing: (*searched).clone(),
        kind: (*kind).clone(),
        sort: *sort,
    };
    let listing = use_paged(client, &wanted, window.rows.clone());
    use_effect_with(listing.total, {
        let rows = rows.setter();
        move |total: &Option<u64>| {
            if let Some(total) = total {
                rows.set(*total);
            }
        }
    });
    // Another search, kind or order starts at the top.
    use_effect_with((wanted.containing.clone(), wanted.kind.clone(), wanted.sort), {
        let (scroll, active) = (scroll.clone(), active.setter());
        move |_| {
            scroll.start_at(0);
            active.set(None);
        }
    });
    let here = (*active).or_else(|| {
        let chosen = chosen.as_deref()?;
        listing.place_of(|row| row.identity == chosen)
    });
    let go = {
        let (scroll, active, listing, on_choice) =
            (scroll.clone(), active.setter(), listing.clone(), on_choice.clone());
        move |place: u64| {
            scroll.show(place);
            active.set(Some(place));
            if let Some(row) = listing.row(place) {
                on_choice.emit(Some(row.identity.clone().into()));
            }
        }
    };
    let onkeydown = {
        let (go, scroll, last) = (go.clone(), scroll.clone(), rows.saturating_sub(1));
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let next = match (event.key().as_str(), here) {
                ("/", _) => {
                    event.prevent_default();
                    return focus(FIND_ID);
                }
                ("Enter", Some(_)) => {
                    event.prevent_default();
                    return focus(super::history::TITLE_ID);
                }
                ("ArrowDown" | "j", Some(here)) => (here + 1).min(last),
                ("ArrowUp" | "k", Some(here)) => here.saturating_sub(1),
                ("PageDown", Some(here)) => (here + scroll.screenful()).min(last),
                ("PageUp", Some(here)) => here.saturating_sub(scroll.screenful()),
                ("ArrowDown" | "ArrowUp" | "j" | "k" | "PageDown" | "PageUp" | "Home" | "Enter", _) => 0,
                ("End", _) => last,
                _ => return,
            };
            event.prevent_default();
            go(next);
        })
    };
    let on_find_key = {
        let (go, typed, typed_now) = (go.clone(), typed.setter(), (*typed).clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "ArrowDown" | "Enter" => {
                event.prevent_default();
                focus(LIST_ID);
                go(here.unwrap_or(0));
            }
            "Escape" if !typed_now.is_empty() => {
                event.prevent_default();
                typed.set(String::new());
            }
            "Escape" => focus(LIST_ID),
            _ => {}
        })
    };
    let oninput = {
        let typed = typed.setter();
        Callback::from(move |event: InputEvent| {
            let text = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value());
            typed.set(text.unwrap_or_default());
        })
    };
    html! {
        <div class="resources__list">
            <div class="resources__bar">
                <label class="sources__find resources__find">
                    { Icon::Search.draw() }
                    <input type="search" id={FIND_ID} class="sources__input" aria-label="Find resources"
                        placeholder="Any part of a name, ARN or id" value={(*typed).clone()} autocomplete="off"
                        spellcheck="false" {oninput} onkeydown={on_find_key} />
                </label>
                { kinds(&listing, &kind) }
                <div class="choice resources__sorts" role="radiogroup" aria-label="Order of resources">
                    for (of, label, title) in SORTS {
                        <label class="choice__option" {title}>
                            <input type="radio" class="choice__input" name="resource-sort" checked={*sort == of}
                                onchange={let sort = sort.setter(); Callback::from(move |_: Event| sort.set(of))} />
                            { label }
                        </label>
                    }
                </div>
            </div>
            { said(&listing, selection, indexed, dispatch) }
            if let Some(error) = &listing.error {
                <p role="alert" class="resources__note">{ "The resources could not be listed: " }{ error }</p>
            }
            <div class="resources__rows" role="listbox" id={LIST_ID} aria-label="Resources" tabindex="0" ref={scroll.element.clone()}
                aria-activedescendant={here.map(row_id)} {onkeydown}>
                <div role="presentation" class="resources__body" style={format!("height:{}px", window.height)}>
                    <div role="presentation" class="resources__window" style={format!("top:{}px", window.top)}>
                        for place in window.rows.clone() {
                            { draw(place, *rows, listing.row(place), *times, here == Some(place), chosen.as_ref(), {
                                let go = go.clone();
                                Callback::from(move |_: MouseEvent| go(place))
                            }) }
                        }
                    </div>
                </div>
                if listing.total == Some(0) {
                    { none(&listing, selection, &wanted, dispatch) }
                }
            </div>
        </div>
    }
}

fn row_id(place: u64) -> String {
    format!("resource-{place}")
}

/// The menu of kinds.
fn kinds(listing: &Paged<ResourcesWanted>, kind: &UseStateHandle<Option<String>>) -> Html {
    let onchange = {
        let kind = kind.setter();
        Callback::from(move |event: Event| {
            let value = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
            kind.set(value.filter(|value| !value.is_empty()));
        })
    };
    let chosen = (**kind).clone();
    let is_listed =
        chosen.as_ref().is_none_or(|chosen| listing.attachments.kinds.iter().any(|(kind, _)| kind == chosen));
    html! {
        <select class="resources__kinds" aria-label="Kind of resources" {onchange}>
            <option value="" selected={chosen.is_none()}>{ "All kinds" }</option>
            if !is_listed {
                <option value={chosen.clone()} selected=true>{ format!("{} (0)", kind_words(chosen.as_deref().unwrap_or_default())) }</option>
            }
            for (kind, count) in listing.attachments.kinds.iter() {
                <option key={kind.clone()} value={kind.clone()} selected={chosen.as_ref() == Some(kind)}>
                    { format!("{} ({})", shown_text(&kind_words(kind)), text::count(*count)) }
                </option>
            }
        </select>
    }
}

/// Draws how many resources are listed, and how many the filter and the time range hide.
fn said(
    listing: &Paged<ResourcesWanted>,
    selection: &Selection,
    indexed: &Indexed,
    dispatch: &Callback<Action>,
) -> Html {
    let by = match (selection.filter.is_empty(), selection.time.is_some()) {
        (true, false) => "",
        (false, false) => " by the filter",
        (true, true) => " by the time range",
        (false, true) => " by the filter and the time range",
    };
    let words = match listing.total {
        None => format!("{} in all", text::counted(indexed.resources, "resource", "resources")),
        Some(total) => text::counted(total, "resource", "resources"),
    };
    let show_all = {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::Filter("".into()));
            dispatch.emit(Action::Zoom(None));
        })
    };
    html! {
        <p class="resources__said">
            <span aria-live="polite">
                { words }
                if listing.attachments.hidden > 0 {
                    <span class="muted">{ format!("; {} hidden{by}", text::count(listing.attachments.hidden)) }</span>
                }
            </span>
            if listing.attachments.hidden > 0 && !by.is_empty() {
                <button type="button" class="integrity__link" onclick={show_all}>{ "Show all" }</button>
            }
        </p>
    }
}

/// Draws the text in place of rows.
fn none(
    listing: &Paged<ResourcesWanted>,
    selection: &Selection,
    wanted: &ResourcesWanted,
    dispatch: &Callback<Action>,
) -> Html {
    let is_searched = !wanted.containing.trim().is_empty() || wanted.kind.is_some();
    let words = match (is_searched, listing.attachments.hidden > 0) {
        (true, _) => "No resource is like that",
        (false, true) => "No event that is shown names a resource",
        (false, false) => "No event names a resource",
    };
    let act = |action: Action| dispatch.reform(move |_: MouseEvent| action.clone());
    html! {
        <div class="resources__none">
            <p>{ words }</p>
            if listing.attachments.hidden > 0 && !selection.filter.is_empty() {
                <button type="button" class="button" onclick={act(Action::Filter("".into()))}>{ "Show without filter" }</button>
            }
            if listing.attachments.hidden > 0 && selection.time.is_some() {
                <button type="button" class="button" onclick={act(Action::Zoom(None))}>{ "Show all times" }</button>
            }
        </div>
    }
}

fn draw(
    place: u64,
    rows: u64,
    row: Option<&ResourceRow>,
    times: TimeDisplay,
    is_here: bool,
    chosen: Option<&AttrValue>,
    onclick: Callback<MouseEvent>,
) -> Html {
    let (size, at) = (rows.to_string(), (place + 1).to_string());
    let Some(row) = row else {
        return html! {
            <div key={place} id={row_id(place)} role="option" aria-selected="false" aria-label="Coming" class="resources__row"></div>
        };
    };
    let is_chosen = chosen.is_some_and(|chosen| **chosen == *row.identity);
    let mut about = vec![kind_words(&row.kind)];
    about.extend(where_of(&row.identity, &row.account));
    let (when, title) = match (row.tally.changed_millis, row.tally.last_millis) {
        (Some(millis), _) => (times.show(Some(millis)), "Last changed"),
        (None, Some(millis)) => (times.show(Some(millis)), "Last named; never changed"),
        (None, None) => (AttrValue::Static(""), "No event has a time"),
    };
    let mark = if row.tally.changed_millis.is_some() { "changed" } else { "seen" };
    html! {
        <div key={place} id={row_id(place)} role="option" aria-selected={is_chosen.to_string()} aria-setsize={size}
            aria-posinset={at} class={classes!("resources__row", is_here.then_some("resources__row--here"))}
            title={shown_text(&row.identity)} {onclick}>
            <span class="resources__line">
                <span class="resources__name">{ on_one_line(plain_name(&row.identity)) }</span>
                <span class="unseen">{ ", " }</span>
                <span class="resources__count">{ text::counted(row.tally.events, "event", "events") }</span>
            </span>
            <span class="resources__line">
                <span class="unseen">{ ", " }</span>
                <span class="resources__about">{ shown_text(&about.join(" · ")) }</span>
                <span class="unseen">{ ", " }</span>
                <span class="resources__when" {title}><span class="resources__mark">{ mark }{ " " }</span>{ when }</span>
            </span>
        </div>
    }
}
