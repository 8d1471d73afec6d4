//! From evidence to findings, in steps.
//!
//! ```text
//! documents   read every digest, key and sidecar; which belongs to which
//! judge       one digest after another, the newest first: its signatures
//! logs        every log file against the digests that list it
//! chains      the digests in order: proven times, holes, breaks
//! queries     CloudTrail Lake's sign files
//! ```

mod chains;
mod documents;
mod judge;
pub(super) mod logs;
mod queries;

use std::collections::{BTreeMap, HashMap};

use super::digest::Digest;
use super::evidence::{ContentHash, Evidence, Exhibit, Wrapping};
use super::findings::{
    ChainName, Class, Counts, DigestEvidence, DigestVerdict, DocumentProblem, Findings, KeyFinding, Location,
    Object, Place,
};
use super::object_metadata::ObjectMetadata;
use super::public_key::PublicKey;
use crate::in_order::InOrder;

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
}

/// What the documents say.
#[derive(Debug, Default)]
struct Case {
    items: Vec<Item>,
    /// Items by the name of the object that they are.
    by_slot: HashMap<String, Vec<usize>>,
    keys: Vec<SuppliedKey>,
    metadata: Vec<Metadata>,
    sign_files: Vec<usize>,
    problems: Vec<DocumentProblem>,
}

#[derive(Debug)]
struct SuppliedKey {
    key: PublicKey,
    path: String,
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
    slot: String,
    name: ChainName,
    parsed: Result<Digest, String>,
    hash: Option<ContentHash>,
    wrapping: Wrapping,
    location: Location,
    /// Of its own: indices in [`Case::metadata`].
    metadata: Vec<usize>,
    /// The digests that name it as the one before them.
    successors: Vec<usize>,
    verdict: Option<DigestVerdict>,
    evidence: Option<Box<DigestEvidence>>,
    notes: Vec<String>,
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
}

impl Checker {
    /// Begins to check.
    pub fn new(evidence: Evidence) -> Checker {
        let digests = evidence.exhibits().iter().filter(|exhibit| documents::is_digest(exhibit)).count();
        Checker { evidence, case: Case::default(), read: 0, digests, line: None }
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
        let Checker { evidence, mut case, .. } = self;
        let exhibits = evidence.exhibits();
        let mut findings = Findings::default();
        chains::collect(&case, exhibits, &mut findings);
        logs::collect(&case, exhibits, &mut findings);
        chains::explain(&mut findings);
        queries::collect(&case, exhibits, &mut findings);
        findings.keys = key_findings(&case);
        case.problems.put_in_order();
        findings.problems = std::mem::take(&mut case.problems);
        findings.counts = count(&findings);
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

fn key_findings(case: &Case) -> Vec<KeyFinding> {
    let mut by_fingerprint: BTreeMap<(String, String), KeyFinding> = BTreeMap::new();
    for SuppliedKey { key, path } in &case.keys {
        let named =
            |item: &&Item| item.parsed.as_ref().is_ok_and(|digest| key.answers_to(&digest.key_fingerprint));
        let mut problem = key.key.as_ref().err().map(ToString::to_string);
        if !key.is_stated_right() && problem.is_none() {
            problem = Some("the fingerprint that stands beside it is that of another key".to_owned());
        }
        let finding = KeyFinding {
            fingerprint: key.fingerprint.clone(),
            fingerprint_pkcs1: key.fingerprint_pkcs1.clone(),
            stated_fingerprint: key.stated_fingerprint.clone(),
            is_stated_right: key.is_stated_right(),
            bits: key.bits(),
            valid_from: key.valid_from.clone(),
            valid_until: key.valid_until.clone(),
            path: path.clone(),
            digests: case.items.iter().filter(named).count() as u32,
            problem,
        };
        by_fingerprint
            .entry((key.fingerprint.clone(), key.stated_fingerprint.clone().unwrap_or_default()))
            .or_insert(finding);
    }
    by_fingerprint.into_values().collect()
}

fn count(findings: &Findings) -> Counts {
    let mut counts = Counts::default();
    for digest in findings.chains.iter().flat_map(|chain| &chain.digests) {
        match digest.verdict.class() {
            Class::Verified => counts.digests_verified += 1,
            Class::Unproven | Class::NotCovered => counts.digests_unproven += 1,
            Class::Invalid => counts.digests_invalid += 1,
            Class::Missing => counts.digests_missing += 1,
        }
    }
    for log in &findings.logs {
        match log.verdict.class() {
            Class::Verified => counts.logs_verified += 1,
            Class::Unproven => counts.logs_unproven += 1,
            Class::Invalid => counts.logs_invalid += 1,
            Class::Missing => counts.logs_missing += 1,
            Class::NotCovered => counts.logs_not_covered += 1,
        }
    }
    counts
}
