//! What is told about events.

use serde::{Deserialize, Serialize};

use super::{FileNumber, SortKey};

/// The answer to [`OverviewAsk`](super::OverviewAsk) from one worker.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// Events that match.
    pub matching: u64,
    /// Of these, those that failed.
    pub failed: u64,
    /// The facets in the order asked.
    pub facets: Vec<Facet>,
    /// Matching events in each bucket.
    pub buckets: Vec<u32>,
    /// Of these, those that failed.
    pub failed_buckets: Vec<u32>,
}

/// The most frequent values of a field among the matching events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facet {
    /// Values and counts, most frequent first, then by value.
    pub values: Vec<(String, u64)>,
    /// No value left out has a higher count; 0 when none is left out.
    pub floor: u64,
}

/// Every so-many-th key of the sorted matching rows in a range.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Landmarks {
    /// How many matching rows come before the range.
    pub before: u64,
    /// How many lie in it.
    pub inside: u64,
    /// The keys of the range's rows 0, `stride`, 2 `stride` and so on.
    pub keys: Vec<SortKey>,
    /// Rows from one key to the next; at least 1.
    pub stride: u64,
}

/// Some sorted matching rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rows {
    /// How many matching rows come before the first of these.
    pub before: u64,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row of the grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The row's number in its worker, for [`Request::Record`](super::Request::Record). Stays the
    /// same until [`Request::Clear`](super::Request::Clear).
    pub row: u32,
    /// Its place in the order.
    pub key: SortKey,
    /// The event's time.
    pub millis: Option<i64>,
    /// Whether it failed.
    pub failed: bool,
    /// Whether it only read; `None` where the record does not say.
    pub read_only: Option<bool>,
    /// What the checks of integrity say of its file; empty before a check.
    pub integrity: String,
    /// Whether it has copies: a value of [`Field::Copies`](crate::event::Field::Copies); empty where it
    /// has none.
    pub copies: String,
    /// Whether another event has the same id.
    pub shares_id: bool,
    /// A value for each of the fields asked for; empty where absent.
    pub values: Vec<String>,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The JSON text exactly as the file had it.
    pub text: String,
    /// Who did it, readable.
    pub who: String,
    /// The file it came from.
    pub file: FileNumber,
    /// Its place among the records of the file, from 0.
    pub index: u32,
    /// What the checks of integrity say of the file; empty before a check.
    pub integrity: String,
    /// Whether it is a copy of an event that is shown, and not shown itself.
    pub is_hidden: bool,
}

/// Events of each account and Region over time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// All events, those of pairs left out included.
    pub all: StepCounts,
    /// Each pair of account and Region that has events, in the order of their
    /// texts. Of more than can be told, the first.
    pub pairs: Vec<CoveredPair>,
}

/// Events of one account in one Region over time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoveredPair {
    /// The account; empty where events name none.
    pub account: String,
    /// The Region; empty where events name none.
    pub region: String,
    /// How many, and when.
    pub counts: StepCounts,
}

/// Counts in slices of time. Empty slices at both ends are left out: most
/// pairs of a large organisation have few events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepCounts {
    /// The number of the slice of the first count.
    pub first: u32,
    /// A count for each slice from there on.
    pub counts: Vec<u32>,
}
