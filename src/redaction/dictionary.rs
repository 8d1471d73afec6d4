//! The secret values found by all workers.

use std::collections::{BTreeMap, BTreeSet, btree_map};

use super::harmless::Harmless;
use super::kind::SecretKind;
use super::{forms, names};

/// Maximum length in bytes of a remembered value; longer ones are replaced, but not remembered. An
/// S3 object key has up to 1,024 bytes.
const LONGEST_BYTES: usize = 1_200;

/// A flag in an entry's first byte: the value is a name that is searched for everywhere.
const IS_NAME: u8 = 0x80;

/// A flag in an entry's first byte: the value is harmless and stays.
const STAYS: u8 = 0x40;

/// Maximum number of unchanged values of each sort in the preview.
const MOST_HARMLESS: usize = 2_000;

/// The values to replace, with their kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RedactionDictionary {
    entries: BTreeMap<String, NameEntry>,
    /// Values that stay, at most [`MOST_HARMLESS`] of each sort.
    harmless: BTreeMap<Harmless, BTreeSet<String>>,
}

/// The entry of a value to replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NameEntry {
    pub kind: SecretKind,
    /// Whether it occurred as a name, and must be searched for everywhere.
    pub is_name: bool,
}

/// The unchanged values of one sort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HarmlessCount {
    /// The reason why they stay.
    pub why: Harmless,
    /// The distinct values, in order.
    pub values: Vec<String>,
    /// Whether there may be more values than these.
    pub is_cut: bool,
}

impl RedactionDictionary {
    /// Returns the number of values to replace.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there are no values to replace.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn add(&mut self, value: &str, kind: SecretKind, is_name: bool) {
        // No file may contain credentials, not even the key file.
        if value.is_empty() || value.len() > LONGEST_BYTES || kind == SecretKind::Credential {
            return;
        }
        match self.entries.get_mut(value) {
            Some(known) => {
                known.kind = known.kind.min(kind);
                known.is_name |= is_name;
            }
            None => drop(self.entries.insert(value.to_owned(), NameEntry { kind, is_name })),
        }
    }

    /// Records a value that stays.
    pub(super) fn stays(&mut self, why: Harmless, value: &str) {
        let values = self.harmless.entry(why).or_default();
        if value.len() > LONGEST_BYTES || values.contains(value) {
            return;
        }
        // Keeps the first values in sort order, so that the result does not depend on the order of
        // insertion.
        values.insert(value.to_owned());
        if values.len() > MOST_HARMLESS {
            values.pop_last();
        }
    }

    /// Returns the values that stay in texts in which everything else is replaced.
    pub fn harmless(&self) -> Vec<HarmlessCount> {
        let counts = self.harmless.iter().map(|(why, values)| HarmlessCount {
            why: *why,
            values: values.iter().cloned().collect(),
            is_cut: values.len() >= MOST_HARMLESS,
        });
        counts.collect()
    }

    /// Adds a name that no record need contain, such as that of a folder or of a marked person. If
    /// its form determines a kind, that replaces `kind`.
    pub fn add_name(&mut self, kind: SecretKind, name: &str) {
        let core = name.get(names::core(name)).unwrap_or_default();
        self.add(core, forms::kind_of_whole(core).unwrap_or(kind), true);
    }

    /// Adds all values of another dictionary.
    pub fn absorb(&mut self, other: &RedactionDictionary) {
        for (value, entry) in other.entries() {
            self.add(value, entry.kind, entry.is_name);
        }
        for (why, values) in &other.harmless {
            values.iter().for_each(|value| self.stays(*why, value));
        }
    }

    pub(super) fn iter(&self) -> btree_map::Iter<'_, String, NameEntry> {
        self.entries.iter()
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, NameEntry)> {
        self.entries.iter().map(|(value, entry)| (value.as_str(), *entry))
    }

    /// Serialises all values into buffers of about `bytes` bytes each, lazily, so that neither
    /// creating nor reading one takes noticeable time.
    pub fn buffers(&self, bytes: usize) -> impl Iterator<Item = Vec<u8>> + '_ {
        let replaced = self
            .entries
            .iter()
            .map(|(value, entry)| (entry.kind.number() | if entry.is_name { IS_NAME } else { 0 }, value));
        let staying = self
            .harmless
            .iter()
            .flat_map(|(why, values)| values.iter().map(|value| (why.number() | STAYS, value)));
        let mut left = replaced.chain(staying).peekable();
        std::iter::from_fn(move || {
            left.peek()?;
            let mut buffer = Vec::new();
            while buffer.len() < bytes
                && let Some((first, value)) = left.next()
            {
                buffer.push(first);
                buffer.extend_from_slice(&(value.len() as u16).to_le_bytes());
                buffer.extend_from_slice(value.as_bytes());
            }
            Some(buffer)
        })
    }

    /// Adds the values of a buffer from [`RedactionDictionary::buffers`]. Invalid entries are
    /// skipped: page and workers are from the same build.
    pub fn take_in(&mut self, mut buffer: &[u8]) {
        while let [first, low, high, rest @ ..] = buffer {
            let length = usize::from(u16::from_le_bytes([*low, *high]));
            let Some((value, behind)) = rest.split_at_checked(length) else { return };
            buffer = behind;
            let Ok(value) = std::str::from_utf8(value) else { continue };
            if first & STAYS != 0 {
                if let Some(why) = Harmless::of_number(first & !STAYS) {
                    self.stays(why, value);
                }
            } else if let Some(kind) = SecretKind::of_number(first & !IS_NAME) {
                self.add(value, kind, first & IS_NAME != 0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_bring_everything_along() {
        let mut one = RedactionDictionary::default();
        one.add("alice", SecretKind::Resource, false);
        one.add("203.0.113.9", SecretKind::Address, false);
        one.add(&"x".repeat(LONGEST_BYTES + 1), SecretKind::User, true);
        let mut other = RedactionDictionary::default();
        other.add("alice", SecretKind::User, true);
        for buffer in one.buffers(1) {
            other.take_in(&buffer);
        }
        let entries: Vec<_> = other.entries().collect();
        assert_eq!(
            entries,
            [
                ("203.0.113.9", NameEntry { kind: SecretKind::Address, is_name: false }),
                ("alice", NameEntry { kind: SecretKind::User, is_name: true }),
            ]
        );
        let mut broken = RedactionDictionary::default();
        for buffer in [&[1][..], &[99, 1, 0, b'a'], &[1, 9, 0, b'a'], &[1, 1, 0, 0xff]] {
            broken.take_in(buffer);
        }
        assert!(broken.is_empty());
    }
}
