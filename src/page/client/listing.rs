//! Folders being listed.

use std::rc::Rc;

use trailglass::casefile;
use trailglass::intake::Status;

use super::ClientInner;
use super::picked::Picked;

/// A listing that finds files one after the other. The load it belongs to goes on until it is
/// dropped.
pub struct FileListing {
    inner: Rc<ClientInner>,
    epoch: u32,
    cancels: u32,
}

impl FileListing {
    pub(super) fn begin(inner: Rc<ClientInner>) -> FileListing {
        inner.begin_listing();
        let load = inner.load.borrow();
        let (epoch, cancels) = (load.epoch, load.cancels);
        drop(load);
        FileListing { inner, epoch, cancels }
    }

    /// Whether the user cancelled loading or cleared everything. Listing must then stop.
    pub fn is_cancelled(&self) -> bool {
        let load = self.inner.load.borrow();
        load.cancels != self.cancels || load.epoch != self.epoch
    }

    /// Reads the files found, or reports them as skipped if the user cancelled. Files named like
    /// case files go to the page, which examines their content.
    pub fn found(&self, files: Vec<Picked>) {
        let (cases, files): (Vec<Picked>, Vec<Picked>) =
            files.into_iter().partition(|picked| casefile::is_named_so(&picked.path));
        if !cases.is_empty() && !self.is_cancelled() {
            self.inner.on_cases.emit(cases);
        }
        self.found_logs(files);
    }

    /// Reads files, whatever their names.
    pub fn found_logs(&self, files: Vec<Picked>) {
        if files.is_empty() || self.inner.load.borrow().epoch != self.epoch {
            return;
        }
        if self.is_cancelled() {
            self.inner.skip(files);
        } else {
            self.inner.load(files);
        }
    }

    /// Reports a file or folder that the browser did not open.
    pub fn refused(&self, path: String, reason: &str) {
        self.pass_over(vec![path], Status::Refused, reason);
    }

    /// Reports files or folders that were found but not opened because the user cancelled.
    pub fn skipped(&self, paths: Vec<String>) {
        self.pass_over(paths, Status::Skipped, "loading was cancelled before it was opened");
    }

    fn pass_over(&self, paths: Vec<String>, status: Status, reason: &str) {
        if !paths.is_empty() && self.inner.load.borrow().epoch == self.epoch {
            self.inner.pass_over(paths, status, reason);
        }
    }
}

impl Drop for FileListing {
    fn drop(&mut self) {
        self.inner.end_listing(self.epoch);
    }
}
