//! The beginning of a text, as far as it tells what the text is.

use std::borrow::Cow;

use crate::intake::plain_key;
use crate::intake::scan::{self, Stop};

/// What a text begins with.
#[derive(Debug)]
pub struct Head<'a> {
    /// The first bytes, after a byte order mark and white space.
    pub bytes: &'a [u8],
    /// The keys of the first JSON object (of the first element, in an array),
    /// in order, as far as the beginning shows them.
    pub keys: Vec<Cow<'a, [u8]>>,
    /// Whether that object is the first element of an array.
    pub in_array: bool,
    /// Whether the beginning ends in an object or an array of that object.
    pub is_cut_in_nested: bool,
    /// The byte at which the value of each key begins; of the last key only if
    /// the beginning shows it.
    values_at: Vec<usize>,
}

impl<'a> Head<'a> {
    /// Looks at the beginning of a text.
    pub fn new(bytes: &'a [u8]) -> Head<'a> {
        let mut head =
            Head { bytes, keys: Vec::new(), in_array: false, is_cut_in_nested: false, values_at: Vec::new() };
        let mut at = 0;
        if bytes.first() == Some(&b'[') {
            head.in_array = true;
            at = scan::skip_space(bytes, 1);
        }
        if bytes.get(at) == Some(&b'{') {
            head.collect_keys(at + 1);
        }
        head
    }

    fn collect_keys(&mut self, mut at: usize) {
        let bytes = self.bytes;
        loop {
            at = scan::skip_space(bytes, at);
            if bytes.get(at) != Some(&b'"') {
                return;
            }
            let Ok(end) = scan::value(bytes, at) else { return };
            self.keys.push(plain_key(&bytes[at + 1..end - 1]));
            at = scan::skip_space(bytes, end);
            if bytes.get(at) != Some(&b':') {
                return;
            }
            at = scan::skip_space(bytes, at + 1);
            self.values_at.push(at);
            // The events themselves: they fill the rest of the beginning, and
            // nothing that follows them is in it.
            if self.keys.last().is_some_and(|key| **key == *b"Records") && bytes.get(at) == Some(&b'[') {
                return;
            }
            at = match scan::value(bytes, at) {
                Ok(end) => scan::skip_space(bytes, end),
                Err(stop) => {
                    self.is_cut_in_nested = stop == Stop::More && matches!(bytes.get(at), Some(b'{' | b'['));
                    return;
                }
            };
            if bytes.get(at) != Some(&b',') {
                return;
            }
            at += 1;
        }
    }

    /// Returns the beginning of the first element of the array that this key has
    /// in the first object; `None` where that does not show.
    pub fn first_of(&self, key: &str) -> Option<Head<'a>> {
        let place = self.keys.iter().position(|other| **other == *key.as_bytes())?;
        let value = &self.bytes[*self.values_at.get(place)?..];
        value.starts_with(b"[").then(|| Head::new(value))
    }

    /// Whether the first object shows keys that only an event has.
    pub fn shows_event(&self) -> bool {
        let has = |key: &str| self.has_in_any_spelling(key);
        has("eventVersion") || has("eventName") && has("eventSource") || has("eventTime") && has("eventID")
    }

    /// Whether the first object shows this key.
    pub fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|other| **other == *key.as_bytes())
    }

    /// The same, whatever the case of its letters and with underscores or
    /// without.
    pub fn has_in_any_spelling(&self, key: &str) -> bool {
        let letters = |key: &[u8]| -> Vec<u8> {
            key.iter().filter(|byte| **byte != b'_').map(u8::to_ascii_lowercase).collect()
        };
        self.keys.iter().any(|other| letters(other) == letters(key.as_bytes()))
    }

    /// Whether it shows all of these.
    pub fn has_all(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.has(key))
    }

    /// Whether these bytes stand anywhere in the beginning.
    pub fn mentions(&self, text: &str) -> bool {
        memchr::memmem::find(self.bytes, text.as_bytes()).is_some()
    }
}
