//! Verdicts and evidence in words, for display (`cloudtrail.md` 3.10).

use std::fmt;
use std::sync::LazyLock;

use crate::base::text;
use crate::intake::compression_names;
use crate::integrity::check::sentences::BY_FOUND_KEY;
use crate::integrity::model::evidence::Wrapping;
use crate::integrity::model::findings::{
    Class, DigestFault, DigestVerdict, KeyFinding, KeyOrigin, Lacking, Location, LogFault, LogVerdict,
    QueryFinding, SignatureSource,
};

/// The words that name every compression but gzip.
static REPACKED: LazyLock<String> =
    LazyLock::new(|| format!("Sound {}; CloudTrail delivers gzip.", compression_names()));
static PACKED: LazyLock<String> = LazyLock::new(|| format!("packed by {}", compression_names()));
static KEY_IS_PACKED: LazyLock<String> = LazyLock::new(|| format!("no: it is {}", *PACKED));

impl Class {
    /// Returns the display name; INVALID is written as the AWS CLI does.
    pub fn words(self) -> &'static str {
        match self {
            Class::Verified => "Verified",
            Class::FoundKey => "By a found key",
            Class::Invalid => "INVALID",
            Class::Unproven => "Unproven",
            Class::Missing => "Missing",
            Class::NotCovered => "Not covered",
        }
    }

    /// Returns the meaning in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Class::Verified => {
                "A signature that a supplied public key opens says that this is what was written."
            }
            Class::FoundKey => {
                "A signature says so that a key found among the logs opens: it proves nothing until you trust that key."
            }
            Class::Invalid => "Something that is proven contradicts it.",
            Class::Unproven => "Nothing contradicts it, and something that would prove it is not here.",
            Class::Missing => "A digest names it; it is not here, or could not be read.",
            Class::NotCovered => "No digest that was supplied lists it, or only an INVALID one.",
        }
    }

    /// Returns a sentence about what the class means for the events of a log file.
    pub fn of_events(self) -> &'static str {
        match self {
            Class::Verified => {
                "its log file is what CloudTrail delivered, by a digest signed with the key supplied"
            }
            Class::FoundKey => {
                "its log file is as a digest says that is signed with a key found among the logs, which proves nothing until you trust that key"
            }
            Class::Invalid => "its log file is not what the digest says was delivered",
            Class::Unproven => "the digest that lists its log file is not proven itself",
            Class::Missing => "its log file could not be read to its end",
            Class::NotCovered => "no digest here says anything of its log file",
        }
    }
}

impl fmt::Display for DigestVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DigestVerdict::Verified(source) => write!(f, "verified ({source})"),
            DigestVerdict::FoundKey(source) => write!(f, "{BY_FOUND_KEY} ({source})"),
            DigestVerdict::Unproven(lacking) => write!(f, "unproven: {lacking}"),
            DigestVerdict::Invalid(fault) => write!(f, "INVALID: {fault}"),
            DigestVerdict::Missing => f.write_str("missing"),
        }
    }
}

impl fmt::Display for SignatureSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SignatureSource::OwnMetadata => "own metadata",
            SignatureSource::Successor => "by successor",
            SignatureSource::SuccessorHash => "by its hash in the successor",
        })
    }
}

impl fmt::Display for Lacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lacking::Signature => f.write_str("no signature available"),
            Lacking::RightSignature => f.write_str("no signature that is its own available"),
            Lacking::PublicKey(fingerprint) => write!(f, "no public key for fingerprint {fingerprint}"),
            Lacking::Content => f.write_str("it could not be read"),
        }
    }
}

impl fmt::Display for DigestFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DigestFault::Format(why) => write!(f, "invalid format ({why})"),
            DigestFault::Moved => f.write_str("has been moved from its original location"),
            DigestFault::Signature => f.write_str("signature verification failed"),
            DigestFault::Contradicted => f.write_str("the verified digest after it says another hash"),
        }
    }
}

impl fmt::Display for LogVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LogVerdict::Verified => "verified",
            LogVerdict::FoundKey => BY_FOUND_KEY,
            LogVerdict::MatchesUnproven => "hash matches an unproven digest",
            LogVerdict::DiffersFromUnproven => "hash differs from that in an unproven digest",
            LogVerdict::Invalid(LogFault::Hash) => "INVALID: hash value doesn't match",
            LogVerdict::Invalid(LogFault::Format) => "INVALID: invalid format",
            LogVerdict::Invalid(LogFault::TrailingData) => {
                "INVALID: unexpected data after end of compressed stream"
            }
            LogVerdict::Missing => "missing",
            LogVerdict::Unreadable => "could not be read",
            LogVerdict::NotCovered => "not covered by any digest supplied",
        })
    }
}

impl Location {
    /// Returns the agreement in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Location::Bucket => "It lies below a folder with the name of its bucket, under its whole key.",
            Location::Key => "It lies under its whole key from AWSLogs on; only the digest names its bucket.",
            Location::Name => {
                "Its file has the right name; only the digest names its folders and its bucket."
            }
            Location::Unknown => "Its path tells nothing: only the digest says where it belongs.",
            Location::Differs => "It lies elsewhere than it says.",
        }
    }
}

