//! Searches a text for many names at once, as whole words and ignoring case.
//!
//! Each name is stored by its hash and by the hashes of its prefixes up to the end of each word.
//! From every word start in a text, the hash is extended as long as some name has that prefix: a
//! text is read about once, however many names there are. A byte trie would do the same with a
//! hundred times the memory.

use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// A set of names.
#[derive(Debug, Default)]
pub(super) struct NameSet {
    /// The entry of each prefix, by hash.
    beginnings: hashbrown::HashMap<u64, Beginning, BuildHasherDefault<OwnHash>>,
    names: Vec<Box<str>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Beginning {
    /// The name that ends here, counted from 1; 0 for none.
    name: u32,
    goes_on: bool,
}

impl NameSet {
    /// Adds a name, which must begin and end with a letter or a digit, and returns its number.
    pub fn add(&mut self, name: &str) -> usize {
        let number = self.names.len();
        let bytes = name.as_bytes();
        let mut hash = START;
        let mut at = 0;
        while at < bytes.len() {
            let end = word_end(bytes, at);
            hash = hash_on(hash, &bytes[at..end]);
            at = next_word(bytes, end);
            let beginning = self.beginnings.entry(hash).or_default();
            if at >= bytes.len() {
                beginning.name = number as u32 + 1;
            } else {
                beginning.goes_on = true;
            }
            hash = hash_on(hash, &bytes[end..at]);
        }
        self.names.push(name.into());
        number
    }

    /// Returns the name with a number.
    pub fn name(&self, number: usize) -> &str {
        self.names.get(number).map_or("", |name| name)
    }

    /// Returns whether there are no names.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Returns the number of a name; `None` if it is unknown.
    pub fn position(&self, name: &str) -> Option<usize> {
        let mut found = None;
        self.find(name.as_bytes(), &mut |range, number| {
            if range == (0..name.len()) {
                found = Some(number);
            }
            true
        });
        found
    }

    /// Calls `take` with the position and number of the longest name at each position. If it
    /// returns `true`, the search continues after the name, otherwise inside it.
    pub fn find(&self, bytes: &[u8], take: &mut dyn FnMut(Range<usize>, usize) -> bool) {
        if self.is_empty() {
            return;
        }
        let mut at = next_word(bytes, 0);
        while at < bytes.len() {
            let mut longest = None;
            let mut hash = START;
            let mut from = at;
            let first_end = word_end(bytes, at);
            let mut end = first_end;
            loop {
                hash = hash_on(hash, &bytes[from..end]);
                let Some(beginning) = self.beginnings.get(&hash) else { break };
                if let Some(number) = (beginning.name as usize).checked_sub(1)
                    && self.is(number, &bytes[at..end])
                {
                    longest = Some((end, number));
                }
                let next = next_word(bytes, end);
                if !beginning.goes_on || next >= bytes.len() {
                    break;
                }
                hash = hash_on(hash, &bytes[end..next]);
                from = next;
                end = word_end(bytes, from);
            }
            at = match longest {
                Some((end, number)) if take(at..end, number) => next_word(bytes, end),
                _ => next_word(bytes, first_end),
            };
        }
    }

    fn is(&self, number: usize, bytes: &[u8]) -> bool {
        let name = self.name(number).as_bytes();
        name.len() == bytes.len() && name.iter().zip(bytes).all(|(a, b)| folded(*a) == folded(*b))
    }
}

/// Returns the end of the word that begins at `at`: letters and digits, or a single letter beyond
/// ASCII, because not every script separates words.
fn word_end(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at).is_some_and(|byte| *byte >= 0x80) {
        return at + 1 + bytes[at + 1..].iter().take_while(|byte| (0x80..0xC0).contains(*byte)).count();
    }
    at + bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

/// Returns the start of the next word.
fn next_word(bytes: &[u8], at: usize) -> usize {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80;
    at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| !is_part(byte)).count()
}

/// Folds case, and maps `+`, the form encoding of a space, to a space.
fn folded(byte: u8) -> u8 {
    if byte == b'+' { b' ' } else { byte.to_ascii_lowercase() }
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// Extends an FNV-1a hash byte by byte. Names chosen to collide slow a search, but do not change
/// its result, because names are compared.
fn hash_on(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(folded(*byte))).wrapping_mul(0x0100_0000_01b3))
}

/// A hasher for keys that are already hashes.
#[derive(Debug, Default)]
struct OwnHash(u64);

impl Hasher for OwnHash {
    fn finish(&self) -> u64 {
        // The map uses the highest and the lowest bits.
        self.0 ^ self.0.rotate_left(32)
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash_on(self.0, bytes);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(names: &[&str], text: &str) -> Vec<String> {
        let mut words = NameSet::default();
        for name in names {
            words.add(name);
        }
        let mut found = Vec::new();
        words.find(text.as_bytes(), &mut |range, number| {
            found.push(format!("{}={}", &text[range], words.name(number)));
            true
        });
        found
    }

    #[test]
    fn whole_words_in_any_case() {
        assert_eq!(found(&["alice"], "Alice, alice_b and alices; malice"), ["Alice=alice", "alice=alice"]);
        assert_eq!(
            found(&["acme", "acme-logs", "logs"], "acme-logs/acme-log/logs"),
            ["acme-logs=acme-logs", "acme=acme", "logs=logs"]
        );
        assert_eq!(found(&["a b.c"], "x=a+b.c&y"), ["a+b.c=a b.c"]);
        assert_eq!(found(&["日本", "Zoë"], "用日本alice zoë"), ["日本=日本", "zoë=Zoë"]);
        assert_eq!(
            found(&["alice@example.org"], "alice@example.org."),
            ["alice@example.org=alice@example.org"]
        );
        assert_eq!(found(&[], "alice"), Vec::<String>::new());
    }

    #[test]
    fn what_is_not_taken_is_searched_within() {
        let mut words = NameSet::default();
        words.add("a b");
        words.add("b");
        let mut seen = Vec::new();
        words.find(b"a b", &mut |range, _| {
            seen.push(range);
            false
        });
        assert_eq!(seen, [0..3, 2..3]);
        assert_eq!(words.position("A B"), Some(0));
        assert_eq!(words.position("a"), None);
    }

    proptest! {
        #[test]
        fn every_name_is_found_among_others(
            names in proptest::collection::btree_set("[a-c]{1,2}([-. ][a-c]{1,2}){0,2}", 1..8),
            before in "[ .,/-]{0,2}", behind in "[ .,/-]{0,2}",
        ) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            for name in &names {
                let text = format!("{before}{name}{behind}");
                let found = found(&names, &text);
                prop_assert_eq!(found, [format!("{name}={name}")]);
            }
        }
    }
}
