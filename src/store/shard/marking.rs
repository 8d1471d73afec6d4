//! Marks the rows of a shard with the words of their files and copies.

use super::Store;
use crate::model::{Field, StorageGroup};
use crate::store::group::Group;
use crate::store::marks::{DIFFERING, IDENTICAL, MarkedEntries, Marks, NO_WORD, OTHER_CONTENT};
use crate::store::repeats::Flags;

impl Store {
    /// Returns the integrity word that an entry of [`StorageGroup::File`] stands for.
    pub(in crate::store) fn word_of(&self, entry: u32) -> Option<&str> {
        self.marked_entries.word(entry)
    }

    /// Whether rows have entries of [`StorageGroup::File`].
    pub(in crate::store) fn is_marked(&self) -> bool {
        !self.marked.is_empty()
    }

    /// Gives each row the words of its file and of its copies. `marks` are the new marks of files;
    /// if `None`, the previous marks stay.
    pub(in crate::store) fn mark_rows(&mut self, marks: Option<(&[String], &Marks)>) {
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