impl Wrapping {
    /// Returns the compression in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Wrapping::Plain => "Not packed.",
            Wrapping::Repacked => &REPACKED,
            Wrapping::Gzip => "Sound gzip.",
            Wrapping::GzipNoTrailer => {
                "Gzip with all its content, without the checksum and length behind it."
            }
            Wrapping::GzipCut => "Gzip that breaks off: content is missing.",
            Wrapping::GzipChecksum => "Gzip whose checksum or length is wrong.",
            Wrapping::GzipBroken => "Damaged gzip.",
            Wrapping::Unopened => "It could not be opened.",
            Wrapping::Unreadable => "It could not all be read.",
        }
    }
}

impl KeyOrigin {
    /// Returns the origin in words.
    pub fn words(self) -> &'static str {
        match self {
            KeyOrigin::Apart => "apart from the logs",
            KeyOrigin::AmongLogs => "among the logs",
            KeyOrigin::Archive => "in an archive",
            KeyOrigin::Gzip => "packed by gzip, as logs are",
            KeyOrigin::Packed => &PACKED,
            KeyOrigin::WithEvents => "in a file that holds events, too",
        }
    }
}

impl KeyFinding {
    /// Returns whether the key proves anything, and why.
    pub fn standing(&self) -> &'static str {
        match (self.is_trusted, self.origin) {
            (true, KeyOrigin::Apart) => "yes: it lies apart from the logs",
            (true, _) => "yes: you said so",
            (false, KeyOrigin::Archive) => "no: it lies in an archive",
            (false, KeyOrigin::Gzip) => "no: it is packed by gzip, as logs are",
            (false, KeyOrigin::Packed) => &KEY_IS_PACKED,
            (false, KeyOrigin::WithEvents) => "no: its file holds events, too",
            (false, KeyOrigin::Apart | KeyOrigin::AmongLogs) => "no: it lies among the logs",
        }
    }
}

impl QueryFinding {
    /// Returns the verdict on the sign file, and the number of its files that do not match it.
    pub fn words(&self) -> String {
        let mut words = match &self.verdict {
            // A sign file contains its own signature.
            DigestVerdict::Verified(_) => "sign file verified".to_owned(),
            DigestVerdict::FoundKey(_) => "sign file verified by a key found among the logs".to_owned(),
            verdict => format!("sign file {verdict}"),
        };
        let own = self.verdict.class();
        for class in Class::ALL.into_iter().filter(|class| !matches!(class, Class::Verified) && *class != own)
        {
            let files = self.files.iter().filter(|file| file.verdict.class() == class).count();
            if files > 0 {
                words.push_str(&format!(
                    "; {} of {} {}",
                    files,
                    text::counted(self.files.len() as u64, "file", "files"),
                    class.words()
                ));
            }
        }
        words
    }
}

impl SignatureSource {
    /// Returns the source in words.
    pub fn words(self) -> &'static str {
        match self {
            SignatureSource::OwnMetadata => "metadata of its own S3 object",
            SignatureSource::Successor => "the digest after it",
            SignatureSource::SuccessorHash => "its hash in the digest after it",
        }
    }
}

/// Splits a text of hexadecimal digits into pieces, each with a flag that it differs from `other`.
/// Texts that agree only by chance, like two hashes, differ as a whole.
pub fn differing<'t>(text: &'t str, other: &str) -> Vec<(&'t str, bool)> {
    let alike = text.chars().zip(other.chars()).filter(|(one, other)| one == other).count();
    if alike * 2 < text.chars().count() {
        return vec![(text, true)];
    }
    let mut out: Vec<(&str, bool)> = Vec::new();
    let mut from = 0;
    let mut letters = text.char_indices().zip(other.chars().map(Some).chain(std::iter::repeat(None)));
    let mut current = letters.next().map(|((_, letter), there)| Some(letter) != there);
    for ((at, letter), there) in letters {
        let differs = Some(letter) != there;
        if current != Some(differs) {
            out.extend(current.map(|current| (&text[from..at], current)));
            (from, current) = (at, Some(differs));
        }
    }
    out.extend(current.map(|current| (&text[from..], current)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_other_compression_is_named() {
        assert_eq!(Wrapping::Repacked.words(), "Sound zstd, bzip2 or xz; CloudTrail delivers gzip.");
        assert_eq!(KeyOrigin::Packed.words(), "packed by zstd, bzip2 or xz");
        assert_eq!(*KEY_IS_PACKED, "no: it is packed by zstd, bzip2 or xz");
    }

    #[test]
    fn differences_are_marked_where_they_are() {
        assert_eq!(differing("abcd", "abcd"), [("abcd", false)]);
        assert_eq!(differing("abcd", "axyd"), [("a", false), ("bc", true), ("d", false)]);
        assert_eq!(differing("abcd", "ab"), [("ab", false), ("cd", true)]);
        assert_eq!(differing("é1", "é2"), [("é", false), ("1", true)]);
        assert_eq!(differing("", "ab"), []);
        assert_eq!(differing("1234", "1999"), [("1234", true)]);
    }
}
