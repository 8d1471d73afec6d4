//! Narrows the filter and the time range to the events of a group, so that a click on a group shows
//! exactly the events that it counted.

use super::{Grouping, Heading};
use crate::base::time::{TimeRange, to_text};
use crate::grouping::GroupRow;
use crate::model::Selection;
use crate::query::edit;

/// The events of a group, given by values of keys and a time slice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupCell {
    /// The values, each with the index of its key in the grouping; a value is empty if the events
    /// have none.
    pub values: Vec<(u8, String)>,
    /// The time of the events.
    pub slice: Slice,
}

/// The time of a cell's events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Slice {
    /// Any time.
    #[default]
    Any,
    /// No time: the events have no readable time.
    None,
    /// The slice that begins at this time.
    From(i64),
}

impl GroupCell {
    /// Returns the cell of a row of the table.
    pub fn of_row(grouping: &Grouping, row: &GroupRow) -> GroupCell {
        let slice = match (grouping.time_step, row.slice_millis) {
            (None, _) => Slice::Any,
            (Some(_), Some(start)) => Slice::From(start),
            (Some(_), None) => Slice::None,
        };
        GroupCell { values: (0..).zip(row.values.iter().cloned()).collect(), slice }
    }

    /// Returns the cell at the intersection of a row and a column of a matrix.
    pub fn of_headings(row: &Heading, column: &Heading) -> GroupCell {
        let start = row.slice_millis.or(column.slice_millis);
        GroupCell {
            values: row.values.iter().chain(&column.values).cloned().collect(),
            slice: start.map_or(Slice::Any, Slice::From),
        }
    }
}

impl Grouping {
    /// Returns a selection narrowed to the events of a cell, or to all others if `exclude` is set.
    pub fn narrowed(&self, selection: &Selection, cell: &GroupCell, exclude: bool) -> Selection {
        let names = |key: u8| self.by.get(usize::from(key)).map(|name| name.trim());
        let values: Vec<(&str, &str)> =
            cell.values.iter().filter_map(|(key, value)| Some((names(*key)?, value.as_str()))).collect();
        let slice = match (cell.slice, self.time_step) {
            (Slice::From(start), Some(step)) => Some(step.slice(start)),
            _ => None,
        };
        if exclude {
            return Selection {
                filter: self.without(&selection.filter, &values, cell.slice, slice),
                ..*selection
            };
        }
        let mut filter = selection.filter.clone();
        for (name, value) in values {
            filter = edit::narrow(&filter, name, value);
        }
        if cell.slice == Slice::None {
            filter = edit::narrow(&filter, "eventTime", "");
        }
        let time = match (slice, selection.time) {
            (Some(slice), Some(time)) => Some(TimeRange {
                from_millis: slice.from_millis.max(time.from_millis),
                until_millis: slice.until_millis.min(time.until_millis),
            }),
            (slice, time) => slice.or(time),
        };
        Selection { filter, time }
    }

    fn without(&self, filter: &str, values: &[(&str, &str)], of: Slice, slice: Option<TimeRange>) -> String {
        if let ([(name, value)], Slice::Any) = (values, of) {
            return edit::exclude(filter, name, value);
        }
        let mut cell =
            values.iter().fold(String::new(), |cell, (name, value)| edit::narrow(&cell, name, value));
        let mut and = |term: String| {
            if !cell.is_empty() {
                cell.push_str(" and ");
            }
            cell.push_str(&term);
        };
        if let Some(slice) = slice {
            let (from, until) = (to_text(slice.from_millis), to_text(slice.until_millis));
            and(format!("eventTime >= \"{from}\" and eventTime < \"{until}\""));
        } else if of == Slice::None {
            and("not eventTime:*".to_owned());
        }
        edit::and(filter, &format!("not ({cell})"))
    }
}
