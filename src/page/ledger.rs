//! The account of every file that was dropped, as the page keeps it.

use std::rc::Rc;

use trailglass::accounts::Repeated;
use trailglass::intake::{Report, Status};
use trailglass::protocol::{FileNumber, Repeats};
use yew::AttrValue;

use crate::engine::Listed;

/// One file.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its path below what was dropped.
    pub path: AttrValue,
    /// Its size on disk.
    pub bytes: u64,
    /// What became of it; `None` while it waits or is read.
    pub report: Option<Report>,
    /// Which of its records repeat events, by the file of which.
    pub repeats: Vec<Repeated>,
}

/// All files, by their numbers.
///
/// Copies share the files, and are equal if neither was changed after the
/// copy: comparing fifty thousand files at every drawing would be felt.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The files; a [`FileNumber`] is a place in here.
    pub sources: Vec<Rc<Source>>,
    /// How many files were not read in full: refused, damaged, or skipped when
    /// loading was cancelled.
    pub unread: u64,
    /// Files whose repeats are known, so that they can be forgotten again.
    with_repeats: Vec<FileNumber>,
    revision: u64,
}

impl PartialEq for Ledger {
    fn eq(&self, other: &Ledger) -> bool {
        self.revision == other.revision && self.sources.len() == other.sources.len()
    }
}

impl Ledger {
    /// Adds a file that has been listed. Numbers come in order; one that does
    /// not would leave a gap, which is filled so that no number is wrong.
    pub fn list(&mut self, listed: &Listed) {
        self.revision += 1;
        let source = |path: &str, bytes: u64| {
            Rc::new(Source {
                path: AttrValue::from(path.to_owned()),
                bytes,
                report: None,
                repeats: Vec::new(),
            })
        };
        let place = listed.file as usize;
        while self.sources.len() <= place {
            self.sources.push(source("", 0));
        }
        self.sources[place] = source(&listed.path, listed.bytes);
    }

    /// Notes what became of a file.
    pub fn report(&mut self, report: Report) {
        self.revision += 1;
        if let Some(source) = self.sources.get_mut(report.file as usize) {
            let unread = |status: Status| {
                u64::from(matches!(status, Status::Refused | Status::Partial | Status::Skipped))
            };
            self.unread += unread(report.status);
            // A file is reported twice if its worker died after reading it.
            self.unread -= source.report.as_ref().map_or(0, |before| unread(before.status));
            Rc::make_mut(source).report = Some(report);
        }
    }

    /// Notes the repeats of all files that have any.
    pub fn repeats(&mut self, by_file: &[Repeats]) {
        self.revision += 1;
        for file in std::mem::take(&mut self.with_repeats) {
            if let Some(source) = self.sources.get_mut(file as usize) {
                Rc::make_mut(source).repeats.clear();
            }
        }
        for Repeats { file, of, records } in by_file {
            let of = match self.sources.get(*of as usize).map(|source| &source.path) {
                Some(AttrValue::Rc(path)) => path.clone(),
                Some(AttrValue::Static(path)) => Rc::from(*path),
                None => continue,
            };
            if let Some(source) = self.sources.get_mut(*file as usize) {
                Rc::make_mut(source).repeats.push(Repeated { of, records: *records });
                self.with_repeats.push(*file);
            }
        }
    }
}
