//! What a file's bytes are, for the checks of integrity: their SHA-256 and how
//! they were wrapped, gathered while the file is read as usual.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 hash; text is lower-case hexadecimal, as in digests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentHash(pub [u8; 32]);

/// A text that is no SHA-256 hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 hash has 64 hexadecimal digits")]
pub struct NotAHash;

impl ContentHash {
    /// The hash of these bytes.
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

/// How a file's content was wrapped when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Wrapping {
    /// Not packed.
    Plain,
    /// Sound zstd, bzip2 or xz, with something else than gzip in it. CloudTrail
    /// delivers no such file: a log was unpacked and compressed again.
    Repacked,
    /// Gzip whose first member is sound.
    Gzip,
    /// Gzip whose first member has all its content but not the eight bytes of
    /// checksum and length behind it.
    GzipNoTrailer,
    /// Gzip that ends inside its first member: content is missing.
    GzipCut,
    /// Gzip whose first member inflates, to another checksum or length than it
    /// states.
    GzipChecksum,
    /// Gzip whose first member cannot be inflated to its end.
    GzipBroken,
    /// The bytes could not all be read: the archive around the file is
    /// damaged, a limit was reached, or the disk failed.
    Unreadable,
    /// No byte could be read: it lies in an archive and is encrypted there, or
    /// packed in a way that is not read.
    Unopened,
}

impl Wrapping {
    /// Whether the content stood in no gzip, which CloudTrail delivers.
    pub fn is_without_gzip(self) -> bool {
        matches!(self, Wrapping::Plain | Wrapping::Repacked)
    }

    /// What was done to a file that stood in no gzip, for notes.
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

/// What there is to know of a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fingerprint {
    /// SHA-256 of the inflated bytes of the first gzip member, as far as they
    /// inflate; of all bytes where the file is no gzip, as they are within any
    /// other compression. No decoding of text
    /// comes before it. `None` for [`Wrapping::Unopened`].
    pub sha256: Option<ContentHash>,
    /// How many bytes that is the hash of.
    pub content_bytes: u64,
    /// How they were wrapped.
    pub wrapping: Wrapping,
    /// SHA-256 of the file as it lies there, gzip and all; only for the results
    /// of CloudTrail Lake queries, whose sign files speak of that.
    pub packed_sha256: Option<ContentHash>,
    /// Bytes in the file after its first gzip member, padding of zeros
    /// included.
    pub trailing_bytes: u64,
    /// Whether another gzip member begins there.
    pub has_second_member: bool,
}
