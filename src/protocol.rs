//! What the page and a worker say to each other: the only thing both sides
//! share.
//!
//! The page posts a [`Ticket`] (a small JavaScript object, through
//! `serde-wasm-bindgen`) and, beside it, whatever cannot be described in it:
//! `File` objects and buffers. A worker answers with an [`Event`] as JSON
//! bytes in a transferred buffer, which costs a tenth of building JavaScript
//! objects for a thousand facet values, and again with buffers beside it.
//!
//! Every request carries a number and every answer repeats it, so that an
//! answer which comes late can be dropped. Counts are `u64` but stay below
//! 2^53; times are milliseconds since 1970 UTC.

use serde::{Deserialize, Serialize};

use crate::event::Field;
use crate::intake::Report;
use crate::integrity::aws_cli::Printed;
use crate::integrity::findings::Which;
use crate::integrity::overview::{IntegrityDetail, IntegrityList, IntegrityListAsk, IntegrityOverview};
use crate::integrity::{self, ReportForm};

/// The number of a file in the order in which the user dropped it, over all
/// workers.
pub type FileNumber = u32;

/// A request and its number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// Repeated by the answer.
    pub id: u32,
    /// What is wanted.
    pub request: Request,
}

/// What the page wants of one worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Read these files, in this order; the `File` objects come beside the
    /// ticket. Answered by [`Answer::Loaded`], with [`Answer::Progress`]
    /// before it.
    Load(Vec<FileTicket>),
    /// Tell the sample trail that is built into the worker, and hand over
    /// every `parts`-th file of it from file `part` on; the page then loads
    /// them like any others. Answered by [`Answer::Sample`] and a buffer for
    /// each file.
    Sample {
        /// Which part: `0..parts`.
        part: u32,
        /// How many workers share the telling.
        parts: u32,
    },
    /// Stop loading after the file at hand; files not read are reported so.
    Stop,
    /// Order the rows by time, so that questions see everything read so far.
    /// Answered by [`Answer::Settled`].
    Settle,
    /// Give the keys by which repeats are found, one buffer for each of so
    /// many owners. Answered by [`Answer::Keys`] and the buffers.
    ShareKeys {
        /// How many workers share out the keys among them.
        owners: u32,
        /// Which part of the keys, from 0.
        part: u32,
        /// Into how many parts they are cut, so that few are in memory at the
        /// same time; the same for all workers. Copies of an event fall into
        /// the same part.
        parts: u32,
    },
    /// Find repeats among the keys of all workers (a buffer for each) of
    /// which this worker is the owner. Answered by [`Answer::Repeats`] and a
    /// buffer for each worker.
    FindRepeats,
    /// Hide the rows that the buffers beside (from every owner, of every part)
    /// name: they repeat rows elsewhere. Answered by [`Answer::Settled`].
    HideRepeats,
    /// Count, facets, histogram. Answered by [`Answer::Overview`].
    Overview(OverviewAsk),
    /// Counts of named values, where the first answer left them open.
    /// Answered by [`Answer::Counts`].
    Counts {
        /// Which events.
        selection: Selection,
        /// Which values of which fields.
        values: Vec<(Field, Vec<String>)>,
    },
    /// Landmarks in the sorted matching rows, by which the page finds where a
    /// screen of rows begins. Answered by [`Answer::Landmarks`].
    Landmarks(LandmarksAsk),
    /// Some sorted matching rows. Answered by [`Answer::Rows`].
    Rows(RowsAsk),
    /// One record, whole. Answered by [`Answer::Record`].
    Record {
        /// The row's number in its worker.
        row: u32,
    },
    /// Values of a field, most frequent first. Answered by [`Answer::Values`].
    Values {
        /// Which events.
        selection: Selection,
        /// Of which field.
        field: Field,
        /// Only values that contain this, ignoring case.
        containing: String,
        /// How many at most.
        limit: u32,
    },
    /// How many events, whatever the filter, each account has in each Region
    /// in each slice of time. Answered by [`Answer::Coverage`].
    Coverage(Buckets),
    /// Give the evidence of the files read, for the checks of integrity.
    /// Answered by [`Answer::Evidence`] and a buffer.
    ShareEvidence,
    /// Check the evidence in the buffers beside, of all workers. Answered by
    /// [`Answer::Checking`] again and again, and then by [`Answer::Checked`]
    /// and a buffer: the classes of files, for [`Request::NoteClasses`].
    CheckIntegrity,
    /// Give up a check; it is answered by [`Answer::CheckStopped`].
    StopChecking,
    /// Remember the classes of files in the buffer beside. Answered by
    /// [`Answer::Noted`].
    NoteClasses {
        /// The words for the classes.
        words: Vec<String>,
    },
    /// Some files with their verdicts, of the worker that checked. Answered
    /// by [`Answer::IntegrityList`].
    IntegrityList(IntegrityListAsk),
    /// Everything about one file. Answered by [`Answer::IntegrityDetail`].
    IntegrityDetail(Which),
    /// Which file of the findings holds a record of a dropped file. Answered
    /// by [`Answer::IntegrityOf`].
    IntegrityOf {
        /// The dropped file.
        file: FileNumber,
        /// The record's place in it.
        record: u32,
    },
    /// What the AWS CLI would print of a chain. Answered by
    /// [`Answer::Printed`].
    PrintAsAwsCli {
        /// Which, as in the overview.
        chain: u32,
    },
    /// The findings as a file. Answered by [`Answer::Report`] and a buffer.
    Report {
        /// In which form.
        form: ReportForm,
        /// The time of writing, in milliseconds since 1970 UTC.
        written_at_millis: i64,
    },
    /// Forget everything. Answered by [`Answer::Cleared`].
    Clear,
}

