//! The shard's part in finding repeats: see [`repeats`].

use std::collections::BTreeMap;

use super::{Hidden, Shard, Store};
use crate::content::Content;
use crate::protocol::{FileNumber, Repeats, SameIds, Totals};
use crate::store::bits::Bits;
use crate::store::marks::rank_of;
use crate::store::repeats::{self, Flags, Key, Marked, Sharing};
use crate::store::rows::{NO_TIME, Row};

/// What is known of the records of a shard as copies.
#[derive(Debug, Default)]
pub(in crate::store) struct Copies {
    /// Copies that are not shown, by record.
    pub hidden: Vec<Hidden>,
    /// What was found out about records that are shown, where there is
    /// anything.
    pub flags: hashbrown::HashMap<u32, Flags>,
    /// Records that share their id with another, ascending.
    sharing: Vec<u32>,
    /// For each of these the digest of its content; 0 where it is not needed.
    contents: Vec<u128>,
    /// Hidden records, and of these those that differ, for each pair of files.
    by_files: BTreeMap<(FileNumber, FileNumber), (u64, u64)>,
    /// Records that share the id of another event, for each file.
    same_ids: BTreeMap<FileNumber, u64>,
    /// How often records that had been hidden were shown.
    revealed: u32,
}

impl Shard {
    /// A part of the keys by which repeats are found, for each of so many
    /// owners. Records of one id fall into the same part, the first being 0.
    pub fn share_keys(&self, owners: u32, part: u32, parts: u32) -> Vec<Vec<u8>> {
        let store = &self.store;
        let keys = store.all_rows().map(|(row, file)| store.key(&row, file, None));
        repeats::share(keys.filter(|key| is_of_part(key, part, parts)), owners)
    }

    /// Finds the records that share an id among the keys of all workers; see
    /// [`repeats::find`].
    pub fn find_repeats(keys_of_each_worker: &[Vec<u8>]) -> Vec<Vec<u8>> {
        repeats::find(keys_of_each_worker)
    }

