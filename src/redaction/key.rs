//! The key of the pseudonyms, and the keyed hash.

use sha2::{Digest, Sha256};

/// A secret of 256 bits: who has it can tell which pseudonym a value gets, and
/// nobody else. It is drawn in the page.
#[derive(Clone, PartialEq, Eq)]
pub struct RedactionKey([u8; 32]);

impl RedactionKey {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> RedactionKey {
        RedactionKey(bytes)
    }

    /// Its bytes, for a key file and for other workers.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// In hexadecimal digits.
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The key of 64 hexadecimal digits.
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

// A key is never printed by chance.
impl std::fmt::Debug for RedactionKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("RedactionKey(..)")
    }
}

/// HMAC-SHA-256 (RFC 2104), its two first blocks hashed once.
#[derive(Clone, Debug)]
pub(super) struct KeyedHash {
    inner: Sha256,
    outer: Sha256,
}

impl KeyedHash {
    /// The hash of a key, which is shorter than a block.
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

    /// The hash of some pieces, one after the other.
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
