//! One worker's share of the records.

mod filling;

use std::io::Read;

use super::bits::Bits;
use super::cuts::{self, IDENTITY, PART};
use super::group::{Column, Group};
use super::lineage::Lineage;
use super::marks::Marks;
use super::repeats::{self, Key, Repeat};
use super::rows::Rows;
use super::text::Texts;
use crate::event::{Field, Home};
use crate::intake::{Exhibit, Reader, Report};
use crate::protocol::{FileNumber, FileTicket, Repeats, Totals};

/// The records of one worker: rows in columns, the values of their fields, and
/// the kept texts.
#[derive(Debug)]
pub struct Shard {
    reader: Reader,
    store: Store,
}

/// What a shard holds, without the means of reading more.
#[derive(Debug)]
pub struct Store {
    /// The rows.
    pub rows: Rows,
    /// The entries of [`Home::Call`].
    pub calls: Group,
    /// The entries of [`Home::Identity`]; the raw key of each begins with the
    /// text of `userIdentity`.
    pub identities: Group,
    /// The entries of [`Home::Origin`].
    pub origins: Group,
    /// The entries of [`Home::Outcome`].
    pub outcomes: Group,
    /// The entries of [`Home::File`]; empty unless files were marked.
    pub marked: Group,
    /// Whose sessions the identities are; `None` until that was noted.
    pub lineage: Option<Lineage>,
    /// The kept texts.
    pub texts: Texts,
    /// The files in the order read, each with the number of its first record.
    files: Vec<(u32, FileNumber)>,
    /// For each entry of [`Home::Call`], what tells equal event ids of other
    /// accounts, and corrections, apart.
    salts: Vec<u128>,
    /// Hashes of event ids that are no GUIDs, by record.
    odd_ids: hashbrown::HashMap<u32, u128>,
    /// For each identity entry: whether it names nobody, so that the rest of
    /// the record has to be asked.
    silent: Vec<bool>,
    /// The families of the user agents seen so far: there are few agents, and
    /// many addresses that each of them comes from.
    families: hashbrown::HashMap<String, String>,
    repeats_by_file: std::collections::BTreeMap<(FileNumber, FileNumber), u64>,
    key: Vec<u8>,
}

/// How many bytes of flags the raw key of a call begins with, before its parts.
const CALL_FLAGS: usize = 2;
/// The same of an outcome's.
const OUTCOME_FLAGS: usize = 1;

impl Default for Shard {
    fn default() -> Self {
        Shard::new()
    }
}

impl Shard {
    /// An empty shard.
    pub fn new() -> Shard {
        Shard {
            reader: Reader::default(),
            store: Store {
                rows: Rows::default(),
                calls: Group::new(Home::Call),
                identities: Group::new(Home::Identity),
                origins: Group::new(Home::Origin),
                outcomes: Group::new(Home::Outcome),
                marked: Group::new(Home::File),
                lineage: None,
                texts: Texts::default(),
                files: Vec::new(),
                salts: Vec::new(),
                odd_ids: hashbrown::HashMap::new(),
                silent: Vec::new(),
                families: hashbrown::HashMap::new(),
                repeats_by_file: std::collections::BTreeMap::new(),
                key: Vec::new(),
            },
        }
    }

    /// Reads one file and keeps its events; whatever is wrong with it stands
    /// in the report.
    pub fn read_file(&mut self, ticket: &FileTicket, source: &mut dyn Read) -> Report {
        self.begin_file(ticket);
        self.reader.read(ticket, source, &mut self.store)
    }

    /// Puts the rows in order, so that questions see all events read so far.
    pub fn settle(&mut self) -> Totals {
        let Store { rows, texts, odd_ids, salts, .. } = &mut self.store;
        rows.sort(|record, call| id_of(texts, odd_ids, salts, record, call));
        self.totals()
    }

    /// A part of the keys by which repeats are found, for each of so many
    /// owners. Copies of an event fall into the same part, the first being 0.
    pub fn share_keys(&self, owners: u32, part: u32, parts: u32) -> Vec<Vec<u8>> {
        let store = &self.store;
        let rows = store.rows.record.iter().zip(&store.rows.call);
        let ids = rows.map(|(record, call)| (store.id(*record, *call), *record));
        // The ids of events are random, so parts come out about equal.
        let keys = ids.filter(|(id, _)| *id as u32 % parts.max(1) == part).map(|(event, record)| Key {
            event,
            file: store.file_of(record).0,
            record,
        });
        repeats::share(keys, owners)
    }

