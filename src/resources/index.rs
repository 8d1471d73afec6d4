//! The index of the resources that the events of one worker name.
//!
//! It holds, for each record in order of arrival, the codes of the resources that it names, with
//! its effect on each: four bytes per resource. The list is only ever scanned from its start, which
//! takes a few milliseconds for a million events, so no offsets of records are stored.

use super::bytes::ByteWriter;
use crate::event::resources::{CallContext, KindCertainty, Mention, ResourceEffect};
use crate::model::Field;
use crate::query::resources_of;
use crate::resources::{Indexed, Indexing, ResourceDescription as Known, ResourceTally};
use crate::store::Store;
use crate::store::bits::Bits;
use crate::store::dictionary::Interner;
use crate::store::rows::NO_TIME;

/// The flag of the last code of a record.
const LAST: u32 = 1 << 31;
/// The position of the effect bits.
const EFFECT_SHIFT: u32 = 28;
/// The mask of a resource's code.
const CODE: u32 = (1 << EFFECT_SHIFT) - 1;
/// The code of a record that names no resource.
const NOTHING: u32 = CODE;

/// The row of a record that repeats another, and therefore has none.
pub(super) const NO_ROW: u32 = u32::MAX;

/// An index of resources by record.
#[derive(Debug, Default)]
pub struct ResourceIndex {
    names: Interner,
    /// Kinds, aliases and accounts.
    words: Interner,
    about: Vec<ResourceFacts>,
    postings: Vec<u32>,
    /// Number of records indexed.
    records: u32,
    naming: u64,
    events: u64,
    cut: u64,
    /// The row of each record; `rows_of` holds the numbers of rows and records at that time.
    rows: Vec<u32>,
    rows_of: (usize, u32),
    /// The value of [`Store::revealed`] at the time of indexing.
    revealed: u32,
    buffer: Vec<u8>,
    text: Vec<u8>,
}

/// The known facts about a resource of this worker.
#[derive(Clone, Copy, Debug)]
struct ResourceFacts {
    kind: u32,
    certainty: KindCertainty,
    alias: u32,
    account: u32,
}

/// A resource that a record names, and the record's effect on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The record's number.
    pub record: u32,
    /// The resource's code.
    pub code: u32,
    /// The effect.
    pub effect: ResourceEffect,
}

impl ResourceIndex {
    /// Returns an empty index.
    pub fn new() -> ResourceIndex {
        let mut index = ResourceIndex::default();
        // Code 0 of the words stands for no word.
        index.words.intern(b"");
        index
    }

    /// Indexes some more records, about a tenth of a megabyte of text; returns `None` when all are
    /// indexed.
    pub fn step(&mut self, store: &Store) -> Option<Indexing> {
        if self.revealed != store.revealed() {
            *self = ResourceIndex { revealed: store.revealed(), ..ResourceIndex::new() };
        }
        let texts = &store.texts;
        if self.records >= texts.count() {
            self.rows = Vec::new();
            self.buffer = Vec::new();
            self.text = Vec::new();
            self.postings.shrink_to_fit();
            self.about.shrink_to_fit();
            self.names.shrink();
            self.words.shrink();
            return None;
        }
        self.know_rows(store);
        let block = texts.unpack(texts.block_of(self.records), std::mem::take(&mut self.buffer));
        let passed = (self.records - block.first) as usize;
        for cut in block.records().skip(passed) {
            self.add(store, cut);
        }
        // A block that cannot be unpacked must not be retried forever.
        let end = texts.records_in(texts.block_of(block.first)).end;
        while self.records < end {
            self.postings.push(NOTHING | LAST);
            self.records += 1;
        }
        self.buffer = block.bytes;
        Some(Indexing { done: u64::from(self.records), total: u64::from(texts.count()) })
    }

    /// Returns the size of the index.
    pub fn totals(&self) -> Indexed {
        let about = self.about.len() * std::mem::size_of::<ResourceFacts>();
        Indexed {
            resources: self.names.len() as u64,
            events: self.events,
            naming: self.naming,
            cut: self.cut,
            bytes: (self.names.memory_bytes()
                + self.words.memory_bytes()
                + about
                + self.postings.capacity() * 4) as u64,
        }
    }

    /// Updates the rows of records if rows have changed.
    fn know_rows(&mut self, store: &Store) {
        let state = (store.rows.len(), store.texts.count());
        if self.rows_of != state || self.rows.is_empty() {
            self.rows_of = state;
            self.rows = rows_of_records(store);
        }
    }

