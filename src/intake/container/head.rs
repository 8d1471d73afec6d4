//! The beginning of a text, from which its kind is determined.

use std::borrow::Cow;

use crate::base::json::scan::Stop;
use crate::base::json::{plain_key, scan};

/// The beginning of a text, parsed.
#[derive(Debug)]
pub struct TextHead<'a> {
    /// The first bytes, after a byte order mark and white space.
    pub bytes: &'a [u8],
    /// The keys of the first JSON object (in an array, of the first element), in order, as far as
    /// the beginning contains them.
    pub keys: Vec<Cow<'a, [u8]>>,
    /// Whether that object is the first element of an array.
    pub in_array: bool,
    /// Whether the beginning ends inside a nested object or array of that object.
    pub is_cut_in_nested: bool,
    /// Position of the value of each key; of the last key only if the beginning contains it.
    values_at: Vec<usize>,
}

impl<'a> TextHead<'a> {
    /// Parses the beginning of a text.
    pub fn new(bytes: &'a [u8]) -> TextHead<'a> {
        let mut head = TextHead {
            bytes,
            keys: Vec::new(),
            in_array: false,
            is_cut_in_nested: false,
            values_at: Vec::new(),
        };
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
            // The events themselves: they fill the rest of the beginning, so that no later key is
            // in it.
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

    /// Returns the beginning of the first element of the array under this key in the first object;
    /// `None` if the beginning does not contain it.
    pub fn first_of(&self, key: &str) -> Option<TextHead<'a>> {
        let place = self.keys.iter().position(|other| **other == *key.as_bytes())?;
        let value = &self.bytes[*self.values_at.get(place)?..];
        value.starts_with(b"[").then(|| TextHead::new(value))
    }

    /// Whether the first object has keys that only events have.
    pub fn shows_event(&self) -> bool {
        let has = |key: &str| self.has_in_any_spelling(key);
        has("eventVersion") || has("eventName") && has("eventSource") || has("eventTime") && has("eventID")
    }

    /// Whether the first object has this key.
    pub fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|other| **other == *key.as_bytes())
    }

    /// Whether the first object has this key in any case, with or without underscores.
    pub fn has_in_any_spelling(&self, key: &str) -> bool {
        let letters = |key: &[u8]| -> Vec<u8> {
            key.iter().filter(|byte| **byte != b'_').map(u8::to_ascii_lowercase).collect()
        };
        self.keys.iter().any(|other| letters(other) == letters(key.as_bytes()))
    }

    /// Whether the first object has all of these keys.
    pub fn has_all(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.has(key))
    }

    /// Whether the beginning contains this text.
    pub fn mentions(&self, text: &str) -> bool {
        memchr::memmem::find(self.bytes, text.as_bytes()).is_some()
    }
}