    /// Finds repeats among the keys of all workers; see [`repeats::find`].
    pub fn find_repeats(keys_of_each_worker: &[Vec<u8>]) -> Vec<Vec<u8>> {
        repeats::find(keys_of_each_worker)
    }

    /// Reads one file as [`Shard::read_file`] does, and gathers what the checks
    /// of integrity need of it on the way; see [`Shard::take_evidence`].
    pub fn read_file_with_evidence(&mut self, ticket: &FileTicket, source: &mut dyn Read) -> Report {
        self.begin_file(ticket);
        self.reader.read_with_evidence(ticket, source, &mut self.store)
    }

    /// Notes as evidence that a file could not be read at all.
    pub fn unread_with_evidence(&mut self, ticket: &FileTicket) {
        self.reader.unread_with_evidence(ticket);
    }

    /// The evidence of the files read with it, which is forgotten then.
    pub fn take_evidence(&mut self) -> Vec<Exhibit> {
        self.reader.take_evidence()
    }

    fn begin_file(&mut self, ticket: &FileTicket) {
        let first = self.store.texts.count();
        self.store.files.push((first, ticket.file));
        // Marks are those of all files, or of none.
        self.store.marked = Group::new(Home::File);
        self.store.rows.file.clear();
        // So is what was noted of sessions.
        if self.store.lineage.is_some() {
            self.note(None);
        }
    }

    /// Gives every identity its session, its actor and its chain, as
    /// [`Field::Session`], [`Field::Actor`] and [`Field::Chain`]. Forgotten
    /// when another file is read.
    pub fn note_lineage(&mut self, lineage: Lineage) {
        self.note(Some(lineage));
    }

    fn note(&mut self, lineage: Option<Lineage>) {
        let identities = &mut self.store.identities;
        let known = lineage.as_ref();
        identities.fill(Field::Actor, |entry| known?.actor_name(entry));
        identities.fill(Field::Session, |entry| known?.session_id(entry));
        identities.fill(Field::Chain, |entry| known?.chain_name(entry));
        self.store.lineage = lineage;
    }

    /// Gives every row the word that its file is marked with, as
    /// [`Field::Integrity`]. Forgotten when another file is read.
    pub fn mark_files(&mut self, words: &[String], marks: &[u8]) {
        let marks = Marks::read(marks);
        let mut rows = std::mem::take(&mut self.store.rows);
        self.store.marked = marks.apply(words, &mut rows, |record| self.store.file_of(record));
        self.store.rows = rows;
    }

    /// Hides the records that repeat others.
    pub fn hide_repeats(&mut self, lists_of_each_owner: &[Vec<u8>]) -> Totals {
        let hide = repeats::records_to_hide(lists_of_each_owner);
        let mut hidden = Bits::none(self.store.texts.count() as usize);
        for Repeat { record, of } in hide {
            if (record as usize) < hidden.length() && !hidden.has(record as usize) {
                hidden.insert(record as usize);
                let file = self.store.file_of(record).0;
                *self.store.repeats_by_file.entry((file, of)).or_default() += 1;
            }
        }
        if !hidden.is_empty() {
            let rows = &mut self.store.rows;
            let keep = Bits::of(rows.len(), |row| !hidden.has(rows.record[row] as usize));
            rows.retain(&keep);
        }
        self.totals()
    }

    /// What the shard holds.
    pub fn store(&self) -> &Store {
        &self.store
    }

    fn totals(&self) -> Totals {
        let Store { rows, repeats_by_file, .. } = &self.store;
        let without_time = rows.without_time();
        let span_millis =
            (without_time < rows.len()).then(|| (rows.millis[without_time], rows.millis[rows.len() - 1]));
        Totals {
            events: rows.len() as u64,
            repeats: repeats_by_file.values().sum(),
            repeats_by_file: repeats_by_file
                .iter()
                .map(|(&(file, of), &records)| Repeats { file, of, records })
                .collect(),
            without_time: without_time as u64,
            span_millis,
            memory_bytes: 0,
            digests: 0,
        }
    }
}

fn id_of(
    texts: &Texts,
    odd_ids: &hashbrown::HashMap<u32, u128>,
    salts: &[u128],
    record: u32,
    call: u32,
) -> u128 {
    let own = match texts.ids(record)[0] {
        0 => odd_ids.get(&record).copied().unwrap_or_default(),
        id => id,
    };
    own ^ salts.get(call as usize).copied().unwrap_or_default()
}