    fn add(&mut self, store: &Store, cut: &[u8]) {
        let record = self.records;
        self.records += 1;
        let row = self.rows.get(record as usize).copied().unwrap_or(NO_ROW);
        if row == NO_ROW {
            self.postings.push(NOTHING | LAST);
            return;
        }
        self.events += 1;
        let row = row as usize;
        let value = |field| store.value(field, row).unwrap_or_default();
        let call = CallContext {
            event_name: value(Field::EventName),
            service: value(Field::Service),
            region: value(Field::AwsRegion),
            account: value(Field::Account),
            read_only: match value(Field::ReadOnly) {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            failed: value(Field::Outcome) == "failed",
        };
        let mut text = std::mem::take(&mut self.text);
        // The parts that were cut out name nothing that is not in the columns.
        store.texts.restore(record, cut, |_| b"null", &mut text);
        let start = self.postings.len();
        let is_whole = std::str::from_utf8(&text)
            .is_ok_and(|text| resources_of(&call, text, &mut |mention| self.mention(start, &mention)));
        self.cut += u64::from(!is_whole);
        self.naming += u64::from(self.postings.len() > start);
        match self.postings[start..].last_mut() {
            Some(last) => *last |= LAST,
            None => self.postings.push(NOTHING | LAST),
        }
        self.text = text;
    }

    /// Adds a mention in the record whose codes begin at `start`.
    fn mention(&mut self, start: usize, mention: &Mention<'_>) {
        let (code, is_new) = self.names.intern(mention.identity.as_bytes());
        if code >= NOTHING {
            return;
        }
        if is_new {
            self.about.push(ResourceFacts { kind: 0, certainty: KindCertainty::Words, alias: 0, account: 0 });
        }
        self.learn(code, mention);
        // Few records name more than a handful of resources. For one that names thousands, only its
        // last ones are searched for duplicates.
        const LOOKED_AT: usize = 64;
        let from = start.max(self.postings.len().saturating_sub(LOOKED_AT));
        let known = self.postings[from..].iter_mut().find(|posting| **posting & CODE == code);
        let effect = mention.effect as u32;
        match known {
            Some(posting) => *posting = code | effect.max(*posting >> EFFECT_SHIFT) << EFFECT_SHIFT,
            None => self.postings.push(code | effect << EFFECT_SHIFT),
        }
    }

    /// Adds the facts of a mention. The result does not depend on the order of records.
    fn learn(&mut self, code: u32, mention: &Mention<'_>) {
        let Some(about) = self.about.get_mut(code as usize) else { return };
        let words = &mut self.words;
        if about.kind == 0 || mention.certainty >= about.certainty {
            let is_surer = mention.certainty > about.certainty;
            let kind = mention.kind.as_bytes();
            if about.kind == 0 || is_surer || kind < words.bytes(about.kind) {
                about.kind = words.intern(kind).0;
            }
            about.certainty = mention.certainty;
        }
        let mut smallest = |held: &mut u32, text: &str| {
            if !text.is_empty() && (*held == 0 || text.as_bytes() < words.bytes(*held)) {
                *held = words.intern(text.as_bytes()).0;
            }
        };
        smallest(&mut about.account, mention.account);
        if mention.written.starts_with("arn:") && mention.written != mention.identity {
            smallest(&mut about.alias, mention.written);
        }
    }

    /// Iterates over everything that records name, in order of record.
    pub fn postings(&self) -> impl Iterator<Item = Posting> + '_ {
        let mut record = 0;
        self.postings.iter().filter_map(move |posting| {
            let code = posting & CODE;
            let effect = ResourceEffect::ALL.get((posting >> EFFECT_SHIFT & 7) as usize).copied();
            let found = (code != NOTHING).then(|| Some(Posting { record, code, effect: effect? }));
            record += posting >> 31;
            found.flatten()
        })
    }

    /// Returns the code of a resource; `None` if no record names it.
    pub fn code(&self, identity: &str) -> Option<u32> {
        self.names.find(identity.as_bytes())
    }

    /// Returns the known facts about a resource.
    pub fn about(&self, code: u32) -> Known {
        let Some(about) = self.about.get(code as usize) else { return Known::default() };
        let word = |code| String::from_utf8_lossy(self.words.bytes(code)).into_owned();
        Known {
            kind: word(about.kind),
            certainty: about.certainty as u32,
            alias: word(about.alias),
            account: word(about.account),
        }
    }

    /// Returns the names and facts of all resources, for the worker that gathers them.
    pub fn share_names(&self) -> Vec<u8> {
        let mut out = ByteWriter::default();
        for (code, about) in self.about.iter().enumerate() {
            out.text(self.names.bytes(code as u32));
            out.text(self.words.bytes(about.kind));
            out.number(about.certainty as u32);
            out.text(self.words.bytes(about.alias));
            out.text(self.words.bytes(about.account));
        }
        out.done()
    }

    /// Returns the counts of the matching events for each resource that any of them names, for the
    /// worker that sums them.
    pub fn share_counts(&self, store: &Store, matching: &Bits) -> Vec<u8> {
        let mut out = ByteWriter::default();
        for (code, tally) in
            self.count(store, matching).iter().enumerate().filter(|(_, tally)| tally.events > 0)
        {
            out.number(code as u32);
            out.tally(tally);
        }
        out.done()
    }

    fn count(&self, store: &Store, matching: &Bits) -> Vec<ResourceTally> {
        let rows = rows_of_records(store);
        let mut tallies = vec![ResourceTally::default(); self.names.len()];
        for Posting { record, code, effect } in self.postings() {
            let row = rows.get(record as usize).copied().unwrap_or(NO_ROW);
            if row == NO_ROW || !matching.has(row as usize) {
                continue;
            }
            let millis = Some(store.rows.millis[row as usize]).filter(|millis| *millis != NO_TIME);
            tallies[code as usize].add(&ResourceTally {
                events: 1,
                changes: u64::from(effect.is_change()),
                failed: u64::from(effect == ResourceEffect::Failed),
                first_millis: millis,
                last_millis: millis,
                changed_millis: millis.filter(|_| effect.is_change()),
            });
        }
        tallies
    }
}

/// Returns the row of each record; [`NO_ROW`] for those that repeat others.
pub(super) fn rows_of_records(store: &Store) -> Vec<u32> {
    let mut rows = vec![NO_ROW; store.texts.count() as usize];
    for (row, record) in store.rows.record[..store.rows.len()].iter().enumerate() {
        rows[*record as usize] = row as u32;
    }
    rows
}
