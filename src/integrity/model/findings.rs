//! The findings of a check: a verdict on every digest and every log, with the reasons.

use serde::{Deserialize, Serialize};

use super::evidence::{ContentHash, Wrapping};
pub use super::verdict::{
    CLASSES, Class, DigestFault, DigestVerdict, Lacking, LogFault, LogVerdict, SignatureSource,
};
use crate::base::remark::{Remark, RemarkPart};
use crate::model::FileNumber;

/// All findings of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// The chains of digests, by [`ChainName`].
    pub chains: Vec<Chain>,
    /// Every log file that a digest lists or that is present, by object.
    pub logs: Vec<LogFinding>,
    /// The class of every file that is a log or a digest, by file and entry.
    pub files: Vec<FileFinding>,
    /// The supplied public keys, by fingerprint.
    pub keys: Vec<KeyFinding>,
    /// Results of CloudTrail Lake queries, with their sign files.
    pub queries: Vec<QueryFinding>,
    /// Problems with documents that are neither digests nor keys.
    pub problems: Vec<DocumentProblem>,
    /// Totals.
    pub counts: VerdictCounts,
    /// Number of files whose evidence was lost with the worker that held it; digests, keys and logs
    /// may be among them.
    pub lost_files: u32,
}

/// The name of a chain. CloudTrail keeps one chain for each account, Region and trail, and another
/// for backfill digests.
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
    /// Whether these are backfill digests, which cover log files that were delivered late.
    pub is_backfill: bool,
    /// The organisation's id; `None` if the trail is not an organisation's.
    pub organization: Option<String>,
    /// The bucket of its newest digest, as the digests claim; empty if unknown.
    pub bucket: String,
    /// The key prefix in that bucket, without a slash at its end.
    pub prefix: String,
}

/// An S3 object that a digest names.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Object {
    /// The bucket; empty if unknown.
    pub bucket: String,
    /// The key.
    pub key: String,
}

impl From<Object> for RemarkPart {
    fn from(Object { bucket, key }: Object) -> RemarkPart {
        RemarkPart::Object { bucket, key }
    }
}

/// The place of a file: a dropped file, or a file in an archive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FilePlace {
    /// Its path; for a file in an archive, preceded by that of the archive.
    pub path: String,
    /// The number of the dropped file.
    pub file: FileNumber,
    /// Its index among the files of the archive; `None` for the dropped file itself.
    pub entry: Option<u32>,
}

/// A time as a digest states it, and its numeric value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// Milliseconds since 1970 UTC; `None` if the text is not a valid time.
    pub millis: Option<i64>,
    /// The text as written.
    pub text: String,
}

/// One chain of digests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The name of the chain.
    pub name: ChainName,
    /// Its digests by end time, including missing ones.
    pub digests: Vec<DigestFinding>,
    /// The periods that verified digests prove, merged and in order. These are times of delivery,
    /// some minutes after the events.
    pub proven: Vec<Interval>,
    /// The periods between the start and the end of the chain that no verified digest proves, in
    /// order.
    pub holes: Vec<Hole>,
    /// The places where a digest does not continue the previous one as it should.
    pub breaks: Vec<Break>,
    /// Statements about the chain, one sentence each.
    pub sentences: Vec<String>,
}

/// A half-open interval of time, in milliseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interval {
    /// The first millisecond.
    pub from_millis: i64,
    /// The millisecond after the last.
    pub until_millis: i64,
}

/// A period about which nothing is proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hole {
    /// The period.
    pub interval: Interval,
    /// Log files of the chain's account and Region that were delivered in this period, by their
    /// names, as indices into [`Findings::logs`].
    pub logs: Vec<u32>,
    /// The hole in a sentence.
    pub sentence: String,
}

/// Two digests that do not fit together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// The earlier digest, as an index into [`Chain::digests`]; `None` if it is not in this chain.
    pub before: Option<u32>,
    /// The later digest, likewise.
    pub after: u32,
    /// The kind of mismatch.
    pub kind: BreakKind,
    /// The break in a sentence.
    pub sentence: String,
}

/// The kinds of mismatch between two digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum BreakKind {
    /// The later digest is a starting digest: validation was enabled, or logging was started,
    /// again.
    Restart,
    /// The hash of the earlier digest is not the one that the later states.
    Hash,
    /// The signature of the earlier digest is not the one that the later states.
    Signature,
    /// The later digest does not begin when the earlier ends.
    Time,
    /// The earlier digest is missing.
    Missing,
    /// The later digest states another bucket for the earlier one. This is not a fault, because a
    /// trail may be moved to another bucket.
    Bucket,
    /// The later digest states another key prefix for the earlier one, which is not a fault either.
    Prefix,
    /// The later digest names a digest of another trail, account or Region as the previous one.
    OtherChain,
    /// The later digest states facts about a previous digest without naming it.
    NoName,
}

