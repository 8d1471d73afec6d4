//! A dictionary of texts: each distinct text is stored once and has a number.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Interns texts: equal texts get the same code. Codes are given in the order of insertion.
#[derive(Debug, Default)]
pub struct Interner {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Interner {
    /// Returns the code of a text, inserting it if it is new, and whether it was new.
    pub fn intern(&mut self, text: &[u8]) -> (u32, bool) {
        let hash = self.hasher.hash_one(text);
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        if let Some(code) = self.index.find(hash, |code| same(slice(bytes, ends, *code), text)) {
            return (*code, false);
        }
        let code = self.ends.len() as u32;
        self.index.insert_unique(hash, code, |code| hasher.hash_one(slice(bytes, ends, *code)));
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len() as u32);
        (code, true)
    }

    /// Returns the code of a text, if it has one.
    pub fn find(&self, text: &[u8]) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.index.find(hash, |code| same(slice(&self.bytes, &self.ends, *code), text)).copied()
    }

    /// Frees the capacity that was reserved for further texts.
    pub fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Frees the lookup index; no text should be inserted afterwards. A text that is inserted
    /// nevertheless gets a new code, even if it already has one.
    pub fn close(&mut self) {
        self.index = HashTable::new();
        self.shrink();
    }

    /// Size in bytes, for the memory statistics.
    pub fn memory_bytes(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * 4 + self.index.allocation_size()
    }

    /// Returns the text of a code; empty for an unknown code.
    pub fn bytes(&self, code: u32) -> &[u8] {
        if (code as usize) < self.ends.len() { slice(&self.bytes, &self.ends, code) } else { &[] }
    }

    /// Returns the number of texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether the dictionary is empty.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

fn slice<'a>(bytes: &'a [u8], ends: &[u32], code: u32) -> &'a [u8] {
    let start = if code == 0 { 0 } else { ends[code as usize - 1] };
    &bytes[start as usize..ends[code as usize] as usize]
}

/// Whether two texts are equal. Rust's own comparison goes byte by byte on WebAssembly, and keys
/// are hundreds of bytes long.
fn same(one: &[u8], other: &[u8]) -> bool {
    let ((one, one_rest), (other, other_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    one.len() == other.len()
        && one_rest == other_rest
        && one.iter().zip(other).all(|(one, other)| u64::from_ne_bytes(*one) == u64::from_ne_bytes(*other))
}

/// The values of one field. Code 0 always means "absent".
#[derive(Debug)]
pub struct FieldValues {
    texts: Interner,
}

/// The code of an absent value.
pub const ABSENT: u32 = 0;

impl Default for FieldValues {
    fn default() -> Self {
        // The empty text stands for "absent", so codes need no offset.
        let mut texts = Interner::default();
        texts.intern(b"");
        FieldValues { texts }
    }
}

impl FieldValues {
    /// Returns the code of a value, inserting it if it is new; an empty text counts as absent, as
    /// it does in the filter.
    pub fn code(&mut self, value: Option<&str>) -> u32 {
        self.texts.intern(value.unwrap_or_default().as_bytes()).0
    }

    /// Returns the value of a code.
    pub fn text(&self, code: u32) -> Option<&str> {
        // Only UTF-8 texts are inserted, so this cannot fail.
        (code != ABSENT).then(|| std::str::from_utf8(self.texts.bytes(code)).unwrap_or_default())
    }

    /// Frees the lookup index; no value should be inserted afterwards.
    pub fn close(&mut self) {
        self.texts.close();
    }

    /// Number of codes, including that of "absent".
    pub fn codes(&self) -> usize {
        self.texts.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stay_and_texts_come_back() {
        let mut values = FieldValues::default();
        assert_eq!(values.code(None), ABSENT);
        let codes: Vec<u32> =
            (0..5_000).map(|n| values.code(Some(&format!("value {}", n % 3_000)))).collect();
        for (n, code) in codes.iter().enumerate() {
            assert_eq!(values.text(*code), Some(format!("value {}", n % 3_000).as_str()));
        }
        assert_eq!(values.code(Some("")), ABSENT);
        assert_eq!(values.codes(), 3_001);
    }
}
