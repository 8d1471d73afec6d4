//! Folders being listed.

use std::rc::Rc;

use crate::casefile;
use crate::intake::Status;

use super::{ClientInner, PickedFile, Platform};

/// A listing that finds files one after the other. The load it belongs to goes on until it is
/// dropped.
pub struct FileListing<P: Platform> {
    inner: Rc<ClientInner<P>>,
    epoch: u32,
    cancels: u32,
}

impl<P: Platform> FileListing<P> {
    pub(super) fn begin(inner: Rc<ClientInner<P>>) -> FileListing<P> {
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
    pub fn found(&self, files: Vec<PickedFile<P::File>>) {
        let (cases, files): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|picked| casefile::is_named_so(&picked.path));
        if !cases.is_empty() && !self.is_cancelled() {
            self.inner.platform.open_cases(cases);
        }
        self.found_logs(files);
    }

    /// Reads files, whatever their names.
    pub fn found_logs(&self, files: Vec<PickedFile<P::File>>) {
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

impl<P: Platform> Drop for FileListing<P> {
    fn drop(&mut self) {
        self.inner.end_listing(self.epoch);
    }
}

impl<P: Platform> std::fmt::Debug for FileListing<P> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "listing of epoch {}", self.epoch)
    }
}
