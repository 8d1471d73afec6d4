//! The shard's part in finding copies: see [`repeats`].

use std::collections::BTreeMap;

use super::{Hidden, Shard, Store};
use crate::content::ContentDigests;
use crate::model::FileNumber;
use crate::store::bits::Bits;
use crate::store::marks::rank_of;
use crate::store::repeats::{self, Flags, Key, Marked, Sharing};
use crate::store::rows::{NO_TIME, StoreRow};
use crate::store::{Repeats, SameIds, Totals};

/// The copies among the records of a shard.
#[derive(Debug, Default)]
pub(in crate::store) struct Copies {
    /// Copies that are not shown, by record.
    pub hidden: Vec<Hidden>,
    /// Properties of shown records, if there are any.
    pub flags: hashbrown::HashMap<u32, Flags>,
    /// Records that share their id with another record, ascending.
    sharing: Vec<u32>,
    /// For each of these the digest of its content; 0 if it is not needed.
    contents: Vec<u128>,
    /// For each pair of files, the number of hidden records and of those that differ.
    by_files: BTreeMap<(FileNumber, FileNumber), (u64, u64)>,
    /// For each file, the number of records that share the id of another event.
    same_ids: BTreeMap<FileNumber, u64>,
    /// Number of times that hidden records became visible again.
    revealed: u32,
}

impl Shard {
    /// Returns the keys for finding copies, of one part of the records, split by owner. Records
    /// with the same id are in the same part; parts are numbered from 0.
    ///
    /// Parts must be asked for in order, from 0 to `parts`, before further records are read:
    /// the first request notes the part of every row, since to look up each row's id again for
    /// each part took minutes for nine million rows.
    pub fn share_keys(&mut self, owners: u32, part: u32, parts: u32) -> Vec<Vec<u8>> {
        let store = &self.store;
        let part_of = match self.part_of_row.take() {
            Some(noted) if part > 0 && noted.len() == store.rows.len() + store.copies.hidden.len() => noted,
            _ => store.all_rows().map(|(row, _)| part_of(store.number_of_id(row.record), parts)).collect(),
        };
        let of_part = store.all_rows().zip(&part_of).filter(|(_, of)| u32::from(**of) == part);
        let shared = repeats::share(of_part.map(|((row, file), _)| store.key(&row, file, None)), owners);
        self.part_of_row = (part + 1 < parts).then_some(part_of);
        shared
    }

    /// Finds the records that share an id among the keys of all workers; see [`repeats::find`].
    pub fn find_repeats(keys_of_each_worker: &[Vec<u8>]) -> Vec<Vec<u8>> {
        repeats::find(keys_of_each_worker)
    }

    /// Takes the lists of records that share an id, from every owner and of every part, and reads
    /// the contents that are needed. Returns the number of records that share an id.
    pub fn read_contents(&mut self, lists_of_each_owner: &[Vec<u8>]) -> u64 {
        let mut sharing: Vec<Sharing> = Sharing::read(lists_of_each_owner).collect();
        sharing.sort_unstable();
        sharing.dedup_by_key(|one| one.record);
        let needed = Bits::of(self.store.texts.count() as usize, |record| {
            let found = sharing.binary_search_by_key(&(record as u32), |one| one.record);
            found.is_ok_and(|place| sharing[place].needs_content)
        });
        let mut contents = vec![0; sharing.len()];
        let rows = self.store.rows_by_record(&needed);
        self.store.texts_of(&rows, |record, text| {
            if let Ok(place) = sharing.binary_search_by_key(&record, |one| one.record) {
                contents[place] = ContentDigests::of(text).digest();
            }
        });
        let copies = &mut self.store.copies;
        copies.sharing = sharing.into_iter().map(|one| one.record).collect();
        copies.contents = contents;
        copies.sharing.len() as u64
    }

    /// Returns the keys of the records that share an id, of one part of the records, split by
    /// owner, with their contents and the verdicts of their files.
    pub fn share_contents(&self, owners: u32, part: u32, parts: u32) -> Vec<Vec<u8>> {
        let store = &self.store;
        let Copies { sharing, contents, .. } = &store.copies;
        let keys = store.all_rows().filter_map(|(row, file)| {
            let place = sharing.binary_search(&row.record).ok()?;
            let content = contents.get(place).copied().filter(|content| *content != 0);
            Some(store.key(&row, file, content))
        });
        repeats::share(keys.filter(|key| u32::from(part_of(key.id, parts)) == part), owners)
    }

    /// Classifies the records that share an id, of all workers; see [`repeats::judge`].
    pub fn judge_repeats(keys_of_each_worker: &[Vec<u8>]) -> Vec<Vec<u8>> {
        repeats::judge(keys_of_each_worker)
    }

