//! The redaction key and its keyed hash.

use sha2::{Digest, Sha256};

/// A 256-bit secret. It determines the pseudonym of every value: anyone who has it, and no one
/// else, can test whether a pseudonym stands for a given value. It is generated in the page.
#[derive(Clone, PartialEq, Eq)]
pub struct RedactionKey([u8; 32]);

impl RedactionKey {
    /// Returns the key with these bytes.
    pub fn new(bytes: [u8; 32]) -> RedactionKey {
        RedactionKey(bytes)
    }

    /// Returns its bytes, for a key file and for other workers.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns its bytes in hexadecimal.
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Parses a key from 64 hexadecimal digits; `None` for any other text.
    pub fn of_hex(digits: &str) -> Option<RedactionKey> {
        let mut bytes = [0; 32];
        if digits.len() != 2 * bytes.len() {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
            let digit = |letter: u8| char::from(letter).to_digit(16);
            *byte = (digit(pair[0])? * 16 + digit(pair[1])?) as u8;
        }
        Some(RedactionKey(bytes))
    }
}

// A key must never be printed by accident.
impl std::fmt::Debug for RedactionKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("RedactionKey(..)")
    }
}

/// HMAC-SHA-256 (RFC 2104), with the state after each key block computed once.
#[derive(Clone, Debug)]
pub(super) struct KeyedHash {
    inner: Sha256,
    outer: Sha256,
}

impl KeyedHash {
    /// Returns the hash function of a key, which is shorter than a block.
    pub fn new(key: &RedactionKey) -> KeyedHash {
        KeyedHash::of(key.bytes())
    }

    fn of(key: &[u8]) -> KeyedHash {
        let padded = |pad: u8| {
            let mut block = [pad; 64];
            for (byte, key) in block.iter_mut().zip(key) {
                *byte ^= key;
            }
            Sha256::new_with_prefix(block)
        };
        KeyedHash { inner: padded(0x36), outer: padded(0x5c) }
    }

    /// Returns the hash of the concatenated pieces.
    pub fn hash(&self, pieces: &[&[u8]]) -> [u8; 32] {
        let mut inner = self.inner.clone();
        for piece in pieces {
            inner.update(piece);
        }
        let mut outer = self.outer.clone();
        outer.update(inner.finalize());
        outer.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_rfc_4231() {
        let hex = |bytes: [u8; 32]| RedactionKey::new(bytes).to_hex();
        assert_eq!(
            hex(KeyedHash::of(&[0x0b; 20]).hash(&[b"Hi ", b"There"])),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            hex(KeyedHash::of(b"Jefe").hash(&[b"what do ya want for nothing?"])),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_key_is_not_printed() {
        assert_eq!(format!("{:?}", RedactionKey::new([7; 32])), "RedactionKey(..)");
    }
}
