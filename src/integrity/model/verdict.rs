//! Verdicts (`cloudtrail.md` 3.10).

use serde::{Deserialize, Serialize};

use crate::base::remark::Remark;

/// The verdict on a digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DigestVerdict {
    /// A signature of it is correct by the key that it names, or a verified digest contains its
    /// hash.
    Verified(SignatureSource),
    /// Verified, but by a key that was found among the logs and that the user has not trusted: the
    /// author of the logs could have written the key.
    FoundKey(SignatureSource),
    /// Nothing contradicts it, but something that would prove it is missing.
    Unproven(Lacking),
    /// Something proven contradicts it.
    Invalid(DigestFault),
    /// Another digest names it, but it is not there.
    Missing,
}

/// The source of the proof of a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SignatureSource {
    /// A signature in the metadata of its own S3 object.
    OwnMetadata,
    /// A signature in the next digest.
    Successor,
    /// No signature: the next digest is verified and contains its hash.
    SuccessorHash,
}

/// The part of the proof that an unproven digest lacks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Lacking {
    /// A signature: neither its metadata nor a next digest is present.
    Signature,
    /// A signature of its own: the one found in its place is not.
    RightSignature,
    /// The public key with this fingerprint.
    PublicKey(String),
    /// Its own content: it could not be read.
    Content,
}

/// The reasons why a digest is INVALID, in the classes of the AWS CLI.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DigestFault {
    /// It is not gzip or not JSON, or lacks something that every digest has.
    Format(Remark),
    /// It is not at the location that it claims.
    Moved,
    /// A signature of it opens with the key that it names, but covers other content.
    Signature,
    /// A verified next digest states another hash.
    Contradicted,
}

/// The verdict on a log file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LogVerdict {
    /// Its hash is the one in a verified digest.
    Verified,
    /// Its hash is the one in a digest verified by a key found among the logs.
    FoundKey,
    /// Its hash is the one in a digest that is itself unproven.
    MatchesUnproven,
    /// Its hash differs from the one in a digest that is itself not verified: one of the two was
    /// altered, and it is unknown which.
    DiffersFromUnproven,
    /// Something proven contradicts it.
    Invalid(LogFault),
    /// A digest lists it, but it is not there.
    Missing,
    /// A digest lists it, but it could not be read.
    Unreadable,
    /// No supplied digest lists it, or only an INVALID one.
    NotCovered,
}

/// The reasons why a log file is INVALID, in the classes of the AWS CLI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LogFault {
    /// Its hash is not the one in the digest.
    Hash,
    /// Its gzip is damaged.
    Format,
    /// Bytes follow the first gzip member.
    TrailingData,
}

/// The class of a file in one word: the values of the filter field `integrity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Authentic.
    Verified,
    /// Authentic if a key found among the logs belongs to AWS.
    FoundKey,
    /// Something proven contradicts it.
    Invalid,
    /// Nothing contradicts it, and nothing proves it.
    Unproven,
    /// It should be there, but is missing or unreadable.
    Missing,
    /// No digest covers it.
    NotCovered,
}

impl DigestVerdict {
    /// Returns the class of the verdict.
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
    /// Returns the class of the verdict.
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

/// Number of classes.
pub const CLASSES: usize = 6;

impl Class {
    /// Every class, the most severe first.
    pub const ALL: [Class; CLASSES] = [
        Class::Invalid,
        Class::Missing,
        Class::NotCovered,
        Class::Unproven,
        Class::FoundKey,
        Class::Verified,
    ];

    /// Returns its index in [`Class::ALL`].
    pub fn rank(self) -> usize {
        Class::ALL.iter().position(|class| *class == self).unwrap_or(0)
    }

    /// Returns the class with this name.
    pub fn of_name(name: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.name() == name)
    }

    /// Returns its name in the filter language.
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
