//! The account of one file: what it was, what was read, what was wrong.

use serde::{Deserialize, Serialize};

use crate::protocol::FileNumber;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Every byte was understood and every record read.
    Read,
    /// Some records were read and something was damaged or left out.
    Partial,
    /// Known and named, but it holds no events: a digest, public keys and the
    /// like.
    Recognised,
    /// Nothing was read; the problems say why.
    Refused,
    /// Loading was cancelled before the file's turn came.
    Skipped,
}

/// Something wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What is wrong and what one can do about it; one sentence, lower case,
    /// no full stop.
    pub message: String,
    /// The byte in the inflated text (for a damaged gzip: in the file) at
    /// which it was noticed.
    pub at_byte: Option<u64>,
    /// The record's place in the file, from 0.
    pub record: Option<u64>,
}

/// The account of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The file's number.
    pub file: FileNumber,
    /// What became of it.
    pub status: Status,
    /// What it is, in words: "CloudTrail log file", "digest file".
    pub container: String,
    /// Bytes on disk.
    pub bytes: u64,
    /// Bytes after inflating; equal to `bytes` for a plain file.
    pub inflated_bytes: u64,
    /// How many gzip members it had; 0 for a plain file.
    pub gzip_members: u32,
    /// Records read.
    pub records: u64,
    /// The earliest and the latest event time.
    pub span_millis: Option<(i64, i64)>,
    /// What was wrong, in the order of the file.
    pub problems: Vec<Problem>,
    /// Problems beyond those listed: only the first hundred are.
    pub more_problems: u64,
    /// What is known to be missing from data of this kind, though nothing is
    /// wrong with the file.
    pub notes: Vec<String>,
    /// What a refused text begins with; empty for any other file.
    pub beginning: String,
    /// The files in an archive, those of archives in it included, in their
    /// order.
    pub entries: Vec<Entry>,
    /// Files in it beyond those listed.
    pub more_entries: u64,
}

impl Report {
    /// The file in an archive that holds the record of this place, counted
    /// over the whole archive; `None` where it is no archive.
    pub fn entry_of(&self, record: u64) -> Option<&Entry> {
        let after = self.entries.partition_point(|entry| entry.first_record <= record);
        let holds = |entry: &&Entry| record - entry.first_record < entry.records;
        self.entries[..after].iter().rev().find(holds)
    }
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its path in the archive; behind the path of an archive in it, for a
    /// file in that.
    pub path: String,
    /// What became of it.
    pub status: Status,
    /// What it is, in words.
    pub container: String,
    /// Its bytes, unpacked from the archive.
    pub bytes: u64,
    /// Records read.
    pub records: u64,
    /// The place of its first record among those of the archive.
    pub first_record: u64,
    /// What was wrong: the first ten.
    pub problems: Vec<Problem>,
}
