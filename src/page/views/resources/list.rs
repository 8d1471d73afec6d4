//! The list: search, kinds, order, and the names, of which only those on screen are fetched and
//! drawn.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::app_state::resource_list::{
    RESOURCE_SORTS, ResourceKey, about_resource, hidden_by, kind_words, listed_words, none_words,
    resource_key, row_time,
};
use trailglass::base::text;
use trailglass::base::time_display::TimeDisplay;
use trailglass::event::resources::plain_name;
use trailglass::model::Selection;
use trailglass::resources::{Indexed, ResourceRow, ResourceSort};
use yew::prelude::*;

use super::history::TITLE_ID;
use crate::contexts::{use_acts, use_times};
use crate::platform::focus::focus;
use crate::widgets::inputs::chosen;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::paged::Paged;
use crate::widgets::radio_group::{RadioOption, radio_group};
use crate::widgets::search_box::SearchBox;
use crate::widgets::states::use_setter;
use crate::widgets::virtual_list::{VirtualList, rows_on_screen, use_virtual_list};
use crate::widgets::waiting::ways_to_all;
use trailglass::app_state::Action;
use trailglass::app_state::list_queries::ResourcesWanted;

/// The height of a row: two lines.
const ROW_PIXELS: f64 = 44.0;

/// The id of the search box.
const FIND_ID: &str = "find-resources";
/// The id of the list.
pub const LIST_ID: &str = "resources";

/// Pause in typing after which the search starts.
const PAUSE_MILLIS: u32 = 120;

#[derive(Clone, PartialEq, Properties)]
pub struct ListProperties {
    pub selection: Rc<Selection>,
    /// Goes up when the data change.
    pub generation: u32,
    pub indexed: Indexed,
    /// The resource whose history is shown.
    pub chosen: Option<AttrValue>,
}

#[component]
pub fn List(properties: &ListProperties) -> Html {
    let ListProperties { selection, generation, indexed, chosen } = properties;
    let dispatch = use_acts().dispatch;
    let times = use_times();
    let typed = use_state_eq(String::new);
    let searched = use_late(&typed);
    let kind = use_state_eq(|| None::<String>);
    let sort = use_state_eq(ResourceSort::default);
    let wanted = ResourcesWanted {
        selection: selection.clone(),
        generation: *generation,
        containing: searched,
        kind: (*kind).clone(),
        sort: *sort,
    };
    let rows = use_rows(&wanted, chosen.as_ref());
    let ResourceRows { list, here, .. } = &rows;
    let VirtualList { scroll, listing, .. } = list;
    let on_text = use_setter(&typed);
    let on_sort = use_setter(&sort);
    let sorts = RESOURCE_SORTS
        .map(|(of, label, title)| RadioOption { title: Some(title), ..RadioOption::new(of, label) });
    html! {
        <div class="resources__list">
            <div class="resources__bar">
                <SearchBox id={FIND_ID} class="resources__find" label="Find resources" placeholder="Any part of a name, ARN or id"
                    text={(*typed).clone()} {on_text} onkeydown={on_find_key(&rows, &typed)} />
                { kinds(&listing.attachments.kinds, &kind) }
                { radio_group(("Order of resources", "resource-sort", Some("resources__sorts")), sorts, *sort, &on_sort) }
            </div>
            { said(listing, selection, indexed, &dispatch) }
            if let Some(error) = &listing.error {
                <p role="alert" class="resources__note">{ "The resources could not be listed: " }{ error }</p>
            }
            <div class="resources__rows" role="listbox" id={LIST_ID} aria-label="Resources" tabindex="0" ref={scroll.element.clone()}
                aria-activedescendant={here.map(row_id)} onkeydown={on_list_key(&rows)}>
                { rows_on_screen(scroll, Some("presentation"), ["virtual-list__body", "virtual-list__window"], |place| {
                    let onclick = rows.go.reform(move |_: MouseEvent| place);
                    Some(draw((place, list.count), listing.row(place), times, *here == Some(place), chosen.as_ref(), onclick))
                }) }
                if listing.total == Some(0) {
                    { none(listing, selection, &wanted, &dispatch) }
                }
            </div>
        </div>
    }
}

/// Returns a text once it has not changed for [`PAUSE_MILLIS`].
#[hook]
fn use_late(typed: &str) -> String {
    let late = use_state_eq(String::new);
    use_effect_with(typed.to_owned(), {
        let late = late.setter();
        move |typed: &String| {
            let typed = typed.clone();
            let pause = Timeout::new(PAUSE_MILLIS, move || late.set(typed));
            move || drop(pause)
        }
    });
    (*late).clone()
}

/// The rows, and the place in them.
struct ResourceRows {
    list: VirtualList<ResourcesWanted>,
    /// The current row; `None` if there is none yet.
    here: Option<u64>,
    /// Goes to a row and chooses its resource.
    go: Callback<u64>,
}

