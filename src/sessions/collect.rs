//! One worker's knowledge of sessions, gathered step by step: the identities of its rows with their
//! counts, and the events that created credentials.
//!
//! ```text
//! entries of identities -> credentials; several entries may be one
//! rows                  -> of each credential: how many, when, from where, how often denied
//! texts of rows whose call may issue credentials -> issues
//! ```

use hashbrown::HashMap;
use serde_json::Value;

use super::answers::LinkProgress;
use super::credential::{Credential, CredentialTexts};
use super::effect::RowKinds;
use super::issuance::{Issuance, IssueWords, may_issue};
use super::marks::DENIED_SLOT_MILLIS;
use crate::base::small_sort::SmallSort;
use crate::model::{Field, StorageGroup};
use crate::store::Store;
use crate::store::bits::Bits;
use crate::store::cuts::PART;
use crate::store::dictionary::Interner;
use crate::store::lineage::IssuedKeys;
use crate::store::packing::PackedWriter;
use crate::store::rows::NO_TIME;

/// Format version of a share, as this build writes and reads it.
pub(super) const VERSION: u8 = 2;

/// Number of identity entries in one step; a step takes a few milliseconds.
const ENTRIES_A_STEP: usize = 1_000;
/// Number of rows in one step.
const ROWS_A_STEP: usize = 32_768;
/// Number of blocks in one step.
const BLOCKS_A_STEP: usize = 8;

/// Maximum number of items in a packet.
const PACKET: usize = 2_000;

/// Families of user agents of people at the console, and of AWS itself.
const OF_CONSOLE: [&str; 4] = ["AWS console", "AWS internal", "AWS service", "Browser"];

/// Tags of packets, by their contents.
pub(super) mod packet {
    pub const TEXTS: u8 = b'T';
    pub const BEARERS: u8 = b'B';
    pub const ADDRESSES: u8 = b'A';
    pub const ACCOUNTS: u8 = b'C';
    pub const DENIED: u8 = b'D';
    pub const ISSUES: u8 = b'I';
}

/// The totals of a credential's rows.
#[derive(Clone, Copy, Debug, Default)]
struct CredentialTally {
    events: u32,
    failed: u32,
    writes: u32,
    /// Milliseconds, or [`NO_TIME`].
    first: i64,
    last: i64,
    /// Whether any event came from a program, not from a browser or the console.
    by_program: bool,
}

/// Gathers sessions, step by step, from a shard whose rows must not change meanwhile.
#[derive(Debug)]
pub(super) struct CredentialCollector {
    at: usize,
    phase: CollectorPhase,
    kinds: RowKinds,
    /// Calls that may issue credentials, by entry.
    may_issue: Bits,
    /// Origins whose user agent is neither a browser nor AWS itself, by entry.
    programs: Bits,
    texts: Interner,
    texts_written: usize,
    out: PackedWriter,
    of_entry: Vec<u32>,
    by_hash: HashMap<u128, u32>,
    credentials: Vec<Credential<u32>>,
    tallies: Vec<CredentialTally>,
    /// For each credential and address code: number of events, first time.
    addresses: HashMap<(u32, u32), (u32, i64)>,
    accounts: HashMap<(u32, u32), u32>,
    denied: HashMap<(u32, i64), u32>,
    /// Records to read, with their rows, sorted by record.
    wanted: Vec<(u32, u32)>,
    issued: IssuedKeys,
}

/// The phases of gathering, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CollectorPhase {
    Entries,
    Rows,
    Issues,
    Done,
}

/// The credentials that were collected from a shard.
#[derive(Debug)]
pub(super) struct CollectedCredentials {
    /// The share for the worker that follows.
    pub share: Vec<u8>,
    /// The credential of each identity entry.
    pub of_entry: Vec<u32>,
    /// The keys that records issued.
    pub issued: IssuedKeys,
}

