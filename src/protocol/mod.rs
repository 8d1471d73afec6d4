//! The messages between the page and a worker: the only data that both sides share.
//!
//! The page posts a [`Envelope`] (a small JavaScript object, through `serde-wasm-bindgen`) together
//! with data that cannot be part of it: `File` objects and buffers. A worker answers with a
//! [`WorkerMessage`] as bytes ([`codec`]) in a transferred buffer, and also with buffers. In the
//! following, buffers that accompany a message are "attached".
//!
//! Every request has a number and every answer repeats it, so that late answers can be dropped.
//! Counts are `u64` but stay below 2^53; times are milliseconds since 1970 UTC.

pub mod codec;

use serde::{Deserialize, Serialize};

use crate::casefile::{CaseReply, CaseRequest};
use crate::copies::{CopiesReply, CopiesRequest};
use crate::export::{ExportReply, ExportRequest};
use crate::grouping::{GroupReply, GroupRequest};
use crate::intake::Report;
use crate::integrity::aws_cli::CommandOutput;
use crate::integrity::findings::{KeyFile, ObjectId};
use crate::integrity::overview::{IntegrityDetail, IntegrityList, IntegrityListRequest, IntegrityOverview};
use crate::integrity::{self, ReportForm};
use crate::model::{FileDescriptor, FileNumber};
use crate::query::{QueryReply, QueryRequest, QuestionsReply, QuestionsRequest};
use crate::resources::{ResourcesReply, ResourcesRequest};
use crate::sessions::{TimelinesReply, TimelinesRequest};
use crate::store::Totals;

/// A request with its number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// The number, which the answer repeats.
    pub id: u32,
    /// The request.
    pub request: Request,
}

/// A request of the page to one worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Reads these files, in this order; the `File` objects are attached. Answered by
    /// [`Answer::Loaded`], after any number of [`Answer::Progress`].
    Load(Vec<FileDescriptor>),
    /// Generates the sample trail that is built into the worker, and returns every `parts`-th file
    /// of it from file `part` on; the page then loads these like any others. Answered by
    /// [`Answer::Sample`] and one buffer for each file.
    Sample {
        /// Index of the part: `0..parts`.
        part: u32,
        /// Number of workers that share the generation.
        parts: u32,
    },
    /// Stops loading after the current file; files that were not read are reported as such.
    Stop,
    /// Sorts the rows by time, so that queries see everything read so far. Answered by
    /// [`Answer::Settled`].
    FinishLoading,
    /// Returns the keys for finding repeats, one buffer for each owner. Answered by
    /// [`Answer::Keys`] and the buffers.
    ShareKeys {
        /// Whether to return only the keys of records that share their id with another record, with
        /// their contents; after [`Request::ReadContents`].
        with_contents: bool,
        /// Number of workers among which the keys are distributed.
        owners: u32,
        /// Index of the part of the keys, from 0.
        part: u32,
        /// Number of parts of the keys, so that few are in memory at the same time; equal for all
        /// workers. Records with the same id are in the same part.
        parts: u32,
    },
    /// Finds the records that share an id among the keys of all workers (one attached buffer for
    /// each) of which this worker is the owner. Answered by [`Answer::Repeats`] and one buffer for
    /// each worker.
    FindRepeats,
    /// Reads the contents of the records that the attached buffers (from every owner, of every
    /// part) list. Answered by [`Answer::ContentsRead`].
    ReadContents,
    /// Classifies the records that share an id, by their keys with contents (one buffer from each
    /// worker). Answered by [`Answer::Repeats`] and one buffer for each worker.
    JudgeRepeats,
    /// Hides the rows that the attached buffers (from every owner, of every part) classify as
    /// copies, and shows all others. Answered by [`Answer::Settled`].
    HideRepeats,
    /// Finds copies of an event. Answered by [`Answer::Copies`].
    Copies(CopiesRequest),
    /// Requests for events. Answered by [`Answer::Query`].
    Query(QueryRequest),
    /// Returns a part of the evidence of the files read, for the integrity checks. Answered by
    /// [`Answer::Evidence`] and a buffer.
    ShareEvidence {
        /// Index of the first file of the part, in the order of reading: 0, then the value from the
        /// answer.
        from: u32,
    },
    /// Adds the attached part of a worker's evidence. Answered by [`Answer::EvidenceGathered`].
    GatherEvidence {
        /// Whether this is the first part of all: evidence added before is discarded.
        is_first: bool,
    },
    /// Checks the evidence that was added. Answered by any number of [`Answer::Checking`], and then
    /// by [`Answer::Checked`] and a buffer: the classes of files, for [`Request::SetIntegrityClasses`].
    CheckIntegrity {
        /// Files whose keys the user trusts, wherever they are.
        trusted: Vec<KeyFile>,
        /// Number of files that were read by workers that have ended, so that their evidence is
        /// lost.
        lost_files: u32,
    },
    /// Cancels a check, which is then answered by [`Answer::CheckStopped`].
    StopChecking,
    /// Stores the classes of files in the attached buffer. Answered by [`Answer::Noted`].
    SetIntegrityClasses {
        /// The words for the classes.
        words: Vec<String>,
    },
    /// Returns a page of the files with their verdicts, from the worker that checked. Answered by
    /// [`Answer::IntegrityList`].
    IntegrityList(IntegrityListRequest),
    /// Returns the details of one file. Answered by [`Answer::IntegrityDetail`].
    IntegrityDetail(ObjectId),
    /// Returns the file of the findings that contains a record of a dropped file. Answered by
    /// [`Answer::IntegrityOf`].
    IntegrityOf {
        /// The dropped file.
        file: FileNumber,
        /// Index of the record in it.
        record: u32,
    },
    /// Returns the output that the AWS CLI would print for a chain. Answered by
    /// [`Answer::Printed`].
    PrintAsAwsCli {
        /// Index of the chain in the overview.
        chain: u32,
    },
    /// Returns the findings as a file. Answered by [`Answer::Report`] and a buffer.
    Report {
        /// The format.
        form: ReportForm,
        /// The time of writing, in milliseconds since 1970 UTC.
        written_at_millis: i64,
        /// Whether secrets must be replaced, according to the attached buffers: see
        /// [`Redactor::of_buffers`](crate::redaction::Redactor::of_buffers).
        is_redacted: bool,
    },
    /// Requests about sessions and actors. Answered by [`Answer::Timelines`].
    Timelines(TimelinesRequest),
    /// Requests about exports. Answered by [`Answer::Export`].
    Export(ExportRequest),
    /// Requests about resources. Answered by [`Answer::Resources`].
    Resources(ResourcesRequest),
    /// Requests about groups of events. Answered by [`Answer::Group`].
    Group(GroupRequest),
    /// Requests about questions. Answered by [`Answer::Questions`].
    Questions(QuestionsRequest),
    /// Requests about cases. Answered by [`Answer::Case`].
    Case(CaseRequest),
    /// Discards all data. Answered by [`Answer::Cleared`].
    Clear,
}

