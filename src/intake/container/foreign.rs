//! What turns up beside log files and holds no events, or holds them in a way
//! that is not read: recognised and named, so that nobody has to guess
//! why a file gave nothing. The marks are those of `cloudtrail.md` 2.2.

use super::{Container, Head, Walk};
use crate::intake::report::Status;

/// A mark of a JSON document, its name, and what to say of it.
struct Document {
    mark: fn(&Head<'_>) -> bool,
    name: &'static str,
    /// Why no events came of it and what to do; `None` for what CloudTrail
    /// itself delivers and that rightly holds none.
    advice: Option<&'static str>,
}

const DOCUMENTS: &[Document] = &[
    Document {
        mark: |head| head.has_all(&["awsAccountId", "digestStartTime"]),
        name: "CloudTrail digest file",
        advice: None,
    },
    Document {
        mark: |head| head.has("PublicKeyList") || head.has("publicKeyList"),
        name: "CloudTrail public keys",
        advice: None,
    },
    Document { mark: |head| head.has("trailList"), name: "trail descriptions", advice: None },
    Document {
        mark: |head| head.has_all(&["files", "hashSignature"]),
        name: "CloudTrail Lake sign file",
        advice: None,
    },
    Document {
        mark: |head| (head.has("AcceptRanges") || head.has("Metadata")) && !head.has("eventVersion"),
        name: "S3 object metadata",
        advice: None,
    },
    Document {
        mark: |head| head.has("Records") && head.mentions("\"aws:s3\""),
        name: "S3 event notification",
        advice: Some(
            "an S3 event notification says that a file arrived; it is no CloudTrail log. Get the file it names from the bucket",
        ),
    },
    Document {
        mark: |head| head.has("Type") && head.has("Message") || head.has("Messages"),
        name: "SNS or SQS message",
        advice: Some(
            "this message announces log files; it holds no events. Get the files it names from the bucket",
        ),
    },
];

/// The first document whose mark fits, if it is no plain log.
fn document(head: &Head<'_>) -> Option<&'static Document> {
    if head.keys.is_empty() {
        return None;
    }
    DOCUMENTS.iter().find(|document| (document.mark)(head))
}

/// JSON documents that hold no events of their own.
pub(super) struct Documents;

impl Container for Documents {
    fn claims(&self, head: &Head<'_>) -> Option<&'static str> {
        document(head).map(|document| document.name)
    }

    fn read(&self, head: &Head<'_>, walk: &mut Walk<'_, '_>) -> Status {
        match document(head).and_then(|document| document.advice) {
            None => Status::Recognised,
            Some(advice) => {
                walk.account.problem(advice, None);
                Status::Refused
            }
        }
    }
}

/// A file's first bytes, its name, and what to do with it.
const BINARY: &[(&[u8], &str, &str)] = &[
    (b"PAR1", "Parquet file", "Parquet is not read; export JSON or CSV, or drop the log files themselves"),
    (b"ORC", "ORC file", "ORC is not read; drop the log files themselves"),
    (b"\x28\xb5\x2f\xfd", "zstd file", "zstd is not read; unpack it with: zstd -d"),
    (b"BZh", "bzip2 file", "bzip2 is not read; unpack it with: bunzip2"),
    (b"\xfd7zXZ\0", "xz file", "xz is not read; unpack it with: unxz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archive", "7-Zip archives are not read; unpack it and drop the folder"),
    (b"%PDF", "PDF document", "this is no log"),
    (b"\x89PNG", "PNG picture", "this is no log"),
];

/// Files that are not text.
pub(super) struct Binary;

impl Binary {
    fn find(head: &Head<'_>) -> Option<&'static (&'static [u8], &'static str, &'static str)> {
        BINARY.iter().find(|(magic, ..)| head.bytes.starts_with(magic))
    }
}

impl Container for Binary {
    fn claims(&self, head: &Head<'_>) -> Option<&'static str> {
        Self::find(head).map(|(_, name, _)| *name)
    }

    fn read(&self, head: &Head<'_>, walk: &mut Walk<'_, '_>) -> Status {
        if let Some((_, _, advice)) = Self::find(head) {
            walk.account.problem(advice, None);
        }
        Status::Refused
    }
}

/// Everything else, by its first characters.
pub(super) struct Text;

impl Container for Text {
    fn claims(&self, head: &Head<'_>) -> Option<&'static str> {
        Some(match head.bytes.first() {
            None => "empty file",
            Some(b'{' | b'[') if head.keys.is_empty() => "damaged JSON",
            Some(b'{' | b'[') => "JSON of another kind",
            Some(b'<') => "markup, such as a web page or an error message in XML",
            Some(byte) if byte.is_ascii_graphic() => "text",
            Some(_) => "unknown content",
        })
    }

    fn read(&self, head: &Head<'_>, walk: &mut Walk<'_, '_>) -> Status {
        let advice = match self.claims(head).unwrap_or_default() {
            "empty file" => "the file is empty",
            "damaged JSON" => {
                return match walk.skip_value() {
                    Ok(()) => {
                        walk.account.problem("this JSON holds no CloudTrail events", None);
                        Status::Refused
                    }
                    Err(damage) => {
                        walk.note(&damage);
                        Status::Refused
                    }
                };
            }
            "JSON of another kind" => {
                "none of the keys of a CloudTrail event, such as eventVersion or Records, stand at its beginning"
            }
            _ => "this is not a CloudTrail log: it begins neither with gzip nor with JSON",
        };
        walk.account.problem(advice, None);
        Status::Refused
    }
}
