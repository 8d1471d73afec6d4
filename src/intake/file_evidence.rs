//! One file as evidence for the integrity checks.

use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprint;
use crate::model::FileNumber;

/// Maximum size of a stored document in bytes. A digest of an hour in which two hundred thousand
/// log files were delivered has about 100 MB; one of a thousand log files 400 kB.
pub const MAX_DOCUMENT: usize = 192 << 20;

/// The evidence about a dropped file, or about a file in a dropped archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEvidence {
    /// The number of the dropped file.
    pub file: FileNumber,
    /// Index of the file in an archive among all files of that archive, including those of nested
    /// archives: the same index as in [`super::Report::entries`], as far as that list goes. `None`
    /// for a file that is not in an archive.
    pub entry: Option<u32>,
    /// Its path relative to the dropped item; for a file in an archive, the path of the archive, a
    /// slash and the path in the archive.
    pub path: String,
    /// Its size in bytes as stored, before gzip is inflated.
    pub bytes: u64,
    /// Index of its first record among those of the dropped file.
    pub first_record: u64,
    /// Number of records that were read from it.
    pub records: u64,
    /// The hashes and the wrapping of its bytes.
    pub fingerprint: Fingerprint,
    /// Its role in the checks.
    pub role: Role,
}

/// The role of a file in the integrity checks. Documents include their content: the bytes that
/// [`Fingerprint::sha256`] is the hash of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// A log file that CloudTrail delivers, recognized by its content.
    Log,
    /// A digest, recognized by its content or its name.
    Digest(DocumentContent),
    /// Public keys: the output of `list-public-keys`, PEM or DER.
    Keys(DocumentContent),
    /// The output of `head-object` or `get-object` for an object, including its signature.
    ObjectMetadata(DocumentContent),
    /// The output of `describe-trails` or `get-trail`.
    TrailDescription(DocumentContent),
    /// The signed list of the files of a CloudTrail Lake query.
    SignFile(DocumentContent),
    /// Any other file. A digest or a sign file may still list it.
    Other,
}

/// The complete content of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentContent {
    /// The bytes; empty if there were more than [`MAX_DOCUMENT`].
    #[serde(with = "base64_text")]
    pub bytes: Vec<u8>,
    /// Whether there were more than [`MAX_DOCUMENT`] bytes.
    pub is_too_long: bool,
}

/// The kind of a document, before its content has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DocumentKind {
    Digest,
    Keys,
    ObjectMetadata,
    TrailDescription,
    SignFile,
}

impl DocumentKind {
    pub(crate) fn with(self, content: DocumentContent) -> Role {
        match self {
            DocumentKind::Digest => Role::Digest(content),
            DocumentKind::Keys => Role::Keys(content),
            DocumentKind::ObjectMetadata => Role::ObjectMetadata(content),
            DocumentKind::TrailDescription => Role::TrailDescription(content),
            DocumentKind::SignFile => Role::SignFile(content),
        }
    }
}

/// Encodes bytes as Base64, since JSON would write every byte as a number.
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
