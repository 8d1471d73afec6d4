//! The verdicts, and their words (`cloudtrail.md` 3.10).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::remark::Remark;

/// The verdict on a digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DigestVerdict {
    /// Signed with the key of its fingerprint.
    Verified(SignatureSource),
    /// The same, with a key that was found among the logs and that the user has
    /// not trusted: the writer of the logs could have written the key.
    FoundKey(SignatureSource),
    /// Nothing speaks against it; something that would prove it is not there.
    Unproven(Lacking),
    /// Something speaks against it.
    Invalid(DigestFault),
    /// Another digest names it; it is not there.
    Missing,
}

/// What proves a digest: where its signature stands, or its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SignatureSource {
    /// In the metadata of its own S3 object.
    OwnMetadata,
    /// In the digest after it.
    Successor,
    /// No signature: the digest after it is verified and holds its hash.
    SuccessorHash,
}

/// What an unproven digest lacks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Lacking {
    /// A signature: neither its metadata nor a digest after it is there.
    Signature,
    /// A signature that is its own: what stands in that place is another.
    RightSignature,
    /// The public key of this fingerprint.
    PublicKey(String),
    /// Its own content: it could not be read.
    Content,
}

/// Why a digest is INVALID, in the classes of the AWS CLI.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DigestFault {
    /// It is no gzip, no JSON, or lacks something that every digest has.
    Format(Remark),
    /// It lies elsewhere than it says.
    Moved,
    /// A signature of it opens with the key that it names, over something else
    /// than it holds.
    Signature,
    /// A verified digest after it says another hash.
    Contradicted,
}

/// The verdict on a log file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LogVerdict {
    /// Its hash is that in a verified digest.
    Verified,
    /// Its hash is that in a digest that is verified by a key found among the
    /// logs.
    FoundKey,
    /// Its hash is that in a digest that is itself unproven.
    MatchesUnproven,
    /// Its hash is another than in a digest that is itself not verified: one of
    /// both was altered, and nothing tells which.
    DiffersFromUnproven,
    /// Something speaks against it.
    Invalid(LogFault),
    /// A digest lists it; it is not there.
    Missing,
    /// A digest lists it; it is there and could not be read.
    Unreadable,
    /// No digest supplied lists it, or only one that is INVALID.
    NotCovered,
}

/// Why a log file is INVALID, in the classes of the AWS CLI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LogFault {
    /// Its hash is not that in the digest.
    Hash,
    /// It is no sound gzip.
    Format,
    /// Bytes follow the first gzip member.
    TrailingData,
}

/// In one word what is known of a file: the values of the filter field
/// `integrity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Authentic.
    Verified,
    /// Authentic if a key that was found among the logs is one of AWS.
    FoundKey,
    /// Something speaks against it.
    Invalid,
    /// Nothing speaks against it, and nothing proves it.
    Unproven,
    /// It should be there.
    Missing,
    /// No digest says anything of it.
    NotCovered,
}

impl DigestVerdict {
    /// In one word.
    pub fn class(&self) -> Class {
        match self {
            DigestVerdict::Verified(_) => Class::Verified,
            DigestVerdict::FoundKey(_) => Class::FoundKey,
            DigestVerdict::Unproven(_) => Class::Unproven,
            DigestVerdict::Invalid(_) => Class::Invalid,
            DigestVerdict::Missing => Class::Missing,
        }
    }
}

impl LogVerdict {
    /// In one word.
    pub fn class(self) -> Class {
        match self {
            LogVerdict::Verified => Class::Verified,
            LogVerdict::FoundKey => Class::FoundKey,
            LogVerdict::MatchesUnproven | LogVerdict::DiffersFromUnproven => Class::Unproven,
            LogVerdict::Invalid(_) => Class::Invalid,
            LogVerdict::Missing | LogVerdict::Unreadable => Class::Missing,
            LogVerdict::NotCovered => Class::NotCovered,
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

/// The verdict by a key that is not trusted.
const BY_FOUND_KEY: &str = "verified by a key found among the logs";

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

/// How many classes there are.
pub const CLASSES: usize = 6;

impl Class {
    /// Every class, the worst first.
    pub const ALL: [Class; CLASSES] = [
        Class::Invalid,
        Class::Missing,
        Class::NotCovered,
        Class::Unproven,
        Class::FoundKey,
        Class::Verified,
    ];

    /// Its place in [`Class::ALL`].
    pub fn rank(self) -> usize {
        Class::ALL.iter().position(|class| *class == self).unwrap_or(0)
    }

    /// The class of this word.
    pub fn of_name(name: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.name() == name)
    }

    /// What that means for the events of a log file, in a sentence.
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

    /// The word by which the filter knows it.
    pub fn name(self) -> &'static str {
        match self {
            Class::Verified => "verified",
            Class::FoundKey => "foundkey",
            Class::Invalid => "invalid",
            Class::Unproven => "unproven",
            Class::Missing => "missing",
            Class::NotCovered => "notcovered",
        }
    }
}
