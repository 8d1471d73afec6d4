//! The page's record of every dropped file.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::accounts::{FileFacts, FileLine, Repeated, detail_lines};
use crate::client::AcceptedFile;
use crate::intake::{Report, Status};
use crate::model::FileNumber;
use crate::store::{Repeats, SameIds, Totals};

/// One dropped file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path relative to the dropped item.
    pub path: Rc<str>,
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

impl SourceFile {
    fn new(path: &str, bytes: u64) -> Rc<SourceFile> {
        Rc::new(SourceFile {
            path: Rc::from(path),
            bytes,
            report: None,
            repeats: Vec::new(),
            repeats_of: Vec::new(),
            same_ids: 0,
        })
    }
}

/// All files, by number.
///
/// Clones share the files. Two tables are equal if neither was changed after the clone: comparing
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

impl Eq for FileTable {}

impl SourceFile {
    /// Returns what is known of the file.
    pub fn facts(&self) -> FileFacts<'_> {
        FileFacts {
            path: &self.path,
            bytes: self.bytes,
            report: self.report.as_ref(),
            repeats: &self.repeats,
            same_ids: self.same_ids,
        }
    }
}

impl FileTable {
    /// Returns what is known of all files, in the order in which they were dropped.
    pub fn facts(&self) -> impl Iterator<Item = FileFacts<'_>> {
        self.sources.iter().map(|source| source.facts())
    }

    /// Returns the lines of the list of files: each file, followed by its details if it is open.
    pub fn lines(&self, places: &[FileNumber], opened: &BTreeSet<FileNumber>) -> Vec<FileLine> {
        let mut lines = Vec::with_capacity(places.len());
        for &file in places {
            lines.push(FileLine::File(file));
            if let Some(source) = self.sources.get(file as usize).filter(|_| opened.contains(&file)) {
                detail_lines(&mut lines, file, source.facts());
            }
        }
        lines
    }

    /// Returns the place of a record as a person counts: the path of its file, including the path
    /// inside an archive, and its number in that file, from 1. `None` for a file that is not
    /// listed.
    pub fn record_place(&self, file: FileNumber, index: u32) -> Option<(Rc<str>, u64)> {
        let source = self.sources.get(file as usize)?;
        let index = u64::from(index);
        let entry = source.report.as_ref().and_then(|report| report.entry_of(index));
        Some(match entry {
            Some(entry) => (format!("{}/{}", source.path, entry.path).into(), index - entry.first_record + 1),
            None => (source.path.clone(), index + 1),
        })
    }

    /// Adds a listed file. Numbers must arrive in order; a gap is filled, so that every file keeps
    /// its number.
    pub fn list(&mut self, listed: &AcceptedFile) {
        self.revision += 1;
        let place = listed.file as usize;
        while self.sources.len() <= place {
            self.sources.push(SourceFile::new("", 0));
        }
        self.sources[place] = SourceFile::new(&listed.path, listed.bytes);
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
            let Some(of) = self.sources.get(*number as usize).map(|source| source.path.clone()) else {
                continue;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::ArchiveEntry;

    fn report(file: FileNumber, status: Status) -> Report {
        Report {
            file,
            status,
            container: String::new(),
            bytes: 10,
            inflated_bytes: 10,
            gzip_members: 0,
            records: 0,
            span_millis: None,
            problems: Vec::new(),
            more_problems: 0,
            notes: Vec::new(),
            beginning: String::new(),
            entries: Vec::new(),
            more_entries: 0,
        }
    }

    fn table(paths: &[&str]) -> FileTable {
        let mut table = FileTable::default();
        for (file, path) in (0..).zip(paths) {
            table.list(&AcceptedFile { file, path: (*path).to_owned(), bytes: 10 });
        }
        table
    }

    #[test]
    fn a_table_differs_from_its_clone_once_one_of_them_changes() {
        let before = table(&["a"]);
        let mut after = before.clone();
        assert_eq!(before, after);
        after.report(report(0, Status::Read));
        assert_ne!(before, after);
    }

    #[test]
    fn a_later_report_of_a_file_replaces_the_earlier_one() {
        let mut table = table(&["a", "b"]);
        table.report(report(1, Status::Partial));
        table.report(report(0, Status::Refused));
        assert_eq!(table.unread, 2);
        table.report(report(1, Status::Read));
        assert_eq!(table.unread, 1);
    }

    #[test]
    fn a_gap_in_the_numbers_is_filled() {
        let mut table = FileTable::default();
        table.list(&AcceptedFile { file: 2, path: "c".to_owned(), bytes: 1 });
        assert_eq!(table.sources.len(), 3);
        assert_eq!(&*table.sources[2].path, "c");
    }

    #[test]
    fn repeats_of_earlier_totals_are_forgotten() {
        let mut table = table(&["a", "b"]);
        let repeats = vec![Repeats { file: 1, of: 0, records: 3, differing: 1 }];
        table.repeats(&Totals { repeats_by_file: repeats, ..Totals::default() });
        let expected = Repeated { of: Rc::from("a"), records: 3, differing: 1 };
        assert_eq!((&table.sources[1].repeats, &table.sources[1].repeats_of), (&vec![expected], &vec![0]));
        table.repeats(&Totals::default());
        assert!(table.sources[1].repeats.is_empty() && table.sources[1].repeats_of.is_empty());
    }

    #[test]
    fn a_record_is_counted_from_one_within_its_file_of_an_archive() {
        let mut table = table(&["a.zip"]);
        assert_eq!(table.record_place(0, 4), Some((Rc::from("a.zip"), 5)));
        let entry = ArchiveEntry {
            path: "b.json".to_owned(),
            status: Status::Read,
            container: String::new(),
            bytes: 1,
            records: 2,
            first_record: 4,
            problems: Vec::new(),
        };
        table.report(Report { entries: vec![entry], ..report(0, Status::Read) });
        assert_eq!(table.record_place(0, 5), Some((Rc::from("a.zip/b.json"), 2)));
        assert_eq!(table.record_place(1, 0), None);
    }
}
