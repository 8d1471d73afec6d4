//! The page's record of every dropped file.

use std::rc::Rc;

use trailglass::accounts::Repeated;
use trailglass::intake::{Report, Status};
use trailglass::model::FileNumber;
use trailglass::store::{Repeats, SameIds, Totals};
use yew::AttrValue;

use crate::client::AcceptedFile;

/// One dropped file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path relative to the dropped item.
    pub path: AttrValue,
    /// The size on disk.
    pub bytes: u64,
    /// The outcome of reading; `None` while the file waits or is being read.
    pub report: Option<Report>,
    /// The records of this file that repeat events of other files, by file.
    pub repeats: Vec<Repeated>,
    /// The files in `repeats`, in the same order.
    pub repeats_of: Vec<FileNumber>,
    /// The number of events in this file that share their id with an event of other content.
    pub same_ids: u64,
}

/// All files, by number.
///
/// Clones share the files. Two ledgers are equal if neither was changed after the clone: comparing
/// fifty thousand files at every render would be noticeable.
#[derive(Clone, Debug, Default)]
pub struct FileTable {
    /// The files, indexed by [`FileNumber`].
    pub sources: Vec<Rc<SourceFile>>,
    /// The number of files not read in full: refused, damaged, or skipped when loading was
    /// cancelled.
    pub unread: u64,
    /// The files with known repeats, so that these can be reset.
    with_repeats: Vec<FileNumber>,
    revision: u64,
}

impl PartialEq for FileTable {
    fn eq(&self, other: &FileTable) -> bool {
        self.revision == other.revision && self.sources.len() == other.sources.len()
    }
}

impl FileTable {
    /// Returns the place of a record as a person counts: the path of its file, including the path
    /// inside an archive, and its number in that file, from 1. `None` for a file that is not
    /// listed.
    pub fn record_place(&self, file: FileNumber, index: u32) -> Option<(AttrValue, u64)> {
        let source = self.sources.get(file as usize)?;
        let index = u64::from(index);
        let entry = source.report.as_ref().and_then(|report| report.entry_of(index));
        Some(match entry {
            Some(entry) => {
                (AttrValue::from(format!("{}/{}", source.path, entry.path)), index - entry.first_record + 1)
            }
            None => (source.path.clone(), index + 1),
        })
    }

    /// Adds a listed file. Numbers must arrive in order; a gap is filled, so that every file keeps
    /// its number.
    pub fn list(&mut self, listed: &AcceptedFile) {
        self.revision += 1;
        let source = |path: &str, bytes: u64| {
            Rc::new(SourceFile {
                path: AttrValue::from(path.to_owned()),
                bytes,
                report: None,
                repeats: Vec::new(),
                repeats_of: Vec::new(),
                same_ids: 0,
            })
        };
        let place = listed.file as usize;
        while self.sources.len() <= place {
            self.sources.push(source("", 0));
        }
        self.sources[place] = source(&listed.path, listed.bytes);
    }

    /// Stores the outcome of a file.
    pub fn report(&mut self, report: Report) {
        self.revision += 1;
        if let Some(source) = self.sources.get_mut(report.file as usize) {
            let unread = |status: Status| {
                u64::from(matches!(status, Status::Refused | Status::Partial | Status::Skipped))
            };
            self.unread += unread(report.status);
            // A file is reported twice if its worker crashed after reading it.
            self.unread -= source.report.as_ref().map_or(0, |before| unread(before.status));
            Rc::make_mut(source).report = Some(report);
        }
    }

    /// Stores the repeats of all files, and the numbers of events that share an id.
    pub fn repeats(&mut self, totals: &Totals) {
        self.revision += 1;
        for file in std::mem::take(&mut self.with_repeats) {
            if let Some(source) = self.sources.get_mut(file as usize) {
                let source = Rc::make_mut(source);
                source.repeats.clear();
                source.repeats_of.clear();
                source.same_ids = 0;
            }
        }
        for SameIds { file, records } in &totals.same_ids_by_file {
            if let Some(source) = self.sources.get_mut(*file as usize) {
                Rc::make_mut(source).same_ids = *records;
                self.with_repeats.push(*file);
            }
        }
        for Repeats { file, of: number, records, differing } in &totals.repeats_by_file {
            let of = match self.sources.get(*number as usize).map(|source| &source.path) {
                Some(AttrValue::Rc(path)) => path.clone(),
                Some(AttrValue::Static(path)) => Rc::from(*path),
                None => continue,
            };
            if let Some(source) = self.sources.get_mut(*file as usize) {
                let source = Rc::make_mut(source);
                source.repeats.push(Repeated { of, records: *records, differing: *differing });
                source.repeats_of.push(*number);
                self.with_repeats.push(*file);
            }
        }
    }
}
