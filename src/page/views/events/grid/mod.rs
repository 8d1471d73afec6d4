//! The list of events: a grid over hundreds of thousands or millions of rows, of which only those
//! on screen are drawn.
//!
//! ```text
//! mod       the grid          header    its heads: sort, resize, reorder
//! control   what keys do      listening listeners and effects around it
//! rows      rows from the client, fetched as they come into view
//! row       one row drawn     hover     the menu beside a cell
//! steps     next and previous event, called from outside
//! columns_menu   choosing columns
//! ```
//!
//! The focus stays on the grid as a whole, which names the current cell in `aria-activedescendant`:
//! a focused cell would lose the focus by scrolling out of view.

mod columns_menu;
mod control;
mod header;
mod hover;
mod listening;
mod row;
mod rows;
mod steps;

use std::cell::Cell;
use std::rc::Rc;

use trailglass::app_state::columns::grid_style;
use trailglass::app_state::grid::CellPosition;
use trailglass::casefile::Case;
use trailglass::model::{Selection, Sort};
use yew::prelude::*;

use self::columns_menu::ColumnsMenu;
use self::control::Control;
use self::header::{GridHeader, head_id};
use self::hover::{Hover, use_hover};
use self::listening::use_listening;
use self::row::{GridRow, cell_id};
use self::rows::{GridRows, RowsWanted, use_rows};
pub use self::steps::GridSteps;
use crate::client::RowPlace;
use crate::contexts::use_acts;
use crate::views::case::MarkedLocations;
use crate::widgets::handlers::bound;
use crate::widgets::scroll::{ROW_HEIGHT, use_scroll};
use trailglass::app_state::ColumnState;

/// The height of the heads: `--row-height` and the line below them.
const HEAD_HEIGHT: f64 = ROW_HEIGHT + 1.0;

#[derive(Clone, PartialEq, Properties)]
pub struct EventGridProperties {
    /// Goes up when the data change.
    pub generation: u32,
    pub selection: Rc<Selection>,
    /// The number of events that match.
    pub matching: u64,
    pub sort: Sort,
    pub columns: Rc<Vec<ColumnState>>,
    pub selected: Option<RowPlace>,
    /// The bookmarked events, by place.
    pub marked: Rc<MarkedLocations>,
    /// The case with the bookmarks.
    pub case: Rc<Case>,
    /// Called with an event to add or remove a bookmark.
    pub on_mark: Callback<RowPlace>,
    /// Lets the next and previous event be opened from outside.
    #[prop_or_default]
    pub steps: GridSteps,
}

#[component]
pub fn EventGrid(properties: &EventGridProperties) -> Html {
    let EventGridProperties { columns, matching, generation, selection, sort, .. } = properties;
    let scroll = use_scroll(*matching, HEAD_HEIGHT);
    let seen = scroll.window().seen.clone();
    let wanted = RowsWanted {
        selection: selection.clone(),
        sort: *sort,
        generation: *generation,
        count: *matching,
        seen: seen.clone(),
    };
    let rows = use_rows(wanted, columns.iter().map(|column| column.field));
    let at = use_state_eq(CellPosition::default);
    let hover = use_hover(scroll.window().rows.start);
    let dragged = use_state_eq(|| None::<Vec<ColumnState>>);
    let control = Control {
        properties: properties.clone(),
        acts: use_acts(),
        scroll: scroll.clone(),
        rows: rows.clone(),
        at: at.clone(),
        copied: use_state_eq(|| None),
        awaited: use_memo((), |()| Cell::new(None)),
    };
    use_listening(&control);

    let waiting = !rows.are_current(seen);
    let class = classes!("grid", (rows.are_old() && waiting).then_some("grid--old"));
    html! {
        <div {class} style={grid_style((*dragged).as_deref().unwrap_or(columns))}>
            <div role="grid" class="grid__scroll" aria-label="Events" tabindex="0" ref={scroll.element.clone()}
                aria-rowcount={(matching + 1).to_string()} aria-colcount={(columns.len() + 1).to_string()}
                aria-activedescendant={current_id(&control)} aria-busy={waiting.to_string()}
                onkeydown={bound(&control, Control::press_key)} onclick={bound(&control, Control::click)}
                onpointermove={bound(&hover, Hover::moved)} onpointerleave={bound(&hover, Hover::leave::<PointerEvent>)}>
                <GridHeader columns={columns.clone()} sort={*sort} at={at.head.then_some(at.column)}
                    on_drag={bound(&dragged, |dragged, columns| dragged.set(columns))} on_fit={bound(&control, Control::fit)} />
                { body(&control, &hover) }
            </div>
            <ColumnsMenu columns={columns.clone()} />
            { error(&rows) }
        </div>
    }
}

/// Returns the id of the current cell, if it is drawn.
fn current_id(control: &Control) -> Option<String> {
    let at = *control.at;
    if at.head {
        return Some(head_id(at.column));
    }
    control.scroll.window().rows.contains(&at.row).then(|| cell_id(at.row, at.column))
}

/// Draws the rows on screen, and the menu of the cell under the pointer.
fn body(control: &Control, hover: &Hover) -> Html {
    let Control { properties, scroll, rows, at, copied, .. } = control;
    let window = scroll.window();
    let at_row = (!at.head).then_some(at.row);
    html! {
        <div role="rowgroup" class="grid__body" style={format!("height: {}px", window.height)}>
            <div role="presentation" class="grid__rows" style={format!("top: {}px", window.top)}>
                { for window.rows.clone().map(|index| {
                    let row = rows.get(index);
                    let place = row.as_ref().map(|row| row.placed.place);
                    let open = place.is_some() && properties.selected == place;
                    let marked = place.is_some_and(|place| is_marked(properties, place));
                    html! {
                        <GridRow key={index} {index} {row} {open} {marked} columns={properties.columns.clone()}
                            at={(at_row == Some(index)).then_some(at.column)}
                            copied={copied.filter(|at| at.row == index).map(|at| at.column)} />
                    }
                }) }
            </div>
            { hover.menu(control, window.top) }
        </div>
    }
}

/// Draws the reason why rows are missing.
fn error(rows: &GridRows) -> Html {
    let Some(error) = &*rows.error else { return Html::default() };
    html! {
        <div class="grid__error" role="alert">
            <span>{ "Events could not be fetched: " }{ error }</span>
            <button type="button" class="button" onclick={bound(rows, GridRows::retry)}>{ "Try again" }</button>
        </div>
    }
}

fn is_marked(EventGridProperties { marked, case, .. }: &EventGridProperties, place: RowPlace) -> bool {
    marked.by_place.get(&place).is_some_and(|key| case.mark_of(key).is_some())
}
