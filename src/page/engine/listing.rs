//! Folders that are being listed.

use std::rc::Rc;

use trailglass::casefile;
use trailglass::intake::Status;

use super::Inner;
use super::notice::{Notice, Picked};

/// Files are being found, one after the other. As long as this lives, the
/// load they belong to goes on.
pub struct Listing {
    inner: Rc<Inner>,
    epoch: u32,
    cancels: u32,
}

impl Listing {
    pub(super) fn begin(inner: Rc<Inner>) -> Listing {
        inner.begin_listing();
        let load = inner.load.borrow();
        let (epoch, cancels) = (load.epoch, load.cancels);
        drop(load);
        Listing { inner, epoch, cancels }
    }

    /// Whether the user has cancelled or cleared: list no further.
    pub fn is_cancelled(&self) -> bool {
        let load = self.inner.load.borrow();
        load.cancels != self.cancels || load.epoch != self.epoch
    }

    /// Reads the files found so far; or, where the user has cancelled, lists
    /// them as skipped. Files that are named as case files are handed to the
    /// page, which looks at what they are.
    pub fn found(&self, files: Vec<Picked>) {
        let (cases, files): (Vec<Picked>, Vec<Picked>) =
            files.into_iter().partition(|picked| casefile::is_named_so(&picked.path));
        if !cases.is_empty() && !self.is_cancelled() {
            self.inner.listen.emit(Notice::CaseFiles(cases));
        }
        self.found_logs(files);
    }

    /// Reads files, whatever they are named.
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

    /// Lists a file, or a folder, that the browser will not open.
    pub fn refused(&self, path: String, reason: &str) {
        self.pass_over(vec![path], Status::Refused, reason);
    }

    /// Lists files, or folders, that were found and are not opened because
    /// the user has cancelled.
    pub fn skipped(&self, paths: Vec<String>) {
        self.pass_over(paths, Status::Skipped, "loading was cancelled before it was opened");
    }

    fn pass_over(&self, paths: Vec<String>, status: Status, reason: &str) {
        if !paths.is_empty() && self.inner.load.borrow().epoch == self.epoch {
            self.inner.pass_over(paths, status, reason);
        }
    }
}

impl Drop for Listing {
    fn drop(&mut self) {
        self.inner.end_listing(self.epoch);
    }
}
