//! From evidence to findings, in steps.
//!
//! ```text
//! documents   read every digest, key and sidecar
//! connect     which belongs to which: copies, chains, metadata
//! origins     where keys lie: apart from the logs, or among them
//! judge       one digest after another: its signatures
//! settle      the verdicts on digests, by signatures and by hashes
//! logs        every log file against the digests that list it
//! chains      the digests in order: proven times, holes
//! breaks      where one digest does not continue another
//! queries     CloudTrail Lake's sign files
//! totals      keys and sums
//! ```

mod breaks;
mod chains;
mod connect;
mod documents;
mod judge;
pub(super) mod logs;
mod origins;
mod queries;
mod settle;
mod totals;

use std::collections::{BTreeSet, HashMap};

use super::digest::Digest;
use super::evidence::{ContentHash, Evidence, Exhibit, Wrapping};
use super::findings::{
    ChainName, Class, DigestEvidence, DigestVerdict, DocumentProblem, Findings, KeyFile, KeyOrigin, Location,
    Object, Place, SignatureFinding, SignatureSource,
};
use super::object_metadata::ObjectMetadata;
use super::public_key::PublicKey;
use crate::in_order::InOrder;
use crate::remark::Remark;

/// How many files are read in one step.
const FILES_A_STEP: usize = 256;

/// How far the checking has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Progress {
    /// Steps of work done: files and signatures.
    pub done: u64,
    /// Of so many.
    pub total: u64,
}

impl Progress {
    /// Whether only [`Checker::finish`] is left, which is quick.
    pub fn is_done(self) -> bool {
        self.done >= self.total
    }
}

/// Checks evidence, step by step, so that it can be shown and cancelled.
#[derive(Debug)]
pub struct Checker {
    evidence: Evidence,
    case: Case,
    read: usize,
    digests: usize,
    /// Digests to be judged, the next last.
    line: Option<Vec<usize>>,
    lost_files: u32,
}

/// What the documents say.
#[derive(Debug, Default)]
struct Case {
    items: Vec<Item>,
    /// Items by the object that they say they are: its bucket and its plain key.
    by_object: HashMap<(String, String), Vec<usize>>,
    /// Items by the string that was signed of them.
    by_signed_hash: HashMap<ContentHash, Vec<usize>>,
    /// Of each signature that stands in a digest, the objects that it is of.
    named_by_copy: HashMap<String, Vec<Object>>,
    keys: Vec<SuppliedKey>,
    /// Files whose keys the user trusts.
    trusted: BTreeSet<KeyFile>,
    metadata: Vec<Metadata>,
    sign_files: Vec<usize>,
    problems: Vec<DocumentProblem>,
}

/// Whether a key proves anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Trust {
    /// It lies where the writer of the logs could have put it.
    Found,
    /// The user supplied it apart from the logs, or trusts its file.
    Trusted,
}

#[derive(Debug)]
struct SuppliedKey {
    key: PublicKey,
    exhibit: usize,
    origin: KeyOrigin,
    trust: Trust,
}

/// The metadata of an object, and which file they stand in.
#[derive(Debug)]
struct Metadata {
    metadata: ObjectMetadata,
    exhibit: usize,
    is_alone: bool,
    is_placed: bool,
}

/// A digest, once however often it was dropped.
#[derive(Debug)]
struct Item {
    exhibits: Vec<usize>,
    object: Object,
    name: ChainName,
    parsed: Result<Digest, Remark>,
    hash: Option<ContentHash>,
    /// Of the string that CloudTrail signs.
    signed_hash: Option<ContentHash>,
    wrapping: Wrapping,
    is_too_long: bool,
    location: Location,
    /// The folders before `AWSLogs` on its path; `None` where there is none.
    root: Option<String>,
    /// Of its own: indices in [`Case::metadata`].
    metadata: Vec<usize>,
    /// The digests that name it as the one before them.
    successors: Vec<usize>,
    /// Those that it names as the one before it: one, and its copies.
    previous: Vec<usize>,
    signatures: Vec<Signed>,
    /// What proves it.
    proof: Option<(Trust, SignatureSource)>,
    verdict: Option<DigestVerdict>,
    evidence: Option<Box<DigestEvidence>>,
    notes: Vec<Remark>,
}

