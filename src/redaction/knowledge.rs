//! The values of a dictionary, ready to be looked for.

use std::collections::btree_map;
use std::net::IpAddr;
use std::ops::Range;

use super::dictionary::{Dictionary, Entry};
use super::key::RedactionKey;
use super::kind::Kind;
use super::names;
use super::pseudonym::{Pseudonyms, Settling};
use super::redactor::Redactor;
use super::words::Words;

/// Values that are looked for.
#[derive(Debug, Default)]
pub(super) struct Knowledge {
    words: Words,
    /// What each of the words is.
    entries: Vec<Entry>,
    /// Accounts, in order.
    accounts: Vec<Box<str>>,
    /// Addresses, in order.
    addresses: Vec<Box<str>>,
}

impl Knowledge {
    /// Learns a value; values come in their order.
    pub fn learn(&mut self, value: &str, entry: Entry) {
        match entry.kind {
            Kind::Account => self.accounts.push(value.into()),
            Kind::Address => self.addresses.push(value.into()),
            _ => {}
        }
        if entry.kind.has_form() || !entry.is_name && !entry.kind.is_looked_for() {
            return;
        }
        let core = value.get(names::core(value)).unwrap_or_default();
        if core.is_empty() || names::is_public(value) {
            return;
        }
        let is_name = entry.is_name && names::is_distinctive(core);
        match self.words.position(core).and_then(|place| self.entries.get_mut(place)) {
            // The same name in another case.
            Some(known) => {
                known.kind = known.kind.min(entry.kind);
                known.is_name |= is_name;
            }
            None => {
                self.words.add(core);
                self.entries.push(Entry { is_name, ..entry });
            }
        }
    }

    /// Whether this is one of the accounts or addresses.
    pub fn is(&self, kind: Kind, text: &str) -> bool {
        let known = match kind {
            Kind::Account => &self.accounts,
            Kind::Address => &self.addresses,
            _ => return false,
        };
        known.binary_search_by(|value| (**value).cmp(text)).is_ok()
    }

    /// What a name is.
    pub fn entry(&self, name: &str) -> Option<Entry> {
        self.words.position(name).and_then(|place| self.entries.get(place)).copied()
    }

    /// Tells where names stand and what they are; see [`Words::find`].
    pub fn find(&self, bytes: &[u8], take: &mut dyn FnMut(Range<usize>, Entry) -> bool) {
        self.words.find(bytes, &mut |range, number| {
            self.entries.get(number).is_some_and(|entry| take(range, *entry))
        });
    }
}

/// A [`Redactor`] in the making, some values at a time: a large dictionary
/// takes a second.
#[derive(Debug)]
pub struct Preparing<'d> {
    pseudonyms: Pseudonyms,
    settling: Settling,
    knowledge: Knowledge,
    left: btree_map::Iter<'d, String, Entry>,
}

impl<'d> Preparing<'d> {
    /// Nothing is learned yet.
    pub fn new(key: &RedactionKey, dictionary: &'d Dictionary) -> Preparing<'d> {
        Preparing {
            pseudonyms: Pseudonyms::new(key),
            settling: Settling::default(),
            knowledge: Knowledge::default(),
            left: dictionary.iter(),
        }
    }

    /// Learns so many values more; whether there are others.
    pub fn step(&mut self, values: usize) -> bool {
        for (value, entry) in self.left.by_ref().take(values) {
            let address = (entry.kind == Kind::Address).then(|| value.parse().ok()).flatten();
            match address {
                Some(IpAddr::V4(address)) => self.settling.settle(&mut self.pseudonyms, address),
                Some(IpAddr::V6(address)) => {
                    if let Some(mapped) = address.to_ipv4_mapped() {
                        self.settling.settle(&mut self.pseudonyms, mapped);
                    }
                }
                None => {}
            }
            self.knowledge.learn(value, *entry);
        }
        self.left.len() > 0
    }

    /// The redactor. It knows what was learned.
    pub fn finish(self) -> Redactor {
        Redactor::of(self.pseudonyms, self.knowledge)
    }
}
