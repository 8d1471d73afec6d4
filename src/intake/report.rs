//! The report about one file: its kind, the records that were read, its problems.

use serde::{Deserialize, Serialize};

use crate::model::FileNumber;

/// The outcome for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// All bytes were understood and all records read.
    Read,
    /// Some records were read; some data was damaged or left out.
    Partial,
    /// Recognized, but without events: a digest, public keys and the like.
    Recognised,
    /// Nothing was read; the problems state why.
    Refused,
    /// Loading was cancelled before this file was read.
    Skipped,
}

/// A problem of a file and its position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileProblem {
    /// The problem and a remedy; one sentence, lower case, no full stop.
    pub message: String,
    /// Byte offset in the inflated text (for damaged gzip: in the file) at which it was detected.
    pub at_byte: Option<u64>,
    /// Index of the record in the file, from 0.
    pub record: Option<u64>,
}

/// The report about one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Number of the file.
    pub file: FileNumber,
    /// The outcome.
    pub status: Status,
    /// The kind of file in words: "CloudTrail log file", "digest file".
    pub container: String,
    /// Size on disk in bytes.
    pub bytes: u64,
    /// Size after inflating; equal to `bytes` for a file that is not compressed.
    pub inflated_bytes: u64,
    /// Number of gzip members; 0 for a file without gzip.
    pub gzip_members: u32,
    /// Number of records read.
    pub records: u64,
    /// The earliest and the latest event time, in milliseconds.
    pub span_millis: Option<(i64, i64)>,
    /// The problems, in the order of the file.
    pub problems: Vec<FileProblem>,
    /// Number of problems that are not listed: only the first hundred are.
    pub more_problems: u64,
    /// Data that is known to be missing from files of this kind, although the file has no problem.
    pub notes: Vec<String>,
    /// The beginning of a refused text; empty for any other file.
    pub beginning: String,
    /// The files in an archive, including those of nested archives, in their order.
    pub entries: Vec<ArchiveEntry>,
    /// Number of files in it that are not listed.
    pub more_entries: u64,
}

impl Report {
    /// Returns the report of a file of which nothing was read or nothing is left: it was skipped,
    /// could not be opened, or was lost with its worker. `bytes` is its size on disk.
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

    /// Returns the file in an archive that contains a record, given by its index in the whole
    /// archive; `None` if the file is not an archive.
    pub fn entry_of(&self, record: u64) -> Option<&ArchiveEntry> {
        let after = self.entries.partition_point(|entry| entry.first_record <= record);
        let holds = |entry: &&ArchiveEntry| record - entry.first_record < entry.records;
        self.entries[..after].iter().rev().find(holds)
    }
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveEntry {
    /// Its path in the archive; for a file in a nested archive, appended to the path of that
    /// archive.
    pub path: String,
    /// The outcome.
    pub status: Status,
    /// The kind of file in words.
    pub container: String,
    /// Its size in bytes, unpacked from the archive.
    pub bytes: u64,
    /// Number of records read.
    pub records: u64,
    /// Index of its first record among those of the archive.
    pub first_record: u64,
    /// The first ten problems.
    pub problems: Vec<FileProblem>,
}
