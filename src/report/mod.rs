//! The report: what was found, on one page that prints and can be handed on.
//!
//! ```text
//! mod        what is in it           partial  what is missing in it, said first
//! html       the page                event    one event in facts
//! bookmarks  what was marked         lanes    an actor's sessions along time, drawn
//! ```
//!
//! Whoever reads it has neither the logs nor this page. So it says what it was
//! made of (files and their hashes, times, coverage, the result of the
//! integrity checks), and before anything else what is missing in that. The
//! page holds no scripts, fetches nothing, and every text in it is escaped.

mod bookmarks;
mod event;
mod html;
mod lanes;
mod partial;

use crate::casefile::Mark;
use crate::intake::{ContentHash, Status};
use crate::integrity::findings::Counts;
use crate::protocol::{Selection, TimeRange};
use crate::query::coverage::CoverageMap;
use crate::questions::Question;
use crate::sessions::{ActorRow, ChainTree, Lane, SessionRow};

pub use html::html;
pub use lanes::svg as lanes_svg;
pub use partial::partial;

/// Everything that stands in a report.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Of this program.
    pub version: String,
    /// The time of writing, in milliseconds since 1970 UTC.
    pub written_at_millis: i64,
    /// What the case is called; empty for a case without a name.
    pub title: String,
    /// What there is to say of it as a whole.
    pub notes: String,
    /// What it was made of.
    pub scope: Scope,
    /// What the checks of integrity found; `None` where nothing was checked.
    pub integrity: Option<ReportedIntegrity>,
    /// What was asked, and how many events answer it.
    pub questions: Vec<Answered>,
    /// The marked events, in the order of time.
    pub events: Vec<ReportedEvent>,
    /// The marked actors.
    pub timelines: Vec<Timeline>,
    /// Marked sessions and files, and actors without a timeline, each with a
    /// sentence where it is missing.
    pub others: Vec<(Mark, Option<String>)>,
}

/// What a report was made of.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Events that were loaded, each once.
    pub events: u64,
    /// Copies of them.
    pub repeats: u64,
    /// Events without a time.
    pub without_time: u64,
    /// The first and the last event.
    pub span_millis: Option<(i64, i64)>,
    /// What was selected in the page; nothing in the report is limited to it.
    pub selection: Selection,
    /// Every file.
    pub files: Vec<ReportedFile>,
    /// Events of each account and Region over time.
    pub coverage: Option<CoverageMap>,
    /// Whether files were still being read.
    pub is_loading: bool,
    /// What went wrong in the page, in sentences.
    pub alerts: Vec<String>,
}

/// What the checks of integrity found.
#[derive(Clone, Debug, Default)]
pub struct ReportedIntegrity {
    /// In sentences that may be quoted.
    pub sentences: Vec<String>,
    /// How many files there are of each verdict.
    pub counts: Counts,
    /// How many times there are that no verified digest proves.
    pub holes: u64,
}

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct ReportedFile {
    /// Its path below what was dropped.
    pub path: String,
    /// Its bytes on disk.
    pub bytes: u64,
    /// What it is, in words.
    pub kind: String,
    /// What became of it; `None` while it waits.
    pub status: Option<Status>,
    /// Records read.
    pub records: u64,
    /// Of these, copies of events in other files.
    pub repeats: u64,
    /// What was wrong first, in words; empty for nothing.
    pub problem: String,
    /// How many things were wrong.
    pub problems: u64,
    /// SHA-256 of its content: see [`FileHash`](crate::casefile::FileHash).
    pub sha256: Option<ContentHash>,
    /// Of an archive: the files in it and their hashes.
    pub entries: Vec<(String, Option<ContentHash>)>,
}

/// A question and its answer.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The question.
    pub question: Question,
    /// How many events answer it, or why that is not known.
    pub count: Result<u64, String>,
    /// How many attempts did not succeed, or why that is not known; `None`
    /// where the question does not count successes, see
    /// [`Question::attempts`].
    pub attempts: Option<Result<u64, String>>,
}

/// A marked event.
#[derive(Clone, Debug)]
pub struct ReportedEvent {
    /// The mark: it is on an event.
    pub mark: Mark,
    /// The record's text; `None` where it is not in what is loaded.
    pub record: Option<String>,
    /// What the checks of integrity say of its file; empty before a check.
    pub integrity: String,
}

/// A marked actor, along time.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The mark: it is on an actor.
    pub mark: Mark,
    /// The actor.
    pub actor: ActorRow,
    /// Where its sessions come from and what came of them.
    pub tree: ChainTree,
    /// Its sessions, the first by time; no more than are drawn.
    pub sessions: Vec<SessionRow>,
    /// How many it has in all.
    pub all_sessions: u32,
    /// The events of each of them, in slices of time.
    pub lanes: Vec<Lane>,
    /// The time that is drawn.
    pub time: TimeRange,
    /// How long a slice is.
    pub step_millis: i64,
}
