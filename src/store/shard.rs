//! One worker's share of the records.

mod copies;
mod filling;

use std::io::Read;

use self::copies::Copies;
use super::cuts::{self, IDENTITY, PART};
use super::group::{Column, Group};
use super::lineage::Lineage;
use super::marks::{MarkedEntries, Marks};
use super::rows::{Row, Rows};
use super::text::Texts;
use crate::event::{Field, Home};
use crate::intake::{Exhibit, Reader, Report};
use crate::protocol::{FileNumber, FileTicket, Totals};

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
    /// The entries of [`Home::File`]; empty unless files were marked or
    /// copies were found.
    pub marked: Group,
    /// What each of these entries stands for.
    pub(super) marked_entries: MarkedEntries,
    /// Which records are copies.
    pub(super) copies: Copies,
    /// Whose sessions the identities are; `None` until that was noted.
    pub lineage: Option<Lineage>,
    /// The kept texts.
    pub texts: Texts,
    /// The files in the order read, each with the number of its first record.
    files: Vec<(u32, FileNumber)>,
    /// For each entry of [`Home::Call`], what tells equal event ids of other
    /// accounts, and corrections, apart.
    salts: Vec<u128>,
    /// For each entry of [`Home::Call`], what tells events of one id apart.
    digests: Vec<CallDigests>,
    /// Hashes of event ids that are no GUIDs, by record.
    odd_ids: hashbrown::HashMap<u32, u128>,
    /// For each identity entry: whether it names nobody, so that the rest of
    /// the record has to be asked; and whether it names a person of Identity
    /// Center by id only, so that the rest of the record may say the name.
    silent: Vec<(bool, bool)>,
    /// Identity entries whose [`Field::Who`] is a name that other records gave,
    /// with the code of their own.
    renamed: Vec<(u32, u32)>,
    /// The families of the user agents seen so far: there are few agents, and
    /// many addresses that each of them comes from.
    families: hashbrown::HashMap<String, String>,
    key: Vec<u8>,
}

/// What tells events apart that have the same id.
#[derive(Clone, Copy, Debug, Default)]
struct CallDigests {
    /// The digest of the account, and of whether it is a correction.
    owner: u128,
    /// The digest of the event's source and name.
    call: u128,
}

/// A record that is not shown, because it is a copy of one that is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hidden {
    /// Its row.
    pub row: Row,
    /// Its entry in the group of the file.
    pub file: u32,
    /// The file of the copy that is shown.
    pub of: FileNumber,
    /// Whether its content differs from that copy.
    pub differs: bool,
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
                marked_entries: MarkedEntries::default(),
                copies: Copies::default(),
                lineage: None,
                texts: Texts::default(),
                files: Vec::new(),
                salts: Vec::new(),
                digests: Vec::new(),
                odd_ids: hashbrown::HashMap::new(),
                silent: Vec::new(),
                renamed: Vec::new(),
                families: hashbrown::HashMap::new(),
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
        self.store.sort();
        self.totals()
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
        self.store.marked_entries = MarkedEntries::default();
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
        for (entry, own) in self.store.renamed.drain(..) {
            identities.put_back(Field::Who, entry, own);
        }
        // A person of Identity Center whom a record names by id only is called
        // by the name that others give.
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

    /// Gives every row the word that its file is marked with, as
    /// [`Field::Integrity`]. Forgotten when another file is read.
    pub fn mark_files(&mut self, words: &[String], marks: &[u8]) {
        self.store.mark_rows(Some((words, &Marks::read(marks))));
    }

    /// What the shard holds.
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

/// The file that a record came from, and its place there.
fn place_in(files: &[(u32, FileNumber)], record: u32) -> (FileNumber, u32) {
    let index = files.partition_point(|(first, _)| *first <= record);
    // Files without records share a first record with the next one; the
    // last of them is the one that holds it.
    files.get(index.saturating_sub(1)).map_or((0, 0), |(first, file)| (*file, record - first))
}

impl Store {
    /// Puts the rows in order: by time, by the event's identity, and by place.
    fn sort(&mut self) {
        let Store { rows, texts, odd_ids, salts, files, .. } = self;
        rows.sort(|record, call| (id_of(texts, odd_ids, salts, record, call), place_in(files, record)));
    }

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

    /// The number of an event's id in an account: equal for copies of one
    /// event, and for events that share an id. Of a row's record and call.
    pub fn id(&self, record: u32, call: u32) -> u128 {
        id_of(&self.texts, &self.odd_ids, &self.salts, record, call)
    }

    /// The row of a record; `None` where there is no such record or it is
    /// hidden. A walk over the rows: some tenths of a millisecond for a million.
    pub fn row_of(&self, record: u32) -> Option<usize> {
        self.rows.record[..self.rows.len()].iter().position(|other| *other == record)
    }

    /// The number kept of a record's `eventID`; 0 where it is not a GUID as
    /// AWS writes it, and the record's text alone has it.
    pub fn guid(&self, record: u32) -> u128 {
        self.texts.ids(record)[0]
    }

    /// The file that a record came from, and its place among the file's.
    pub fn file_of(&self, record: u32) -> (FileNumber, u32) {
        place_in(&self.files, record)
    }

    /// The row of a record, shown or hidden.
    pub fn any_row(&self, record: u32) -> Option<Row> {
        match self.hidden_place(record) {
            Some(place) => self.copies.hidden.get(place).map(|hidden| hidden.row),
            None => self.rows.row(self.row_of(record)?),
        }
    }

    /// The text of a record, shown or hidden.
    pub fn text_of(&self, row: &Row) -> Vec<u8> {
        self.texts.text(row.record, |mark| self.value_of_mark(row, mark))
    }

    /// The value of a field in a row, shown or hidden; `None` if absent, for
    /// the time, and for what was noted of the file.
    pub fn value_in(&self, field: Field, row: &Row) -> Option<&str> {
        let entry = match field.spec().home {
            Home::Call => row.call,
            Home::Identity => row.identity,
            Home::Origin => row.origin,
            Home::Outcome => row.outcome,
            Home::Time | Home::File => return None,
        };
        self.column(field)?.value(entry)
    }

    fn value_of_mark(&self, row: &Row, mark: u8) -> &[u8] {
        match cuts::place_of(mark) {
            Some((home, place)) => {
                let entry = match home {
                    Home::Call => row.call,
                    Home::Origin => row.origin,
                    Home::Outcome => row.outcome,
                    Home::Time | Home::Identity | Home::File => return &[],
                };
                cuts::part(self.parts(home, entry), place)
            }
            None if mark == IDENTITY => self.identity_text(row.identity),
            None => &[],
        }
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
