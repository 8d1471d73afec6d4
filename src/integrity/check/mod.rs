//! Derives findings from evidence, in steps.
//!
//! ```text
//! documents   reads every digest, key file and sidecar
//! connect     connects them: copies, chains, metadata
//! origins     the origin of keys: apart from the logs, or among them
//! judge       evaluates the signatures of one digest after another
//! settle      the verdicts on digests, by signatures and by hashes
//! listings    the entries for log files in all digests
//! logs        checks every log file against the digests that list it
//! chains      orders digests: proven periods, holes
//! breaks      the places where a digest does not continue the previous one
//! sentences   the sentences about chains
//! queries     CloudTrail Lake's sign files
//! totals      keys and totals
//! ```

mod breaks;
mod chains;
mod connect;
mod documents;
mod judge;
mod listings;
pub(super) mod logs;
mod origins;
mod queries;
pub(crate) mod sentences;
mod settle;
mod totals;

use std::collections::{BTreeSet, HashMap};

use crate::base::remark::Remark;
use crate::base::small_sort::SmallSort;
use crate::integrity::model::evidence::{ContentHash, Evidence, FileEvidence, Wrapping};
use crate::integrity::model::findings::{
    ChainName, Class, DigestEvidence, DigestVerdict, DocumentProblem, FilePlace, Findings, KeyFile,
    KeyOrigin, Location, Object, SignatureFinding, SignatureSource,
};
use crate::integrity::parse::digest::Digest;
use crate::integrity::parse::location;
use crate::integrity::parse::object_metadata::ObjectMetadata;
use crate::integrity::parse::public_key::CloudTrailPublicKey;

/// Number of files read in one step.
const FILES_A_STEP: usize = 256;

/// The progress of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CheckProgress {
    /// Units of work done: files and signatures.
    pub done: u64,
    /// Total units of work.
    pub total: u64,
}

impl CheckProgress {
    /// Returns whether only [`Checker::finish`] is left, which is quick.
    pub fn is_done(self) -> bool {
        self.done >= self.total
    }
}

/// A check of the evidence, in steps so that its progress can be shown and it can be cancelled.
#[derive(Debug)]
pub struct Checker {
    evidence: Evidence,
    case: CheckContext,
    read: usize,
    digests: usize,
    /// Digests still to judge, the next one last.
    line: Option<Vec<usize>>,
    lost_files: u32,
}

/// The data that all parts of a check use: the parsed documents and the links between them.
#[derive(Debug, Default)]
struct CheckContext {
    items: Vec<Item>,
    /// Items by the object that they claim to be: bucket and plain key.
    by_object: HashMap<(String, String), Vec<usize>>,
    /// Items by the hash of their string to sign.
    by_signed_hash: HashMap<ContentHash, Vec<usize>>,
    /// For each signature quoted in a digest, the objects whose signature it is said to be.
    named_by_copy: HashMap<String, Vec<Object>>,
    keys: Vec<SuppliedKey>,
    /// Files whose keys the user explicitly trusts.
    trusted: BTreeSet<KeyFile>,
    metadata: Vec<Metadata>,
    sign_files: Vec<usize>,
    problems: Vec<DocumentProblem>,
}

/// Whether a key proves anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Trust {
    /// The key lies where the author of the logs could have put it.
    Found,
    /// The user supplied it apart from the logs, or trusts its file.
    Trusted,
}

#[derive(Debug)]
struct SuppliedKey {
    key: CloudTrailPublicKey,
    file_evidence: usize,
    origin: KeyOrigin,
    trust: Trust,
}

/// The metadata of an object, and the file that contains them.
#[derive(Debug)]
struct Metadata {
    metadata: ObjectMetadata,
    file_evidence: usize,
    is_alone: bool,
    is_placed: bool,
}

/// A digest; copies of it are one item.
#[derive(Debug)]
struct Item {
    all_evidence: Vec<usize>,
    object: Object,
    name: ChainName,
    parsed: Result<Digest, Remark>,
    hash: Option<ContentHash>,
    /// The hash of the string that CloudTrail signs.
    signed_hash: Option<ContentHash>,
    wrapping: Wrapping,
    is_too_long: bool,
    location: Location,
    /// The folders before `AWSLogs` on its path; `None` if there is no `AWSLogs`.
    root: Option<String>,
    /// Its own metadata, as indices into [`CheckContext::metadata`].
    metadata: Vec<usize>,
    /// The digests that name it as the previous one.
    successors: Vec<usize>,
    /// The items that it names as the previous digest: one, and its copies.
    previous: Vec<usize>,
    signatures: Vec<Signed>,
    /// The trust and the source of the signature that proves it; `None` if nothing does.
    proof: Option<(Trust, SignatureSource)>,
    verdict: Option<DigestVerdict>,
    evidence: Option<Box<DigestEvidence>>,
    notes: Vec<Remark>,
}

