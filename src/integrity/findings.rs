//! What was found: a verdict for every digest and every log, and why.

use serde::{Deserialize, Serialize};

use super::evidence::{ContentHash, Wrapping};
pub use super::verdict::{
    CLASSES, Class, DigestFault, DigestVerdict, Lacking, LogFault, LogVerdict, SignatureSource,
};
use crate::protocol::FileNumber;
use crate::remark::{Part, Remark};

/// Everything that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// Each chain of digests, by [`ChainName`].
    pub chains: Vec<Chain>,
    /// Every log file that a digest lists or that is there, by its object.
    pub logs: Vec<LogFinding>,
    /// A class for every file that is a log or a digest, by file and entry.
    pub files: Vec<FileFinding>,
    /// The public keys that were supplied, by fingerprint.
    pub keys: Vec<KeyFinding>,
    /// Results of CloudTrail Lake queries with their sign files.
    pub queries: Vec<QueryFinding>,
    /// What is wrong with documents that are neither digests nor keys.
    pub problems: Vec<DocumentProblem>,
    /// Sums.
    pub counts: Counts,
    /// Files whose evidence is gone because the worker that held it ended:
    /// digests, keys and logs may have been among them.
    pub lost_files: u32,
}

/// Which chain: CloudTrail keeps one for each account, Region and trail, and
/// another for backfill digests.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChainName {
    /// The account that the digests are for.
    pub account: String,
    /// The Region in which they were signed.
    pub region: String,
    /// The trail's name.
    pub trail: String,
    /// The trail's home Region.
    pub home_region: String,
    /// Whether these are backfill digests, which cover log files that came
    /// late.
    pub is_backfill: bool,
    /// The organisation's id, where the trail is an organisation's.
    pub organization: Option<String>,
    /// The bucket of its newest digest, as the digests claim; empty where
    /// nothing tells it.
    pub bucket: String,
    /// The prefix of the keys in that bucket, without a slash at its end.
    pub prefix: String,
}

/// An S3 object, as digests name it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Object {
    /// The bucket; empty where nothing tells it.
    pub bucket: String,
    /// The key.
    pub key: String,
}

impl From<Object> for Part {
    fn from(Object { bucket, key }: Object) -> Part {
        Part::Object { bucket, key }
    }
}

/// A file that was dropped, or one in an archive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Its path; that of the archive before it, for a file in one.
    pub path: String,
    /// The number of the dropped file.
    pub file: FileNumber,
    /// Its place among the files of the archive.
    pub entry: Option<u32>,
}

/// A time as a digest writes it, and as a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// Milliseconds since 1970 UTC; `None` where the text is no time.
    pub millis: Option<i64>,
    /// The text.
    pub text: String,
}

/// One chain of digests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// Which.
    pub name: ChainName,
    /// Its digests, by their end; missing ones among them.
    pub digests: Vec<DigestFinding>,
    /// The times that verified digests prove, joined and in order. These are
    /// times of delivery, some minutes after the events.
    pub proven: Vec<Interval>,
    /// The times between the beginning and the end of the chain that no
    /// verified digest proves, in order.
    pub holes: Vec<Hole>,
    /// Where one digest does not continue the one before it as it should.
    pub breaks: Vec<Break>,
    /// What is to be said of the chain, in sentences.
    pub sentences: Vec<String>,
}

/// From a time up to another, milliseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interval {
    /// The first millisecond.
    pub from_millis: i64,
    /// The millisecond after the last.
    pub until_millis: i64,
}

/// A time about which nothing is proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hole {
    /// When.
    pub interval: Interval,
    /// Log files of the chain's account and Region that were delivered then,
    /// by their names: indices in [`Findings::logs`].
    pub logs: Vec<u32>,
    /// In a sentence.
    pub sentence: String,
}

/// Two digests that do not fit each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// The earlier digest: an index in [`Chain::digests`].
    pub before: Option<u32>,
    /// The later one.
    pub after: u32,
    /// What does not fit.
    pub kind: BreakKind,
    /// In a sentence.
    pub sentence: String,
}

