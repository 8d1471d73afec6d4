//! Redacts the account of files.

use std::rc::Rc;

use super::names::path;
use super::texts;
use crate::accounts::{FileFacts, Repeated};
use crate::intake::{ArchiveEntry, FileProblem, Report};
use crate::integrity::location;
use crate::redaction::Redactor;

/// The redacted account of a file.
#[derive(Clone, Debug)]
pub struct RedactedFile {
    path: String,
    bytes: u64,
    report: Option<Report>,
    repeats: Vec<Repeated>,
    same_ids: u64,
}

impl RedactedFile {
    /// Redacts the account of a file.
    pub fn of(account: FileFacts<'_>, by: &Redactor) -> RedactedFile {
        let FileFacts { path: of, bytes, report, repeats, same_ids } = account;
        let repeated = |repeated: &Repeated| Repeated {
            of: Rc::from(path(&repeated.of, by)),
            records: repeated.records,
            differing: repeated.differing,
        };
        RedactedFile {
            path: path(of, by),
            bytes,
            report: report.map(|report| redacted(report, by)),
            repeats: repeats.iter().map(repeated).collect(),
            same_ids,
        }
    }

    /// Returns the redacted account.
    pub fn account(&self) -> FileFacts<'_> {
        FileFacts {
            path: &self.path,
            bytes: self.bytes,
            report: self.report.as_ref(),
            repeats: &self.repeats,
            same_ids: self.same_ids,
        }
    }
}

/// Returns whether the hash of a file gives away its content. In a digest for a period without log
/// files, everything except account and bucket can be guessed, and the hash confirms a guess.
pub(super) fn gives_away(path: &str) -> bool {
    location::digest(path).is_some()
}

fn redacted(report: &Report, by: &Redactor) -> Report {
    let Report {
        file,
        status,
        container,
        bytes,
        inflated_bytes,
        gzip_members,
        records,
        span_millis,
        problems: wrong,
        more_problems,
        notes,
        beginning: _,
        entries,
        more_entries,
    } = report;
    let entry = |entry: &ArchiveEntry| {
        let ArchiveEntry { path: of, status, container, bytes, records, first_record, problems: wrong } =
            entry;
        ArchiveEntry {
            path: path(of, by),
            status: *status,
            container: container.clone(),
            bytes: *bytes,
            records: *records,
            first_record: *first_record,
            problems: problems(wrong, by),
        }
    };
    Report {
        file: *file,
        status: *status,
        container: container.clone(),
        bytes: *bytes,
        inflated_bytes: *inflated_bytes,
        gzip_members: *gzip_members,
        records: *records,
        span_millis: *span_millis,
        problems: problems(wrong, by),
        more_problems: *more_problems,
        notes: texts(notes, by),
        // The beginning of a refused text is content.
        beginning: String::new(),
        entries: entries.iter().map(entry).collect(),
        more_entries: *more_entries,
    }
}

fn problems(problems: &[FileProblem], by: &Redactor) -> Vec<FileProblem> {
    let redacted = |FileProblem { message, at_byte, record }: &FileProblem| FileProblem {
        message: by.redact_text(message),
        at_byte: *at_byte,
        record: *record,
    };
    problems.iter().map(redacted).collect()
}
