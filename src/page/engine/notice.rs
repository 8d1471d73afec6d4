//! What the engine tells the page of its own accord.

use std::rc::Rc;

use trailglass::intake::Report;
use trailglass::integrity;
use trailglass::integrity::overview::IntegrityOverview;
use trailglass::protocol::{FileNumber, Indexed, Indexing, Row, Totals};
pub use trailglass::schedule::LoadProgress;
use trailglass::sessions::{TimelinesOverview, Tracing};

/// A file that the user picked or dropped.
#[derive(Clone, Debug)]
pub struct Picked {
    /// Its path below what was dropped, with `/` between the parts.
    pub path: String,
    /// The file itself.
    pub file: web_sys::File,
}

/// A file that the engine has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number: they are given out without gaps, in the order of
    /// [`Notice::Listed`], from 0 after [`Notice::Cleared`].
    pub file: FileNumber,
    /// Its path below what was dropped.
    pub path: String,
    /// Its bytes on disk.
    pub bytes: u64,
}

/// What the engine tells the page of its own accord.
#[derive(Clone, Debug)]
pub enum Notice {
    /// Files were accepted.
    Listed(Vec<Listed>),
    /// Loading went on.
    Progress(LoadProgress),
    /// Files are finished. A later report of the same file takes the place of
    /// the earlier one: the events of a file may be lost with its worker.
    Reports(Vec<Report>),
    /// What the workers hold has changed: ask again.
    Settled {
        /// What they hold.
        totals: Totals,
        /// Larger than any before.
        generation: u32,
    },
    /// The rows have got other values: ask again.
    Changed {
        /// Larger than any before.
        generation: u32,
    },
    /// A worker stopped.
    WorkerDied {
        /// Why, and what becomes of its files, for the user.
        message: String,
    },
    /// A check of integrity began, went on or ended.
    Checking(Checking),
    /// Following of sessions began, went on or ended.
    Following(Following),
    /// The making of the index of resources began, went on or ended.
    Index(IndexState),
    /// Files that are named as case files were dropped among the logs.
    CaseFiles(Vec<Picked>),
    /// Everything was forgotten.
    Cleared,
}

/// Where the checks of integrity are.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Checking {
    /// Nothing has been checked: there are no digests yet.
    #[default]
    Never,
    /// The check is under way.
    UnderWay(integrity::Progress),
    /// The check was given up by the user.
    Stopped,
    /// The check failed, for this reason.
    Failed(String),
    /// What was found.
    Done(Rc<IntegrityOverview>),
}

/// Where the following of sessions is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Following {
    /// Nobody wanted to know, or there is more to follow since.
    #[default]
    Never,
    /// It is under way.
    UnderWay(Tracing),
    /// It was given up by the user.
    Stopped,
    /// It failed, for this reason.
    Failed(String),
    /// What was found.
    Done(Rc<TimelinesOverview>),
}

/// Where the index of resources is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum IndexState {
    /// Nobody has asked for it, or there is more to look through.
    #[default]
    Never,
    /// It is being made.
    UnderWay(Indexing),
    /// That was given up by the user.
    Stopped,
    /// It could not be made, for this reason.
    Failed(String),
    /// It is there.
    Done(Indexed),
}

/// Where a row is, until [`Notice::Cleared`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// In which worker.
    pub worker: u32,
    /// The row's number there.
    pub row: u32,
}

/// A row, and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedRow {
    /// Where it is.
    pub place: Place,
    /// The row.
    pub row: Row,
}
