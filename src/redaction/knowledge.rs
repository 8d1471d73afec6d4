//! The values of a dictionary, indexed for searching.

use std::ops::Range;

use super::dictionary::NameEntry;
use super::kind::SecretKind;
use super::names;
use super::words::NameSet;

/// Indexed values.
#[derive(Debug, Default)]
pub(super) struct Knowledge {
    words: NameSet,
    /// The entry of each word.
    entries: Vec<NameEntry>,
    /// Accounts, sorted.
    accounts: Vec<Box<str>>,
    /// Addresses, sorted.
    addresses: Vec<Box<str>>,
}

impl Knowledge {
    /// Adds a value; values must be added in sorted order.
    pub fn learn(&mut self, value: &str, entry: NameEntry) {
        match entry.kind {
            SecretKind::Account => self.accounts.push(value.into()),
            SecretKind::Address => self.addresses.push(value.into()),
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
            // The same name in different case.
            Some(known) => {
                known.kind = known.kind.min(entry.kind);
                known.is_name |= is_name;
            }
            None => {
                self.words.add(core);
                self.entries.push(NameEntry { is_name, ..entry });
            }
        }
    }

    /// Returns whether a text is a known account or address.
    pub fn is(&self, kind: SecretKind, text: &str) -> bool {
        let known = match kind {
            SecretKind::Account => &self.accounts,
            SecretKind::Address => &self.addresses,
            _ => return false,
        };
        known.binary_search_by(|value| (**value).cmp(text)).is_ok()
    }

    /// Returns the entry of a name; `None` if it is unknown.
    pub fn entry(&self, name: &str) -> Option<NameEntry> {
        self.words.position(name).and_then(|place| self.entries.get(place)).copied()
    }

    /// Calls `take` with the positions and entries of names; see [`NameSet::find`].
    pub fn find(&self, bytes: &[u8], take: &mut dyn FnMut(Range<usize>, NameEntry) -> bool) {
        self.words.find(bytes, &mut |range, number| {
            self.entries.get(number).is_some_and(|entry| take(range, *entry))
        });
    }
}
