//! Fingerprints of files for the integrity checks: their SHA-256 and their wrapping, computed
//! during normal reading.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 hash; its text form is lower-case hexadecimal, as in digests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentHash(pub [u8; 32]);

/// The error for a text that is not a SHA-256 hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 hash has 64 hexadecimal digits")]
pub struct NotAHash;

impl ContentHash {
    /// Returns the hash of these bytes.
    pub fn of(bytes: &[u8]) -> ContentHash {
        ContentHash(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ContentHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<ContentHash, NotAHash> {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != 32 || !rest.is_empty() {
            return Err(NotAHash);
        }
        let mut hash = [0; 32];
        for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
            let digit = |digit: u8| char::from(digit).to_digit(16).ok_or(NotAHash);
            *byte = (digit(*high)? * 16 + digit(*low)?) as u8;
        }
        Ok(ContentHash(hash))
    }
}

impl TryFrom<String> for ContentHash {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<ContentHash, NotAHash> {
        text.parse()
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> String {
        hash.to_string()
    }
}

/// The wrapping of a file's content when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Wrapping {
    /// Not compressed.
    Plain,
    /// Valid in another compression than gzip, and without gzip in it. CloudTrail delivers no such
    /// file: a log was decompressed and compressed again.
    Repacked,
    /// Gzip whose first member is valid.
    Gzip,
    /// Gzip whose first member has all its content but lacks the eight bytes of checksum and length
    /// after it.
    GzipNoTrailer,
    /// Gzip that ends inside its first member: content is missing.
    GzipCut,
    /// Gzip whose first member inflates, but does not match its stated checksum or length.
    GzipChecksum,
    /// Gzip whose first member cannot be inflated to its end.
    GzipBroken,
    /// Not all bytes could be read: the archive around the file is damaged, a limit was reached, or
    /// the disk failed.
    Unreadable,
    /// No byte could be read: the file is in an archive, and encrypted or compressed with an
    /// unsupported method.
    Unopened,
}

impl Wrapping {
    /// Whether the content was not in gzip, although CloudTrail delivers gzip.
    pub fn is_without_gzip(self) -> bool {
        matches!(self, Wrapping::Plain | Wrapping::Repacked)
    }

    /// Returns a note about a file that was not in gzip.
    pub(crate) fn note_of_unpacking(self) -> Option<&'static str> {
        match self {
            Wrapping::Plain => Some("it was unpacked before it came here; CloudTrail delivers gzip"),
            Wrapping::Repacked => {
                Some("it was unpacked and packed anew before it came here; CloudTrail delivers gzip")
            }
            _ => None,
        }
    }
}

/// The fingerprint of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fingerprint {
    /// SHA-256 of the inflated bytes of the first gzip member, as far as they inflate; for a file
    /// without gzip, of all bytes, after any other decompression. The bytes are hashed before any
    /// decoding of text. `None` for [`Wrapping::Unopened`].
    pub sha256: Option<ContentHash>,
    /// Number of bytes that were hashed.
    pub content_bytes: u64,
    /// Their wrapping.
    pub wrapping: Wrapping,
    /// SHA-256 of the file as stored, including gzip; only for the results of CloudTrail Lake
    /// queries, whose sign files state that hash.
    pub packed_sha256: Option<ContentHash>,
    /// Number of bytes in the file after its first gzip member, including padding of zeros.
    pub trailing_bytes: u64,
    /// Whether another gzip member begins there.
    pub has_second_member: bool,
}