/// A message from a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkerMessage {
    /// The number of the request that it answers.
    pub id: u32,
    /// The answer.
    pub answer: Answer,
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The files finished since the last progress message.
    Progress(LoadUpdate),
    /// All files of a [`Request::Load`] were read or skipped.
    Loaded(LoadUpdate),
    /// The answer to [`Request::Sample`]: the files in the attached buffers, numbered by their
    /// index in the sample.
    Sample(Vec<FileDescriptor>),
    /// The rows are sorted.
    Settled(Totals),
    /// The answer to [`Request::ShareKeys`]; the buffers are attached.
    Keys,
    /// The answer to [`Request::FindRepeats`] and [`Request::JudgeRepeats`]; the buffers are
    /// attached.
    Repeats,
    /// The answer to [`Request::ReadContents`]: the number of records that share their id.
    ContentsRead(u64),
    /// The answer to [`Request::Copies`].
    Copies(CopiesReply),
    /// The answer to [`Request::Query`].
    Query(QueryReply),
    /// The answer to [`Request::ShareEvidence`]; a buffer is attached.
    Evidence {
        /// Index of the first file of the next part; `None` after the last part.
        next: Option<u32>,
    },
    /// The answer to [`Request::GatherEvidence`].
    EvidenceGathered,
    /// The progress of a check.
    Checking(integrity::CheckProgress),
    /// The answer to [`Request::CheckIntegrity`]; a buffer is attached.
    Checked {
        /// The findings.
        overview: Box<IntegrityOverview>,
        /// The words for the classes in the buffer.
        words: Vec<String>,
    },
    /// The answer to [`Request::CheckIntegrity`] if the check was cancelled.
    CheckStopped,
    /// The answer to [`Request::SetIntegrityClasses`].
    Noted,
    /// The answer to [`Request::IntegrityList`].
    IntegrityList(IntegrityList),
    /// The answer to [`Request::IntegrityDetail`].
    IntegrityDetail(Option<IntegrityDetail>),
    /// The answer to [`Request::IntegrityOf`].
    IntegrityOf(Option<ObjectId>),
    /// The answer to [`Request::PrintAsAwsCli`].
    Printed(CommandOutput),
    /// The answer to [`Request::Report`]; a buffer is attached.
    Report,
    /// The answer to [`Request::Timelines`].
    Timelines(TimelinesReply),
    /// The answer to [`Request::Export`].
    Export(ExportReply),
    /// The answer to [`Request::Resources`].
    Resources(ResourcesReply),
    /// The answer to [`Request::Group`].
    Group(GroupReply),
    /// The answer to [`Request::Questions`].
    Questions(QuestionsReply),
    /// The answer to [`Request::Case`].
    Case(CaseReply),
    /// The answer to [`Request::Clear`].
    Cleared,
    /// The request could not be answered; the message states why.
    Failed(String),
}

/// What one worker has loaded since its last message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadUpdate {
    /// Reports about the files finished since then.
    pub reports: Vec<Report>,
    /// Number of bytes on disk read since then, from finished files and the current one.
    pub bytes: u64,
    /// Number of records read since then.
    pub records: u64,
    /// Size of the worker's memory in bytes.
    pub memory_bytes: u64,
}
