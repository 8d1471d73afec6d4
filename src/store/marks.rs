//! A word for every file: the result of its integrity check. Rows have it as a field like any
//! other, together with what is known of their copies.

use super::repeats::Flags;
use crate::base::small_sort::SmallSort;
use crate::model::FileNumber;

/// The records of a file, and the index of its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FileMark {
    file: FileNumber,
    first_record: u32,
    records: u32,
    word: u32,
}

/// The marks of all files of all workers, by file and record.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<FileMark>);

impl Marks {
    /// Reads marks: for each file its number, its first record, its number of records and the index
    /// of its word, as little-endian `u32`s.
    pub(super) fn read(bytes: &[u8]) -> Marks {
        let (chunks, _) = bytes.as_chunks::<16>();
        let mut marks: Vec<FileMark> = chunks
            .iter()
            .map(|chunk| {
                let (numbers, _) = chunk.as_chunks::<4>();
                let number = |place: usize| u32::from_le_bytes(numbers[place]);
                FileMark { file: number(0), first_record: number(1), records: number(2), word: number(3) }
            })
            .collect();
        marks.sort_small();
        Marks(marks)
    }

    /// Returns the index of the word of the file that contains a record.
    pub(super) fn word_of(&self, file: FileNumber, record: u32) -> Option<u32> {
        let after = self.0.partition_point(|mark| (mark.file, mark.first_record) <= (file, record));
        // Files without records share a first record with the next one.
        let mut before = self.0[..after].iter().rev().take_while(|mark| mark.file == file);
        before.find(|mark| record.wrapping_sub(mark.first_record) < mark.records).map(|mark| mark.word)
    }
}

/// The words for files and copies that the entries of [`StorageGroup::File`](crate::model::StorageGroup::File) stand for.
#[derive(Debug, Default)]
pub(super) struct MarkedEntries {
    /// The words that files are marked with; empty before a check.
    pub(super) words: Vec<String>,
    /// For each entry the index of its word, or [`NO_WORD`], and the record's properties as a copy.
    pub(super) entries: Vec<(u32, Flags)>,
}

pub(super) const NO_WORD: u32 = u32::MAX;

/// Values of [`Field::Copies`](crate::model::Field::Copies).
pub(super) const IDENTICAL: &str = "identical";
pub(super) const DIFFERING: &str = "differing";
/// The value of [`Field::SameId`](crate::model::Field::SameId).
pub(super) const OTHER_CONTENT: &str = "othercontent";

impl MarkedEntries {
    pub(super) fn word(&self, entry: u32) -> Option<&str> {
        let (word, _) = self.entries.get(entry as usize)?;
        self.words.get(*word as usize).map(String::as_str)
    }
}

/// Returns the rank of an integrity verdict when the copy of an event to show is chosen: 0 is the
/// best. A copy that was found to be changed is worst; a copy without a verdict is better.
pub(super) fn rank_of(word: Option<&str>) -> u8 {
    match word {
        Some("verified") => 0,
        Some("foundkey" | "unproven") => 1,
        Some("invalid") => 3,
        _ => 2,
    }
}
