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

mod asks;
mod export;
mod group;
mod questions;
mod resources;
mod timelines;
mod told;

use serde::{Deserialize, Serialize};

use crate::casefile::{CaseAsk, CaseTold};
use crate::copies::{CopiesAsk, CopiesTold};
use crate::event::Field;
use crate::intake::Report;
use crate::integrity::aws_cli::Printed;
use crate::integrity::findings::{KeyFile, Which};
use crate::integrity::overview::{IntegrityDetail, IntegrityList, IntegrityListAsk, IntegrityOverview};
use crate::integrity::{self, ReportForm};
use crate::sessions::{
    ActorDetail, ActorList, ChainTree, Comparison, SessionDetail, SessionList, Story, TimelinesOverview,
    Tracing,
};

pub use self::asks::{
    Buckets, FacetAsk, LandmarksAsk, OverviewAsk, RowsAsk, Selection, Sort, SortKey, TimeRange,
};
pub use self::export::{ExportAsk, ExportForm, ExportTold};
pub use self::group::{GroupAsk, GroupRow, GroupTable, GroupTold, Grouped, RestOfGroups};
pub use self::questions::{QuestionsAsk, QuestionsTold};
pub use self::resources::{
    About, Change, History, HistoryAsk, Indexed, Indexing, ResourceList, ResourceListAsk, ResourceRow,
    ResourceSort, ResourcesAsk, ResourcesTold, Run, RunsAsk, Tally,
};
pub use self::timelines::TimelinesAsk;
pub use self::told::{Coverage, CoveredPair, Facet, Landmarks, Overview, Record, Row, Rows, StepCounts};

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
        /// Whether only those of records are wanted that share their id with
        /// another, with their contents, after [`Request::ReadContents`].
        with_contents: bool,
        /// How many workers share out the keys among them.
        owners: u32,
        /// Which part of the keys, from 0.
        part: u32,
        /// Into how many parts they are cut, so that few are in memory at the
        /// same time; the same for all workers. Records of one id fall into
        /// the same part.
        parts: u32,
    },
    /// Find the records that share an id among the keys of all workers (a
    /// buffer for each) of which this worker is the owner. Answered by
    /// [`Answer::Repeats`] and a buffer for each worker.
    FindRepeats,
    /// Read the contents of the records that the buffers beside (from every
    /// owner, of every part) name. Answered by [`Answer::ContentsRead`].
    ReadContents,
    /// Say what the records are that share an id, by their keys with contents
    /// (a buffer of each worker). Answered by [`Answer::Repeats`] and a buffer
    /// for each worker.
    JudgeRepeats,
    /// Hide the rows that the buffers beside (from every owner, of every part)
    /// call copies, and show all others. Answered by [`Answer::Settled`].
    HideRepeats,
    /// Find copies of an event. Answered by [`Answer::Copies`].
    Copies(CopiesAsk),
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
    /// Give a part of the evidence of the files read, for the checks of
    /// integrity. Answered by [`Answer::Evidence`] and a buffer.
    ShareEvidence {
        /// From which file on, in the order of reading: 0, and then as the
        /// answer says.
        from: u32,
    },
    /// Take in the part of some worker's evidence that lies beside. Answered
    /// by [`Answer::EvidenceGathered`].
    GatherEvidence {
        /// Whether it is the first part of all: what was gathered before is
        /// forgotten.
        is_first: bool,
    },
    /// Check the evidence that was gathered. Answered by [`Answer::Checking`]
    /// again and again, and then by [`Answer::Checked`] and a buffer: the
    /// classes of files, for [`Request::NoteClasses`].
    CheckIntegrity {
        /// Files whose keys the user trusts, wherever they lie.
        trusted: Vec<KeyFile>,
        /// How many files were read by workers that ended, with the evidence.
        lost_files: u32,
    },
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
        /// Whether what is secret is to be replaced, by the buffers beside: see
        /// [`Redactor::of_buffers`](crate::redaction::Redactor::of_buffers).
        is_redacted: bool,
    },
    /// What concerns sessions and who is behind them. Each says how it is
    /// answered.
    Timelines(TimelinesAsk),
    /// What concerns exports. Answered by [`Answer::Export`].
    Export(ExportAsk),
    /// What concerns resources. Answered by [`Answer::Resources`].
    Resources(ResourcesAsk),
    /// What concerns groups of events. Answered by [`Answer::Group`].
    Group(GroupAsk),
    /// What concerns questions. Answered by [`Answer::Questions`].
    Questions(QuestionsAsk),
    /// What concerns cases. Answered by [`Answer::Case`].
    Case(CaseAsk),
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
    /// To [`Request::ReadContents`]: how many records share their id.
    ContentsRead(u64),
    /// To [`Request::Copies`].
    Copies(CopiesTold),
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
    /// To [`Request::ShareEvidence`]; a buffer beside.
    Evidence {
        /// Where the next part begins; `None` after the last.
        next: Option<u32>,
    },
    /// To [`Request::GatherEvidence`].
    EvidenceGathered,
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
    /// How far gathering or following has come.
    Tracing(Tracing),
    /// To [`Request::ShareSessions`]; a buffer beside.
    Gathered,
    /// To [`Request::FollowSessions`]; a buffer for each worker beside.
    Followed(Box<TimelinesOverview>),
    /// To [`Request::ShareSessions`] and [`Request::FollowSessions`], where
    /// that was given up.
    TracingStopped,
    /// To [`Request::CountActors`]; a buffer beside.
    ActorCounts,
    /// To [`Request::Actors`].
    Actors(ActorList),
    /// To [`Request::Actor`].
    Actor(Option<Box<ActorDetail>>),
    /// To [`Request::Sessions`].
    Sessions(SessionList),
    /// To [`Request::Session`].
    Session(Option<Box<SessionDetail>>),
    /// To [`Request::SessionOf`]: the numbers of the session and the actor.
    SessionOf(Option<(u32, u32)>),
    /// To [`Request::Lanes`]; a buffer beside.
    Lanes,
    /// To [`Request::ShareCalls`]; a buffer beside.
    Calls,
    /// To [`Request::TellStory`] and [`Request::StoryRuns`].
    Story(Story),
    /// To [`Request::Things`], in the order asked.
    Things(Vec<Vec<String>>),
    /// To [`Request::Chain`].
    Chain(ChainTree),
    /// To [`Request::Compare`].
    Compared(Comparison),
    /// To [`Request::Export`].
    Export(ExportTold),
    /// To [`Request::Resources`].
    Resources(ResourcesTold),
    /// To [`Request::Group`].
    Group(GroupTold),
    /// To [`Request::Questions`].
    Questions(QuestionsTold),
    /// To [`Request::Case`].
    Case(CaseTold),
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
    /// Events that share their id with another event, by file.
    pub same_ids_by_file: Vec<SameIds>,
    /// Events without a readable time.
    pub without_time: u64,
    /// The earliest and the latest time.
    pub span_millis: Option<(i64, i64)>,
    /// Bytes that the worker's memory has grown to.
    pub memory_bytes: u64,
    /// Digest files read.
    pub digests: u64,
}

/// Records of a file that repeat events of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Repeats {
    /// The file that holds the copies.
    pub file: FileNumber,
    /// The file that holds the ones that are shown.
    pub of: FileNumber,
    /// How many records.
    pub records: u64,
    /// How many of these differ from the copy that is shown.
    pub differing: u64,
}

/// Events of a file that share their id and account with another event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SameIds {
    /// The file.
    pub file: FileNumber,
    /// How many events.
    pub records: u64,
}