    /// Hides the records that the owners classified as copies, and shows all others.
    pub fn hide_repeats(&mut self, lists_of_each_owner: &[Vec<u8>]) -> Totals {
        let store = &mut self.store;
        let mut hide: Vec<Marked> = Vec::new();
        store.copies.flags.clear();
        store.copies.by_files.clear();
        store.copies.same_ids.clear();
        for marked in Marked::read(lists_of_each_owner) {
            let file = store.file_of(marked.record).0;
            if marked.flags.has(Flags::HIDDEN) {
                hide.push(marked);
            } else {
                store.copies.flags.insert(marked.record, marked.flags);
                if marked.flags.has(Flags::SHARES_ID) {
                    *store.copies.same_ids.entry(file).or_default() += 1;
                }
            }
        }
        hide.sort_unstable_by_key(|marked| marked.record);
        hide.dedup_by_key(|marked| marked.record);
        for marked in &hide {
            let pair = (store.file_of(marked.record).0, marked.of);
            let (records, differing) = store.copies.by_files.entry(pair).or_default();
            *records += 1;
            *differing += u64::from(marked.flags.has(Flags::DIFFERS));
        }
        let is_other = hide.len() != store.copies.hidden.len()
            || hide.iter().zip(&store.copies.hidden).any(|(one, other)| one.record != other.row.record);
        if is_other {
            let is_still =
                |hidden: &Hidden| hide.binary_search_by_key(&hidden.row.record, |one| one.record).is_ok();
            let is_revealing = !store.copies.hidden.iter().all(is_still);
            store.copies.revealed += u32::from(is_revealing);
            store.show_all();
            store.sort();
            store.hide(&hide);
        }
        for (hidden, marked) in store.copies.hidden.iter_mut().zip(&hide) {
            hidden.of = marked.of;
            hidden.differs = marked.flags.has(Flags::DIFFERS);
        }
        store.mark_rows(None);
        self.totals()
    }

    /// Calls `look` with a store whose rows are the hidden copies that differ, instead of the shown
    /// rows.
    pub fn with_differing_copies<T>(&mut self, look: impl FnOnce(&Store) -> T) -> T {
        let store = &mut self.store;
        let shown = std::mem::take(&mut store.rows);
        let is_marked = store.is_marked();
        for hidden in store.copies.hidden.iter().filter(|hidden| hidden.differs) {
            match is_marked {
                true => store.rows.push_marked(hidden.row, hidden.file),
                false => store.rows.push(hidden.row),
            }
        }
        store.sort();
        let seen = look(store);
        store.rows = shown;
        seen
    }
}

impl Store {
    /// Returns all rows, shown or hidden, with their entries in the group of the file.
    fn all_rows(&self) -> impl Iterator<Item = (StoreRow, u32)> {
        let shown = (0..self.rows.len()).filter_map(|place| {
            Some((self.rows.row(place)?, self.rows.file.get(place).copied().unwrap_or_default()))
        });
        shown.chain(self.copies.hidden.iter().map(|hidden| (hidden.row, hidden.file)))
    }

    /// Returns a row's key. `file` is its entry in the group of the file.
    fn key(&self, row: &StoreRow, file: u32, content: Option<u128>) -> Key {
        let guid = self.guid(row.record);
        let digests = self.digests.get(row.call as usize).copied().unwrap_or_default();
        Key {
            id: self.number_of_id(row.record),
            owner: digests.owner,
            call: digests.call,
            millis: row.millis,
            rank: rank_of(self.word_of(file)),
            file: self.file_of(row.record).0,
            record: row.record,
            is_telling: guid != 0 && row.millis != NO_TIME,
            content,
        }
    }

    /// Returns the number of a record's event id, GUID or not.
    fn number_of_id(&self, record: u32) -> u128 {
        super::number_of_id(&self.texts, &self.odd_ids, record)
    }

    /// Returns the key of an event, without the parts that only separate its copies.
    pub(crate) fn key_of(&self, record: u32) -> Option<Key> {
        let row = self.any_row(record)?;
        Some(self.key(&row, 0, None))
    }

    /// Returns the keys of all records that have the same id in the same account, and whether each
    /// is shown.
    pub(crate) fn with_id(&self, id: u128, owner: u128) -> impl Iterator<Item = (Key, bool)> {
        let is_wanted = move |key: &Key| (key.id, key.owner) == (id, owner);
        let shown = (0..self.rows.len()).filter_map(|place| self.rows.row(place));
        let hidden = self.copies.hidden.iter().map(|hidden| hidden.row);
        let keys = shown.map(|row| (row, true)).chain(hidden.map(|row| (row, false)));
        keys.map(|(row, is_shown)| (self.key(&row, 0, None), is_shown)).filter(move |(key, _)| is_wanted(key))
    }

