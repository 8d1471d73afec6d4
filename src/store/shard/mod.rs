//! One worker's part of the records.

mod copies;
mod filling;
mod marking;

use std::io::Read;

use self::copies::Copies;
use super::cuts::{self, IDENTITY, PART};
use super::group::{FieldColumn, Group};
use super::lineage::Lineage;
use super::marks::{MarkedEntries, Marks};
use super::rows::{StoreRow, StoreRows};
use super::text::RecordTexts;
use crate::intake::{FileEvidence, LogReader, Report};
use crate::model::{Field, FileDescriptor, FileNumber, StorageGroup};
use crate::store::Totals;

/// The records of one worker: rows in columns, the values of their fields, and the stored texts.
#[derive(Debug)]
pub struct Shard {
    reader: LogReader,
    store: Store,
    /// While copies are looked for: the part of the keys that each row belongs to, shown rows
    /// first, then hidden ones.
    part_of_row: Option<Vec<u16>>,
}

/// The contents of a shard, without the reader that adds more.
#[derive(Debug)]
pub struct Store {
    /// The rows.
    pub rows: StoreRows,
    /// The entries of [`StorageGroup::Call`].
    pub calls: Group,
    /// The entries of [`StorageGroup::Identity`]; the raw key of each begins with the
    /// text of `userIdentity`.
    pub identities: Group,
    /// The entries of [`StorageGroup::Origin`].
    pub origins: Group,
    /// The entries of [`StorageGroup::Outcome`].
    pub outcomes: Group,
    /// The entries of [`StorageGroup::File`]; empty unless files were marked or copies were found.
    pub marked: Group,
    /// The words and flags of these entries.
    pub(super) marked_entries: MarkedEntries,
    /// The records that are copies.
    pub(super) copies: Copies,
    /// The sessions and actors of the identities; `None` until sessions have been followed.
    pub lineage: Option<Lineage>,
    /// The stored texts.
    pub texts: RecordTexts,
    /// The files in the order read, each with the number of its first record.
    files: Vec<(u32, FileNumber)>,
    /// For each entry of [`StorageGroup::Call`], a number that separates events of other accounts
    /// with the same id, and corrections.
    salts: Vec<u128>,
    /// For each entry of [`StorageGroup::Call`], digests that separate events with the same id.
    digests: Vec<CallDigests>,
    /// Hashes of event ids that are not GUIDs, by record.
    odd_ids: hashbrown::HashMap<u32, u128>,
    /// For each identity entry: whether it names no caller, so that the rest of the record must be
    /// examined; and whether it names a person of Identity Center by id only, so that the rest of
    /// the record may state the name.
    silent: Vec<(bool, bool)>,
    /// Identity entries whose [`Field::Who`] is a name from other records, with the code of their
    /// own value.
    renamed: Vec<(u32, u32)>,
    /// The families of the user agents seen so far. There are few agents, and each comes from many
    /// addresses.
    families: hashbrown::HashMap<String, String>,
    key: Vec<u8>,
}

/// Digests that separate events with the same id.
#[derive(Clone, Copy, Debug, Default)]
struct CallDigests {
    /// Digest of the account, and of whether it is a correction.
    owner: u128,
    /// Digest of the event's source and name.
    call: u128,
}

/// A record that is not shown because it is a copy of a record that is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hidden {
    /// Its row.
    pub row: StoreRow,
    /// Its entry in the group of the file.
    pub file: u32,
    /// The file of the copy that is shown.
    pub of: FileNumber,
    /// Whether its content differs from the shown copy.
    pub differs: bool,
}

/// Number of flag bytes at the start of a call's raw key, before its parts.
const CALL_FLAGS: usize = 2;
/// Number of flag bytes at the start of an outcome's raw key.
const OUTCOME_FLAGS: usize = 1;

impl Default for Shard {
    fn default() -> Self {
        Shard::new()
    }
}