/// What does not fit between two digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum BreakKind {
    /// The later one is a starting digest: validation was enabled, or logging
    /// started, again.
    Restart,
    /// The hash of the earlier one is not what the later one says.
    Hash,
    /// The signature of the earlier one is not what the later one says.
    Signature,
    /// The later one does not begin when the earlier one ends.
    Time,
    /// The earlier one is not there.
    Missing,
    /// The later one says that the earlier one lies in another bucket. No
    /// fault: a trail may be given another bucket.
    Bucket,
    /// The same with the prefix of the key.
    Prefix,
    /// The later one names as the one before it a digest of another trail,
    /// account or Region.
    OtherChain,
    /// The later one holds something of a digest before it, but not which.
    NoName,
}

impl BreakKind {
    /// Whether it speaks against the digests, and is not just worth knowing.
    pub fn is_fault(self) -> bool {
        !matches!(self, BreakKind::Restart | BreakKind::Bucket | BreakKind::Prefix)
    }
}

/// What was found about one digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestFinding {
    /// Where it is; empty for a missing one, several where it was dropped more
    /// than once.
    pub places: Vec<Place>,
    /// The S3 object that it is, as it says itself; where it says nothing
    /// readable, by its path.
    pub object: Object,
    /// The beginning of the time that it covers.
    pub start: Option<Moment>,
    /// The end.
    pub end: Option<Moment>,
    /// The verdict.
    pub verdict: DigestVerdict,
    /// Whether it is the first of a chain: all it says of a digest before it
    /// is null.
    pub is_starting: bool,
    /// What the verdict rests on; `None` for a missing digest and for one that
    /// could not be read.
    pub evidence: Option<Box<DigestEvidence>>,
    /// The log files that it lists, each once: indices in [`Findings::logs`].
    pub logs: Vec<u32>,
    /// What else is to be said.
    pub notes: Vec<Remark>,
}

/// What the verdict on a digest rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestEvidence {
    /// The four lines that are signed.
    pub string_to_sign: String,
    /// The hash of its content.
    pub hash: Option<ContentHash>,
    /// The hash that the digest after it says it has.
    pub hash_in_successor: Option<String>,
    /// The fingerprint of the public key that it names.
    pub key_fingerprint: String,
    /// Each signature there is of it.
    pub signatures: Vec<SignatureFinding>,
    /// Whether its metadata are here, but lack the signature or its algorithm.
    pub has_incomplete_metadata: bool,
    /// Whether its metadata lack the timestamp that a backfill digest has.
    pub lacks_timestamp: bool,
    /// How its path agrees with where it says that it belongs.
    pub location: Location,
    /// How the file was wrapped.
    pub wrapping: Option<Wrapping>,
}

/// One signature of a digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureFinding {
    /// Where it stands.
    pub source: SignatureSource,
    /// The file in which it stands.
    pub path: String,
    /// In hexadecimal, as it stands there.
    pub signature: String,
    /// Whether it is right; `None` where there is no key to tell.
    pub is_right: Option<bool>,
}

/// How a file's path agrees with the object that it says it is. A folder on a
/// disk has no bucket: that is as claimed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Location {
    /// The path ends in the bucket and the key.
    Bucket,
    /// The path has the whole key from `AWSLogs/` on.
    Key,
    /// Only the file's name tells, and agrees.
    Name,
    /// The path tells nothing: the file has another name.
    #[default]
    Unknown,
    /// The path has another key from `AWSLogs/` on, or another name of a
    /// digest.
    Differs,
}

/// What was found about one log file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogFinding {
    /// Where it is; empty for a missing one.
    pub places: Vec<Place>,
    /// The S3 object that a digest lists; by the path, where none does.
    pub object: Object,
    /// When it was delivered, by its name, in milliseconds since 1970 UTC.
    pub delivered_millis: Option<i64>,
    /// The verdict.
    pub verdict: LogVerdict,
    /// The hash that the digest says.
    pub expected: Option<String>,
    /// The hash that the file has.
    pub found: Option<ContentHash>,
    /// The digests that list it: chain and digest, as indices.
    pub listed_by: Vec<(u32, u32)>,
    /// What else is to be said.
    pub notes: Vec<Remark>,
}

/// The class of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFinding {
    /// The number of the dropped file.
    pub file: FileNumber,
    /// Its place among the files of the archive.
    pub entry: Option<u32>,
    /// The place of its first record among those of the dropped file.
    pub first_record: u64,
    /// How many records it has.
    pub records: u64,
    /// Its class.
    pub class: Class,
    /// What it is.
    pub finding: Which,
}

