//! A word for every file: the result of its integrity check. Rows have it as a field like any
//! other, together with what is known of their copies.

use super::group::Group;
use super::repeats::Flags;
use super::shard::Store;
use crate::base::small_sort::SmallSort;
use crate::model::{Field, FileNumber, StorageGroup};

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
    fn word_of(&self, file: FileNumber, record: u32) -> Option<u32> {
        let after = self.0.partition_point(|mark| (mark.file, mark.first_record) <= (file, record));
        // Files without records share a first record with the next one.
        let mut before = self.0[..after].iter().rev().take_while(|mark| mark.file == file);
        before.find(|mark| record.wrapping_sub(mark.first_record) < mark.records).map(|mark| mark.word)
    }
}

/// The words for files and copies that the entries of [`StorageGroup::File`] stand for.
#[derive(Debug, Default)]
pub(super) struct MarkedEntries {
    /// The words that files are marked with; empty before a check.
    words: Vec<String>,
    /// For each entry the index of its word, or [`NO_WORD`], and the record's properties as a copy.
    entries: Vec<(u32, Flags)>,
}

const NO_WORD: u32 = u32::MAX;

/// Values of [`Field::Copies`].
const IDENTICAL: &str = "identical";
const DIFFERING: &str = "differing";
/// The value of [`Field::SameId`].
const OTHER_CONTENT: &str = "othercontent";

impl MarkedEntries {
    fn word(&self, entry: u32) -> Option<&str> {
        let (word, _) = self.entries.get(entry as usize)?;
        self.words.get(*word as usize).map(String::as_str)
    }
}

impl Store {
    /// Returns the integrity word that an entry of [`StorageGroup::File`] stands for.
    pub(super) fn word_of(&self, entry: u32) -> Option<&str> {
        self.marked_entries.word(entry)
    }

    /// Whether rows have entries of [`StorageGroup::File`].
    pub(super) fn is_marked(&self) -> bool {
        !self.marked.is_empty()
    }

    /// Gives each row the words of its file and of its copies. `marks` are the new marks of files;
    /// if `None`, the previous marks stay.
    pub(super) fn mark_rows(&mut self, marks: Option<(&[String], &Marks)>) {
        let known = std::mem::take(&mut self.marked_entries);
        let mut made = MarkedEntries {
            words: marks.map_or_else(|| known.words.clone(), |(words, _)| words.to_vec()),
            entries: Vec::new(),
        };
        self.marked = Group::new(StorageGroup::File);
        if made.words.is_empty() && self.copies.flags.is_empty() {
            self.rows.file.clear();
            return;
        }
        let (rows, mut hidden) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.copies.hidden));
        let word = |record: u32, before: Option<u32>| match marks {
            Some((_, marks)) => {
                let (file, index) = self.file_of(record);
                marks.word_of(file, index).unwrap_or(NO_WORD)
            }
            None => {
                let known = before.and_then(|entry| known.entries.get(entry as usize));
                known.map_or(NO_WORD, |(word, _)| *word)
            }
        };
        let mut group = Group::new(StorageGroup::File);
        let mut places: hashbrown::HashMap<(u32, u8), u32> = hashbrown::HashMap::new();
        let mut entry = |word: u32, flags: Flags| {
            *places.entry((word, flags.bits())).or_insert_with(|| {
                let text = made.words.get(word as usize).map(String::as_str);
                made.entries.push((word, flags));
                let mut key = word.to_le_bytes().to_vec();
                key.push(flags.bits());
                group.intern(&key, |entry| {
                    entry.set(Field::Integrity, text);
                    let copies = flags.has(Flags::HAS_COPIES);
                    let differ = flags.has(Flags::DIFFERS);
                    entry.set(Field::Copies, copies.then_some(if differ { DIFFERING } else { IDENTICAL }));
                    entry.set(Field::SameId, flags.has(Flags::SHARES_ID).then_some(OTHER_CONTENT));
                })
            })
        };
        let marked = rows.record.iter().enumerate().map(|(place, record)| {
            let flags = self.copies.flags.get(record).copied().unwrap_or_default();
            entry(word(*record, rows.file.get(place).copied()), flags)
        });
        let marked = marked.collect();
        for hidden in &mut hidden {
            hidden.file = entry(word(hidden.row.record, Some(hidden.file)), Flags::default());
        }
        self.rows = rows;
        self.rows.file = marked;
        self.copies.hidden = hidden;
        self.marked = group;
        self.marked_entries = made;
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