    /// Returns how many times hidden records have become visible: what was gathered from the rows
    /// before lacks them.
    pub(crate) fn revealed(&self) -> u32 {
        self.copies.revealed
    }

    /// Returns the hidden copies, by record.
    pub(crate) fn hidden(&self) -> &[Hidden] {
        &self.copies.hidden
    }

    /// Returns the index of a record among the hidden copies.
    pub(crate) fn hidden_place(&self, record: u32) -> Option<usize> {
        self.copies.hidden.binary_search_by_key(&record, |hidden| hidden.row.record).ok()
    }

    /// Returns the integrity verdict on the file of a record, shown or hidden.
    pub(crate) fn integrity_of(&self, record: u32) -> Option<&str> {
        let entry = match self.hidden_place(record) {
            Some(place) => self.copies.hidden.get(place)?.file,
            None => *self.rows.file.get(self.row_of(record)?)?,
        };
        self.word_of(entry)
    }

    fn show_all(&mut self) {
        let is_marked = self.is_marked();
        for hidden in std::mem::take(&mut self.copies.hidden) {
            match is_marked {
                true => self.rows.push_marked(hidden.row, hidden.file),
                false => self.rows.push(hidden.row),
            }
        }
    }

    /// Removes records, in ascending order, from the rows that are shown.
    fn hide(&mut self, hide: &[Marked]) {
        if hide.is_empty() {
            return;
        }
        let records = self.texts.count();
        let mut is_hidden = Bits::none(records as usize);
        for marked in hide.iter().filter(|marked| marked.record < records) {
            is_hidden.insert(marked.record as usize);
        }
        let keep = Bits::of(self.rows.len(), |place| !is_hidden.has(self.rows.record[place] as usize));
        let mut hidden: Vec<Hidden> = Vec::with_capacity(hide.len());
        for place in (0..self.rows.len()).filter(|place| !keep.has(*place)) {
            let Some(row) = self.rows.row(place) else { continue };
            let file = self.rows.file.get(place).copied().unwrap_or_default();
            hidden.push(Hidden { row, file, of: 0, differs: false });
        }
        hidden.sort_unstable_by_key(|hidden| hidden.row.record);
        self.copies.hidden = hidden;
        self.rows.retain(&keep);
    }

    /// Returns the totals of copies, by pairs of files and by file.
    pub(super) fn copies_by_file(&self) -> (Vec<Repeats>, Vec<SameIds>) {
        let repeats = self.copies.by_files.iter();
        let repeats =
            repeats.map(|(&(file, of), &(records, differing))| Repeats { file, of, records, differing });
        let same_ids = self.copies.same_ids.iter().map(|(&file, &records)| SameIds { file, records });
        (repeats.collect(), same_ids.collect())
    }

    /// Returns the rows of some records, shown or hidden, in the order of the records.
    fn rows_by_record(&self, wanted: &Bits) -> Vec<StoreRow> {
        let rows = self.all_rows().map(|(row, _)| row);
        let mut rows: Vec<StoreRow> = rows.filter(|row| wanted.has(row.record as usize)).collect();
        rows.sort_unstable_by_key(|row| row.record);
        rows
    }

    /// Passes the texts of rows, which are in the order of their records, to `take`; each block is
    /// unpacked once.
    fn texts_of(&self, rows: &[StoreRow], mut take: impl FnMut(u32, &str)) {
        let (mut buffer, mut text) = (Vec::new(), Vec::new());
        for rows in
            rows.chunk_by(|one, other| self.texts.block_of(one.record) == self.texts.block_of(other.record))
        {
            let block = self.texts.unpack(self.texts.block_of(rows[0].record), std::mem::take(&mut buffer));
            let mut rows = rows.iter().peekable();
            for (record, cut) in (block.first..).zip(block.records()) {
                let Some(row) = rows.next_if(|row| row.record == record) else { continue };
                self.texts.restore(record, cut, |mark| self.value_of_mark(row, mark), &mut text);
                // Only records that are valid UTF-8 are stored.
                take(record, std::str::from_utf8(&text).unwrap_or_default());
            }
            buffer = block.bytes;
        }
    }
}

/// Returns the part of a record by the number of its event id: ids are random, so parts have about
/// equal size.
fn part_of(id: u128, parts: u32) -> u16 {
    // At most 65,536 parts: rows are counted in 32 bits, and a part has 65,536 of them.
    (id as u32 % parts.max(1)) as u16
}