impl BreakKind {
    /// Returns whether it is evidence against the digests, and not only informative.
    pub fn is_fault(self) -> bool {
        !matches!(self, BreakKind::Restart | BreakKind::Bucket | BreakKind::Prefix)
    }
}

/// The finding on one digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestFinding {
    /// The files that contain it; empty for a missing digest, several for copies.
    pub places: Vec<FilePlace>,
    /// The S3 object that it claims to be; if it is unreadable, derived from its path.
    pub object: Object,
    /// The start of the period that it covers.
    pub start: Option<Moment>,
    /// The end of that period.
    pub end: Option<Moment>,
    /// The verdict.
    pub verdict: DigestVerdict,
    /// Whether it is the first of a chain: all its statements about a previous digest are null.
    pub is_starting: bool,
    /// The evidence for the verdict; `None` for a missing or unreadable digest.
    pub evidence: Option<Box<DigestEvidence>>,
    /// The log files that it lists, without duplicates, as indices into [`Findings::logs`].
    pub logs: Vec<u32>,
    /// Further remarks.
    pub notes: Vec<Remark>,
}

/// The evidence for the verdict on a digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestEvidence {
    /// The four lines that CloudTrail signs.
    pub string_to_sign: String,
    /// The hash of its content.
    pub hash: Option<ContentHash>,
    /// The hash that the next digest states for it.
    pub hash_in_successor: Option<String>,
    /// The fingerprint of the public key that it names.
    pub key_fingerprint: String,
    /// All signatures of it.
    pub signatures: Vec<SignatureFinding>,
    /// Whether its metadata are present, but lack the signature or its algorithm.
    pub has_incomplete_metadata: bool,
    /// Whether its metadata lack the timestamp of a backfill digest.
    pub lacks_timestamp: bool,
    /// The agreement of its path with the object that it claims to be.
    pub location: Location,
    /// The compression of the file.
    pub wrapping: Option<Wrapping>,
}

/// One signature of a digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureFinding {
    /// The source of the signature.
    pub source: SignatureSource,
    /// The file that contains it.
    pub path: String,
    /// The signature in hexadecimal, as written.
    pub signature: String,
    /// Whether it is correct; `None` if there is no key to check it with.
    pub is_right: Option<bool>,
}

/// The agreement of a file's path with the object that the file claims to be. A folder on disk has
/// no bucket, so the bucket is as claimed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Location {
    /// The path ends with the bucket and the key.
    Bucket,
    /// The path contains the whole key from `AWSLogs/` on.
    Key,
    /// Only the file's name is informative, and it agrees.
    Name,
    /// The path is not informative: the file has another name.
    #[default]
    Unknown,
    /// The path contains another key from `AWSLogs/` on, or the name of another digest.
    Differs,
}

/// The finding on one log file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogFinding {
    /// The files that contain it; empty for a missing log.
    pub places: Vec<FilePlace>,
    /// The S3 object that a digest lists; derived from the path if none does.
    pub object: Object,
    /// The time of delivery from its name, in milliseconds since 1970 UTC.
    pub delivered_millis: Option<i64>,
    /// The verdict.
    pub verdict: LogVerdict,
    /// The hash that the digest states.
    pub expected: Option<String>,
    /// The hash of the file.
    pub found: Option<ContentHash>,
    /// The digests that list it, as indices of chain and digest.
    pub listed_by: Vec<(u32, u32)>,
    /// Further remarks.
    pub notes: Vec<Remark>,
}

/// The class of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFinding {
    /// The number of the dropped file.
    pub file: FileNumber,
    /// Its index among the files of the archive; `None` for the dropped file itself.
    pub entry: Option<u32>,
    /// The index of its first record among those of the dropped file.
    pub first_record: u64,
    /// Number of its records.
    pub records: u64,
    /// Its class.
    pub class: Class,
    /// The finding that it belongs to.
    pub finding: ObjectId,
}

/// Identifies the finding that a file belongs to, by indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ObjectId {
    /// A log: an index into [`Findings::logs`].
    Log(u32),
    /// A digest: indices into [`Findings::chains`] and into the digests of that chain.
    Digest(u32, u32),
    /// A file of a query: an index into [`Findings::queries`].
    Query(u32),
}

