//! Redacts the account of files.

use std::rc::Rc;

use super::fields::{Redact, redact_fields};
use super::paths::path;
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
            report: report.map(|report| report.redacted(by)),
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

redact_fields! {
    Report {
        Sentence: notes;
        Inner: problems, entries;
        Keep: file, status, container, bytes, inflated_bytes, gzip_members, records, span_millis, more_problems,
            more_entries;
        // The beginning of a refused text is content.
        Clear: beginning;
    }
    ArchiveEntry {
        Path: path;
        Inner: problems;
        Keep: status, container, bytes, records, first_record;
    }
    FileProblem {
        Sentence: message;
        Keep: at_byte, record;
    }
}
