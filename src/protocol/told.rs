//! Answers about events.

use serde::{Deserialize, Serialize};

use super::{FileNumber, SortKey};

/// The answer to [`OverviewRequest`](super::OverviewRequest) from one worker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Number of matching events.
    pub matching: u64,
    /// Number of these that failed.
    pub failed: u64,
    /// The facets, in the order of the query.
    pub facets: Vec<Facet>,
    /// Number of matching events in each bucket.
    pub buckets: Vec<u32>,
    /// Number of these that failed.
    pub failed_buckets: Vec<u32>,
}

/// The most frequent values of a field among the matching events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// Values and counts, most frequent first, then by value.
    pub values: Vec<(String, u64)>,
    /// Upper bound of the counts of omitted values; 0 if none is omitted.
    pub floor: u64,
}

/// Keys at regular distances in the sorted matching rows of a range.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySamples {
    /// Number of matching rows before the range.
    pub before: u64,
    /// Number of matching rows in the range.
    pub inside: u64,
    /// The keys of the range's rows 0, `stride`, 2 `stride` and so on.
    pub keys: Vec<SortKey>,
    /// Number of rows from one key to the next; at least 1.
    pub stride: u64,
}

/// Some sorted matching rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// Number of matching rows before the first of these.
    pub before: u64,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Number of the row in its worker, for [`Request::Record`](super::Request::Record). Stays the
    /// same until [`Request::Clear`](super::Request::Clear).
    pub row: u32,
    /// Its position in the sort order.
    pub key: SortKey,
    /// The event's time in milliseconds.
    pub millis: Option<i64>,
    /// Whether it failed.
    pub failed: bool,
    /// Whether it only read; `None` if the record does not state it.
    pub read_only: Option<bool>,
    /// The integrity verdict on its file; empty before a check.
    pub integrity: String,
    /// Whether it has copies: a value of [`Field::Copies`](crate::event::Field::Copies); empty if
    /// it has none.
    pub copies: String,
    /// Whether another event has the same id.
    pub shares_id: bool,
    /// The values of the requested fields; empty if absent.
    pub values: Vec<String>,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The JSON text exactly as in the file.
    pub text: String,
    /// The caller as a readable name.
    pub who: String,
    /// The file that contains it.
    pub file: FileNumber,
    /// Index of the record in the file, from 0.
    pub index: u32,
    /// The integrity verdict on the file; empty before a check.
    pub integrity: String,
    /// Whether it is hidden because it is a copy of a shown event.
    pub is_hidden: bool,
}

/// Events of each account and Region over time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// All events, including those of omitted pairs.
    pub all: StepCounts,
    /// The pairs of account and Region that have events, in alphabetical order. If there are too
    /// many, the first ones.
    pub pairs: Vec<CoveredPair>,
}

/// Events of one account in one Region over time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoveredPair {
    /// The account; empty if the events name none.
    pub account: String,
    /// The Region; empty if the events name none.
    pub region: String,
    /// Number of events in each slice of time.
    pub counts: StepCounts,
}

/// Counts in slices of time. Empty slices at both ends are omitted: most pairs of a large
/// organization have few events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepCounts {
    /// Index of the slice of the first count.
    pub first: u32,
    /// The count of each slice from there on.
    pub counts: Vec<u32>,
}