/// Identifies a file with public keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct KeyFile {
    /// The number of the dropped file.
    pub file: FileNumber,
    /// Its index among the files of the archive; `None` for the dropped file itself.
    pub entry: Option<u32>,
}

/// The origin of a file with public keys. An attacker who can write the logs can write every file
/// among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum KeyOrigin {
    /// Apart from logs and digests.
    #[default]
    Apart,
    /// Below `AWSLogs`, or in or below a folder that holds logs or digests.
    AmongLogs,
    /// In an archive.
    Archive,
    /// Compressed by gzip, like logs.
    Gzip,
    /// Compressed in another way than by gzip.
    Packed,
    /// In a file that also contains events.
    WithEvents,
}

/// A supplied public key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFinding {
    /// The MD5 hash of the key's bytes as supplied, in hexadecimal.
    pub fingerprint: String,
    /// The MD5 hash of its PKCS#1 form; `None` if the key was supplied in that form.
    pub fingerprint_pkcs1: Option<String>,
    /// The fingerprint stated beside the key.
    pub stated_fingerprint: Option<String>,
    /// Whether the stated fingerprint is correct.
    pub is_stated_right: bool,
    /// The length of the modulus in bits.
    pub bits: Option<u32>,
    /// The start of its validity, as stated.
    pub valid_from: Option<Moment>,
    /// The end of its validity, as stated.
    pub valid_until: Option<Moment>,
    /// The path of the file that contained it.
    pub path: String,
    /// That file.
    pub key_file: KeyFile,
    /// The origin of that file.
    pub origin: KeyOrigin,
    /// Whether it proves anything: either it lies apart from the logs, or the user trusts its file.
    pub is_trusted: bool,
    /// Number of digests that name it.
    pub digests: u32,
    /// The reason why it cannot be used.
    pub problem: Option<Remark>,
}

/// The result files of a CloudTrail Lake query and their sign file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryFinding {
    /// The sign file.
    pub place: FilePlace,
    /// The time when the query was completed.
    pub completed: Option<Moment>,
    /// The verdict on the sign file.
    pub verdict: DigestVerdict,
    /// Its result files, in order.
    pub files: Vec<QueryFileFinding>,
    /// Further remarks.
    pub notes: Vec<Remark>,
}

impl QueryFinding {
    /// Returns the most severe class of the sign file and its files.
    pub fn class(&self) -> Class {
        let files = self.files.iter().map(|file| file.verdict.class());
        files.chain([self.verdict.class()]).min_by_key(|class| class.rank()).unwrap_or(Class::Unproven)
    }
}

/// One file of a query's results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryFileFinding {
    /// Its name.
    pub name: String,
    /// The files that contain it.
    pub places: Vec<FilePlace>,
    /// The verdict.
    pub verdict: LogVerdict,
    /// The hash of the compressed file that the sign file states.
    pub expected: String,
    /// The actual hash.
    pub found: Option<ContentHash>,
}

/// A problem with a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DocumentProblem {
    /// Its path.
    pub path: String,
    /// A description of the problem.
    pub message: Remark,
}

/// Totals by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictCounts {
    /// Verified digests.
    pub digests_verified: u32,
    /// Digests verified by a key found among the logs.
    pub digests_found_key: u32,
    /// Unproven digests.
    pub digests_unproven: u32,
    /// INVALID digests.
    pub digests_invalid: u32,
    /// Missing digests.
    pub digests_missing: u32,
    /// Verified log files.
    pub logs_verified: u32,
    /// Log files verified by a key found among the logs.
    pub logs_found_key: u32,
    /// Log files that only an unproven digest lists.
    pub logs_unproven: u32,
    /// INVALID log files.
    pub logs_invalid: u32,
    /// Log files that are missing or could not be read.
    pub logs_missing: u32,
    /// Log files that no digest covers.
    pub logs_not_covered: u32,
}

impl VerdictCounts {
    /// Returns the number of all digests.
    pub fn digests(&self) -> u32 {
        self.digests_verified
            + self.digests_found_key
            + self.digests_unproven
            + self.digests_invalid
            + self.digests_missing
    }

    /// Returns the number of all log files.
    pub fn logs(&self) -> u32 {
        self.logs_verified
            + self.logs_found_key
            + self.logs_unproven
            + self.logs_invalid
            + self.logs_missing
            + self.logs_not_covered
    }
}
