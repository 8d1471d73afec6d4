//! The worker's part in integrity checks: every worker keeps the evidence of the files that it
//! read, and one of them checks the evidence of all.

use super::aws_cli::{self, CommandOutput};
use super::check::{CheckProgress, Checker};
use super::model::evidence::{Evidence, FileEvidence, Role};
use super::model::findings::{Class, FileFinding, Findings, KeyFile, ObjectId};
use super::model::overview::{IntegrityDetail, IntegrityList, IntegrityListRequest, IntegrityOverview};
use super::present::overview::{self, ListedFindings};
use crate::base::step::Step;

/// Approximate size in bytes of the evidence that is shared per request.
const PART_BYTES: usize = 1 << 20;

/// The evidence of a worker's files, and the findings if it has done a check.
#[derive(Debug, Default)]
pub struct IntegrityService {
    all_evidence: Vec<FileEvidence>,
    /// The evidence of all workers, for the next check.
    gathered: Vec<FileEvidence>,
    checker: Option<Checker>,
    done: Option<Done>,
}

/// The result of a check.
#[derive(Debug)]
struct Done {
    evidence: Evidence,
    findings: Findings,
    listing: ListedFindings,
}

impl IntegrityService {
    /// Adds the evidence of a file and of the files in it.
    pub fn add(&mut self, all_evidence: Vec<FileEvidence>) {
        self.all_evidence.extend(all_evidence);
    }

    /// Returns the evidence kept, in the order of reading.
    pub fn all_evidence(&self) -> &[FileEvidence] {
        &self.all_evidence
    }

    /// Returns the number of signed lists among the files: digests, and sign files of CloudTrail Lake
    /// queries.
    pub fn signed_lists(&self) -> u64 {
        let roles = self.all_evidence.iter().map(|file_evidence| &file_evidence.role);
        roles.filter(|role| matches!(role, Role::Digest(_) | Role::SignFile(_))).count() as u64
    }

    /// Returns a part of the evidence, from file `from` on, to be sent to the checking worker, and
    /// the start of the next part. Parts are small (but contain at least one file), because a
    /// worker's memory never shrinks after it has grown.
    pub fn share(&self, from: u32) -> (Vec<u8>, Option<u32>) {
        let rest = self.all_evidence.get(from as usize..).unwrap_or_default();
        let mut lines = Vec::new();
        let mut taken = 0;
        while taken < rest.len() && lines.len() < PART_BYTES {
            // Serialisation cannot fail: all keys are text.
            lines.extend(serde_json::to_vec(&rest[taken]).unwrap_or_default());
            lines.push(b'\n');
            taken += 1;
        }
        (lines, (taken < rest.len()).then_some(from + taken as u32))
    }

    /// Adds a part that a worker has shared, for the next check.
    ///
    /// # Errors
    /// If the part was written by another build.
    pub fn gather(&mut self, part: &[u8], is_first: bool) -> Result<(), String> {
        if is_first {
            self.gathered = Vec::new();
        }
        for file_evidence in serde_json::Deserializer::from_slice(part).into_iter() {
            self.gathered.push(file_evidence.map_err(|error| error.to_string())?);
        }
        Ok(())
    }

    /// Starts a check of the gathered evidence. A check in progress is cancelled, and the result of
    /// an earlier one is dropped.
    ///
    /// Keys in the trusted files count as proof, wherever they lie. The evidence of `lost_files`
    /// files was lost with the workers that held it.
    pub fn begin(&mut self, trusted: Vec<KeyFile>, lost_files: u32) {
        self.done = None;
        let evidence = Evidence::new(std::mem::take(&mut self.gathered));
        self.checker = Some(Checker::new(evidence).trusting(trusted).without(lost_files));
    }

    /// Cancels a check in progress.
    pub fn stop(&mut self) {
        self.checker = None;
    }

    /// Continues the check; `None` if none is running.
    pub fn step(&mut self) -> Option<Step<CheckProgress, IntegrityOverview>> {
        let checker = self.checker.as_mut()?;
        let progress = checker.step();
        if !progress.is_done() {
            return Some(Step::Running(progress));
        }
        let (evidence, findings) = self.checker.take()?.finish();
        let overview = overview::overview(&findings);
        let listing = ListedFindings::of(&findings);
        self.done = Some(Done { evidence, findings, listing });
        Some(Step::Done(overview))
    }

    /// Returns the class of each file that is a log or a digest: the names of the classes, and for
    /// each file its number, its first record, its number of records and the index of its class
    /// name, all as little-endian `u32`s.
    pub fn classes(&self) -> (Vec<String>, Vec<u8>) {
        let words = Class::ALL.iter().map(|class| class.name().to_owned()).collect();
        let files = self.done.iter().flat_map(|done| &done.findings.files);
        let numbers = files.flat_map(|file| {
            let class = file.class.rank() as u32;
            [file.file, file.first_record as u32, file.records as u32, class]
        });
        (words, numbers.flat_map(u32::to_le_bytes).collect())
    }

    /// Returns part of the list of files; empty before a check.
    pub fn list(&self, ask: &IntegrityListRequest) -> IntegrityList {
        self.done.as_ref().map(|done| done.listing.list(&done.findings, ask)).unwrap_or_default()
    }

    /// Returns all details of one file.
    pub fn detail(&self, which: ObjectId) -> Option<IntegrityDetail> {
        overview::detail(&self.done.as_ref()?.findings, which)
    }

    /// Returns the finding on the file that contains a record of a dropped file.
    pub fn of_record(&self, file: u32, record: u32) -> Option<ObjectId> {
        let record = u64::from(record);
        let holds = |found: &&FileFinding| {
            found.file == file && (found.first_record..found.first_record + found.records).contains(&record)
        };
        self.done.as_ref()?.findings.files.iter().find(holds).map(|found| found.finding)
    }

    /// Returns the output that the AWS CLI would print for a chain.
    pub fn printed(&self, chain: u32) -> Option<CommandOutput> {
        let Done { evidence, findings, .. } = self.done.as_ref()?;
        let name = &findings.chains.get(chain as usize)?.name;
        Some(aws_cli::print(evidence, findings, &aws_cli::ValidateRequest::of_chain(findings, name)))
    }

    /// Returns the findings; `None` before a check.
    pub fn findings(&self) -> Option<&Findings> {
        self.done.as_ref().map(|done| &done.findings)
    }
}
