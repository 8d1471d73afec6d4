//! The list of events: a grid over hundreds of thousands or millions of rows, of which only those
//! on screen are drawn.
//!
//! ```text
//! mod       the grid          header    its heads: sort, resize, reorder
//! control   what keys do      keys      the command of each key
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
mod keys;
mod row;
mod rows;
mod steps;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::document;
use trailglass::casefile::Case;
use trailglass::model::{Field, Selection, Sort};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use self::columns_menu::ColumnsMenu;
use self::control::{CellPosition, Control};
use self::header::{GridHeader, SIGNS_PIXELS, head_id, resized, template};
use self::hover::use_hover;
use self::row::{GridRow, cell_id};
use self::rows::{RowsWanted, use_rows};
pub use self::steps::GridSteps;
use crate::client::{PageClient, PlacedRow, RowPlace};
use crate::platform::clipboard;
use crate::state::{ColumnState, FilterFor};
use crate::views::case::MarkedLocations;
use crate::widgets::scroll::{ROW_HEIGHT, use_scroll};
use crate::widgets::times::TimeDisplay;

/// The height of the heads: `--row-height` and the line below them.
const HEAD_HEIGHT: f64 = ROW_HEIGHT + 1.0;

#[derive(Clone, PartialEq, Properties)]
pub struct EventGridProperties {
    pub client: PageClient,
    /// Goes up when the data change.
    pub generation: u32,
    pub selection: Rc<Selection>,
    /// The number of events that match.
    pub matching: u64,
    pub sort: Sort,
    /// Called with the new order.
    pub on_sort: Callback<Sort>,
    pub columns: Rc<Vec<ColumnState>>,
    /// Called with the new columns.
    pub on_columns: Callback<Vec<ColumnState>>,
    pub selected: Option<RowPlace>,
    /// The bookmarked events, by place.
    pub marked: Rc<MarkedLocations>,
    /// The case with the bookmarks.
    pub case: Rc<Case>,
    /// Called with an event to add or remove a bookmark.
    pub on_mark: Callback<RowPlace>,
    pub on_open: Callback<PlacedRow>,
    /// Called to close the open event.
    pub on_close: Callback<()>,
    pub on_filter: Callback<FilterFor>,
    pub times: TimeDisplay,
    /// Lets the next and previous event be opened from outside.
    #[prop_or_default]
    pub steps: GridSteps,
}

