//! The evidence files as the objects of a bucket.

use std::collections::{BTreeMap, HashMap};

use super::ValidateRequest;
use super::digest_check::{DigestCheck, check_digest};
use crate::integrity::check::logs::fault;
use crate::integrity::model::evidence::{Evidence, FileEvidence, Role};
use crate::integrity::model::findings::{Findings, Location, LogFault, Object, ObjectId};
use crate::integrity::parse::digest::Digest;
use crate::integrity::parse::location::{self, agreement};

/// The files of the evidence as the objects of a bucket.
pub(super) struct EvidenceBucket<'a> {
    evidence: &'a Evidence,
    findings: &'a Findings,
    request: &'a ValidateRequest,
    by_name: HashMap<String, Vec<usize>>,
    digests: HashMap<(u32, Option<u32>), (u32, u32)>,
}

impl<'a> EvidenceBucket<'a> {
    pub fn new(
        evidence: &'a Evidence,
        findings: &'a Findings,
        request: &'a ValidateRequest,
    ) -> EvidenceBucket<'a> {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, file_evidence) in evidence.all_evidence().iter().enumerate() {
            if !matches!(file_evidence.role, Role::ObjectMetadata(_) | Role::Keys(_)) {
                by_name.entry(location::plain_name(&file_evidence.path)).or_default().push(number);
            }
        }
        let digests = findings
            .files
            .iter()
            .filter_map(|file| match file.finding {
                ObjectId::Digest(chain, digest) => Some(((file.file, file.entry), (chain, digest))),
                _ => None,
            })
            .collect();
        EvidenceBucket { evidence, findings, request, by_name, digests }
    }

    /// Returns the keys of this trail's digests, in order of the time in their names.
    pub fn list(&self, bucket: &str, is_backfill: bool) -> Vec<String> {
        let request = self.request;
        let mut keys = BTreeMap::new();
        for file_evidence in self.evidence.all_evidence() {
            let Role::Digest(content) = &file_evidence.role else { continue };
            let object = self.object_of(file_evidence, Digest::parse(&content.bytes).ok().as_ref());
            let Some(found) = location::digest(&object.key) else { continue };
            let is_wanted = object.bucket == bucket
                && location::prefix(&object.key) == request.prefix
                && found.organization == request.organization.as_deref()
                && (found.account, found.region) == (&request.account, &request.region)
                && (found.trail, found.home_region) == (request.trail(), request.home_region())
                && found.is_backfill == is_backfill
                && found.end_millis >= request.start_millis
                && found.end_millis <= request.end_millis + 3_600_000;
            if is_wanted {
                keys.insert((found.end_millis, object.key.clone()), ());
            }
        }
        keys.into_keys().map(|(_, key)| key).collect()
    }

    /// Returns the object that a file represents. Its bucket is the requested one if its folder has
    /// that name, and otherwise the one that the digest claims.
    fn object_of(&self, file_evidence: &FileEvidence, digest: Option<&Digest>) -> Object {
        let request = self.request;
        let here = location::relative(&file_evidence.path);
        let rest = here.map(|relative| &file_evidence.path[..file_evidence.path.len() - relative.len()]);
        let with_prefix = |prefix: &str| if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        let is_requested = |prefix: &str| {
            let folders = format!("{}/{}", request.bucket, with_prefix(prefix));
            rest.is_some_and(|rest| rest == folders || rest.ends_with(&format!("/{folders}")))
        };
        if let Some(digest) = digest
            && agreement(&file_evidence.path, &digest.object) != Location::Differs
        {
            let prefix = location::prefix(&digest.object.key);
            let bucket = if is_requested(prefix) { &request.bucket } else { &digest.object.bucket };
            return Object { bucket: bucket.clone(), key: digest.object.key.clone() };
        }
        let name = location::plain_name(&file_evidence.path);
        let folder = match here {
            Some(here) => here[..here.len() - location::name(here).len()].to_owned(),
            None => self.folder_of(&name),
        };
        Object {
            bucket: request.bucket.clone(),
            key: format!("{}{folder}{name}.gz", with_prefix(&request.prefix)),
        }
    }

    fn folder_of(&self, name: &str) -> String {
        let Some(found) = location::digest(name) else { return String::new() };
        let organization = self.request.organization.as_ref().map(|id| format!("{id}/")).unwrap_or_default();
        let day =
            [found.time.get(..4), found.time.get(4..6), found.time.get(6..8)].map(Option::unwrap_or_default);
        format!(
            "AWSLogs/{organization}{}/CloudTrail-Digest/{}/{}/",
            found.account,
            found.region,
            day.join("/")
        )
    }

    /// Returns the file that represents an object; `None` if there is none.
    fn find(&self, object: &Object) -> Option<&'a FileEvidence> {
        let named = self.by_name.get(&location::plain_name(&object.key)).into_iter().flatten();
        let all_evidence = named.map(|number| &self.evidence.all_evidence()[*number]);
        let agreeing =
            all_evidence.map(|file_evidence| (agreement(&file_evidence.path, object), file_evidence));
        let agreeing = agreeing.filter(|(location, _)| *location <= Location::Name);
        agreeing
            .min_by_key(|(location, file_evidence)| (*location, &file_evidence.path))
            .map(|(_, file_evidence)| file_evidence)
    }

    /// Returns the AWS CLI's result for a digest.
    pub fn digest(&self, object: &Object) -> DigestCheck {
        let Some(file_evidence) = self.find(object) else { return DigestCheck::not_found() };
        let finding = self
            .digests
            .get(&(file_evidence.file, file_evidence.entry))
            .map(|(chain, digest)| &self.findings.chains[*chain as usize].digests[*digest as usize]);
        let (Role::Digest(content), Some(finding)) = (&file_evidence.role, finding) else {
            return DigestCheck::not_a_digest();
        };
        check_digest(object, &content.bytes, finding, &self.findings.keys, self.request.home_region())
    }

    /// Returns the fault that the AWS CLI finds in a log file.
    ///
    /// # Errors
    ///
    /// If the file is not there.
    pub fn log(&self, object: &Object, expected: &str) -> Result<Option<LogFault>, NotFound> {
        let file_evidence = self
            .find(object)
            .filter(|file_evidence| file_evidence.fingerprint.sha256.is_some())
            .ok_or(NotFound)?;
        Ok(fault(file_evidence, &[expected]))
    }
}

pub(super) struct NotFound;
