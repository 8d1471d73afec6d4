//! What the client tells the page without being asked.

use std::rc::Rc;

use super::progress::LoadProgress;
use crate::intake::Report;
use crate::integrity;
use crate::integrity::overview::IntegrityOverview;
use crate::model::FileNumber;
use crate::query::EventRow;
use crate::resources::{Indexed, Indexing};
use crate::sessions::{LinkProgress, TimelinesOverview};
use crate::store::Totals;

/// A file that the user picked or dropped.
#[derive(Clone, Debug)]
pub struct PickedFile<F> {
    /// Its path below what was dropped, with `/` between the parts.
    pub path: String,
    /// The file.
    pub file: F,
}

/// A file that the client has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedFile {
    /// Its number. Numbers have no gaps, follow the order of [`ClientEvent::Listed`], and start at 0
    /// after [`ClientEvent::Cleared`].
    pub file: FileNumber,
    /// Its path below what was dropped.
    pub path: String,
    /// Its size on disk, in bytes.
    pub bytes: u64,
}

/// What the client tells the page without being asked.
#[derive(Clone, Debug)]
pub enum ClientEvent {
    /// Files were accepted.
    Listed(Vec<AcceptedFile>),
    /// Loading progressed.
    Progress(LoadProgress),
    /// Files are finished. A later report of a file replaces the earlier one: the events of a file
    /// may be lost with its worker.
    Reports(Vec<Report>),
    /// The workers' records have changed; requests must be repeated.
    Settled {
        /// The totals over all workers.
        totals: Totals,
        /// Larger than any earlier one.
        generation: u32,
    },
    /// Rows have new values; requests must be repeated.
    Changed {
        /// Larger than any earlier one.
        generation: u32,
    },
    /// A worker crashed.
    WorkerDied {
        /// The cause, and what happens to its files, for the user.
        message: String,
    },
    /// An integrity check started, progressed or ended.
    Checking(Checking),
    /// Session tracing started, progressed or ended.
    Following(Following),
    /// Building the resource index started, progressed or ended.
    Index(IndexState),
    /// Everything was cleared.
    Cleared,
}

/// The state of integrity checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Checking {
    /// Nothing has been checked: there are no digests and no sign files yet.
    #[default]
    Never,
    /// The check is running.
    UnderWay(integrity::CheckProgress),
    /// The user cancelled the check.
    Stopped,
    /// The check failed, for this reason.
    Failed(String),
    /// The findings.
    Done(Rc<IntegrityOverview>),
}

/// The state of session tracing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Following {
    /// Not requested yet, or the rows have changed since.
    #[default]
    Never,
    /// Tracing is running.
    UnderWay(LinkProgress),
    /// The user cancelled it.
    Stopped,
    /// It failed, for this reason.
    Failed(String),
    /// The results.
    Done(Rc<TimelinesOverview>),
}

/// The state of the resource index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum IndexState {
    /// Not requested yet, or there are more events to index.
    #[default]
    Never,
    /// The index is being built.
    UnderWay(Indexing),
    /// The user cancelled it.
    Stopped,
    /// It failed, for this reason.
    Failed(String),
    /// The index is complete.
    Done(Indexed),
}

/// The location of a row. Valid until [`ClientEvent::Cleared`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RowPlace {
    /// The slot of the worker.
    pub worker: u32,
    /// The row's number in that worker.
    pub row: u32,
}

/// A row and its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedRow {
    /// Where it is.
    pub place: RowPlace,
    /// The row.
    pub row: EventRow,
}
