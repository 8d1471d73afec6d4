//! Requests for events, and their replies.

use serde::{Deserialize, Serialize};

use crate::base::buckets::TimeBuckets;
use crate::model::{Field, FileNumber, Selection, Sort, SortKey};

/// A request for events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum QueryRequest {
    /// Returns count, facets and histogram. Answered by [`QueryReply::Overview`].
    Overview(OverviewRequest),
    /// Returns the counts of given values that the first answer left open. Answered by
    /// [`QueryReply::Counts`].
    Counts {
        /// The selected events.
        selection: Selection,
        /// The fields, with their values.
        values: Vec<(Field, Vec<String>)>,
    },
    /// Returns landmarks in the sorted matching rows, by which the page finds the start of a screen
    /// of rows. Answered by [`QueryReply::KeySamples`].
    KeySamples(LandmarksRequest),
    /// Returns some of the sorted matching rows. Answered by [`QueryReply::Rows`].
    Rows(RowsRequest),
    /// Returns one complete record. Answered by [`QueryReply::Record`].
    Record {
        /// Number of the row in its worker.
        row: u32,
    },
    /// Returns values of a field, the most frequent first. Answered by [`QueryReply::Values`].
    Values {
        /// The selected events.
        selection: Selection,
        /// The field.
        field: Field,
        /// Only values that contain this text, ignoring case.
        containing: String,
        /// Maximum number of values.
        limit: u32,
    },
    /// Returns the number of events of each account in each Region in each slice of time,
    /// regardless of the filter. Answered by [`QueryReply::Coverage`].
    Coverage(TimeBuckets),
}

/// A reply about events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum QueryReply {
    /// The answer to [`QueryRequest::Overview`].
    Overview(Overview),
    /// The answer to [`QueryRequest::Counts`], in the order of the request.
    Counts(Vec<Vec<u64>>),
    /// The answer to [`QueryRequest::KeySamples`].
    KeySamples(KeySamples),
    /// The answer to [`QueryRequest::Rows`].
    Rows(Rows),
    /// The answer to [`QueryRequest::Record`]; `None` if there is no such row.
    Record(Option<Record>),
    /// The answer to [`QueryRequest::Values`].
    Values(Vec<(String, u64)>),
    /// The answer to [`QueryRequest::Coverage`].
    Coverage(Coverage),
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

/// The answer to [`OverviewRequest`] from one worker.
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
    pub rows: Vec<EventRow>,
}

/// A row of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    /// Number of the row in its worker, for [`QueryRequest::Record`]. Stays the
    /// same until the worker is cleared.
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
    /// Whether it has copies: a value of [`Field::Copies`](crate::model::Field::Copies); empty if
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

/// A request for the count of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum QuestionsRequest {
    /// Counts the selected events concurrently with all other requests: neither waits for the
    /// other. Answered by [`QuestionsReply::Counted`].
    Count(Selection),
    /// Cancels counting; the request is then answered by [`QuestionsReply::Stopped`].
    Stop,
}

/// An answer about questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuestionsReply {
    /// Number of events.
    Counted(u64),
    /// Counting was cancelled: on request, for another count, or because rows were added or
    /// removed.
    Stopped,
}