impl CredentialCollector {
    /// Creates a gatherer for the current rows of a shard.
    pub fn new(store: &Store) -> CredentialCollector {
        let name = store.column(Field::EventName);
        let may_issue = Bits::of(store.calls.len(), |entry| {
            name.and_then(|column| column.value(entry as u32)).is_some_and(may_issue)
        });
        let family = store.column(Field::UserAgentFamily);
        let programs = Bits::of(store.origins.len(), |entry| {
            let family = family.and_then(|column| column.value(entry as u32));
            family.is_some_and(|family| !OF_CONSOLE.contains(&family))
        });
        let mut texts = Interner::default();
        texts.intern(b"");
        CredentialCollector {
            at: 0,
            phase: CollectorPhase::Entries,
            kinds: RowKinds::of(store),
            may_issue,
            programs,
            texts,
            texts_written: 1,
            out: PackedWriter(vec![VERSION]),
            of_entry: Vec::with_capacity(store.identities.len()),
            by_hash: HashMap::new(),
            credentials: Vec::new(),
            tallies: Vec::new(),
            addresses: HashMap::new(),
            accounts: HashMap::new(),
            denied: HashMap::new(),
            wanted: Vec::new(),
            issued: IssuedKeys::default(),
        }
    }

    /// Returns the progress in steps: entries, rows, then blocks.
    pub fn progress(&self, store: &Store) -> LinkProgress {
        let parts = [
            store.identities.len().div_ceil(ENTRIES_A_STEP),
            store.rows.len().div_ceil(ROWS_A_STEP),
            store.texts.blocks().div_ceil(BLOCKS_A_STEP),
        ];
        let done = match self.phase {
            CollectorPhase::Entries => self.at / ENTRIES_A_STEP,
            CollectorPhase::Rows => parts[0] + self.at / ROWS_A_STEP,
            CollectorPhase::Issues => parts[0] + parts[1] + self.at / BLOCKS_A_STEP,
            CollectorPhase::Done => parts.iter().sum(),
        };
        LinkProgress { done: done as u64, total: parts.iter().sum::<usize>() as u64 }
    }

    /// Does one step. Returns whether all is done.
    pub fn step(&mut self, store: &Store) -> bool {
        match self.phase {
            CollectorPhase::Entries => {
                let end = (self.at + ENTRIES_A_STEP).min(store.identities.len());
                (self.at..end).for_each(|entry| self.entry(store, entry as u32));
                self.advance(end, store.identities.len(), CollectorPhase::Rows);
            }
            CollectorPhase::Rows => {
                let end = (self.at + ROWS_A_STEP).min(store.rows.len());
                (self.at..end).for_each(|row| self.row(store, row));
                self.advance(end, store.rows.len(), CollectorPhase::Issues);
                if self.phase == CollectorPhase::Issues {
                    self.write_bearers(store);
                    self.wanted.sort_unstable();
                }
            }
            CollectorPhase::Issues => {
                let end = (self.at + BLOCKS_A_STEP).min(store.texts.blocks());
                self.issues(store, self.at..end);
                self.advance(end, store.texts.blocks(), CollectorPhase::Done);
            }
            CollectorPhase::Done => {}
        }
        self.phase == CollectorPhase::Done
    }

    fn advance(&mut self, end: usize, of: usize, next: CollectorPhase) {
        self.at = end;
        if end >= of {
            self.at = 0;
            self.phase = next;
        }
    }

    /// Returns the result.
    pub fn finish(self) -> CollectedCredentials {
        CollectedCredentials { share: self.out.0, of_entry: self.of_entry, issued: self.issued }
    }

    fn entry(&mut self, store: &Store, entry: u32) {
        let key = store.identities.key(entry);
        let (json, who) = match memchr::memchr(PART, key) {
            Some(end) => (&key[..end], key.get(end + 1..).unwrap_or_default()),
            None => (key, &[][..]),
        };
        let as_text = |bytes| std::str::from_utf8(bytes).unwrap_or_default();
        let credential = Credential::read(as_text(json), as_text(who));
        let hash = credential.hash();
        let next = self.credentials.len() as u32;
        let code = *self.by_hash.entry(hash).or_insert(next);
        let texts = &mut self.texts;
        let words = credential.words.map(|text| texts.intern(text.as_bytes()).0);
        let Credential { class, created, mfa, from_ec2, assumed_root, masked_key, .. } = credential;
        let credential = Credential { class, words, created, mfa, from_ec2, assumed_root, masked_key };
        if let Some(known) = self.credentials.get_mut(code as usize) {
            known.merge(&credential, &self.texts);
        } else {
            self.credentials.push(credential);
            self.tallies.push(CredentialTally {
                first: NO_TIME,
                last: NO_TIME,
                ..CredentialTally::default()
            });
        }
        self.of_entry.push(code);
    }

