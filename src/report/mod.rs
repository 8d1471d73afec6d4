//! The report: the results of an investigation on one printable page.
//!
//! ```text
//! mod        the content            partial  the known gaps, stated first
//! html       the page               event    the description of an event
//! bookmarks  the marked things      lanes    drawings of an actor's sessions over time
//! sections   titles and times
//! ```
//!
//! A reader of the report has neither the logs nor this page. Therefore it states what it is based
//! on (files and their hashes, times, coverage, the result of the integrity checks), and first of
//! all what is missing. The page has no scripts, fetches nothing, and every text in it is escaped.

mod bookmarks;
mod event;
mod html;
mod lanes;
mod partial;
mod sections;

use crate::base::time::TimeRange;
use crate::casefile::Bookmark;
use crate::intake::{ContentHash, Status};
use crate::integrity::findings::VerdictCounts;
use crate::model::Selection;
use crate::query::coverage::CoverageMap;
use crate::questions::Question;
use crate::sessions::{ActorRow, ChainTree, SessionLane, SessionRow};

pub use html::html;
pub use lanes::svg as lanes_svg;
pub use partial::partial;

/// The complete content of a report on a case.
#[derive(Clone, Debug, Default)]
pub struct CaseReport {
    /// The version of this program.
    pub version: String,
    /// The time of writing, in milliseconds since 1970 UTC.
    pub written_at_millis: i64,
    /// The title of the case; empty if it has none.
    pub title: String,
    /// Notes on the case as a whole.
    pub notes: String,
    /// The data that the report is based on.
    pub scope: ReportScope,
    /// The results of the integrity checks; `None` if nothing was checked.
    pub integrity: Option<ReportedIntegrity>,
    /// The questions, each with the number of matching events.
    pub questions: Vec<AnsweredQuestion>,
    /// The marked events, in order of time.
    pub events: Vec<ReportedEvent>,
    /// The marked actors.
    pub timelines: Vec<Timeline>,
    /// Marked sessions and files, and actors without a timeline; each with a sentence if it is
    /// missing.
    pub others: Vec<(Bookmark, Option<String>)>,
}

/// The data that a report is based on.
#[derive(Clone, Debug, Default)]
pub struct ReportScope {
    /// Number of loaded events, each counted once.
    pub events: u64,
    /// Number of copies of them.
    pub repeats: u64,
    /// Number of events without a time.
    pub without_time: u64,
    /// The times of the first and the last event.
    pub span_millis: Option<(i64, i64)>,
    /// The selection in the page; it does not limit the report.
    pub selection: Selection,
    /// Every file.
    pub files: Vec<ReportedFile>,
    /// Events of each account and Region over time.
    pub coverage: Option<CoverageMap>,
    /// Whether files were still being read.
    pub is_loading: bool,
    /// The page's error messages.
    pub alerts: Vec<String>,
}

/// The results of the integrity checks.
#[derive(Clone, Debug, Default)]
pub struct ReportedIntegrity {
    /// Statements that may be quoted.
    pub sentences: Vec<String>,
    /// Number of files by verdict.
    pub counts: VerdictCounts,
    /// Number of periods that no verified digest covers.
    pub holes: u64,
}

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct ReportedFile {
    /// The path, relative to the dropped folder.
    pub path: String,
    /// Size on disk in bytes.
    pub bytes: u64,
    /// The name of its kind.
    pub kind: String,
    /// The outcome of reading it; `None` while it waits.
    pub status: Option<Status>,
    /// Number of records read.
    pub records: u64,
    /// Number of these that are copies of events in other files.
    pub repeats: u64,
    /// The first problem; empty if there is none.
    pub problem: String,
    /// Number of problems.
    pub problems: u64,
    /// The SHA-256 hash of its content; see [`FileHash`](crate::casefile::FileHash).
    pub sha256: Option<ContentHash>,
    /// The files in it and their hashes, if it is an archive.
    pub entries: Vec<(String, Option<ContentHash>)>,
}

/// A question of the case and its answer.
#[derive(Clone, Debug)]
pub struct AnsweredQuestion {
    /// The question.
    pub question: Question,
    /// The number of events that answer it, or the reason why it is unknown.
    pub count: Result<u64, String>,
    /// The number of failed attempts, or the reason why it is unknown; `None` if the question does
    /// not count successes, see [`Question::attempts`].
    pub attempts: Option<Result<u64, String>>,
}

/// A marked event.
#[derive(Clone, Debug)]
pub struct ReportedEvent {
    /// The mark, which is on an event.
    pub mark: Bookmark,
    /// The record's text; `None` if the event is not in the loaded logs.
    pub record: Option<String>,
    /// The integrity verdict on its file; empty before a check.
    pub integrity: String,
}

/// A marked actor's activity over time.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The mark, which is on an actor.
    pub mark: Bookmark,
    /// The actor.
    pub actor: ActorRow,
    /// The chains of its sessions: the origin of each and the sessions obtained from it.
    pub tree: ChainTree,
    /// Its sessions in order of time, at most as many as are drawn.
    pub sessions: Vec<SessionRow>,
    /// The total number of its sessions.
    pub all_sessions: u32,
    /// The events of each drawn session, in slices of time.
    pub lanes: Vec<SessionLane>,
    /// The period that is drawn.
    pub time: TimeRange,
    /// The length of a slice in milliseconds.
    pub step_millis: i64,
}