/// Which finding a file belongs to, as indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Which {
    /// A log: in [`Findings::logs`].
    Log(u32),
    /// A digest: of [`Findings::chains`] and of its digests.
    Digest(u32, u32),
    /// A file of a query: in [`Findings::queries`].
    Query(u32),
}

/// A file with public keys: its number and its place in an archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct KeyFile {
    /// The number of the dropped file.
    pub file: FileNumber,
    /// Its place among the files of the archive.
    pub entry: Option<u32>,
}

/// Where a file with public keys lies. Whoever can write the logs can write
/// every file among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum KeyOrigin {
    /// Apart from logs and digests.
    #[default]
    Apart,
    /// Below `AWSLogs`, or in or below a folder that holds logs or digests.
    AmongLogs,
    /// In an archive.
    Archive,
    /// Packed by gzip, as logs are.
    Gzip,
    /// Packed by zstd, bzip2 or xz.
    Packed,
    /// In a file that holds events, too.
    WithEvents,
}

/// A public key that was supplied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFinding {
    /// MD5 of the key's bytes as they were supplied, in hexadecimal.
    pub fingerprint: String,
    /// MD5 of its PKCS#1 form, where the key came in another.
    pub fingerprint_pkcs1: Option<String>,
    /// The fingerprint that stood beside it.
    pub stated_fingerprint: Option<String>,
    /// Whether the stated one is right.
    pub is_stated_right: bool,
    /// The length of the modulus in bits.
    pub bits: Option<u32>,
    /// From when on CloudTrail signed with it, as it stands there.
    pub valid_from: Option<Moment>,
    /// Until when.
    pub valid_until: Option<Moment>,
    /// The file in which it was supplied.
    pub path: String,
    /// That file.
    pub key_file: KeyFile,
    /// Where that file lies.
    pub origin: KeyOrigin,
    /// Whether it proves anything: it lies apart from the logs, or the user
    /// trusts its file.
    pub is_trusted: bool,
    /// How many digests name it.
    pub digests: u32,
    /// Why it cannot be used.
    pub problem: Option<Remark>,
}

/// The result files of a CloudTrail Lake query and their sign file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryFinding {
    /// The sign file.
    pub place: Place,
    /// When the query was completed.
    pub completed: Option<Moment>,
    /// The verdict on the sign file.
    pub verdict: DigestVerdict,
    /// Its files in order.
    pub files: Vec<QueryFileFinding>,
    /// What else is to be said.
    pub notes: Vec<Remark>,
}

/// One file of a query's results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryFileFinding {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub places: Vec<Place>,
    /// The verdict.
    pub verdict: LogVerdict,
    /// The hash of the packed file that the sign file says.
    pub expected: String,
    /// The hash that it has.
    pub found: Option<ContentHash>,
}

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DocumentProblem {
    /// Its path.
    pub path: String,
    /// What is wrong, in words.
    pub message: Remark,
}

/// How many of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Verified digests.
    pub digests_verified: u32,
    /// Those verified by a key found among the logs.
    pub digests_found_key: u32,
    /// Unproven ones.
    pub digests_unproven: u32,
    /// INVALID ones.
    pub digests_invalid: u32,
    /// Missing ones.
    pub digests_missing: u32,
    /// Verified log files.
    pub logs_verified: u32,
    /// Those verified by a key found among the logs.
    pub logs_found_key: u32,
    /// Those that only an unproven digest lists.
    pub logs_unproven: u32,
    /// INVALID ones.
    pub logs_invalid: u32,
    /// Missing ones, and those that could not be read.
    pub logs_missing: u32,
    /// Those that no digest covers.
    pub logs_not_covered: u32,
}

impl Counts {
    /// All digests.
    pub fn digests(&self) -> u32 {
        self.digests_verified
            + self.digests_found_key
            + self.digests_unproven
            + self.digests_invalid
            + self.digests_missing
    }

    /// All log files.
    pub fn logs(&self) -> u32 {
        self.logs_verified
            + self.logs_found_key
            + self.logs_unproven
            + self.logs_invalid
            + self.logs_missing
            + self.logs_not_covered
    }
}