impl Shard {
    /// Creates an empty shard.
    pub fn new() -> Shard {
        Shard {
            reader: LogReader::default(),
            store: Store {
                rows: StoreRows::default(),
                calls: Group::new(StorageGroup::Call),
                identities: Group::new(StorageGroup::Identity),
                origins: Group::new(StorageGroup::Origin),
                outcomes: Group::new(StorageGroup::Outcome),
                marked: Group::new(StorageGroup::File),
                marked_entries: MarkedEntries::default(),
                copies: Copies::default(),
                lineage: None,
                texts: RecordTexts::default(),
                files: Vec::new(),
                salts: Vec::new(),
                digests: Vec::new(),
                odd_ids: hashbrown::HashMap::new(),
                silent: Vec::new(),
                renamed: Vec::new(),
                families: hashbrown::HashMap::new(),
                key: Vec::new(),
            },
            part_of_row: None,
        }
    }

    /// Reads one file and stores its events; all errors are in the report.
    pub fn read_file(&mut self, descriptor: &FileDescriptor, source: &mut dyn Read) -> Report {
        self.begin_file(descriptor);
        self.reader.read(descriptor, source, &mut self.store)
    }

    /// Sorts the rows, so that queries see all events read so far.
    pub fn settle(&mut self) -> Totals {
        self.store.sort();
        self.totals()
    }

    /// Reads one file as [`Shard::read_file`] does, and also collects its evidence for the
    /// integrity checks; see [`Shard::take_evidence`].
    pub fn read_file_with_evidence(&mut self, descriptor: &FileDescriptor, source: &mut dyn Read) -> Report {
        self.begin_file(descriptor);
        self.reader.read_with_evidence(descriptor, source, &mut self.store)
    }

    /// Records as evidence that a file could not be read at all.
    pub fn unread_with_evidence(&mut self, descriptor: &FileDescriptor) {
        self.reader.unread_with_evidence(descriptor);
    }

    /// Takes the evidence of the files that were read with evidence.
    pub fn take_evidence(&mut self) -> Vec<FileEvidence> {
        self.reader.take_evidence()
    }

    fn begin_file(&mut self, descriptor: &FileDescriptor) {
        let first = self.store.texts.count();
        self.store.files.push((first, descriptor.file));
        // Marks cover all files or none.
        self.store.marked = Group::new(StorageGroup::File);
        self.store.marked_entries = MarkedEntries::default();
        self.store.rows.file.clear();
        // Lineage is also discarded.
        if self.store.lineage.is_some() {
            self.note(None);
        }
    }

    /// Assigns to every identity its session, its actor and its chain, as [`Field::Session`],
    /// [`Field::Actor`] and [`Field::Chain`]. They are discarded when another file is read.
    pub fn note_lineage(&mut self, lineage: Lineage) {
        self.note(Some(lineage));
    }

    fn note(&mut self, lineage: Option<Lineage>) {
        let identities = &mut self.store.identities;
        let known = lineage.as_ref();
        identities.fill(Field::Actor, |entry| known?.actor_name(entry));
        identities.fill(Field::Session, |entry| known?.session_id(entry));
        identities.fill(Field::Chain, |entry| known?.chain_name(entry));
        for (entry, own) in self.store.renamed.drain(..) {
            identities.put_back(Field::Who, entry, own);
        }
        // A person of Identity Center whom a record names only by id gets the name that other
        // records state.
        for entry in 0..known.map_or(0, Lineage::entries) as u32 {
            let named = known.and_then(|known| known.actor(entry));
            let who = identities.column(Field::Who).and_then(|column| column.value(entry));
            if let (Some((name, id)), Some(who)) = (named, who)
                && who == id
                && name != id
                && let Some(own) = identities.replace(Field::Who, entry, name)
            {
                self.store.renamed.push((entry, own));
            }
        }
        self.store.lineage = lineage;
    }

    /// Assigns to every row the word that its file is marked with, as [`Field::Integrity`]. The
    /// words are discarded when another file is read.
    pub fn mark_files(&mut self, words: &[String], marks: &[u8]) {
        self.store.mark_rows(Some((words, &Marks::read(marks))));
    }

    /// Returns the contents of the shard.
    pub fn store(&self) -> &Store {
        &self.store
    }

