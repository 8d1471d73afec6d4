//! Sentences in which texts from files are kept apart from the program's own words.
//!
//! [`Words`](RemarkPart::Words) are always literals, and everything else that a sentence contains
//! is a part of another kind. Redaction can therefore replace the quotations by their kinds and
//! keep the words, and a sentence that quotes by `format!` does not compile.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::text;

/// A sentence, or a part of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Remark {
    parts: Vec<RemarkPart>,
}

/// A part of a [`Remark`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RemarkPart {
    /// The program's own words.
    Words(OwnWords),
    /// A number, without separators.
    Number(u64),
    /// A count and the counted unit: "2 hours".
    Counted(u64, OwnWords),
    /// A name, an account or an ARN.
    Name(String),
    /// The path of a file, or its name.
    Path(String),
    /// An S3 object, shown as `s3://bucket/key`.
    Object {
        /// Its bucket.
        bucket: String,
        /// Its key.
        key: String,
    },
    /// A fingerprint as a file states it: hexadecimal if the file is valid.
    Fingerprint(String),
    /// A time as a file writes it: any text if the file is not valid.
    Time(String),
}

/// A literal of this program, or one that arrived in a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OwnWords(Cow<'static, str>);

impl RemarkPart {
    /// Returns a part with the program's own words.
    pub fn words(words: &'static str) -> RemarkPart {
        RemarkPart::Words(OwnWords(Cow::Borrowed(words)))
    }

    /// Returns a count, with the singular and the plural of the unit.
    pub fn counted(count: u64, one: &'static str, several: &'static str) -> RemarkPart {
        RemarkPart::Counted(count, OwnWords(Cow::Borrowed(if count == 1 { one } else { several })))
    }

    /// Returns a part with a name.
    pub fn name(name: &str) -> RemarkPart {
        RemarkPart::Name(name.to_owned())
    }

    /// Returns a part with a name, or these words if it is empty.
    pub fn name_or(name: &str, otherwise: &'static str) -> RemarkPart {
        if name.is_empty() { RemarkPart::words(otherwise) } else { RemarkPart::name(name) }
    }
}

impl Remark {
    /// Creates a remark from these parts.
    pub fn of(parts: impl IntoIterator<Item = RemarkPart>) -> Remark {
        Remark { parts: parts.into_iter().collect() }
    }

    /// Returns the parts in order.
    pub fn parts(&self) -> &[RemarkPart] {
        &self.parts
    }

    /// Returns the parts in order, to replace what they quote.
    pub fn parts_mut(&mut self) -> &mut [RemarkPart] {
        &mut self.parts
    }

    /// Whether the remark is empty.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

impl From<&'static str> for Remark {
    fn from(words: &'static str) -> Remark {
        Remark::of([RemarkPart::words(words)])
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| part.fmt(f))
    }
}

impl fmt::Display for RemarkPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RemarkPart::Words(OwnWords(words)) => f.write_str(words),
            RemarkPart::Number(number) => number.fmt(f),
            RemarkPart::Counted(number, OwnWords(things)) => write!(f, "{} {things}", text::count(*number)),
            RemarkPart::Name(quoted)
            | RemarkPart::Path(quoted)
            | RemarkPart::Fingerprint(quoted)
            | RemarkPart::Time(quoted) => f.write_str(quoted),
            RemarkPart::Object { bucket, key } => write!(f, "s3://{bucket}/{key}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_reads_as_a_sentence_and_survives_a_message() {
        let remark = Remark::of([
            RemarkPart::counted(1, "file", "files"),
            RemarkPart::words(" of "),
            RemarkPart::Number(1234),
            RemarkPart::words(" says that it is "),
            RemarkPart::Object { bucket: "b".to_owned(), key: "k".to_owned() },
            RemarkPart::words(" of "),
            RemarkPart::name_or("", "nobody"),
        ]);
        assert_eq!(remark.to_string(), "1 file of 1234 says that it is s3://b/k of nobody");
        let sent = serde_json::to_string(&remark).expect("JSON");
        assert_eq!(serde_json::from_str::<Remark>(&sent).expect("a remark"), remark);
        assert!(Remark::default().is_empty() && !remark.is_empty());
    }
}
