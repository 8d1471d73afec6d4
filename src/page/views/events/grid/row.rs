//! A row of the grid.

use std::rc::Rc;

use trailglass::app_state::grid::copies_label;
use trailglass::app_state::grid_rows::FetchedRow;
use trailglass::model::{Field, StorageGroup};
use yew::prelude::*;

use crate::contexts::use_times;
use crate::widgets::icons::Icon;
use crate::widgets::integrity_badge::shield;
use crate::widgets::log_text::shown_text;
use crate::widgets::times::TimeDisplay;
use trailglass::app_state::ColumnState;

/// Returns the id of a cell, for the grid's `aria-activedescendant`.
pub fn cell_id(row: u64, column: usize) -> String {
    format!("event-{row}-{column}")
}

#[derive(Clone, PartialEq, Properties)]
pub struct GridRowProperties {
    /// The row's place in the list.
    pub index: u64,
    /// The row; `None` while it is being fetched.
    pub row: Option<Rc<FetchedRow>>,
    pub columns: Rc<Vec<ColumnState>>,
    /// The column of the current cell, if that is in this row.
    pub at: Option<usize>,
    pub open: bool,
    /// Whether the event is bookmarked.
    pub marked: bool,
    /// The column of a cell that has just been copied.
    pub copied: Option<usize>,
}

#[component]
pub fn GridRow(properties: &GridRowProperties) -> Html {
    let GridRowProperties { index, row, columns, at, open, marked, copied } = properties;
    let times = use_times();
    let placed = row.as_ref().map(|row| &row.placed.row);
    let class = classes!(
        "grid__row",
        open.then_some("grid__row--open"),
        row.is_none().then_some("grid__row--waiting"),
        placed.is_some_and(|row| row.failed).then_some("grid__row--failed"),
        placed.is_some_and(|row| row.read_only == Some(false)).then_some("grid__row--write"),
    );
    html! {
        <div role="row" {class} aria-rowindex={(index + 2).to_string()} aria-selected={open.to_string()}
            data-row={index.to_string()}>
            <div role="gridcell" class="grid__mark" aria-colindex="1">
                { placed.map(|row| mark(row.failed, row.read_only)) }
                { placed.map(|row| shield(&row.integrity)) }
                { placed.and_then(|row| copy_mark(&row.copies, row.shares_id)) }
                if *marked {
                    <span class="grid__star" role="img" aria-label="bookmarked" title="bookmarked">{ Icon::Star.draw() }</span>
                }
            </div>
            { for columns.iter().enumerate().map(|(place, column)| {
                let class = classes!(
                    "grid__cell",
                    kind(column.field),
                    (*at == Some(place)).then_some("grid__cell--at"),
                    (*copied == Some(place)).then_some("grid__cell--copied"),
                );
                let text = row.as_ref().and_then(|row| cell_text(row, column.field, times)).unwrap_or_default();
                let title = (!text.is_empty()).then(|| text.clone());
                html! {
                    <div role="gridcell" {class} id={cell_id(*index, place)} data-column={place.to_string()}
                        aria-colindex={(place + 2).to_string()} {title}>{ text }</div>
                }
            }) }
        </div>
    }
}

/// The sign of an event that needs a closer look.
fn copy_mark(copies: &str, shares_id: bool) -> Option<Html> {
    let label = copies_label(copies, shares_id)?;
    Some(html! { <span class="grid__copies" role="img" aria-label={label} title={label}>{ "≠" }</span> })
}

/// Returns the text of a cell; `None` while the row is fetched without it.
fn cell_text(row: &FetchedRow, field: Field, times: TimeDisplay) -> Option<AttrValue> {
    match field {
        Field::EventTime => Some(times.show(row.placed.row.millis).into()),
        _ => row.value(field).map(shown_text),
    }
}

/// Returns the CSS class of a field's cells: identifiers in monospace, errors in red, short
/// frequent values in grey.
fn kind(field: Field) -> Option<&'static str> {
    match field {
        Field::EventTime => Some("grid__cell--time"),
        Field::EventName => Some("grid__cell--name"),
        Field::ErrorCode => Some("grid__cell--error"),
        Field::Outcome | Field::Service | Field::Category | Field::ReadOnly | Field::ErrorMessage => None,
        Field::UserAgentFamily | Field::IdentityType | Field::EventType | Field::EventCategory => None,
        _ => match field.spec().storage {
            StorageGroup::Identity | StorageGroup::Origin | StorageGroup::Call => {
                Some("grid__cell--identifier")
            }
            StorageGroup::Time | StorageGroup::Outcome | StorageGroup::File => None,
        },
    }
}

/// The sign for a failed, writing or reading event: each has its own shape, and a label for screen
/// readers.
fn mark(failed: bool, read_only: Option<bool>) -> Html {
    let (label, class, path) = match (failed, read_only) {
        (true, _) => ("Failed", "grid__glyph grid__glyph--failed", "M3 3l6 6M9 3l-6 6"),
        (false, Some(false)) => ("Write", "grid__glyph grid__glyph--write", "M6 2.5L9.5 6L6 9.5L2.5 6z"),
        (false, Some(true)) => {
            ("Read", "grid__glyph grid__glyph--read", "M6 4.6a1.4 1.4 0 1 0 0 2.8a1.4 1.4 0 1 0 0-2.8z")
        }
        (false, None) => return Html::default(),
    };
    html! {
        <svg {class} viewBox="0 0 12 12" width="12" height="12" role="img" aria-label={label}>
            <title>{ label }</title>
            <path d={path} />
        </svg>
    }
}
