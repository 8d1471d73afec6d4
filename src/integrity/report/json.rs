//! Writes the report as JSON.
//!
//! The schema is `schema.json` beside this file. Members may be added without a new
//! `formatVersion`; none may be removed or change its meaning.

use serde_json::{Value, json};

use super::terms::ReportTerm;
use super::{RULES, ReportStamp};
use crate::base::remark::Remark;
use crate::integrity::model::findings::{
    Chain, DigestEvidence, DigestFinding, FilePlace, Findings, Hole, Interval, KeyFinding, LogFinding,
    Moment, Object, QueryFinding,
};
use crate::integrity::model::times;
use crate::integrity::present::statement;

/// The JSON Schema of the report, for developers of readers.
pub const SCHEMA: &str = include_str!("schema.json");

/// The format version that [`json()`] writes.
pub const FORMAT: u32 = 1;

/// Returns the report as JSON, with a line feed at its end.
pub fn json(findings: &Findings, writing: &ReportStamp) -> String {
    let counts = &findings.counts;
    let value = json!({
        "format": "trailglass-integrity",
        "formatVersion": FORMAT,
        "tool": {"name": "Trailglass", "version": writing.version},
        "writtenAt": times::iso(writing.written_at_millis),
        "rules": RULES,
        "summary": statement::summary(findings),
        "counts": {
            "digests": {
                "verified": counts.digests_verified,
                "foundKey": counts.digests_found_key,
                "unproven": counts.digests_unproven,
                "invalid": counts.digests_invalid,
                "missing": counts.digests_missing,
            },
            "logs": {
                "verified": counts.logs_verified,
                "foundKey": counts.logs_found_key,
                "unproven": counts.logs_unproven,
                "invalid": counts.logs_invalid,
                "missing": counts.logs_missing,
                "notCovered": counts.logs_not_covered,
            },
        },
        "chains": findings.chains.iter().map(|chain| of_chain(chain, findings)).collect::<Vec<_>>(),
        "logs": logs(findings),
        "queries": queries(findings),
        "keys": keys(findings),
        "lostFiles": findings.lost_files,
        "problems": findings.problems.iter().map(|problem| {
            json!({"path": problem.path, "message": problem.message.to_string()})
        }).collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

fn of_chain(chain: &Chain, findings: &Findings) -> Value {
    let span = |interval: Interval| (times::iso(interval.from_millis), times::iso(interval.until_millis));
    let hole = |hole: &Hole| {
        let (from, until) = span(hole.interval);
        let logs: Vec<&str> = hole
            .logs
            .iter()
            .filter_map(|log| findings.logs.get(*log as usize))
            .map(|log| log.object.key.as_str())
            .collect();
        json!({"from": from, "until": until, "logs": logs, "sentence": hole.sentence})
    };
    json!({
        "name": {
            "account": chain.name.account,
            "organization": chain.name.organization,
            "region": chain.name.region,
            "trail": chain.name.trail,
            "homeRegion": chain.name.home_region,
            "isBackfill": chain.name.is_backfill,
            "bucket": chain.name.bucket,
            "prefix": chain.name.prefix,
        },
        "sentences": chain.sentences,
        "proven": chain.proven.iter().map(|interval| {
            let (from, until) = span(*interval);
            json!({"from": from, "until": until})
        }).collect::<Vec<_>>(),
        "holes": chain.holes.iter().map(hole).collect::<Vec<_>>(),
        "breaks": chain.breaks.iter().map(|found| {
            json!({"kind": found.kind.term(), "sentence": found.sentence})
        }).collect::<Vec<_>>(),
        "digests": chain.digests.iter().map(digest).collect::<Vec<_>>(),
    })
}

fn digest(digest: &DigestFinding) -> Value {
    json!({
        "object": in_s3(&digest.object),
        "paths": paths(&digest.places),
        "start": text(digest.start.as_ref()),
        "end": text(digest.end.as_ref()),
        "class": digest.verdict.class().term(),
        "verdict": digest.verdict.to_string(),
        "notes": texts(&digest.notes),
        "evidence": digest.evidence.as_deref().map(evidence),
    })
}

fn evidence(evidence: &DigestEvidence) -> Value {
    json!({
        "stringToSign": evidence.string_to_sign,
        "sha256": evidence.hash,
        "sha256InSuccessor": evidence.hash_in_successor,
        "keyFingerprint": evidence.key_fingerprint,
        "signatures": evidence.signatures.iter().map(|signature| json!({
            "source": signature.source.term(),
            "path": signature.path,
            "signature": signature.signature,
            "isRight": signature.is_right,
        })).collect::<Vec<_>>(),
        "location": evidence.location.term(),
        "wrapping": evidence.wrapping.map(|wrapping| wrapping.term()),
    })
}

fn logs(findings: &Findings) -> Vec<Value> {
    let log = |log: &LogFinding| {
        let digests = log.listed_by.iter().filter_map(|(chain, digest)| {
            findings.chains.get(*chain as usize)?.digests.get(*digest as usize)
        });
        json!({
            "object": in_s3(&log.object),
            "paths": paths(&log.places),
            "class": log.verdict.class().term(),
            "verdict": log.verdict.to_string(),
            "sha256Expected": log.expected,
            "sha256Found": log.found,
            "listedBy": digests.map(|digest| in_s3(&digest.object)).collect::<Vec<_>>(),
            "notes": texts(&log.notes),
        })
    };
    findings.logs.iter().map(log).collect()
}

fn queries(findings: &Findings) -> Vec<Value> {
    let query = |query: &QueryFinding| {
        json!({
            "path": query.place.path,
            "class": query.class().term(),
            "verdict": query.verdict.to_string(),
            "notes": texts(&query.notes),
            "files": query.files.iter().map(|file| json!({
                "name": file.name,
                "paths": paths(&file.places),
                "verdict": file.verdict.to_string(),
                "sha256Expected": file.expected,
                "sha256Found": file.found,
            })).collect::<Vec<_>>(),
        })
    };
    findings.queries.iter().map(query).collect()
}

fn keys(findings: &Findings) -> Vec<Value> {
    let key = |key: &KeyFinding| {
        json!({
            "fingerprint": key.fingerprint,
            "fingerprintPkcs1": key.fingerprint_pkcs1,
            "stated": key.stated_fingerprint,
            "bits": key.bits,
            "validFrom": text(key.valid_from.as_ref()),
            "validUntil": text(key.valid_until.as_ref()),
            "path": key.path,
            "origin": key.origin.term(),
            "isTrusted": key.is_trusted,
            "digests": key.digests,
            "problem": key.problem.as_ref().map(Remark::to_string),
        })
    };
    findings.keys.iter().map(key).collect()
}

/// Returns `s3://bucket/key`, or the key alone if the bucket is unknown.
pub(super) fn in_s3(object: &Object) -> String {
    if object.bucket.is_empty() {
        object.key.clone()
    } else {
        format!("s3://{}/{}", object.bucket, object.key)
    }
}

fn texts(remarks: &[Remark]) -> Vec<String> {
    remarks.iter().map(Remark::to_string).collect()
}

fn paths(places: &[FilePlace]) -> Vec<&str> {
    places.iter().map(|place| place.path.as_str()).collect()
}

fn text(moment: Option<&Moment>) -> Option<&str> {
    moment.map(|moment| moment.text.as_str())
}
