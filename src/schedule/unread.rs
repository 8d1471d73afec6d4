//! Reports of files that no shard has read.

use crate::intake::{FileProblem, Report, Status};
use crate::model::FileNumber;

/// Returns the report of a file of which nothing was read or nothing is left: it was skipped, could
/// not be opened, or was lost with its worker. `bytes` is its size on disk.
pub fn unread(file: FileNumber, bytes: u64, status: Status, problem: Option<String>) -> Report {
    let problems = problem.map(|message| FileProblem { message, at_byte: None, record: None });
    Report {
        file,
        status,
        container: String::new(),
        bytes,
        inflated_bytes: 0,
        gzip_members: 0,
        records: 0,
        span_millis: None,
        problems: problems.into_iter().collect(),
        more_problems: 0,
        notes: Vec::new(),
        beginning: String::new(),
        entries: Vec::new(),
        more_entries: 0,
    }
}
