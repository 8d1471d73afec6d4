//! Sentences in which every text that comes from a file is told apart from the
//! program's own words.
//!
//! [`Words`](Part::Words) are made of literals only, and everything else that a
//! sentence names is a part with a kind of its own. So redaction replaces the
//! quotations by their kinds and leaves the words alone, and a sentence that
//! quotes by `format!` does not compile.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text;

/// A sentence, or a part of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Remark {
    parts: Vec<Part>,
}

/// A part of a [`Remark`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    /// The program's own words.
    Words(OwnWords),
    /// A number, without separators.
    Number(u64),
    /// A count and what is counted: "2 hours".
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
    /// A fingerprint as a file states it: hexadecimal where the file is sound.
    Fingerprint(String),
    /// A time as a file writes it: any text where the file is not sound.
    Time(String),
}

/// A literal of this program, or one that came in a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OwnWords(Cow<'static, str>);

impl Part {
    /// The program's own words.
    pub fn words(words: &'static str) -> Part {
        Part::Words(OwnWords(Cow::Borrowed(words)))
    }

    /// A count, with the word for one thing and the word for several.
    pub fn counted(count: u64, one: &'static str, several: &'static str) -> Part {
        Part::Counted(count, OwnWords(Cow::Borrowed(if count == 1 { one } else { several })))
    }

    /// A name.
    pub fn name(name: &str) -> Part {
        Part::Name(name.to_owned())
    }

    /// A name, or these words where there is none.
    pub fn name_or(name: &str, otherwise: &'static str) -> Part {
        if name.is_empty() { Part::words(otherwise) } else { Part::name(name) }
    }
}

impl Remark {
    /// A remark of these parts, one after the other.
    pub fn of(parts: impl IntoIterator<Item = Part>) -> Remark {
        Remark { parts: parts.into_iter().collect() }
    }

    /// Its parts in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

impl From<&'static str> for Remark {
    fn from(words: &'static str) -> Remark {
        Remark::of([Part::words(words)])
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| part.fmt(f))
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Words(OwnWords(words)) => f.write_str(words),
            Part::Number(number) => number.fmt(f),
            Part::Counted(number, OwnWords(things)) => write!(f, "{} {things}", text::count(*number)),
            Part::Name(quoted) | Part::Path(quoted) | Part::Fingerprint(quoted) | Part::Time(quoted) => {
                f.write_str(quoted)
            }
            Part::Object { bucket, key } => write!(f, "s3://{bucket}/{key}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_reads_as_a_sentence_and_survives_a_message() {
        let remark = Remark::of([
            Part::counted(1, "file", "files"),
            Part::words(" of "),
            Part::Number(1234),
            Part::words(" says that it is "),
            Part::Object { bucket: "b".to_owned(), key: "k".to_owned() },
            Part::words(" of "),
            Part::name_or("", "nobody"),
        ]);
        assert_eq!(remark.to_string(), "1 file of 1234 says that it is s3://b/k of nobody");
        let sent = serde_json::to_string(&remark).expect("JSON");
        assert_eq!(serde_json::from_str::<Remark>(&sent).expect("a remark"), remark);
        assert!(Remark::default().is_empty() && !remark.is_empty());
    }
}
