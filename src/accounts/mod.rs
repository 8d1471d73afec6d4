//! The account of every file: what it was, what became of it, and sums that
//! add up to every byte and every record.

mod order;
mod sums;
mod write;

use std::rc::Rc;

use crate::intake::{Problem, Report, Status};

pub use order::{Column, Order, Wanted, arrange};
pub use sums::Sums;
pub use write::{csv_head, csv_row, text_head, text_row};

/// What is known of one file.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// Its path below what was dropped.
    pub path: &'a str,
    /// Bytes on disk.
    pub bytes: u64,
    /// What became of it; `None` while it waits or is being read.
    pub report: Option<&'a Report>,
    /// Records in it that repeat events, by the file of which.
    pub repeats: &'a [Repeated],
    /// Events in it that share their id with another event of other content.
    pub same_ids: u64,
}

/// Records that repeat events of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// That file's path.
    pub of: Rc<str>,
    /// How many records.
    pub records: u64,
    /// How many of these differ from the copy that is shown.
    pub differing: u64,
}

impl Account<'_> {
    /// What became of the file.
    pub fn status(&self) -> Option<Status> {
        self.report.map(|report| report.status)
    }

    /// How many records in it repeat events.
    pub fn repeated(&self) -> u64 {
        self.repeats.iter().map(|repeated| repeated.records).sum()
    }

    /// How many of these differ from the copies that are shown.
    pub fn differing(&self) -> u64 {
        self.repeats.iter().map(|repeated| repeated.differing).sum()
    }

    /// How many things were wrong with it, listed or not.
    pub fn problems(&self) -> u64 {
        self.report.map_or(0, |report| report.problems.len() as u64 + report.more_problems)
    }
}

/// Every status, and `None` for files that are not read yet.
pub const STATUSES: [Option<Status>; 6] = [
    Some(Status::Read),
    Some(Status::Partial),
    Some(Status::Recognised),
    Some(Status::Refused),
    Some(Status::Skipped),
    None,
];

/// A status in one word or two.
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

/// Where a problem is: "record 3, byte 4096"; empty if it has no place.
pub fn problem_place(problem: &Problem) -> String {
    // People count records from 1.
    let record = problem.record.map(|record| format!("record {}", record + 1));
    let byte = problem.at_byte.map(|byte| format!("byte {byte}"));
    record.into_iter().chain(byte).collect::<Vec<_>>().join(", ")
}

/// A report for tests.
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
        problems: vec![Problem { message: "cut off".to_owned(), at_byte: Some(99), record: Some(2) }],
        more_problems: 3,
        notes: Vec::new(),
        beginning: String::new(),
        entries: Vec::new(),
        more_entries: 0,
    }
}
