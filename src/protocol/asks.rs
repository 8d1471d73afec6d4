//! Queries about events.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::event::Field;
use crate::text::in_reading_order;

/// A selection of events: a filter and an additional time range.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Selection {
    /// A filter expression; empty for all events.
    pub filter: String,
    /// The time range selected in the histogram; `None` for all times.
    pub time: Option<TimeRange>,
}

/// A half-open time range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeRange {
    /// The first millisecond.
    pub from_millis: i64,
    /// The millisecond after the last.
    pub until_millis: i64,
}

/// A query for everything displayed around the grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverviewRequest {
    /// The selected events.
    pub selection: Selection,
    /// The facets.
    pub facets: Vec<FacetRequest>,
    /// The buckets of the histogram; `None` for no histogram.
    pub buckets: Option<TimeBuckets>,
}

/// A query for the most frequent values of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetRequest {
    /// The field.
    pub field: Field,
    /// Maximum number of values.
    pub limit: u32,
    /// Values with at least this count are returned even beyond the limit; `None` if the limit is
    /// strict.
    pub at_least: Option<u64>,
}

impl FacetRequest {
    /// Creates a query for at most `limit` values of a field.
    pub fn new(field: Field, limit: u32) -> FacetRequest {
        FacetRequest { field, limit, at_least: None }
    }
}

/// A division of time into slices of equal length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeBuckets {
    /// Start of the first slice.
    pub start_millis: i64,
    /// Length of a slice in milliseconds, at least 1.
    pub step_millis: i64,
    /// Number of slices.
    pub count: u32,
}

/// A sort order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// The field.
    pub field: Field,
    /// Whether the order is descending: the largest or newest first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Sort { field: Field::EventTime, descending: true }
    }
}

/// The position of a row in the order of all rows of all workers. The order is total: no two rows
/// have equal keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortKey {
    /// The value of the sort field; empty when sorting by time.
    pub value: String,
    /// The event's time in milliseconds; `i64::MIN / 2` for none.
    pub millis: i64,
    /// The number of the event's id, most significant word first.
    pub id: [u32; 4],
    /// The file, and the index of the record in it: events may share an id.
    pub place: [u32; 2],
}

impl Ord for SortKey {
    fn cmp(&self, other: &SortKey) -> Ordering {
        in_reading_order(&self.value, &other.value)
            .then_with(|| (self.millis, self.id, self.place).cmp(&(other.millis, other.id, other.place)))
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &SortKey) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A query for landmarks in a range of keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LandmarksRequest {
    /// The selected events.
    pub selection: Selection,
    /// The sort order.
    pub sort: Sort,
    /// Start of the range: the row with this key, or the next one if there is none; `None` for the
    /// first row.
    pub from: Option<SortKey>,
    /// End of the range, exclusive; `None` for the end.
    pub until: Option<SortKey>,
}

/// A query for rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowsRequest {
    /// The selected events.
    pub selection: Selection,
    /// The sort order.
    pub sort: Sort,
    /// The first key, in the order of `sort`; `None` for the first row.
    pub from: Option<SortKey>,
    /// Maximum number of rows.
    pub limit: u32,
    /// The columns to return.
    pub fields: Vec<Field>,
}
