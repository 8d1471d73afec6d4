//! What the client has reported.

use std::rc::Rc;

use crate::client::{AcceptedFile, Checking, Following, IndexState, LoadProgress};
use crate::intake::Report;
use crate::store::Totals;

use super::file_table::FileTable;

/// Time without reading after which sessions are followed without a request, in milliseconds.
const IDLE_MILLIS: u32 = 2_000;

/// What the client has reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataState {
    /// Totals over all events that were read.
    pub totals: Rc<Totals>,
    /// Goes up when the data change, or more is known about them.
    pub generation: u32,
    /// Goes up when there are other events.
    pub data: u32,
    /// The progress of loading.
    pub progress: LoadProgress,
    /// The dropped files.
    pub file_table: Rc<FileTable>,
    /// The state of the integrity checks.
    pub checking: Rc<Checking>,
    /// The state of the following of sessions.
    pub following: Rc<Following>,
    /// The state of the index of resources.
    pub index: Rc<IndexState>,
}

impl DataState {
    /// Returns whether there are events or files, read or not.
    pub fn has_logs(&self) -> bool {
        self.totals.events > 0 || !self.file_table.sources.is_empty()
    }

    /// Returns the time to wait before sessions are followed, in milliseconds; `None` if they are
    /// followed already or there is nothing to follow yet. They are followed at once if something
    /// that is shown needs them; otherwise after loading, so that the view opens without delay
    /// later. Loading is never slowed down.
    pub fn follow_wait_millis(&self, is_wanted: bool) -> Option<u32> {
        let is_ready = self.generation > 0 && !self.progress.loading && self.totals.events > 0;
        let is_open = *self.following == Following::Never && is_ready;
        is_open.then_some(if is_wanted { 0 } else { IDLE_MILLIS })
    }

    pub(super) fn list(&mut self, files: &[AcceptedFile]) {
        let file_table = Rc::make_mut(&mut self.file_table);
        files.iter().for_each(|file| file_table.list(file));
    }

    pub(super) fn report(&mut self, reports: Vec<Report>) {
        let file_table = Rc::make_mut(&mut self.file_table);
        reports.into_iter().for_each(|report| file_table.report(report));
    }

    /// Sets the totals of other events.
    pub(super) fn settle(&mut self, totals: Totals, generation: u32) {
        Rc::make_mut(&mut self.file_table).repeats(&totals);
        self.totals = Rc::new(totals);
        // The index is outdated; the view of resources requests a new one.
        if !matches!(*self.index, IndexState::UnderWay(_)) {
            self.index = Rc::default();
        }
        self.generation = generation;
        self.data += 1;
    }
}
