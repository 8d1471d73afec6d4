//! What is asked about events.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::event::Field;
use crate::text::in_reading_order;

/// Which events: the filter as text and a time range on top of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Selection {
    /// In the filter language; empty for everything.
    pub filter: String,
    /// Brushed in the histogram.
    pub time: Option<TimeRange>,
}

/// From a time up to but without another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeRange {
    /// The first millisecond.
    pub from_millis: i64,
    /// The millisecond after the last.
    pub until_millis: i64,
}

/// Everything that is drawn around the grid, in one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverviewAsk {
    /// Which events.
    pub selection: Selection,
    /// Which facets.
    pub facets: Vec<FacetAsk>,
    /// How time is cut into buckets; `None` for no histogram.
    pub buckets: Option<Buckets>,
}

/// The most frequent values of a field are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetAsk {
    /// The field.
    pub field: Field,
    /// How many values at the most.
    pub limit: u32,
    /// Values that occur so often are told even beyond the limit; `None` keeps
    /// to it.
    pub at_least: Option<u64>,
}

impl FacetAsk {
    /// So many values of a field at the most.
    pub fn new(field: Field, limit: u32) -> FacetAsk {
        FacetAsk { field, limit, at_least: None }
    }
}

/// Equal slices of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buckets {
    /// Where the first begins.
    pub start_millis: i64,
    /// How long each is, at least 1.
    pub step_millis: i64,
    /// How many.
    pub count: u32,
}

/// A field to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// The field.
    pub field: Field,
    /// Largest or newest first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Sort { field: Field::EventTime, descending: true }
    }
}

/// Where a row stands in the order of all rows of all workers. Total: no two
/// rows have equal keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortKey {
    /// The value sorted by; empty when sorting by time.
    pub value: String,
    /// The event's time; `i64::MIN / 2` for none.
    pub millis: i64,
    /// The number of the event's id, most significant word first.
    pub id: [u32; 4],
    /// The file, and the record's place there: events may share an id.
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

/// Between which keys landmarks are wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LandmarksAsk {
    /// Which events.
    pub selection: Selection,
    /// In which order.
    pub sort: Sort,
    /// From the row with this key or, where there is none, the next one after
    /// it in the order; `None` for the first row.
    pub from: Option<SortKey>,
    /// Up to without this key; `None` for the end.
    pub until: Option<SortKey>,
}

/// Which rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowsAsk {
    /// Which events.
    pub selection: Selection,
    /// In which order.
    pub sort: Sort,
    /// Rows from this key on, in the order of `sort`; `None` for the first.
    pub from: Option<SortKey>,
    /// How many at most.
    pub limit: u32,
    /// The columns wanted.
    pub fields: Vec<Field>,
}
