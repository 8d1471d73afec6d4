//! The findings in the form that the page requests: totals and marks at once, files in screenfuls,
//! and the details of one file when it is opened.

use serde::{Deserialize, Serialize};

use super::findings::{
    Break, ChainName, DigestFinding, DocumentProblem, Interval, KeyFinding, LogFinding, ObjectId,
    QueryFinding, VerdictCounts,
};
use super::verdict::{CLASSES, Class};
use crate::model::FileNumber;

/// The part of the findings that is shown before anything is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityOverview {
    /// Totals by verdict.
    pub counts: VerdictCounts,
    /// Sentences that an auditor can quote.
    pub statement: Vec<String>,
    /// Commands that fetch what is missing.
    pub suggestions: Vec<Suggestion>,
    /// The chains.
    pub chains: Vec<ChainOverview>,
    /// The supplied public keys.
    pub keys: Vec<KeyFinding>,
    /// Documents that could not be used.
    pub problems: Vec<DocumentProblem>,
    /// CloudTrail Lake queries.
    pub queries: Vec<QueryFinding>,
    /// Number of files whose evidence was lost.
    pub lost_files: u32,
}

impl IntegrityOverview {
    /// Returns the overall result; it is verified only if everything is.
    pub fn class(&self) -> Class {
        let VerdictCounts { digests_invalid, logs_invalid, logs_not_covered, .. } = self.counts;
        let of_queries = self.queries.iter().map(QueryFinding::class);
        if digests_invalid + logs_invalid > 0 || of_queries.clone().any(|class| class == Class::Invalid) {
            return Class::Invalid;
        }
        let mut classes: Vec<Class> =
            self.chains.iter().map(ChainOverview::worst).chain(of_queries).collect();
        if logs_not_covered > 0 || self.lost_files > 0 || self.chains.is_empty() && self.counts.logs() > 0 {
            classes.push(Class::Unproven);
        }
        // Nothing is known about files that are missing or not covered.
        match classes.into_iter().min_by_key(|class| class.rank()) {
            Some(class @ (Class::Verified | Class::FoundKey)) => class,
            _ => Class::Unproven,
        }
    }
}

/// A command and its purpose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Suggestion {
    /// A description of what the command fetches, and why.
    pub purpose: String,
    /// The command lines.
    pub lines: Vec<String>,
}

/// A chain of digests over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainOverview {
    /// The name of the chain.
    pub name: ChainName,
    /// The title in words.
    pub title: String,
    /// A mark for each digest, in the order of [`Chain::digests`](super::findings::Chain::digests).
    pub marks: Vec<DigestMark>,
    /// The periods that verified digests prove.
    pub proven: Vec<Interval>,
    /// The periods that no verified digest proves.
    pub holes: Vec<HoleOverview>,
    /// The places where digests do not fit together.
    pub breaks: Vec<Break>,
    /// Statements about the chain, except those about its holes.
    pub sentences: Vec<String>,
    /// Number of log files that its digests list, by class, in the order of [`Class::ALL`].
    pub logs: [u32; CLASSES],
}

impl ChainOverview {
    /// Returns the most severe class of the chain, including its log files.
    pub fn worst(&self) -> Class {
        let marks = self.marks.iter().map(|mark| mark.class.rank());
        let logs = self.logs.iter().enumerate().filter(|(_, count)| **count > 0).map(|(rank, _)| rank);
        let worst = marks.chain(logs).min().and_then(|rank| Class::ALL.get(rank).copied());
        match worst {
            Some(class @ (Class::Verified | Class::FoundKey)) if self.proves_whole(class) => class,
            // A hole without a digest of its own proves nothing either.
            Some(Class::Verified | Class::FoundKey) | None => Class::Unproven,
            Some(class) => class,
        }
    }

    /// Returns whether verdicts of this class prove the whole period from the first digest to the
    /// last. An untrusted key proves no period.
    fn proves_whole(&self, class: Class) -> bool {
        let is_fault = |found: &Break| found.kind.is_fault();
        class == Class::FoundKey || self.holes.is_empty() && !self.breaks.iter().any(is_fault)
    }
}

/// A digest as a mark on the time axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestMark {
    /// The start of the period that it covers, in milliseconds since 1970 UTC.
    pub start_millis: Option<i64>,
    /// The end of that period.
    pub end_millis: Option<i64>,
    /// The class of its verdict.
    pub class: Class,
}

/// A period about which nothing is proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoleOverview {
    /// The period.
    pub interval: Interval,
    /// Number of log files delivered in it.
    pub logs: u32,
    /// The hole in a sentence.
    pub sentence: String,
}

/// A request for part of the list of files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityListRequest {
    /// Only digests, or only logs; `None` for both.
    pub kind: Option<FileKind>,
    /// Only files of this class.
    pub class: Option<Class>,
    /// Only log files that this digest lists.
    pub listed_by: Option<ObjectId>,
    /// Only files whose object or path contains this text, ignoring ASCII case.
    pub containing: String,
    /// Number of rows to skip.
    pub first: u32,
    /// Maximum number of rows to return.
    pub limit: u32,
}

/// A digest or a log file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FileKind {
    /// A digest.
    Digest,
    /// A log file.
    Log,
}

/// A part of the list of files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityList {
    /// Total number of matching files.
    pub total: u32,
    /// The requested rows, by class: INVALID, missing, not covered, unproven, verified by a found
    /// key, verified; within one class by object.
    pub rows: Vec<IntegrityRow>,
}

/// A file in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityRow {
    /// Identifies the file's finding.
    pub which: ObjectId,
    /// The kind of file.
    pub kind: FileKind,
    /// The key of the S3 object; the path if the key is unknown.
    pub object: String,
    /// The verdict.
    pub verdict: String,
    /// The class of the verdict.
    pub class: Class,
    /// The time of delivery of a log, or the end of a digest's period.
    pub millis: Option<i64>,
    /// The number of the dropped file; `None` if it is missing.
    pub file: Option<FileNumber>,
}

/// The details of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IntegrityDetail {
    /// A digest, and the name of its chain.
    Digest(ChainName, Box<DigestFinding>),
    /// A log, and the digests that list it.
    Log(Box<LogFinding>, Vec<ListedBy>),
    /// The files of a query.
    Query(Box<QueryFinding>),
}

/// A digest that lists a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedBy {
    /// Identifies the digest's finding.
    pub which: ObjectId,
    /// Its object's key.
    pub object: String,
    /// Its verdict.
    pub verdict: String,
    /// The class of its verdict.
    pub class: Class,
}
