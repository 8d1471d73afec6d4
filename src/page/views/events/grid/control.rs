//! The effects of keys and clicks in the grid.

use std::cell::Cell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::base::{csv, time};
use trailglass::model::Field;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::EventGridProperties;
use super::header::{moved, resized, sort_after_click};
use super::keys::GridCommand;
use super::rows::{FetchedRow, GridRows};
use crate::app::keyboard;
use crate::platform::clipboard;
use crate::state::{ColumnState, FilterFor};
use crate::views::events::event_pane;
use crate::widgets::scroll::Scroll;

/// Time for which a copied cell is marked.
const COPIED_MILLIS: u32 = 700;

/// The position of the current cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellPosition {
    /// Whether the cell is the head of the column, not a row's cell.
    pub head: bool,
    pub row: u64,
    pub column: usize,
}

/// Everything that a key may act upon, as of the last render.
#[derive(Clone)]
pub struct Control {
    pub properties: EventGridProperties,
    pub scroll: Scroll,
    pub rows: GridRows,
    pub at: UseStateHandle<CellPosition>,
    pub copied: UseStateHandle<Option<CellPosition>>,
    /// A row to open as soon as it has arrived.
    pub awaited: Rc<Cell<Option<u64>>>,
}

impl Control {
    /// Runs a key's command. Returns whether the key was handled.
    pub fn run(&self, command: GridCommand) -> bool {
        let CellPosition { head, row, column } = *self.at;
        let last_row = self.properties.matching.saturating_sub(1);
        let last_column = self.properties.columns.len().saturating_sub(1);
        match command {
            GridCommand::Rows(by) if head => {
                if by > 0 {
                    self.go(CellPosition {
                        head: false,
                        row: self.scroll.window().seen.start.min(last_row),
                        column,
                    });
                }
            }
            GridCommand::Rows(-1) if row == 0 => self.go(CellPosition { head: true, row, column }),
            GridCommand::Rows(by) => self.step(by),
            GridCommand::Screens(by) => self.step(by * self.scroll.screenful() as i64),
            GridCommand::Columns(by) => {
                let column = column.saturating_add_signed(by as isize).min(last_column);
                self.go(CellPosition { column, ..*self.at });
            }
            GridCommand::FirstColumn => self.go(CellPosition { column: 0, ..*self.at }),
            GridCommand::LastColumn => self.go(CellPosition { column: last_column, ..*self.at }),
            GridCommand::FirstRow => self.step(i64::MIN),
            GridCommand::LastRow => self.step(i64::MAX),
            GridCommand::Open if head => self.sort_by(column),
            GridCommand::Open if self.is_open(row) => keyboard::focus(event_pane::TITLE_ID),
            GridCommand::Open => self.open(row),
            GridCommand::Close if self.properties.selected.is_none() => return false,
            GridCommand::Close => self.properties.on_close.emit(()),
            GridCommand::Bookmark if head => return false,
            GridCommand::Bookmark => {
                if let Some(row) = self.rows.get(row) {
                    self.properties.on_mark.emit(row.placed.place);
                }
            }
            GridCommand::FilterFor => self.filter(*self.at, false),
            GridCommand::FilterOut => self.filter(*self.at, true),
            GridCommand::CopyCell if clipboard::has_selection() => return false,
            GridCommand::CopyCell => self.copy_cell(*self.at),
            GridCommand::CopyRow => self.copy_row(*self.at),
            GridCommand::Widen(pixels) => {
                let width = self.properties.columns.get(column).map_or(0, |column| column.width_px);
                let columns = resized(&self.properties.columns, column, i64::from(width) + pixels);
                self.properties.on_columns.emit(columns);
            }
            GridCommand::MoveColumn(by) => {
                let to = column.saturating_add_signed(by as isize).min(last_column);
                self.properties.on_columns.emit(moved(&self.properties.columns, column, to));
                self.go(CellPosition { column: to, ..*self.at });
            }
        }
        true
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
        let last = self.properties.matching.saturating_sub(1);
        let row = self.at.row.saturating_add_signed(by).min(last);
        self.go(CellPosition { head: false, row, column: self.at.column });
        if self.properties.selected.is_some() {
            self.open(row);
        }
    }

    /// Opens an event, now or as soon as its row arrives.
    pub fn open(&self, row: u64) {
        match self.rows.get(row) {
            Some(fetched) => {
                self.awaited.set(None);
                self.properties.on_open.emit(fetched.placed.clone());
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
            self.properties.on_sort.emit(sort_after_click(self.properties.sort, column.field));
        }
    }

    /// Returns the field of a cell and its exact value, for filters and the clipboard.
    pub fn value(&self, at: CellPosition) -> Option<(Field, String)> {
        let column = self.properties.columns.get(at.column).filter(|_| !at.head)?;
        let row = self.rows.get(at.row)?;
        Some((column.field, exact_value(&row, column.field)))
    }

    fn filter(&self, at: CellPosition, exclude: bool) {
        if let Some((field, value)) = self.value(at).filter(|(_, value)| !value.is_empty()) {
            let field = field.spec().name.to_owned();
            self.properties.on_filter.emit(FilterFor { field, value, exclude });
        }
    }

    fn copy_cell(&self, at: CellPosition) {
        if let Some((_, value)) = self.value(at) {
            self.copy(value, at);
        }
    }

    fn copy_row(&self, at: CellPosition) {
        let Some(row) = self.rows.get(at.row).filter(|_| !at.head) else { return };
        let columns: &[ColumnState] = &self.properties.columns;
        let values = columns.iter().map(|column| exact_value(&row, column.field));
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

fn exact_value(row: &FetchedRow, field: Field) -> String {
    match (field, row.placed.row.millis) {
        (Field::EventTime, Some(millis)) => time::to_text(millis),
        (Field::EventTime, None) => String::new(),
        _ => row.value(field).unwrap_or_default().to_owned(),
    }
}
