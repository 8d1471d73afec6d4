//! The beginning of a text, as far as it tells what the text is.

use crate::intake::scan::{self, Stop};

/// What a text begins with.
#[derive(Debug)]
pub struct Head<'a> {
    /// The first bytes, after a byte order mark and white space.
    pub bytes: &'a [u8],
    /// The keys of the first JSON object (of the first element, in an array),
    /// in order, as far as the beginning shows them.
    pub keys: Vec<&'a [u8]>,
    /// Whether that object is the first element of an array.
    pub in_array: bool,
}

impl<'a> Head<'a> {
    /// Looks at the beginning of a text.
    pub fn new(bytes: &'a [u8]) -> Head<'a> {
        let mut head = Head { bytes, keys: Vec::new(), in_array: false };
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
            self.keys.push(&bytes[at + 1..end - 1]);
            at = scan::skip_space(bytes, end);
            if bytes.get(at) != Some(&b':') {
                return;
            }
            at = scan::skip_space(bytes, at + 1);
            // The events themselves: they fill the rest of the beginning, and
            // nothing that follows them is in it.
            if self.keys.last() == Some(&&b"Records"[..]) && bytes.get(at) == Some(&b'[') {
                return;
            }
            at = match scan::value(bytes, at) {
                Ok(end) => scan::skip_space(bytes, end),
                Err(Stop::More | Stop::Broken { .. }) => return,
            };
            if bytes.get(at) != Some(&b',') {
                return;
            }
            at += 1;
        }
    }

    /// Whether the first object shows this key.
    pub fn has(&self, key: &str) -> bool {
        self.keys.contains(&key.as_bytes())
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
