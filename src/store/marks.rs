//! A word for every file, noted from outside: what the checks of integrity
//! came to. Rows get it as a field like any other.

use super::group::Group;
use super::rows::Rows;
use crate::event::{Field, Home};
use crate::in_order::InOrder;
use crate::protocol::FileNumber;

/// The records of a file, and the place of its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    file: FileNumber,
    first_record: u32,
    records: u32,
    word: u32,
}

/// The marks of all files of all workers, by file and record.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<Mark>);

impl Marks {
    /// Reads marks: of each file its number, its first record, how many
    /// records it has and the place of its word, as little-endian `u32`s.
    pub(super) fn read(bytes: &[u8]) -> Marks {
        let (chunks, _) = bytes.as_chunks::<16>();
        let mut marks: Vec<Mark> = chunks
            .iter()
            .map(|chunk| {
                let (numbers, _) = chunk.as_chunks::<4>();
                let number = |place: usize| u32::from_le_bytes(numbers[place]);
                Mark { file: number(0), first_record: number(1), records: number(2), word: number(3) }
            })
            .collect();
        marks.put_in_order();
        Marks(marks)
    }

    /// The place of the word of the file that holds a record.
    fn word_of(&self, file: FileNumber, record: u32) -> Option<u32> {
        let after = self.0.partition_point(|mark| (mark.file, mark.first_record) <= (file, record));
        // Files without records share a first record with the next one.
        let mut before = self.0[..after].iter().rev().take_while(|mark| mark.file == file);
        before.find(|mark| record.wrapping_sub(mark.first_record) < mark.records).map(|mark| mark.word)
    }

    /// Gives each row the word of its file. `place` tells the file of a
    /// record, and the record's place there.
    pub(super) fn apply(
        &self,
        words: &[String],
        rows: &mut Rows,
        place: impl Fn(u32) -> (FileNumber, u32),
    ) -> Group {
        let mut group = Group::new(Home::File);
        let absent = group.intern(b"", |_| {});
        let entries: Vec<u32> = words
            .iter()
            .map(|word| group.intern(word.as_bytes(), |entry| entry.set(Field::Integrity, Some(word))))
            .collect();
        rows.file = rows
            .record
            .iter()
            .map(|record| {
                let (file, index) = place(*record);
                let word = self.word_of(file, index);
                word.and_then(|word| entries.get(word as usize)).copied().unwrap_or(absent)
            })
            .collect();
        group
    }
}