    fn totals(&self) -> Totals {
        let rows = &self.store.rows;
        let without_time = rows.without_time();
        let span_millis =
            (without_time < rows.len()).then(|| (rows.millis[without_time], rows.millis[rows.len() - 1]));
        let (repeats_by_file, same_ids_by_file) = self.store.copies_by_file();
        Totals {
            events: rows.len() as u64,
            repeats: repeats_by_file.iter().map(|repeats| repeats.records).sum(),
            repeats_by_file,
            same_ids_by_file,
            without_time: without_time as u64,
            span_millis,
            memory_bytes: 0,
            signed_lists: 0,
        }
    }
}

fn id_of(
    texts: &RecordTexts,
    odd_ids: &hashbrown::HashMap<u32, u128>,
    salts: &[u128],
    record: u32,
    call: u32,
) -> u128 {
    number_of_id(texts, odd_ids, record) ^ salts.get(call as usize).copied().unwrap_or_default()
}

/// Returns the number of a record's event id, GUID or not.
fn number_of_id(texts: &RecordTexts, odd_ids: &hashbrown::HashMap<u32, u128>, record: u32) -> u128 {
    match texts.ids(record)[0] {
        0 => odd_ids.get(&record).copied().unwrap_or_default(),
        guid => guid,
    }
}

/// Returns the file of a record, and the index of the record in it.
fn place_in(files: &[(u32, FileNumber)], record: u32) -> (FileNumber, u32) {
    let index = files.partition_point(|(first, _)| *first <= record);
    // Files without records share a first record with the next one; the last of them is the one
    // that contains it.
    files.get(index.saturating_sub(1)).map_or((0, 0), |(first, file)| (*file, record - first))
}

impl Store {
    /// Sorts the rows by time, by the event's identity, and by file and index.
    fn sort(&mut self) {
        let Store { rows, texts, odd_ids, salts, files, .. } = self;
        rows.sort(|record, call| (id_of(texts, odd_ids, salts, record, call), place_in(files, record)));
    }

    /// Returns the columns of a storage group; `None` for the time.
    pub fn group(&self, storage: StorageGroup) -> Option<&Group> {
        match storage {
            StorageGroup::Time => None,
            StorageGroup::Call => Some(&self.calls),
            StorageGroup::Identity => Some(&self.identities),
            StorageGroup::Origin => Some(&self.origins),
            StorageGroup::Outcome => Some(&self.outcomes),
            StorageGroup::File => Some(&self.marked),
        }
    }

    /// Returns each row's entry in its storage group; empty for the time, and for the file unless
    /// files were marked.
    pub fn entries(&self, storage: StorageGroup) -> &[u32] {
        match storage {
            StorageGroup::Time => &[],
            StorageGroup::Call => &self.rows.call[..self.rows.len()],
            StorageGroup::Identity => &self.rows.identity[..self.rows.len()],
            StorageGroup::Origin => &self.rows.origin[..self.rows.len()],
            StorageGroup::Outcome => &self.rows.outcome[..self.rows.len()],
            StorageGroup::File => self.rows.file.get(..self.rows.len()).unwrap_or_default(),
        }
    }

    /// Returns a field's column; `None` for the time, and for the file unless files were marked.
    pub fn column(&self, field: Field) -> Option<&FieldColumn> {
        let storage = field.spec().storage;
        if storage == StorageGroup::File && self.rows.file.is_empty() {
            return None;
        }
        // Issued keys are looked up by record; the keys that calls use are those of the record.
        self.group(storage)?.column(if field == Field::Key { Field::AccessKeyId } else { field })
    }

    /// Returns a field's value in a row; `None` if absent, and for the time.
    pub fn value(&self, field: Field, row: usize) -> Option<&str> {
        let entry = *self.entries(field.spec().storage).get(row)?;
        self.column(field)?.value(entry)
    }

    /// Returns the number of an event's id in an account, by the record and call of a row. It is
    /// equal for copies of one event, and for different events that share an id.
    pub fn id(&self, record: u32, call: u32) -> u128 {
        id_of(&self.texts, &self.odd_ids, &self.salts, record, call)
    }

