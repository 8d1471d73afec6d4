//! An account of every file: its kind, its status, and totals that cover every byte and every
//! record.

mod lines;
mod order;
mod sums;
mod words;
mod write;

use std::rc::Rc;

use crate::intake::{FileProblem, Report, Status};

pub use lines::{FileLine, detail_lines};
pub use order::{FileColumn, FileOrder, Wanted, arrange};
pub use sums::FileSums;
pub use words::{
    differing_words, first_remark, listed_files, repeated_words, same_ids_selection, same_ids_words,
};
pub use write::{csv_head, csv_row, text_head, text_row};

/// All known facts about one file.
#[derive(Clone, Copy, Debug)]
pub struct FileFacts<'a> {
    /// The path relative to the dropped folder or file.
    pub path: &'a str,
    /// Bytes on disk.
    pub bytes: u64,
    /// The outcome of reading the file; `None` while it waits or is being read.
    pub report: Option<&'a Report>,
    /// Records in this file that repeat events, grouped by the file that holds the event.
    pub repeats: &'a [Repeated],
    /// Events in this file that share their id with an event of different content.
    pub same_ids: u64,
}

/// Records of one file that repeat events of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// The path of the file that holds the events.
    pub of: Rc<str>,
    /// Number of repeating records.
    pub records: u64,
    /// Number of these that differ from the copy that is shown.
    pub differing: u64,
}

impl FileFacts<'_> {
    /// Returns the file's status; `None` while it waits or is being read.
    pub fn status(&self) -> Option<Status> {
        self.report.map(|report| report.status)
    }

    /// Returns the number of records in the file that repeat events.
    pub fn repeated(&self) -> u64 {
        self.repeats.iter().map(|repeated| repeated.records).sum()
    }

    /// Returns how many of these differ from the copies that are shown.
    pub fn differing(&self) -> u64 {
        self.repeats.iter().map(|repeated| repeated.differing).sum()
    }

    /// Returns the number of problems found in the file, including those beyond the listed ones.
    pub fn problems(&self) -> u64 {
        self.report.map_or(0, |report| report.problems.len() as u64 + report.more_problems)
    }
}

/// Every status, and `None` for files that have not been read.
pub const STATUSES: [Option<Status>; 6] = [
    Some(Status::Read),
    Some(Status::Partial),
    Some(Status::Recognised),
    Some(Status::Refused),
    Some(Status::Skipped),
    None,
];

/// Returns a status in one to three words.
pub fn status_word(status: Option<Status>) -> &'static str {
    match status {
        Some(Status::Read) => "read",
        Some(Status::Partial) => "read in part",
        Some(Status::Recognised) => "no events",
        Some(Status::Refused) => "refused",
        Some(Status::Skipped) => "not read",
        None => "waiting",
    }
}

fn position(status: Option<Status>) -> usize {
    STATUSES.iter().position(|&known| known == status).unwrap_or(STATUSES.len() - 1)
}

/// Returns the position of a problem, such as "record 3, byte 4096"; empty if it has none.
pub fn problem_place(problem: &FileProblem) -> String {
    // Records are counted from 1 for display.
    let record = problem.record.map(|record| format!("record {}", record + 1));
    let byte = problem.at_byte.map(|byte| format!("byte {byte}"));
    record.into_iter().chain(byte).collect::<Vec<_>>().join(", ")
}

/// Creates a report for tests.
#[cfg(test)]
fn report(status: Status, records: u64) -> Report {
    Report {
        file: 0,
        status,
        container: "CloudTrail log file".to_owned(),
        bytes: 10,
        inflated_bytes: 100,
        gzip_members: 1,
        records,
        span_millis: Some((1_700_000_000_000, 1_700_000_060_000)),
        problems: vec![FileProblem { message: "cut off".to_owned(), at_byte: Some(99), record: Some(2) }],
        more_problems: 3,
        notes: Vec::new(),
        beginning: String::new(),
        entries: Vec::new(),
        more_entries: 0,
    }
}
