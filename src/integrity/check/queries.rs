//! Results of CloudTrail Lake queries and their sign files, which have rules of
//! their own (`cloudtrail.md` 3.12): hashes are of the packed files, and the
//! signature is in the sign file.

use std::collections::HashMap;

use serde_json::Value;

use super::super::evidence::{Content, ContentHash, Exhibit, Role, Wrapping};
use super::super::findings::{
    DigestFault, DigestVerdict, FileFinding, Findings, Lacking, LogFault, LogVerdict, QueryFileFinding,
    QueryFinding, SignatureSource, Which,
};
use super::super::{digest, location, signature};
use super::{Case, place};

pub(super) fn collect(case: &Case, exhibits: &[Exhibit], findings: &mut Findings) {
    let mut by_path: HashMap<&str, usize> = HashMap::new();
    for (number, exhibit) in exhibits.iter().enumerate() {
        by_path.insert(&exhibit.path, number);
    }
    let mut of_queries: HashMap<(u32, Option<u32>), FileFinding> = HashMap::new();
    for number in &case.sign_files {
        let Role::SignFile(content) = &exhibits[*number].role else { continue };
        let (query, files) = query(case, &exhibits[*number], content, exhibits, &by_path);
        let which = Which::Query(findings.queries.len() as u32);
        let mut add = |number: usize, class| {
            let exhibit = &exhibits[number];
            let (file, entry) = (exhibit.file, exhibit.entry);
            let (first_record, records) = (exhibit.first_record, exhibit.records);
            let finding = FileFinding { file, entry, first_record, records, class, finding: which };
            of_queries.entry((file, entry)).or_insert(finding);
        };
        add(*number, query.verdict.class());
        for (file, number) in query.files.iter().zip(files) {
            if let Some(number) = number {
                add(number, file.verdict.class());
            }
        }
        findings.queries.push(query);
    }
    // What no digest covers, a sign file may.
    findings.files.retain(|file| !of_queries.contains_key(&(file.file, file.entry)));
    findings.files.extend(of_queries.into_values());
}

fn query(
    case: &Case,
    exhibit: &Exhibit,
    content: &Content,
    exhibits: &[Exhibit],
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
        let why = "its list of files lacks a fileName or a fileHashValue".to_owned();
        DigestVerdict::Invalid(DigestFault::Format(why))
    };
    let folder = &exhibit.path[..exhibit.path.len() - location::name(&exhibit.path).len()];
    let mut files = Vec::new();
    let mut numbers = Vec::new();
    for (name, expected) in listed {
        let number = by_path.get(format!("{folder}{name}").as_str()).copied();
        let here = number.map(|number| &exhibits[number]);
        let found = here.and_then(|exhibit| exhibit.fingerprint.packed_sha256);
        files.push(QueryFileFinding {
            verdict: file_verdict(&verdict, here, found, &expected),
            places: here.map(place).into_iter().collect(),
            name,
            expected,
            found,
        });
        numbers.push(number);
    }
    let finding = QueryFinding {
        place: place(exhibit),
        completed: (!text("queryCompleteTime").is_empty())
            .then(|| digest::moment(text("queryCompleteTime").to_owned())),
        verdict,
        files,
        notes: vec![
            "the hashes in a sign file are of the files as they were packed; a file that was unpacked cannot be checked"
                .to_owned(),
        ],
    };
    (finding, numbers)
}

fn verdict(case: &Case, signed: &str, text: &str, fingerprint: &str) -> DigestVerdict {
    let answering: Vec<_> =
        case.keys.iter().map(|supplied| &supplied.key).filter(|key| key.answers_to(fingerprint)).collect();
    let mut keys = answering.iter().filter_map(|key| key.key.as_ref().ok()).peekable();
    if keys.peek().is_none() {
        return DigestVerdict::Unproven(Lacking::PublicKey(fingerprint.to_owned()));
    }
    let hash = ContentHash::of(signed.as_bytes());
    let is_right =
        signature::bytes_of(text).is_ok_and(|bytes| keys.any(|key| signature::is_right(key, hash, &bytes)));
    if is_right {
        DigestVerdict::Verified(SignatureSource::OwnMetadata)
    } else {
        DigestVerdict::Invalid(DigestFault::Signature)
    }
}

fn file_verdict(
    sign_file: &DigestVerdict,
    exhibit: Option<&Exhibit>,
    found: Option<ContentHash>,
    expected: &str,
) -> LogVerdict {
    let Some(exhibit) = exhibit else { return LogVerdict::Missing };
    let Some(found) =
        found.filter(|_| !matches!(exhibit.fingerprint.wrapping, Wrapping::Unreadable | Wrapping::Unopened))
    else {
        return LogVerdict::Unreadable;
    };
    match sign_file {
        DigestVerdict::Invalid(_) | DigestVerdict::Missing => LogVerdict::NotCovered,
        _ if found.to_string() != expected => LogVerdict::Invalid(LogFault::Hash),
        DigestVerdict::Verified(_) => LogVerdict::Verified,
        DigestVerdict::Unproven(_) => LogVerdict::MatchesUnproven,
    }
}
