//! The effects of keys and clicks in the grid.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::app_state::columns::{fitting_width, moved, resized, sort_after_click};
use trailglass::app_state::grid::{CellPosition, GridCommand, GridExtent, GridStep};
use trailglass::base::csv;
use trailglass::model::Field;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use super::EventGridProperties;
use super::rows::GridRows;
use crate::contexts::Acts;
use crate::platform::clipboard;
use crate::platform::focus::focus;
use crate::views::events::event_pane;
use crate::widgets::handlers::key_press;
use crate::widgets::scroll::Scroll;
use trailglass::app_state::FilterFor;

/// Time for which a copied cell is marked.
const COPIED_MILLIS: u32 = 700;

/// Everything that a key may act upon, as of the last render.
#[derive(Clone)]
pub struct Control {
    pub properties: EventGridProperties,
    pub acts: Acts,
    pub scroll: Scroll,
    pub rows: GridRows,
    pub at: UseStateHandle<CellPosition>,
    pub copied: UseStateHandle<Option<CellPosition>>,
    /// A row to open as soon as it has arrived.
    pub awaited: Rc<Cell<Option<u64>>>,
}

/// The control of the last render, for listeners that are older.
pub type NewestControl = Rc<RefCell<Control>>;

impl Control {
    /// Runs a key's command. Returns whether the key was handled.
    fn run(&self, command: GridCommand) -> bool {
        if let Some(step) = self.extent().step(*self.at, command) {
            self.take(step);
            return true;
        }
        let CellPosition { head, row, column } = *self.at;
        match command {
            GridCommand::Open if head => self.sort_by(column),
            GridCommand::Open if self.is_open(row) => focus(event_pane::TITLE_ID),
            GridCommand::Open => self.open(row),
            GridCommand::Close if self.properties.selected.is_none() => return false,
            GridCommand::Close => self.acts.close.emit(()),
            GridCommand::Bookmark if head => return false,
            GridCommand::Bookmark => {
                if let Some(row) = self.rows.get(row) {
                    self.properties.on_mark.emit(row.placed.place);
                }
            }
            GridCommand::Filter { exclude } => self.filter(*self.at, exclude),
            GridCommand::CopyCell if clipboard::has_selection() => return false,
            GridCommand::CopyCell => self.copy_cell(*self.at),
            GridCommand::CopyRow => self.copy_row(*self.at),
            GridCommand::Widen(pixels) => {
                let width = self.properties.columns.get(column).map_or(0, |column| column.width_px);
                let columns = resized(&self.properties.columns, column, f64::from(width) + pixels);
                self.acts.columns.emit(columns);
            }
            GridCommand::MoveColumn(by) => {
                let to = self.extent().column(column, by);
                self.acts.columns.emit(moved(&self.properties.columns, column, to));
                self.go(CellPosition { column: to, ..*self.at });
            }
            _ => {}
        }
        true
    }

    fn extent(&self) -> GridExtent {
        GridExtent {
            rows: self.properties.matching,
            columns: self.properties.columns.len(),
            first_seen: self.scroll.window().seen.start,
            screenful: self.scroll.screenful(),
        }
    }

    pub fn press_key(&self, event: KeyboardEvent) {
        if GridCommand::of(&key_press(&event)).is_some_and(|command| self.run(command)) {
            event.prevent_default();
        }
    }

    pub fn click(&self, event: MouseEvent) {
        let cell = event.target_dyn_into::<Element>().and_then(|target| cell_under(&target));
        let Some((at, _)) = cell else { return };
        self.at.set(at);
        // A user who selects text by dragging does not want to open the event.
        if !clipboard::has_selection() {
            self.open(at.row);
        }
    }

    /// Moves to a cell and scrolls to it.
    pub fn go(&self, at: CellPosition) {
        if !at.head {
            self.scroll.show(at.row);
        }
        self.at.set(at);
    }

    /// Moves down by `by` rows, or up if `by` is negative. If an event is open, opens the new row's
    /// event in its place.
    pub fn step(&self, by: i64) {
        self.take(self.extent().rows_down(*self.at, by));
    }

    fn take(&self, GridStep { to, opens }: GridStep) {
        self.go(to);
        if opens && self.properties.selected.is_some() {
            self.open(to.row);
        }
    }

    /// Opens an event, now or as soon as its row arrives.
    fn open(&self, row: u64) {
        match self.rows.get(row) {
            Some(fetched) => {
                self.awaited.set(None);
                self.acts.open.emit(fetched.placed.clone());
            }
            None => self.awaited.set((row < self.properties.matching).then_some(row)),
        }
    }

    /// Returns whether this row's event is open.
    fn is_open(&self, row: u64) -> bool {
        self.rows.get(row).is_some_and(|fetched| self.properties.selected == Some(fetched.placed.place))
    }

    /// Opens the awaited row, if it has arrived.
    pub fn open_awaited(&self) {
        if let Some(row) = self.awaited.get().filter(|&row| self.rows.get(row).is_some()) {
            self.open(row);
        }
    }

    fn sort_by(&self, column: usize) {
        if let Some(column) = self.properties.columns.get(column) {
            self.acts.sort.emit(sort_after_click(self.properties.sort, column.field));
        }
    }

    /// Resizes a column to its values on screen.
    pub fn fit(&self, column: usize) {
        let Some(field) = self.properties.columns.get(column).map(|column| column.field) else { return };
        let rows = self.scroll.window().rows.clone();
        let values = rows.filter_map(|row| Some(self.rows.get(row)?.exact_value(field).chars().count()));
        let width = fitting_width(field, values.max().unwrap_or(0));
        self.acts.columns.emit(resized(&self.properties.columns, column, width));
    }

    /// Returns the field of a cell and its exact value, for filters and the clipboard.
    pub fn value(&self, at: CellPosition) -> Option<(Field, String)> {
        let column = self.properties.columns.get(at.column).filter(|_| !at.head)?;
        Some((column.field, self.rows.get(at.row)?.exact_value(column.field)))
    }

    fn filter(&self, at: CellPosition, exclude: bool) {
        if let Some((field, value)) = self.value(at).filter(|(_, value)| !value.is_empty()) {
            let field = field.spec().name.to_owned();
            self.acts.filter.emit(FilterFor { field, value, exclude });
        }
    }

    fn copy_cell(&self, at: CellPosition) {
        if let Some((_, value)) = self.value(at) {
            self.copy(value, at);
        }
    }

    fn copy_row(&self, at: CellPosition) {
        let Some(row) = self.rows.get(at.row).filter(|_| !at.head) else { return };
        let values = self.properties.columns.iter().map(|column| row.exact_value(column.field));
        self.copy(csv::tabbed_row(values), at);
    }

    fn copy(&self, text: String, at: CellPosition) {
        let copied = self.copied.clone();
        spawn_local(async move {
            if clipboard::copy(&text).await {
                copied.set(Some(at));
                Timeout::new(COPIED_MILLIS, move || copied.set(None)).forget();
            }
        });
    }
}

/// Returns the cell that contains an element.
pub fn cell_under(target: &Element) -> Option<(CellPosition, Element)> {
    let cell = target.closest("[role=gridcell]").ok().flatten()?;
    let row = cell.parent_element()?.get_attribute("data-row")?.parse().ok()?;
    let column = cell.get_attribute("data-column").and_then(|column| column.parse().ok()).unwrap_or(0);
    Some((CellPosition { head: false, row, column }, cell))
}
