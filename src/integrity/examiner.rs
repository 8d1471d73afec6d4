//! What one worker does about integrity: every one keeps the evidence of the
//! files it read, and one of them checks that of all.

use super::aws_cli::{self, Printed};
use super::check::{Checker, Progress};
use super::evidence::{Evidence, Exhibit, Role};
use super::findings::{Class, Findings, KeyFile, Which};
use super::overview::{self, IntegrityDetail, IntegrityList, IntegrityListAsk, IntegrityOverview, Listing};
use crate::step::Step;

/// About as much evidence is shared at a time, in bytes.
const PART_BYTES: usize = 1 << 20;

/// The evidence of a worker's files, and the findings where it has checked.
#[derive(Debug, Default)]
pub struct Examiner {
    exhibits: Vec<Exhibit>,
    /// Of all workers, for the check to come.
    gathered: Vec<Exhibit>,
    checker: Option<Checker>,
    done: Option<Done>,
}

/// What a check has come to.
#[derive(Debug)]
struct Done {
    evidence: Evidence,
    findings: Findings,
    listing: Listing,
}

impl Examiner {
    /// Keeps the evidence of a file, and of those in it.
    pub fn add(&mut self, exhibits: Vec<Exhibit>) {
        self.exhibits.extend(exhibits);
    }

    /// The evidence that is kept, in the order of reading.
    pub fn exhibits(&self) -> &[Exhibit] {
        &self.exhibits
    }

    /// How many digests are among the files.
    pub fn digests(&self) -> u64 {
        let is_digest = |exhibit: &&Exhibit| matches!(exhibit.role, Role::Digest(_));
        self.exhibits.iter().filter(is_digest).count() as u64
    }

    /// A part of the evidence that is kept, from this file on, to be sent to
    /// the worker that checks; and where the next part begins. Parts are small
    /// (but never less than a file), since what a worker's memory has grown to
    /// it keeps.
    pub fn share(&self, from: u32) -> (Vec<u8>, Option<u32>) {
        let rest = self.exhibits.get(from as usize..).unwrap_or_default();
        let mut lines = Vec::new();
        let mut taken = 0;
        while taken < rest.len() && lines.len() < PART_BYTES {
            // Nothing in it has keys that are not text.
            lines.extend(serde_json::to_vec(&rest[taken]).unwrap_or_default());
            lines.push(b'\n');
            taken += 1;
        }
        (lines, (taken < rest.len()).then_some(from + taken as u32))
    }

    /// Takes in a part of what some worker has shared, for the check to come.
    ///
    /// # Errors
    /// Where it is not of this build.
    pub fn gather(&mut self, part: &[u8], is_first: bool) -> Result<(), String> {
        if is_first {
            self.gathered = Vec::new();
        }
        for exhibit in serde_json::Deserializer::from_slice(part).into_iter() {
            self.gathered.push(exhibit.map_err(|error| error.to_string())?);
        }
        Ok(())
    }

    /// Begins to check what was gathered; a check that is under way is given
    /// up, and what an earlier one came to is forgotten.
    ///
    /// Keys in the trusted files prove something, wherever they lie. The evidence
    /// of so many lost files is gone with the workers that held it.
    pub fn begin(&mut self, trusted: Vec<KeyFile>, lost_files: u32) {
        self.done = None;
        let evidence = Evidence::new(std::mem::take(&mut self.gathered));
        self.checker = Some(Checker::new(evidence).trusting(trusted).without(lost_files));
    }

    /// Gives up a check that is under way.
    pub fn stop(&mut self) {
        self.checker = None;
    }

    /// Continues the check; `None` if none is running.
    pub fn step(&mut self) -> Option<Step<Progress, IntegrityOverview>> {
        let checker = self.checker.as_mut()?;
        let progress = checker.step();
        if !progress.is_done() {
            return Some(Step::Running(progress));
        }
        let (evidence, findings) = self.checker.take()?.finish();
        let overview = overview::overview(&findings);
        let listing = Listing::of(&findings);
        self.done = Some(Done { evidence, findings, listing });
        Some(Step::Done(overview))
    }

    /// The class of each file that is a log or a digest: the words for the
    /// classes, and for each file its number, its first record, how many
    /// records it has and the place of its word, all as little-endian `u32`s.
    pub fn classes(&self) -> (Vec<String>, Vec<u8>) {
        let words = Class::ALL.iter().map(|class| class.name().to_owned()).collect();
        let files = self.done.iter().flat_map(|done| &done.findings.files);
        let numbers = files.flat_map(|file| {
            let class = file.class.rank() as u32;
            [file.file, file.first_record as u32, file.records as u32, class]
        });
        (words, numbers.flat_map(u32::to_le_bytes).collect())
    }

    /// Some of the files; none before a check.
    pub fn list(&self, ask: &IntegrityListAsk) -> IntegrityList {
        self.done.as_ref().map(|done| done.listing.list(&done.findings, ask)).unwrap_or_default()
    }

    /// Everything about one file.
    pub fn detail(&self, which: Which) -> Option<IntegrityDetail> {
        overview::detail(&self.done.as_ref()?.findings, which)
    }

    /// The file of the findings that holds a record of a dropped file.
    pub fn of_record(&self, file: u32, record: u32) -> Option<Which> {
        let record = u64::from(record);
        let holds = |found: &&super::findings::FileFinding| {
            found.file == file && (found.first_record..found.first_record + found.records).contains(&record)
        };
        self.done.as_ref()?.findings.files.iter().find(holds).map(|found| found.finding)
    }

    /// What the AWS CLI would print of a chain.
    pub fn printed(&self, chain: u32) -> Option<Printed> {
        let Done { evidence, findings, .. } = self.done.as_ref()?;
        let name = &findings.chains.get(chain as usize)?.name;
        Some(aws_cli::print(evidence, findings, &aws_cli::Request::of_chain(findings, name)))
    }

    /// What was found; `None` before a check.
    pub fn findings(&self) -> Option<&Findings> {
        self.done.as_ref().map(|done| &done.findings)
    }
}
