//! Reads the files of an archive.

use std::io::{self, Read};

use super::{FileLayer, PendingEvidence};
use crate::intake::Sink;
use crate::intake::archive::Unpack;
use crate::intake::budget::Metered;
use crate::intake::file_evidence::FileEvidence;
use crate::intake::hashing_tee::{HashingTee, unopened};
use crate::intake::report::{ArchiveEntry, FileProblem, Status};

/// Maximum number of problems that are kept for one file in an archive.
const MAX_ENTRY_PROBLEMS: usize = 10;

/// The files of an archive during reading.
pub(super) struct Unpacking<'u, 'b> {
    pub(super) layer: &'u mut FileLayer<'b>,
    pub(super) depth: u32,
    pub(super) sink: &'u mut dyn Sink,
    /// Number of files that were read, or were recognized as files without events.
    pub(super) good: u64,
    pub(super) bad: u64,
}

impl Unpacking<'_, '_> {
    fn may_enter(&mut self) -> bool {
        let may = self.layer.budget.enter();
        if !may {
            let most = self.layer.budget.limits.entries;
            self.layer.account.problem(
                &format!("the archive holds more than {most} files; the others were not read"),
                None,
            );
        }
        may
    }

    /// Returns the number of files of the archive so far.
    fn listed(&self) -> u64 {
        self.layer.entries.len() as u64 + self.layer.more_entries
    }

    fn list(&mut self, entry: ArchiveEntry) {
        if matches!(entry.status, Status::Read | Status::Recognised) {
            self.good += 1;
        } else {
            self.bad += 1;
        }
        if self.layer.entries.len() < self.layer.budget.limits.listed_entries {
            self.layer.entries.push(entry);
        } else {
            self.layer.more_entries += 1;
        }
    }
}

impl Unpack for Unpacking<'_, '_> {
    fn file(&mut self, path: &str, content: &mut dyn Read) -> io::Result<bool> {
        if !self.may_enter() {
            return Ok(false);
        }
        let mut content = Metered { source: content, budget: self.layer.budget, bytes: 0 };
        let first_record = self.layer.account.records;
        let entry = |status, container: &str| ArchiveEntry {
            path: path.to_owned(),
            status,
            container: container.to_owned(),
            bytes: 0,
            records: 0,
            first_record,
            problems: Vec::new(),
        };
        if is_of_the_system(path) {
            self.list(entry(Status::Recognised, "metadata of macOS"));
            io::copy(&mut content, &mut io::sink())?;
            return Ok(true);
        }
        let mut file =
            FileLayer::new(self.layer.budget, self.layer.watch.as_deref().map(HashingTee::hashes), path);
        let (mut status, container) = file.read(&mut content, self.depth + 1, self.sink);
        let rest = io::copy(&mut content, &mut io::sink());
        if let Err(error) = &rest {
            status = file.unreadable(error, content.bytes).0;
            if let Some(watch) = &file.watch {
                watch.unreadable();
            }
        }
        let bytes = content.bytes;
        // The index in the list of the first file inside it.
        let first_place = self.listed();
        let own_place = first_place + file.entries.len() as u64 + file.more_entries;
        for mut inner in std::mem::take(&mut file.evidence) {
            let file_evidence = &mut inner.file_evidence;
            file_evidence.path = format!("{path}/{}", file_evidence.path);
            file_evidence.entry = file_evidence.entry.map(|place| place + first_place as u32);
            file_evidence.first_record += first_record;
            self.layer.evidence.push(inner);
        }
        if let Some(mut own) = file.file_evidence(path, bytes, first_record) {
            own.file_evidence.entry = Some(own_place as u32);
            self.layer.evidence.push(own);
        }
        self.layer.inflated += if file.inflated == 0 { bytes } else { file.inflated };
        self.layer.account.absorb(&file.account);
        let is_archive = !file.entries.is_empty();
        for inner in file.entries {
            let path = format!("{path}/{}", inner.path);
            self.list(ArchiveEntry { path, first_record: first_record + inner.first_record, ..inner });
        }
        self.layer.more_entries += file.more_entries;
        // An archive whose files are listed gets an entry of its own only if it has problems.
        if !is_archive || file.account.has_problems() {
            let mut problems = file.account.problems;
            problems.truncate(MAX_ENTRY_PROBLEMS);
            let records = if is_archive { 0 } else { file.account.records };
            self.list(ArchiveEntry { bytes, records, problems, ..entry(status, &container) });
        }
        rest.map(|_| true)
    }

    fn unreadable(&mut self, path: &str, bytes: u64, why: &str) -> bool {
        let may = self.may_enter();
        if may {
            if self.layer.watch.is_some() {
                let entry = Some(self.listed() as u32);
                let file_evidence = unopened(path.to_owned(), bytes, self.layer.account.records);
                let file_evidence = FileEvidence { entry, ..file_evidence };
                self.layer.evidence.push(PendingEvidence { file_evidence, waiting: None });
            }
            self.list(ArchiveEntry {
                path: path.to_owned(),
                status: Status::Refused,
                container: "file in an archive".to_owned(),
                bytes,
                records: 0,
                first_record: self.layer.account.records,
                problems: vec![FileProblem { message: why.to_owned(), at_byte: None, record: None }],
            });
        }
        may
    }

    fn problem(&mut self, message: &str, at: u64) {
        self.layer.account.problem(message, Some(at));
    }
}

/// Whether a path belongs to the files that macOS adds to every zip that it creates.
fn is_of_the_system(path: &str) -> bool {
    path.starts_with("__MACOSX/") || path.ends_with(".DS_Store")
}