    fn row(&mut self, store: &Store, row: usize) {
        let rows = &store.rows;
        let credential = self.of_entry[rows.identity[row] as usize];
        let millis = rows.millis[row];
        let tally = &mut self.tallies[credential as usize];
        tally.events += 1;
        tally.failed += u32::from(self.kinds.is_failed(store, row));
        tally.writes += u32::from(self.kinds.is_write(store, row));
        tally.by_program |= self.programs.has(rows.origin[row] as usize);
        if millis != NO_TIME {
            // Rows are sorted by time.
            if tally.first == NO_TIME {
                tally.first = millis;
            }
            tally.last = millis;
        }
        let code = |field: Field, entry: u32| {
            let column = store.group(field.spec().storage).and_then(|group| group.column(field));
            column.and_then(|column| column.codes.get(entry as usize)).copied().unwrap_or_default()
        };
        let address = code(Field::SourceIpAddress, rows.origin[row]);
        let seen = self.addresses.entry((credential, address)).or_insert((0, millis));
        seen.0 += 1;
        *self.accounts.entry((credential, code(Field::Account, rows.call[row]))).or_default() += 1;
        if self.kinds.is_denied(store, row) && millis != NO_TIME {
            *self.denied.entry((credential, millis.div_euclid(DENIED_SLOT_MILLIS))).or_default() += 1;
        }
        if self.may_issue.has(rows.call[row] as usize) {
            self.wanted.push((rows.record[row], row as u32));
        }
    }

    /// Writes everything gathered from rows, each list in a fixed order, and frees it.
    fn write_bearers(&mut self, store: &Store) {
        let values = |field: Field, code: u32| {
            store.column(field).and_then(|column| column.values.text(code)).unwrap_or_default().as_bytes()
        };
        let mut hashes = vec![0; self.credentials.len()];
        for (hash, credential) in std::mem::take(&mut self.by_hash) {
            hashes[credential as usize] = hash;
        }
        let mut addresses: Vec<_> = std::mem::take(&mut self.addresses).into_iter().collect();
        addresses.sort_small();
        let mut accounts: Vec<_> = std::mem::take(&mut self.accounts).into_iter().collect();
        accounts.sort_small();
        let mut denied: Vec<_> = std::mem::take(&mut self.denied).into_iter().collect();
        denied.sort_small();
        for ((_, code), _) in &mut addresses {
            *code = self.texts.intern(values(Field::SourceIpAddress, *code)).0;
        }
        for ((_, code), _) in &mut accounts {
            *code = self.texts.intern(values(Field::Account, *code)).0;
        }
        self.write_texts();
        let credentials = std::mem::take(&mut self.credentials);
        let tallies = std::mem::take(&mut self.tallies);
        let all: Vec<_> = credentials.iter().zip(&tallies).zip(&hashes).collect();
        write_packets(&mut self.out, packet::BEARERS, &all, |out, ((credential, tally), hash)| {
            write_bearer(out, credential, tally, **hash);
        });
        write_packets(
            &mut self.out,
            packet::ADDRESSES,
            &addresses,
            |out, ((credential, code), (events, first))| {
                out.number(u64::from(*credential));
                out.number(u64::from(*code));
                out.number(u64::from(*events));
                write_time(out, *first);
            },
        );
        write_packets(&mut self.out, packet::ACCOUNTS, &accounts, |out, ((credential, code), events)| {
            out.number(u64::from(*credential));
            out.number(u64::from(*code));
            out.number(u64::from(*events));
        });
        write_packets(&mut self.out, packet::DENIED, &denied, |out, ((credential, slot), events)| {
            out.number(u64::from(*credential));
            out.signed(*slot);
            out.number(u64::from(*events));
        });
    }

    /// Writes the texts that were added since the last call.
    fn write_texts(&mut self) {
        let new: Vec<u32> = (self.texts_written as u32..self.texts.len() as u32).collect();
        let texts = &self.texts;
        write_packets(&mut self.out, packet::TEXTS, &new, |out, code| out.text(texts.bytes(*code)));
        self.texts_written = self.texts.len();
    }