    /// Takes the lists of records that share an id, from every owner and of
    /// every part, and reads the contents that are needed. Says how many
    /// records these are.
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
                contents[place] = Content::of(text).digest();
            }
        });
        let copies = &mut self.store.copies;
        copies.sharing = sharing.into_iter().map(|one| one.record).collect();
        copies.contents = contents;
        copies.sharing.len() as u64
    }

    /// A part of the keys of the records that share an id, with their contents
    /// and the verdicts of their files, for each of so many owners.
    pub fn share_contents(&self, owners: u32, part: u32, parts: u32) -> Vec<Vec<u8>> {
        let store = &self.store;
        let Copies { sharing, contents, .. } = &store.copies;
        let keys = store.all_rows().filter_map(|(row, file)| {
            let place = sharing.binary_search(&row.record).ok()?;
            let content = contents.get(place).copied().filter(|content| *content != 0);
            Some(store.key(&row, file, content))
        });
        repeats::share(keys.filter(|key| is_of_part(key, part, parts)), owners)
    }

    /// Says what the records that share an id are, of all workers; see
    /// [`repeats::judge`].
    pub fn judge_repeats(keys_of_each_worker: &[Vec<u8>]) -> Vec<Vec<u8>> {
        repeats::judge(keys_of_each_worker)
    }

    /// Hides the records that the owners say are copies, and shows all others.
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

    /// Looks at the hidden copies whose content differs as if they were the
    /// rows that are shown.
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
    /// All rows, shown or hidden, with the number of their files.
    fn all_rows(&self) -> impl Iterator<Item = (Row, u32)> {
        let shown = (0..self.rows.len()).filter_map(|place| {
            Some((self.rows.row(place)?, self.rows.file.get(place).copied().unwrap_or_default()))
        });
        shown.chain(self.copies.hidden.iter().map(|hidden| (hidden.row, hidden.file)))
    }

    /// A row's key. `file` is its entry in the group of the file.
    fn key(&self, row: &Row, file: u32, content: Option<u128>) -> Key {
        let guid = self.guid(row.record);
        let odd = || self.odd_ids.get(&row.record).copied().unwrap_or_default();
        let digests = self.digests.get(row.call as usize).copied().unwrap_or_default();
        Key {
            id: if guid == 0 { odd() } else { guid },
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

    /// The print of an event: its key without what only tells copies apart.
    pub(crate) fn key_of(&self, record: u32) -> Option<Key> {
        let row = self.any_row(record)?;
        Some(self.key(&row, 0, None))
    }

    /// The keys of all records that have the same id in the same account, with
    /// their rows; whether each is shown, and the entry of its file.
    pub(crate) fn with_id(&self, id: u128, owner: u128) -> impl Iterator<Item = (Key, bool)> {
        let is_wanted = move |key: &Key| (key.id, key.owner) == (id, owner);
        let shown = (0..self.rows.len()).filter_map(|place| self.rows.row(place));
        let hidden = self.copies.hidden.iter().map(|hidden| hidden.row);
        let keys = shown.map(|row| (row, true)).chain(hidden.map(|row| (row, false)));
        keys.map(|(row, is_shown)| (self.key(&row, 0, None), is_shown)).filter(move |(key, _)| is_wanted(key))
    }

    /// How often records that had been hidden were shown: what was gathered
    /// of the rows before lacks them.
    pub(crate) fn revealed(&self) -> u32 {
        self.copies.revealed
    }

    /// The hidden copies, by record.
    pub(crate) fn hidden(&self) -> &[Hidden] {
        &self.copies.hidden
    }

    /// The place of a record among the hidden copies.
    pub(crate) fn hidden_place(&self, record: u32) -> Option<usize> {
        self.copies.hidden.binary_search_by_key(&record, |hidden| hidden.row.record).ok()
    }

    /// The verdict of integrity on the file of a record, shown or hidden.
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

    /// Takes records, ascending, out of the rows that are shown.
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

    /// The totals of copies, by pairs of files and by file.
    pub(super) fn copies_by_file(&self) -> (Vec<Repeats>, Vec<SameIds>) {
        let repeats = self.copies.by_files.iter();
        let repeats =
            repeats.map(|(&(file, of), &(records, differing))| Repeats { file, of, records, differing });
        let same_ids = self.copies.same_ids.iter().map(|(&file, &records)| SameIds { file, records });
        (repeats.collect(), same_ids.collect())
    }

    /// The rows of some records, shown or hidden, in the order of the records.
    fn rows_by_record(&self, wanted: &Bits) -> Vec<Row> {
        let rows = self.all_rows().map(|(row, _)| row);
        let mut rows: Vec<Row> = rows.filter(|row| wanted.has(row.record as usize)).collect();
        rows.sort_unstable_by_key(|row| row.record);
        rows
    }

    /// Gives the texts of rows that are in the order of their records; each
    /// block is unpacked once.
    fn texts_of(&self, rows: &[Row], mut take: impl FnMut(u32, &str)) {
        let (mut buffer, mut text) = (Vec::new(), Vec::new());
        for rows in
            rows.chunk_by(|one, other| self.texts.block_of(one.record) == self.texts.block_of(other.record))
        {
            let block = self.texts.unpack(self.texts.block_of(rows[0].record), std::mem::take(&mut buffer));
            let mut rows = rows.iter().peekable();
            for (record, cut) in (block.first..).zip(block.records()) {
                let Some(row) = rows.next_if(|row| row.record == record) else { continue };
                self.texts.restore(record, cut, |mark| self.value_of_mark(row, mark), &mut text);
                // Only records that are UTF-8 are kept.
                take(record, std::str::from_utf8(&text).unwrap_or_default());
            }
            buffer = block.bytes;
        }
    }
}

/// Whether a key belongs to a part: the ids of events are random, so parts
/// come out about equal.
fn is_of_part(key: &Key, part: u32, parts: u32) -> bool {
    key.id as u32 % parts.max(1) == part
}
