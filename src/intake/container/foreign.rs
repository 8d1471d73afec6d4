//! Other files that are found next to log files and contain no events, or contain them in a form
//! that cannot be read. They are recognized by name, so that the report explains why a file has no
//! events. The marks are those of `cloudtrail.md` 2.2.

use super::{Container, ContainerWalk, TextHead};
use crate::intake::compression::{KnownBeginning, NOT_READ};
use crate::intake::file_evidence::DocumentKind;
use crate::intake::report::Status;

/// The mark of a JSON document, its name, and advice.
struct ForeignDocument {
    mark: fn(&TextHead<'_>) -> bool,
    name: &'static str,
    /// The reason why it yields no events, with advice; `None` for documents that CloudTrail itself
    /// delivers and that contain none by design.
    advice: Option<&'static str>,
    /// Its role in the integrity checks.
    document: Option<DocumentKind>,
}

const DOCUMENTS: &[ForeignDocument] = &[
    ForeignDocument {
        mark: |head| head.has("format") && head.mentions("\"trailglass-case\""),
        name: "Trailglass case file",
        advice: Some(
            "a case file holds bookmarks and notes, and no log: open it in the Case view, or give it a name that ends in .trailglass.json and drop it again",
        ),
        document: None,
    },
    ForeignDocument {
        mark: |head| head.has_all(&["awsAccountId", "digestStartTime"]),
        name: "CloudTrail digest file",
        advice: None,
        document: Some(DocumentKind::Digest),
    },
    ForeignDocument {
        mark: |head| head.has("PublicKeyList") || head.has("publicKeyList"),
        name: "CloudTrail public keys",
        advice: None,
        document: Some(DocumentKind::Keys),
    },
    ForeignDocument {
        mark: |head| head.has("trailList") || head.has("Trail"),
        name: "trail descriptions",
        advice: None,
        document: Some(DocumentKind::TrailDescription),
    },
    ForeignDocument {
        mark: |head| head.has_all(&["files", "hashSignature"]),
        name: "CloudTrail Lake sign file",
        advice: None,
        document: Some(DocumentKind::SignFile),
    },
    ForeignDocument {
        mark: |head| (head.has("AcceptRanges") || head.has("Metadata")) && !head.has("eventVersion"),
        name: "S3 object metadata",
        advice: None,
        document: Some(DocumentKind::ObjectMetadata),
    },
];

/// Returns the first document whose mark matches, if the text is not a plain log.
fn known(head: &TextHead<'_>) -> Option<&'static ForeignDocument> {
    if head.keys.is_empty() {
        return None;
    }
    DOCUMENTS.iter().find(|known| (known.mark)(head))
}

/// JSON documents without events of their own.
pub(super) struct Documents;

impl Container for Documents {
    fn holds_events(&self) -> bool {
        false
    }

    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        known(head).map(|known| known.name)
    }

    fn read(&self, head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        match known(head).and_then(|known| known.advice) {
            None => walk.take_events_of_document(self.claims(head).unwrap_or_default()),
            Some(advice) => {
                walk.account.problem(advice, None);
                Status::Refused
            }
        }
    }

    fn document(&self, head: &TextHead<'_>) -> Option<DocumentKind> {
        known(head).and_then(|known| known.document)
    }
}

/// A single public key: PEM, or the DER that `list-public-keys` returns in Base64.
pub(super) struct PublicKeyFile;

impl Container for PublicKeyFile {
    fn holds_events(&self) -> bool {
        false
    }

    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        // A sequence with a two-byte length, which contains a number (PKCS#1) or another sequence
        // (SubjectPublicKeyInfo).
        let is_der = matches!(head.bytes, [0x30, 0x82, _, _, 0x02 | 0x30, ..]) && head.bytes.len() < 1200;
        let is_pem = head.bytes.starts_with(b"-----BEGIN ") && head.mentions("PUBLIC KEY-----");
        (is_der || is_pem).then_some("public key")
    }

    fn read(&self, _head: &TextHead<'_>, _walk: &mut ContainerWalk<'_, '_>) -> Status {
        Status::Recognised
    }

    fn document(&self, _head: &TextHead<'_>) -> Option<DocumentKind> {
        Some(DocumentKind::Keys)
    }
}

/// Files of other kinds; compressions that are not read are in [`NOT_READ`].
const BINARY: &[KnownBeginning] = &[
    (b"PAR1", "Parquet file", "Parquet is not read; export JSON or CSV, or drop the log files themselves"),
    (b"ORC", "ORC file", "ORC is not read; drop the log files themselves"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archive", "7-Zip archives are not read; unpack it and drop the folder"),
    (b"%PDF", "PDF document", "this is no log"),
    (b"\x89PNG", "PNG picture", "this is no log"),
];

/// Binary files.
pub(super) struct Binary;

impl Binary {
    fn find(head: &TextHead<'_>) -> Option<&'static KnownBeginning> {
        BINARY.iter().chain(NOT_READ).find(|(magic, ..)| head.bytes.starts_with(magic))
    }
}

impl Container for Binary {
    fn holds_events(&self) -> bool {
        false
    }

    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        Self::find(head).map(|(_, name, _)| *name)
    }

    fn read(&self, head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        if let Some((_, _, advice)) = Self::find(head) {
            walk.account.problem(advice, None);
        }
        Status::Refused
    }
}

/// Any other file, by its first characters.
pub(super) struct OtherText;

impl Container for OtherText {
    fn holds_events(&self) -> bool {
        false
    }

    fn is_last_resort(&self) -> bool {
        true
    }

    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        Some(match head.bytes.first() {
            None => "empty file",
            Some(b'<') => "markup, such as a web page or an error message in XML",
            Some(byte) if byte.is_ascii_graphic() => "text",
            Some(_) => "unknown content",
        })
    }

    fn read(&self, head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        let advice = match self.claims(head).unwrap_or_default() {
            "empty file" => "the file is empty",
            _ => "this is not a CloudTrail log: it begins neither with gzip nor with JSON",
        };
        walk.account.problem(advice, None);
        Status::Refused
    }
}
