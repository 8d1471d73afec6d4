//! One file as evidence for the checks of integrity.

use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprint;
use crate::protocol::FileNumber;

/// How much of a document is kept, in bytes. A digest of an hour in which two
/// hundred thousand log files were delivered has about 100 MB; one of a
/// thousand log files 400 kB.
pub const MAX_DOCUMENT: usize = 192 << 20;

/// A dropped file, or a file in a dropped archive, as far as integrity is
/// concerned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exhibit {
    /// The number of the dropped file.
    pub file: FileNumber,
    /// The place of the file in an archive among all files of that archive,
    /// those of archives in it included: the same place as in
    /// [`super::Report::entries`], as far as that goes. `None` for a file that
    /// is no archive.
    pub entry: Option<u32>,
    /// Its path below what was dropped; for a file in an archive that of the
    /// archive, a slash and that in the archive.
    pub path: String,
    /// Its bytes as it lies there, before gzip is inflated.
    pub bytes: u64,
    /// The place of its first record among those of the dropped file.
    pub first_record: u64,
    /// How many records were read of it.
    pub records: u64,
    /// What its bytes are.
    pub fingerprint: Fingerprint,
    /// What it says.
    pub role: Role,
}

/// What a file says to the checks of integrity. Documents come with their
/// content: the bytes of which [`Fingerprint::sha256`] is the hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// A log file that CloudTrail delivers, by its content.
    Log,
    /// A digest, by its content or its name.
    Digest(Content),
    /// Public keys: the answer of `list-public-keys`, PEM or DER.
    Keys(Content),
    /// What `head-object` or `get-object` say of an object, its signature
    /// among it.
    ObjectMetadata(Content),
    /// The answer of `describe-trails` or `get-trail`.
    TrailDescription(Content),
    /// The signed list of the files of a CloudTrail Lake query.
    SignFile(Content),
    /// Anything else. It may still be what a digest or a sign file lists.
    Other,
}

/// The content of a document, kept whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The bytes; empty where there were more than [`MAX_DOCUMENT`].
    #[serde(with = "base64_text")]
    pub bytes: Vec<u8>,
    /// Whether there were more than [`MAX_DOCUMENT`] bytes.
    pub is_too_long: bool,
}

/// What a document is, before its content has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Document {
    Digest,
    Keys,
    ObjectMetadata,
    TrailDescription,
    SignFile,
}

impl Document {
    pub(crate) fn with(self, content: Content) -> Role {
        match self {
            Document::Digest => Role::Digest(content),
            Document::Keys => Role::Keys(content),
            Document::ObjectMetadata => Role::ObjectMetadata(content),
            Document::TrailDescription => Role::TrailDescription(content),
            Document::SignFile => Role::SignFile(content),
        }
    }
}

/// Bytes as Base64, so that JSON does not write every byte as a number.
mod base64_text {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(D::Error::custom)
    }
}