    /// Reads the record texts in some blocks that may have issued credentials.
    fn issues(&mut self, store: &Store, blocks: std::ops::Range<usize>) {
        let mut found = Vec::new();
        let (mut buffer, mut text) = (Vec::new(), Vec::new());
        for block in blocks {
            let numbers = store.texts.records_in(block);
            let first = self.wanted.partition_point(|(record, _)| *record < numbers.start);
            let wanted = self.wanted[first..].iter().take_while(|(record, _)| *record < numbers.end);
            let mut wanted = wanted.copied().peekable();
            if wanted.peek().is_none() {
                continue;
            }
            let unpacked = store.texts.unpack(block, buffer);
            for (record, cut) in (unpacked.first..).zip(unpacked.records()) {
                let Some((_, row)) = wanted.next_if(|(next, _)| *next == record) else { continue };
                store.texts.restore(record, cut, |mark| store.cut_value(row as usize, mark), &mut text);
                let issue =
                    serde_json::from_slice::<Value>(&text).ok().and_then(|value| Issuance::read(&value));
                found.extend(issue.map(|issue| (record, row, issue)));
            }
            buffer = unpacked.bytes;
        }
        let mut written = Vec::with_capacity(found.len());
        for (record, row, issue) in found {
            if !issue.words.key.is_empty() {
                self.issued.records.push((record, self.issued.keys.code(Some(&issue.words.key))));
            }
            let texts = &mut self.texts;
            let words = issue.words.map(|text| texts.intern(text.as_bytes()).0);
            written.push((record, row, issue, words));
        }
        self.write_texts();
        let of_entry = &self.of_entry;
        write_packets(&mut self.out, packet::ISSUES, &written, |out, (record, row, issue, words)| {
            let credential = of_entry[store.entries(StorageGroup::Identity)[*row as usize] as usize];
            let guid = store.texts.ids(*record)[0];
            let own = store.id(*record, store.rows.call[*row as usize]);
            out.number(u64::from(credential));
            out.number(u64::from(*record));
            out.byte(u8::from(guid != 0));
            out.hash(if guid == 0 { own } else { guid });
            write_issue(out, issue, words);
        });
    }
}

fn write_packets<T>(
    out: &mut PackedWriter,
    tag: u8,
    all: &[T],
    mut write: impl FnMut(&mut PackedWriter, &T),
) {
    for some in all.chunks(PACKET) {
        out.byte(tag);
        out.number(some.len() as u64);
        some.iter().for_each(|one| write(out, one));
    }
}

/// Writes a time, or that there is none.
fn write_time(out: &mut PackedWriter, millis: i64) {
    // A separate byte, so that a time of 0 differs from no time.
    let known = millis != NO_TIME;
    out.byte(u8::from(known));
    if known {
        out.signed(millis);
    }
}

fn write_flag(flag: Option<bool>) -> u8 {
    flag.map_or(0, |flag| 1 + u8::from(flag))
}

fn write_bearer(out: &mut PackedWriter, credential: &Credential<u32>, tally: &CredentialTally, hash: u128) {
    out.hash(hash);
    out.byte(credential.class as u8);
    out.byte(
        write_flag(credential.mfa)
            | u8::from(credential.from_ec2) << 2
            | u8::from(credential.assumed_root) << 3
            | u8::from(credential.masked_key) << 4
            | u8::from(tally.by_program) << 5,
    );
    write_time(out, credential.created.unwrap_or(NO_TIME));
    credential.words.list().iter().for_each(|code| out.number(u64::from(**code)));
    out.number(u64::from(tally.events));
    out.number(u64::from(tally.failed));
    out.number(u64::from(tally.writes));
    write_time(out, tally.first);
    if tally.first != NO_TIME {
        out.number((tally.last - tally.first) as u64);
    }
}

fn write_issue(out: &mut PackedWriter, issue: &Issuance<String>, words: &IssueWords<u32>) {
    out.byte(issue.kind as u8);
    out.byte(write_flag(issue.mfa) | u8::from(issue.for_person) << 2 | u8::from(issue.masked_key) << 3);
    out.signed(issue.millis);
    for hash in [issue.principal, issue.arn, issue.role, issue.shared] {
        out.whole(hash);
    }
    words.list().iter().for_each(|code| out.number(u64::from(**code)));
}

/// Number of words of a credential; its reader needs it, too.
pub(super) const BEARER_WORDS: usize = CredentialTexts::<u32>::COUNT;
