//! Checks results of CloudTrail Lake queries and their sign files, which follow their own rules
//! (`cloudtrail.md` 3.12): hashes are of the compressed files, and the signature is in the sign
//! file.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{CheckContext, Trust, place};
use crate::base::remark::{Remark, RemarkPart};
use crate::integrity::model::evidence::{ContentHash, DocumentContent, FileEvidence, Role, Wrapping};
use crate::integrity::model::findings::{
    Class, DigestFault, DigestVerdict, FileFinding, Findings, Lacking, LogFault, LogVerdict, ObjectId,
    QueryFileFinding, QueryFinding, SignatureSource,
};
use crate::integrity::parse::signature::{self, SignatureContent};
use crate::integrity::parse::{digest, location};

/// The findings on files that sign files list, by the index of their evidence.
pub(super) type OfQueries = HashMap<usize, FileFinding>;

/// Judges every query. A sign file can cover files that no digest covers; if several list a file,
/// the one that proves it counts.
pub(super) fn collect(
    case: &CheckContext,
    all_evidence: &[FileEvidence],
    findings: &mut Findings,
) -> OfQueries {
    let mut by_path: HashMap<&str, usize> = HashMap::new();
    for (number, file_evidence) in all_evidence.iter().enumerate() {
        by_path.insert(&file_evidence.path, number);
    }
    let mut of_queries = OfQueries::new();
    for number in &case.sign_files {
        let Role::SignFile(content) = &all_evidence[*number].role else { continue };
        let (query, files) = query(case, &all_evidence[*number], content, all_evidence, &by_path);
        let which = ObjectId::Query(findings.queries.len() as u32);
        let mut add = |number: usize, class: Class| {
            let file_evidence = &all_evidence[number];
            let (file, entry) = (file_evidence.file, file_evidence.entry);
            let (first_record, records) = (file_evidence.first_record, file_evidence.records);
            let finding = FileFinding { file, entry, first_record, records, class, finding: which };
            let held = of_queries.entry(number).or_insert_with(|| finding.clone());
            if worth(class) > worth(held.class) {
                *held = finding;
            }
        };
        add(*number, query.verdict.class());
        for (file, number) in query.files.iter().zip(files) {
            if let Some(number) = number {
                add(number, file.verdict.class());
            }
        }
        findings.queries.push(query);
    }
    of_queries
}

/// Returns the weight of a class: proven results outweigh all others.
fn worth(class: Class) -> u32 {
    match class {
        Class::Verified => 5,
        Class::Invalid => 4,
        Class::FoundKey => 3,
        Class::Unproven => 2,
        Class::Missing => 1,
        Class::NotCovered => 0,
    }
}

/// Adds the files of queries, except those about which a digest says more.
pub(super) fn add_files(of_queries: OfQueries, all_evidence: &[FileEvidence], findings: &mut Findings) {
    let known: HashMap<(u32, Option<u32>), Class> =
        findings.files.iter().map(|file| ((file.file, file.entry), file.class)).collect();
    let is_new = |number: &usize| {
        let FileEvidence { file, entry, .. } = &all_evidence[*number];
        known.get(&(*file, *entry)).is_none_or(|class| *class == Class::NotCovered)
    };
    let new: Vec<FileFinding> =
        of_queries.into_iter().filter(|(number, _)| is_new(number)).map(|(_, file)| file).collect();
    let replaced: HashSet<(u32, Option<u32>)> = new.iter().map(|file| (file.file, file.entry)).collect();
    findings.files.retain(|file| !replaced.contains(&(file.file, file.entry)));
    findings.files.extend(new);
}