    /// Returns the row of a record; `None` if there is no such record or it is hidden. Scans the
    /// rows: some tenths of a millisecond for a million.
    pub fn row_of(&self, record: u32) -> Option<usize> {
        self.rows.record[..self.rows.len()].iter().position(|other| *other == record)
    }

    /// Returns a record's `eventID` as a number; 0 if it is not a GUID as AWS writes it, so that
    /// only the record's text contains it.
    pub(super) fn guid(&self, record: u32) -> u128 {
        self.texts.ids(record)[0]
    }

    /// Returns the file of a record, and the index of the record in it.
    pub fn file_of(&self, record: u32) -> (FileNumber, u32) {
        place_in(&self.files, record)
    }

    /// Returns the row of a record, shown or hidden.
    pub fn any_row(&self, record: u32) -> Option<StoreRow> {
        match self.hidden_place(record) {
            Some(place) => self.copies.hidden.get(place).map(|hidden| hidden.row),
            None => self.rows.row(self.row_of(record)?),
        }
    }

    /// Returns the text of a record, shown or hidden.
    pub fn text_of(&self, row: &StoreRow) -> Vec<u8> {
        self.texts.text(row.record, |mark| self.value_of_mark(row, mark))
    }

    /// Returns the value of a field in a row, shown or hidden; `None` if absent, for the time, and
    /// for the fields of the file.
    pub fn value_in(&self, field: Field, row: &StoreRow) -> Option<&str> {
        let entry = match field.spec().storage {
            StorageGroup::Call => row.call,
            StorageGroup::Identity => row.identity,
            StorageGroup::Origin => row.origin,
            StorageGroup::Outcome => row.outcome,
            StorageGroup::Time | StorageGroup::File => return None,
        };
        self.column(field)?.value(entry)
    }

    fn value_of_mark(&self, row: &StoreRow, mark: u8) -> &[u8] {
        match cuts::place_of(mark) {
            Some((storage, place)) => {
                let entry = match storage {
                    StorageGroup::Call => row.call,
                    StorageGroup::Origin => row.origin,
                    StorageGroup::Outcome => row.outcome,
                    StorageGroup::Time | StorageGroup::Identity | StorageGroup::File => return &[],
                };
                cuts::part(self.parts(storage, entry), place)
            }
            None if mark == IDENTITY => self.identity_text(row.identity),
            None => &[],
        }
    }

    /// Returns the parts of the raw key of an entry: the JSON of each member of the group's list in
    /// [`cuts`], empty if absent.
    pub fn parts(&self, storage: StorageGroup, entry: u32) -> &[u8] {
        match storage {
            StorageGroup::Call => self.calls.key(entry).get(CALL_FLAGS..).unwrap_or_default(),
            StorageGroup::Origin => self.origins.key(entry),
            StorageGroup::Outcome => self.outcomes.key(entry).get(OUTCOME_FLAGS..).unwrap_or_default(),
            StorageGroup::Time | StorageGroup::Identity | StorageGroup::File => &[],
        }
    }

    /// Returns the bytes that were cut out of a row's text and replaced by a mark.
    pub fn cut_value(&self, row: usize, mark: u8) -> &[u8] {
        let entry = |storage| self.entries(storage).get(row).copied().unwrap_or_default();
        match cuts::place_of(mark) {
            Some((storage, place)) => cuts::part(self.parts(storage, entry(storage)), place),
            None if mark == IDENTITY => self.identity_text(entry(StorageGroup::Identity)),
            None => &[],
        }
    }

    /// Returns the text of a row's record, byte for byte as it was read.
    pub fn text(&self, row: usize) -> Vec<u8> {
        let Some(record) = self.rows.record.get(row) else { return Vec::new() };
        self.texts.text(*record, |mark| self.cut_value(row, mark))
    }

    /// Returns the text of `userIdentity` of an identity entry.
    pub fn identity_text(&self, entry: u32) -> &[u8] {
        let key = self.identities.key(entry);
        memchr::memchr(PART, key).map_or(key, |end| &key[..end])
    }
}