/// A file that a worker is to read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileTicket {
    /// Its number.
    pub file: FileNumber,
    /// Its path below what was dropped, with `/` between the parts.
    pub path: String,
    /// Its size on disk.
    pub bytes: u64,
}

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

/// Where a row stands in the order of all rows of all workers. Total: two
/// rows have equal keys only if they are copies of one event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SortKey {
    /// The value sorted by; empty when sorting by time.
    pub value: String,
    /// The event's time; `i64::MIN / 2` for none.
    pub millis: i64,
    /// The event's identity, most significant word first.
    pub id: [u32; 4],
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

/// What a worker says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The number of the request it belongs to.
    pub id: u32,
    /// What is said.
    pub answer: Answer,
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Files finished since the last progress.
    Progress(Progress),
    /// All files of a [`Request::Load`] are done or were given up.
    Loaded(Progress),
    /// To [`Request::Sample`]: the files in the buffers beside, numbered by
    /// their place in the sample.
    Sample(Vec<FileTicket>),
    /// The rows are in order.
    Settled(Totals),
    /// Buffers beside.
    Keys,
    /// Buffers beside.
    Repeats,
    /// To [`Request::Overview`].
    Overview(Overview),
    /// To [`Request::Counts`], in the order asked.
    Counts(Vec<Vec<u64>>),
    /// To [`Request::Landmarks`].
    Landmarks(Landmarks),
    /// To [`Request::Rows`].
    Rows(Rows),
    /// To [`Request::Record`].
    Record(Record),
    /// To [`Request::Values`].
    Values(Vec<(String, u64)>),
    /// To [`Request::Coverage`].
    Coverage(Coverage),
    /// Buffers beside.
    Evidence,
    /// How far a check has come.
    Checking(integrity::Progress),
    /// To [`Request::CheckIntegrity`]; a buffer beside.
    Checked {
        /// The findings.
        overview: Box<IntegrityOverview>,
        /// The words for the classes in the buffer.
        words: Vec<String>,
    },
    /// To [`Request::CheckIntegrity`], where the check was given up.
    CheckStopped,
    /// To [`Request::NoteClasses`].
    Noted,
    /// To [`Request::IntegrityList`].
    IntegrityList(IntegrityList),
    /// To [`Request::IntegrityDetail`].
    IntegrityDetail(Option<IntegrityDetail>),
    /// To [`Request::IntegrityOf`].
    IntegrityOf(Option<Which>),
    /// To [`Request::PrintAsAwsCli`].
    Printed(Printed),
    /// To [`Request::Report`]; a buffer beside.
    Report,
    /// To [`Request::Clear`].
    Cleared,
    /// The request could not be answered; the message says why.
    Failed(String),
}

/// How far loading has come in one worker, since its last word.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The files done since then.
    pub reports: Vec<Report>,
    /// Bytes on disk read since then, of files done and of the one at hand.
    pub bytes: u64,
    /// Records read since then.
    pub records: u64,
    /// Bytes that the worker's memory has grown to.
    pub memory_bytes: u64,
}

/// What a worker holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    /// Events, repeats left out.
    pub events: u64,
    /// Rows that repeat another event.
    pub repeats: u64,
    /// The same by file, for each pair of files once.
    pub repeats_by_file: Vec<Repeats>,
    /// Events without a readable time.
    pub without_time: u64,
    /// The earliest and the latest time.
    pub span_millis: Option<(i64, i64)>,
    /// Bytes that the worker's memory has grown to.
    pub memory_bytes: u64,
    /// Digest files read.
    pub digests: u64,
}

/// Records of a file that repeat events of one, that was dropped before it or
/// is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Repeats {
    /// The file that holds the copies.
    pub file: FileNumber,
    /// The file that holds the first ones, which are shown.
    pub of: FileNumber,
    /// How many records.
    pub records: u64,
}

/// The answer to [`OverviewAsk`] from one worker.
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
    /// The row's number in its worker, for [`Request::Record`]. Stays the
    /// same until [`Request::Clear`].
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
