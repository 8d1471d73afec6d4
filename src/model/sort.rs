//! The order of rows over all workers.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::Field;
use crate::base::text::in_reading_order;

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
