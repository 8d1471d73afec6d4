//! Lists the public keys and computes totals.

use super::{CheckContext, Item, SuppliedKey, Trust};
use crate::base::remark::{Remark, RemarkPart};
use crate::base::small_sort::SmallSort;
use crate::integrity::model::evidence::FileEvidence;
use crate::integrity::model::findings::{Class, Findings, KeyFile, KeyFinding, VerdictCounts};
use crate::integrity::parse::public_key::LEAST_BITS;

/// Returns every supplied key with its origin. Two keys with the same fingerprint are both listed;
/// the same key with the same validity in one file is listed once.
pub(super) fn keys(case: &CheckContext, all_evidence: &[FileEvidence]) -> Vec<KeyFinding> {
    let mut findings: Vec<KeyFinding> =
        case.keys.iter().map(|supplied| finding(case, supplied, all_evidence)).collect();
    findings.sort_small_by(|a, b| key_of(a).cmp(&key_of(b)));
    findings.dedup();
    findings
}

fn key_of(finding: &KeyFinding) -> impl Ord + use<'_> {
    (
        &finding.fingerprint,
        &finding.stated_fingerprint,
        &finding.path,
        finding.key_file,
        &finding.valid_from,
        &finding.valid_until,
        finding.bits,
        &finding.problem,
    )
}

fn finding(case: &CheckContext, supplied: &SuppliedKey, all_evidence: &[FileEvidence]) -> KeyFinding {
    let SuppliedKey { key, file_evidence, origin, trust } = supplied;
    let named =
        |item: &&Item| item.parsed.as_ref().is_ok_and(|digest| key.answers_to(&digest.key_fingerprint));
    let has_double = || {
        case.keys
            .iter()
            .map(|other| &other.key)
            .any(|other| other.fingerprint == key.fingerprint && other.key.is_ok() && other.key != key.key)
    };
    let problem = if let Err(error) = &key.key {
        Some(Remark::from(error.clone()))
    } else if let Some(bits) = key.bits().filter(|_| key.usable().is_none()) {
        Some(Remark::of([
            RemarkPart::words("it has "),
            RemarkPart::Number(bits.into()),
            RemarkPart::words(" bits, and proves nothing: CloudTrail's keys have "),
            RemarkPart::Number(LEAST_BITS.into()),
        ]))
    } else if !key.is_stated_right() {
        Some("the fingerprint that stands beside it is that of another key".into())
    } else if has_double() {
        Some("another key with the same fingerprint was supplied; both are tried".into())
    } else {
        None
    };
    let FileEvidence { file, entry, path, .. } = &all_evidence[*file_evidence];
    KeyFinding {
        fingerprint: key.fingerprint.clone(),
        fingerprint_pkcs1: key.fingerprint_pkcs1.clone(),
        stated_fingerprint: key.stated_fingerprint.clone(),
        is_stated_right: key.is_stated_right(),
        bits: key.bits(),
        valid_from: key.valid_from.clone(),
        valid_until: key.valid_until.clone(),
        path: path.clone(),
        key_file: KeyFile { file: *file, entry: *entry },
        origin: *origin,
        is_trusted: *trust == Trust::Trusted,
        digests: case.items.iter().filter(named).count() as u32,
        problem,
    }
}

/// Returns the totals of all findings.
pub(super) fn count(findings: &Findings) -> VerdictCounts {
    let mut counts = VerdictCounts::default();
    for digest in findings.chains.iter().flat_map(|chain| &chain.digests) {
        match digest.verdict.class() {
            Class::Verified => counts.digests_verified += 1,
            Class::FoundKey => counts.digests_found_key += 1,
            Class::Unproven | Class::NotCovered => counts.digests_unproven += 1,
            Class::Invalid => counts.digests_invalid += 1,
            Class::Missing => counts.digests_missing += 1,
        }
    }
    for log in &findings.logs {
        match log.verdict.class() {
            Class::Verified => counts.logs_verified += 1,
            Class::FoundKey => counts.logs_found_key += 1,
            Class::Unproven => counts.logs_unproven += 1,
            Class::Invalid => counts.logs_invalid += 1,
            Class::Missing => counts.logs_missing += 1,
            Class::NotCovered => counts.logs_not_covered += 1,
        }
    }
    counts
}