/// A signature of a digest, and the result of opening it.
#[derive(Debug)]
struct Signed {
    finding: SignatureFinding,
    /// Set if a key opens it and it covers the digest's own content.
    right: Option<Trust>,
    /// The fingerprint of that key.
    right_key: Option<String>,
    /// Set if a key opens it and it covers something else that is not another digest.
    otherwise: Option<Trust>,
}

impl Signed {
    fn new(finding: SignatureFinding) -> Signed {
        Signed { finding, right: None, right_key: None, otherwise: None }
    }
}

impl Item {
    fn end_millis(&self) -> Option<i64> {
        // A file in another object's place is judged as the object of that place.
        let is_here = self.location != Location::Differs;
        let written = self.parsed.as_ref().ok().filter(|_| is_here).and_then(|digest| digest.end.millis);
        written.or_else(|| location::digest(&self.object.key).map(|location| location.end_millis))
    }

    fn class(&self) -> Class {
        self.verdict.as_ref().map_or(Class::Unproven, DigestVerdict::class)
    }

    fn object_key(&self) -> (String, String) {
        object_key(&self.object)
    }
}

/// Returns the key by which an object is looked up.
fn object_key(object: &Object) -> (String, String) {
    (object.bucket.clone(), location::plain_path(&object.key))
}

impl Checker {
    /// Starts a check.
    pub fn new(evidence: Evidence) -> Checker {
        let digests = evidence
            .all_evidence()
            .iter()
            .filter(|file_evidence| documents::is_digest(file_evidence))
            .count();
        Checker { evidence, case: CheckContext::default(), read: 0, digests, line: None, lost_files: 0 }
    }

    /// Trusts the keys in these files, wherever they lie.
    #[must_use]
    pub fn trusting(mut self, files: impl IntoIterator<Item = KeyFile>) -> Checker {
        self.case.trusted = files.into_iter().collect();
        self
    }

    /// Sets the number of files whose evidence was lost.
    #[must_use]
    pub fn without(mut self, lost_files: u32) -> Checker {
        self.lost_files = lost_files;
        self
    }

    /// Does a small part of the work, at most some milliseconds.
    pub fn step(&mut self) -> CheckProgress {
        let all_evidence = self.evidence.all_evidence();
        match &mut self.line {
            None if self.read < all_evidence.len() => {
                let until = all_evidence.len().min(self.read + FILES_A_STEP);
                for (number, file_evidence) in all_evidence.iter().enumerate().take(until).skip(self.read) {
                    self.case.read(number, file_evidence);
                }
                self.read = until;
            }
            None => {
                self.case.connect(all_evidence);
                self.line = Some(self.case.in_order_of_judgement());
            }
            Some(line) => {
                if let Some(item) = line.pop() {
                    self.case.judge(item, all_evidence);
                }
            }
        }
        self.progress()
    }

    /// Returns the progress.
    pub fn progress(&self) -> CheckProgress {
        let (done, left) = match &self.line {
            None => (self.read, self.digests + 1),
            Some(line) => (self.read + 1, line.len()),
        };
        // Duplicate digests are judged once.
        let total = self.evidence.all_evidence().len() + self.digests + 1;
        let done = if self.line.is_some() { total - left.min(total) } else { done };
        CheckProgress { done: done as u64, total: total as u64 }
    }

    /// Returns the evidence being checked.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// Does the remaining work and returns the evidence and the findings.
    pub fn finish(mut self) -> (Evidence, Findings) {
        while !self.progress().is_done() {
            self.step();
        }
        let Checker { evidence, mut case, lost_files, .. } = self;
        let all_evidence = evidence.all_evidence();
        let mut findings = Findings { lost_files, ..Findings::default() };
        case.settle();
        chains::collect(&case, all_evidence, &mut findings);
        let of_queries = queries::collect(&case, all_evidence, &mut findings);
        logs::collect(&case, all_evidence, &of_queries, &mut findings);
        queries::add_files(of_queries, all_evidence, &mut findings);
        chains::explain(&mut findings);
        findings.keys = totals::keys(&case, all_evidence);
        case.problems.sort_small();
        case.problems.dedup();
        findings.problems = std::mem::take(&mut case.problems);
        findings.counts = totals::count(&findings);
        findings.files.sort_small_by_key(|file| (file.file, file.entry));
        (evidence, findings)
    }
}

/// Checks all evidence at once.
pub fn check(evidence: Evidence) -> (Evidence, Findings) {
    Checker::new(evidence).finish()
}

fn place(file_evidence: &FileEvidence) -> FilePlace {
    FilePlace { path: file_evidence.path.clone(), file: file_evidence.file, entry: file_evidence.entry }
}