#[component]
pub fn EventGrid(properties: &EventGridProperties) -> Html {
    let EventGridProperties { columns, matching, selected, times, .. } = properties;
    let scroll = use_scroll(*matching, HEAD_HEIGHT);
    let rows = use_rows(RowsWanted {
        client: properties.client.clone(),
        selection: properties.selection.clone(),
        sort: properties.sort,
        generation: properties.generation,
        count: *matching,
        // Every row contains its time.
        fields: columns
            .iter()
            .map(|column| column.field)
            .filter(|field| *field != Field::EventTime)
            .collect(),
        seen: scroll.window().seen.clone(),
    });
    let at = use_state_eq(CellPosition::default);
    let copied = use_state_eq(|| None::<CellPosition>);
    let hover = use_hover(scroll.window().rows.start);
    let dragged = use_state_eq(|| None::<Vec<ColumnState>>);
    let awaited = use_memo((), |()| Cell::new(None::<u64>));
    let control = Control {
        properties: properties.clone(),
        scroll: scroll.clone(),
        rows: rows.clone(),
        at: at.clone(),
        copied: copied.clone(),
        awaited,
    };
    let newest = use_mut_ref(|| control.clone());
    *newest.borrow_mut() = control.clone();

    use_effect({
        let control = control.clone();
        move || control.open_awaited()
    });
    use_effect_with((properties.selection.clone(), properties.sort), {
        let control = control.clone();
        // Another list starts at its first row; the column stays, and so does the head that was
        // clicked.
        move |_| {
            control.scroll.start_at(0);
            control.at.set(CellPosition { row: 0, ..*control.at });
        }
    });
    use_effect_with(properties.steps.clone(), {
        let newest = newest.clone();
        move |steps: &GridSteps| {
            let listener = Callback::from(move |by| latest(&newest).step(by));
            steps.listen(Some(listener));
            let steps = steps.clone();
            move || steps.listen(None)
        }
    });
    use_effect_with(scroll.element.clone(), {
        let newest = newest.clone();
        move |grid| {
            let listener = listen_outside(grid.clone(), newest);
            move || drop(listener)
        }
    });
    use_effect_with(selected.is_some(), {
        let grid = scroll.element.clone();
        move |&open: &bool| {
            move || {
                // If the event was closed from within, the focus returns to the list.
                let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
                if let Some(grid) = grid.cast::<HtmlElement>().filter(|_| open && lost) {
                    let _ = grid.focus();
                }
            }
        }
    });

    let onkeydown = {
        let control = control.clone();
        Callback::from(move |event: KeyboardEvent| {
            if keys::command(&event).is_some_and(|command| control.run(command)) {
                event.prevent_default();
            }
        })
    };
    let onclick = {
        let control = control.clone();
        Callback::from(move |event: MouseEvent| {
            let Some((at, _)) = event.target_dyn_into::<Element>().and_then(|target| cell_under(&target))
            else {
                return;
            };
            control.at.set(at);
            // A user who selects text by dragging does not want to open the event.
            if !clipboard::has_selection() {
                control.open(at.row);
            }
        })
    };
    let onpointermove = {
        let hover = hover.clone();
        Callback::from(move |event: PointerEvent| hover.moved(&event))
    };
    let onpointerleave = {
        let hover = hover.clone();
        Callback::from(move |_: PointerEvent| hover.leave())
    };
    let on_drag = {
        let dragged = dragged.clone();
        Callback::from(move |columns| dragged.set(Some(columns)))
    };
    let on_columns = {
        let (dragged, on_columns) = (dragged.clone(), properties.on_columns.clone());
        Callback::from(move |columns| {
            dragged.set(None);
            on_columns.emit(columns);
        })
    };
    let on_fit = {
        let control = control.clone();
        Callback::from(move |column| control.properties.on_columns.emit(fitted(&control, column)))
    };

    let window = scroll.window().clone();
    let shown_columns: &[ColumnState] = (*dragged).as_deref().unwrap_or(columns);
    let width: u32 = shown_columns.iter().map(|column| column.width_px).sum::<u32>() + SIGNS_PIXELS;
    let style = format!("--grid-columns: {}; --grid-width: {width}px", template(shown_columns));
    let at_row = (!at.head).then_some(at.row);
    let here = if at.head {
        Some(head_id(at.column))
    } else {
        window.rows.contains(&at.row).then(|| cell_id(at.row, at.column))
    };
    let waiting = !rows.are_current(window.seen.clone());
    let class = classes!("grid", (rows.are_old() && waiting).then_some("grid--old"));
    html! {
        <div {class} {style}>
            <div role="grid" class="grid__scroll" aria-label="Events" tabindex="0" ref={scroll.element.clone()}
                aria-rowcount={(matching + 1).to_string()} aria-colcount={(columns.len() + 1).to_string()}
                aria-activedescendant={here} aria-busy={waiting.to_string()}
                {onkeydown} {onclick} {onpointermove} {onpointerleave}>
                <GridHeader columns={columns.clone()} sort={properties.sort} times={*times} {on_drag}
                    at={at.head.then_some(at.column)} on_sort={properties.on_sort.clone()} {on_columns} {on_fit} />
                <div role="rowgroup" class="grid__body" style={format!("height: {}px", window.height)}>
                    <div role="presentation" class="grid__rows" style={format!("top: {}px", window.top)}>
                        { for window.rows.clone().map(|index| {
                            let row = rows.get(index);
                            let open = row.as_ref().is_some_and(|row| *selected == Some(row.placed.place));
                            let marked = row.as_ref().is_some_and(|row| is_marked(properties, row.placed.place));
                            html! {
                                <GridRow key={index} {index} {row} {open} {marked} columns={columns.clone()}
                                    at={(at_row == Some(index)).then_some(at.column)}
                                    copied={copied.filter(|at| at.row == index).map(|at| at.column)}
                                    times={*times} />
                            }
                        }) }
                    </div>
                    { hover.menu(&control, window.top) }
                </div>
            </div>
            <ColumnsMenu columns={columns.clone()} on_columns={properties.on_columns.clone()} />
            if let Some(error) = &*rows.error {
                <div class="grid__error" role="alert">
                    <span>{ "Events could not be fetched: " }{ error }</span>
                    <button type="button" class="button"
                        onclick={let rows = rows.clone(); Callback::from(move |_: MouseEvent| rows.retry())}>
                        { "Try again" }
                    </button>
                </div>
            }
        </div>
    }
}

fn is_marked(EventGridProperties { marked, case, .. }: &EventGridProperties, place: RowPlace) -> bool {
    marked.by_place.get(&place).is_some_and(|key| case.mark_of(key).is_some())
}

fn latest(newest: &Rc<RefCell<Control>>) -> Control {
    newest.borrow().clone()
}

/// Handles `j` and `k` while nothing has the focus: the first of them moves it to the grid.
fn listen_outside(grid: NodeRef, newest: Rc<RefCell<Control>>) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&document(), "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let nowhere = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let nowhere = nowhere.is_some_and(|target| target.tag_name() == "BODY");
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
        if !nowhere || modified || event.default_prevented() || !matches!(event.key().as_str(), "j" | "k") {
            return;
        }
        if let Some(grid) = grid.cast::<HtmlElement>() {
            event.prevent_default();
            let _ = grid.focus();
            let control = latest(&newest);
            control.go(CellPosition { head: false, ..*control.at });
        }
    })
}

/// Returns the cell that contains an element.
fn cell_under(target: &Element) -> Option<(CellPosition, Element)> {
    let cell = target.closest("[role=gridcell]").ok().flatten()?;
    let row = cell.parent_element()?.get_attribute("data-row")?.parse().ok()?;
    let column = cell.get_attribute("data-column").and_then(|column| column.parse().ok()).unwrap_or(0);
    Some((CellPosition { head: false, row, column }, cell))
}

/// Returns the columns with one resized to its values on screen.
fn fitted(control: &Control, column: usize) -> Vec<ColumnState> {
    const CHARACTER_PIXELS: f64 = 7.4;
    const AROUND_PIXELS: f64 = 22.0;
    let rows = control.scroll.window().rows.clone();
    let label =
        control.properties.columns.get(column).map_or(0, |column| column.field.spec().label.len() + 2);
    let longest = rows
        .filter_map(|row| control.value(CellPosition { head: false, row, column }))
        .map(|(_, value)| value.chars().count())
        .max()
        .unwrap_or(0)
        .max(label);
    let width = longest as f64 * CHARACTER_PIXELS + AROUND_PIXELS;
    resized(&control.properties.columns, column, width as i64)
}
