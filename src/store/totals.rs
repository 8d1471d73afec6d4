//! What a shard holds, in numbers.

use serde::{Deserialize, Serialize};

use crate::model::FileNumber;

/// The totals of a worker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Number of events, without repeats.
    pub events: u64,
    /// Number of rows that are hidden as repeats of another event.
    pub repeats: u64,
    /// The same by file; each pair of files occurs once.
    pub repeats_by_file: Vec<Repeats>,
    /// Number of events that share their id with another event, by file.
    pub same_ids_by_file: Vec<SameIds>,
    /// Number of events without a readable time.
    pub without_time: u64,
    /// The earliest and the latest time, in milliseconds.
    pub span_millis: Option<(i64, i64)>,
    /// Size of the worker's memory in bytes.
    pub memory_bytes: u64,
    /// Number of digests and of sign files of CloudTrail Lake queries.
    pub signed_lists: u64,
}

/// The records of one file that repeat events of another file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Repeats {
    /// The file that contains the hidden copies.
    pub file: FileNumber,
    /// The file that contains the shown copies.
    pub of: FileNumber,
    /// Number of hidden records.
    pub records: u64,
    /// Number of these that differ from the shown copy.
    pub differing: u64,
}

/// The events of one file that share their id and account with another event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SameIds {
    /// The file.
    pub file: FileNumber,
    /// Number of events.
    pub records: u64,
}