#[hook]
fn use_rows(wanted: &ResourcesWanted, chosen: Option<&AttrValue>) -> ResourceRows {
    let on_choice = use_acts().resource;
    let active = use_state_eq(|| None::<u64>);
    let list = use_virtual_list(wanted, 0.0, ROW_PIXELS);
    let VirtualList { scroll, listing, .. } = &list;
    // Another search, kind or order starts at the top.
    use_effect_with((wanted.containing.clone(), wanted.kind.clone(), wanted.sort), {
        let (scroll, active) = (scroll.clone(), active.setter());
        move |_| {
            scroll.start_at(0);
            active.set(None);
        }
    });
    let here = (*active)
        .or_else(|| listing.place_of(|row| Some(row.identity.as_str()) == chosen.map(|chosen| &**chosen)));
    let go = {
        let (scroll, active, listing) = (scroll.clone(), active.setter(), listing.clone());
        Callback::from(move |place: u64| {
            scroll.show(place);
            active.set(Some(place));
            if let Some(row) = listing.row(place) {
                on_choice.emit(Some(row.identity.clone().into()));
            }
        })
    };
    ResourceRows { list, here, go }
}

fn on_list_key(rows: &ResourceRows) -> Callback<KeyboardEvent> {
    let (go, scroll, here, last) =
        (rows.go.clone(), rows.list.scroll.clone(), rows.here, rows.list.count.saturating_sub(1));
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let Some(effect) = resource_key(&event.key(), here, last, scroll.screenful()) else { return };
        event.prevent_default();
        match effect {
            ResourceKey::Find => focus(FIND_ID),
            ResourceKey::IntoHistory => focus(TITLE_ID),
            ResourceKey::Row(row) => go.emit(row),
        }
    })
}

fn on_find_key(rows: &ResourceRows, typed: &UseStateHandle<String>) -> Callback<KeyboardEvent> {
    let (go, here, typed) = (rows.go.clone(), rows.here, typed.clone());
    Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" | "Enter" => {
            event.prevent_default();
            focus(LIST_ID);
            go.emit(here.unwrap_or(0));
        }
        "Escape" if !typed.is_empty() => {
            event.prevent_default();
            typed.set(String::new());
        }
        "Escape" => focus(LIST_ID),
        _ => {}
    })
}

fn row_id(place: u64) -> String {
    format!("resource-{place}")
}

/// The menu of kinds.
fn kinds(known: &[(String, u64)], kind: &UseStateHandle<Option<String>>) -> Html {
    let onchange = {
        let kind = kind.setter();
        Callback::from(move |event: Event| kind.set(Some(chosen(&event)).filter(|value| !value.is_empty())))
    };
    let unlisted = kind.as_ref().filter(|chosen| known.iter().all(|(kind, _)| kind != *chosen));
    html! {
        <select class="field resources__kinds" aria-label="Kind of resources" {onchange}>
            <option value="" selected={kind.is_none()}>{ "All kinds" }</option>
            if let Some(chosen) = unlisted {
                <option value={chosen.clone()} selected=true>{ format!("{} (0)", kind_words(chosen)) }</option>
            }
            for (of, count) in known.iter() {
                <option key={of.clone()} value={of.clone()} selected={kind.as_ref() == Some(of)}>
                    { format!("{} ({})", shown_text(&kind_words(of)), text::count(*count)) }
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
    let (hidden, by) = (listing.attachments.hidden, hidden_by(selection));
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
                { listed_words(listing.total, indexed) }
                if hidden > 0 {
                    <span class="muted">{ format!("; {} hidden{by}", text::count(hidden)) }</span>
                }
            </span>
            if hidden > 0 && !by.is_empty() {
                <button type="button" class="link" onclick={show_all}>{ "Show all" }</button>
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
    html! {
        <div class="resources__none">
            <p>{ none_words(is_searched, listing.attachments.hidden) }</p>
            if listing.attachments.hidden > 0 {
                { ways_to_all(selection, dispatch) }
            }
        </div>
    }
}

/// Draws the row at a place among all rows; an empty one until it has arrived.
fn draw(
    (place, rows): (u64, u64),
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
    let (when, title) = row_time(row, times);
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
                <span class="resources__about">{ shown_text(&about_resource(&row.kind, &row.identity, &row.account)) }</span>
                <span class="unseen">{ ", " }</span>
                <span class="resources__when" {title}><span class="resources__mark">{ mark }{ " " }</span>{ when }</span>
            </span>
        </div>
    }
}

/// Draws a name on one line; a long one is cut in the middle.
fn on_one_line(name: &str) -> Html {
    let (start, end) = text::cut_for_elision(name);
    html! {
        <>
            // Screen readers read the whole name: its pieces are no words.
            <span class="unseen">{ shown(name) }</span>
            <span class="resource-name" aria-hidden="true">
                <span class="resource-name__start">{ shown(start) }</span><span class="resource-name__end">{ shown(end) }</span>
            </span>
        </>
    }
}