fn query(
    case: &CheckContext,
    file_evidence: &FileEvidence,
    content: &DocumentContent,
    all_evidence: &[FileEvidence],
    by_path: &HashMap<&str, usize>,
) -> (QueryFinding, Vec<Option<usize>>) {
    let document: Value = serde_json::from_slice(&content.bytes).unwrap_or_default();
    let text = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut listed: Vec<(String, String)> = Vec::new();
    let mut is_whole = document.get("files").is_some_and(Value::is_array);
    for file in document.get("files").and_then(Value::as_array).into_iter().flatten() {
        let part = |name: &str| file.get(name).and_then(Value::as_str).map(str::to_owned);
        match part("fileName").zip(part("fileHashValue")) {
            Some(file) => listed.push(file),
            None => is_whole = false,
        }
    }
    let hashes: Vec<&str> = listed.iter().map(|(_, hash)| hash.as_str()).collect();
    let verdict = if is_whole {
        verdict(case, &hashes.join(" "), text("hashSignature"), text("publicKeyFingerprint"))
    } else {
        let why = "its list of files lacks a fileName or a fileHashValue".into();
        DigestVerdict::Invalid(DigestFault::Format(why))
    };
    let folder = &file_evidence.path[..file_evidence.path.len() - location::name(&file_evidence.path).len()];
    let mut files = Vec::new();
    let mut numbers = Vec::new();
    let mut notes: Vec<Remark> = vec![
        "the hashes in a sign file are of the files as they were packed; a file that was unpacked cannot be checked"
            .into(),
    ];
    let expected_hashes: HashSet<String> = listed.iter().map(|(_, hash)| hash.clone()).collect();
    for (place_in_list, (name, expected)) in listed.into_iter().enumerate() {
        // The names are not signed, so they can be anything.
        let is_result = is_name_of_result(&name);
        if !is_result {
            notes.push(Remark::of([
                RemarkPart::Path(name.clone()),
                RemarkPart::words(" is no name of a query's results; it was not looked for"),
            ]));
        }
        let number = by_path.get(format!("{folder}{name}").as_str()).copied().filter(|_| is_result);
        let here = number.map(|number| &all_evidence[number]);
        let found = here.and_then(|file_evidence| file_evidence.fingerprint.packed_sha256);
        let is_in_order = name.starts_with(&format!("result_{}.", place_in_list + 1));
        let is_under_another = found.is_some_and(|found| expected_hashes.contains(&found.to_string()));
        files.push(QueryFileFinding {
            verdict: file_verdict(&verdict, here, found, &expected, is_in_order, is_under_another),
            places: here.map(place).into_iter().collect(),
            name,
            expected,
            found,
        });
        numbers.push(number);
    }
    let finding = QueryFinding {
        place: place(file_evidence),
        completed: (!text("queryCompleteTime").is_empty())
            .then(|| digest::moment(text("queryCompleteTime").to_owned())),
        verdict,
        files,
        notes,
    };
    (finding, numbers)
}

/// Returns whether a name has the form of CloudTrail Lake's result files.
fn is_name_of_result(name: &str) -> bool {
    let number = name.strip_prefix("result_").and_then(|rest| rest.strip_suffix(".csv.gz"));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn verdict(case: &CheckContext, signed: &str, text: &str, fingerprint: &str) -> DigestVerdict {
    let answering = || case.keys.iter().filter(|supplied| supplied.key.answers_to(fingerprint));
    if !case.has_key(fingerprint) {
        return DigestVerdict::Unproven(Lacking::PublicKey(fingerprint.to_owned()));
    }
    if text.is_empty() {
        return DigestVerdict::Unproven(Lacking::Signature);
    }
    let hash = ContentHash::of(signed.as_bytes());
    let (mut right, mut opens_otherwise) = (None, false);
    for supplied in answering().take(MOST_KEYS) {
        let Some(key) = supplied.key.usable() else { continue };
        let Ok(bytes) = signature::bytes_of(text) else { continue };
        match signature::open(key, &bytes) {
            Some(opened)
                if opened == SignatureContent::Of(hash) && signature::is_right(key, hash, &bytes) =>
            {
                right = right.max(Some(supplied.trust));
            }
            Some(_) => opens_otherwise |= supplied.trust == Trust::Trusted,
            None => {}
        }
    }
    match right {
        Some(Trust::Trusted) => DigestVerdict::Verified(SignatureSource::OwnMetadata),
        Some(Trust::Found) => DigestVerdict::FoundKey(SignatureSource::OwnMetadata),
        None if opens_otherwise => DigestVerdict::Invalid(DigestFault::Signature),
        None => DigestVerdict::Unproven(Lacking::RightSignature),
    }
}

/// Maximum number of keys that are tried.
const MOST_KEYS: usize = 64;

/// Returns the verdict on a file that a sign file lists. The signature covers the hashes in their
/// order, but not the names. A file therefore counts as altered only if its name is the one
/// expected at that position.
fn file_verdict(
    sign_file: &DigestVerdict,
    file_evidence: Option<&FileEvidence>,
    found: Option<ContentHash>,
    expected: &str,
    is_in_order: bool,
    is_under_another: bool,
) -> LogVerdict {
    let Some(file_evidence) = file_evidence else { return LogVerdict::Missing };
    let Some(found) = found
        .filter(|_| !matches!(file_evidence.fingerprint.wrapping, Wrapping::Unreadable | Wrapping::Unopened))
    else {
        return LogVerdict::Unreadable;
    };
    let is_equal = found.to_string() == expected;
    match sign_file {
        DigestVerdict::Invalid(_) | DigestVerdict::Missing => LogVerdict::NotCovered,
        DigestVerdict::Verified(_) if is_equal || is_under_another && !is_in_order => LogVerdict::Verified,
        DigestVerdict::Verified(_) if is_in_order => LogVerdict::Invalid(LogFault::Hash),
        _ if !is_equal => LogVerdict::DiffersFromUnproven,
        DigestVerdict::FoundKey(_) => LogVerdict::FoundKey,
        _ => LogVerdict::MatchesUnproven,
    }
}