impl Store {
    /// The group of the fields of a home; `None` for the time.
    pub fn group(&self, home: Home) -> Option<&Group> {
        match home {
            Home::Time => None,
            Home::Call => Some(&self.calls),
            Home::Identity => Some(&self.identities),
            Home::Origin => Some(&self.origins),
            Home::Outcome => Some(&self.outcomes),
            Home::File => Some(&self.marked),
        }
    }

    /// For each row, its entry in the group of a home; empty for the time, and
    /// for the file unless files were marked.
    pub fn entries(&self, home: Home) -> &[u32] {
        match home {
            Home::Time => &[],
            Home::Call => &self.rows.call[..self.rows.len()],
            Home::Identity => &self.rows.identity[..self.rows.len()],
            Home::Origin => &self.rows.origin[..self.rows.len()],
            Home::Outcome => &self.rows.outcome[..self.rows.len()],
            Home::File => self.rows.file.get(..self.rows.len()).unwrap_or_default(),
        }
    }

    /// A field's column; `None` for the time, and for the file unless files
    /// were marked.
    pub fn column(&self, field: Field) -> Option<&Column> {
        let home = field.spec().home;
        if home == Home::File && self.rows.file.is_empty() {
            return None;
        }
        // Keys that are issued are known by record; those that are used are
        // the same as in the record.
        self.group(home)?.column(if field == Field::Key { Field::AccessKeyId } else { field })
    }

    /// A field's value in a row; `None` if absent, and for the time.
    pub fn value(&self, field: Field, row: usize) -> Option<&str> {
        let entry = *self.entries(field.spec().home).get(row)?;
        self.column(field)?.value(entry)
    }

    /// The event's identity: equal for copies of one event in one account,
    /// and for nothing else. Of a row's record and call.
    pub fn id(&self, record: u32, call: u32) -> u128 {
        id_of(&self.texts, &self.odd_ids, &self.salts, record, call)
    }

    /// The row of a record; `None` where there is no such record or it is
    /// hidden. A walk over the rows: some tenths of a millisecond for a million.
    pub fn row_of(&self, record: u32) -> Option<usize> {
        self.rows.record[..self.rows.len()].iter().position(|other| *other == record)
    }

    /// The number kept of a record's `eventID`; 0 where it is no GUID.
    pub(super) fn guid(&self, record: u32) -> u128 {
        self.texts.ids(record)[0]
    }

    /// The file that a record came from, and its place among the file's.
    pub fn file_of(&self, record: u32) -> (FileNumber, u32) {
        let index = self.files.partition_point(|(first, _)| *first <= record);
        // Files without records share a first record with the next one; the
        // last of them is the one that holds it.
        self.files.get(index.saturating_sub(1)).map_or((0, 0), |(first, file)| (*file, record - first))
    }

    /// The parts of the raw key of an entry: of each member of the group's
    /// list in [`cuts`], its JSON, and empty where it is absent.
    pub fn parts(&self, home: Home, entry: u32) -> &[u8] {
        match home {
            Home::Call => self.calls.key(entry).get(CALL_FLAGS..).unwrap_or_default(),
            Home::Origin => self.origins.key(entry),
            Home::Outcome => self.outcomes.key(entry).get(OUTCOME_FLAGS..).unwrap_or_default(),
            Home::Time | Home::Identity | Home::File => &[],
        }
    }

    /// What was cut out of a row's text in place of a mark.
    pub fn cut_value(&self, row: usize, mark: u8) -> &[u8] {
        let entry = |home| self.entries(home).get(row).copied().unwrap_or_default();
        match cuts::place_of(mark) {
            Some((home, place)) => cuts::part(self.parts(home, entry(home)), place),
            None if mark == IDENTITY => self.identity_text(entry(Home::Identity)),
            None => &[],
        }
    }

    /// The text of a row's record, byte for byte as it was read.
    pub fn text(&self, row: usize) -> Vec<u8> {
        let Some(record) = self.rows.record.get(row) else { return Vec::new() };
        self.texts.text(*record, |mark| self.cut_value(row, mark))
    }

    /// The text of `userIdentity` of an identity entry.
    pub fn identity_text(&self, entry: u32) -> &[u8] {
        let key = self.identities.key(entry);
        memchr::memchr(PART, key).map_or(key, |end| &key[..end])
    }
}