/// A signature of a digest, and what came of opening it.
#[derive(Debug)]
struct Signed {
    finding: SignatureFinding,
    /// A key opens it over the digest's own content.
    right: Option<Trust>,
    /// The fingerprint of that key.
    right_key: Option<String>,
    /// A key opens it over something else, which is no other digest's.
    otherwise: Option<Trust>,
}

impl Signed {
    fn new(finding: SignatureFinding) -> Signed {
        Signed { finding, right: None, right_key: None, otherwise: None }
    }
}

impl Item {
    fn end_millis(&self) -> Option<i64> {
        // What lies in another's place is judged at that place.
        let is_here = self.location != Location::Differs;
        let written = self.parsed.as_ref().ok().filter(|_| is_here).and_then(|digest| digest.end.millis);
        written.or_else(|| super::location::digest(&self.object.key).map(|location| location.end_millis))
    }

    fn class(&self) -> Class {
        self.verdict.as_ref().map_or(Class::Unproven, DigestVerdict::class)
    }

    fn object_key(&self) -> (String, String) {
        object_key(&self.object)
    }
}

/// By what an object is found.
fn object_key(object: &Object) -> (String, String) {
    (object.bucket.clone(), super::location::plain_path(&object.key))
}

impl Checker {
    /// Begins to check.
    pub fn new(evidence: Evidence) -> Checker {
        let digests = evidence.exhibits().iter().filter(|exhibit| documents::is_digest(exhibit)).count();
        Checker { evidence, case: Case::default(), read: 0, digests, line: None, lost_files: 0 }
    }

    /// Trusts the keys in these files, wherever they lie.
    #[must_use]
    pub fn trusting(mut self, files: impl IntoIterator<Item = KeyFile>) -> Checker {
        self.case.trusted = files.into_iter().collect();
        self
    }

    /// Says that the evidence of so many files is gone.
    #[must_use]
    pub fn without(mut self, lost_files: u32) -> Checker {
        self.lost_files = lost_files;
        self
    }

    /// Does a little of the work, some milliseconds at the most.
    pub fn step(&mut self) -> Progress {
        let exhibits = self.evidence.exhibits();
        match &mut self.line {
            None if self.read < exhibits.len() => {
                let until = exhibits.len().min(self.read + FILES_A_STEP);
                for (number, exhibit) in exhibits.iter().enumerate().take(until).skip(self.read) {
                    self.case.read(number, exhibit);
                }
                self.read = until;
            }
            None => {
                self.case.connect(exhibits);
                self.line = Some(self.case.in_order_of_judgement());
            }
            Some(line) => {
                if let Some(item) = line.pop() {
                    self.case.judge(item, exhibits);
                }
            }
        }
        self.progress()
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        let (done, left) = match &self.line {
            None => (self.read, self.digests + 1),
            Some(line) => (self.read + 1, line.len()),
        };
        // Digests that were dropped twice are judged once.
        let total = self.evidence.exhibits().len() + self.digests + 1;
        let done = if self.line.is_some() { total - left.min(total) } else { done };
        Progress { done: done as u64, total: total as u64 }
    }

    /// The evidence that is checked.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// Does what is left of the work, and gives what was found.
    pub fn finish(mut self) -> (Evidence, Findings) {
        while !self.progress().is_done() {
            self.step();
        }
        let Checker { evidence, mut case, lost_files, .. } = self;
        let exhibits = evidence.exhibits();
        let mut findings = Findings { lost_files, ..Findings::default() };
        case.settle();
        chains::collect(&case, exhibits, &mut findings);
        let of_queries = queries::collect(&case, exhibits, &mut findings);
        logs::collect(&case, exhibits, &of_queries, &mut findings);
        queries::add_files(of_queries, exhibits, &mut findings);
        chains::explain(&mut findings);
        findings.keys = totals::keys(&case, exhibits);
        case.problems.put_in_order();
        case.problems.dedup();
        findings.problems = std::mem::take(&mut case.problems);
        findings.counts = totals::count(&findings);
        findings.files.put_in_order_by_key(|file| (file.file, file.entry));
        (evidence, findings)
    }
}

/// All at once.
pub fn check(evidence: Evidence) -> (Evidence, Findings) {
    Checker::new(evidence).finish()
}

fn place(exhibit: &Exhibit) -> Place {
    Place { path: exhibit.path.clone(), file: exhibit.file, entry: exhibit.entry }
}
