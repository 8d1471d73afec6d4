//! Integrity reports for handing on: they neither contain the owner of the trail nor allow guessing
//! it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use serde_json::Value;
use trailglass::handover::{NameCollector, Redact};
use trailglass::integrity::check;
use trailglass::integrity::findings::Findings;
use trailglass::integrity::report::{ReportStamp, html};
use trailglass::redaction::{RedactionDictionary, RedactionKey, Redactor};

use super::forms::report_by_schema;
use super::scenarios::{self, evidence_of};
use crate::planted::{KINDS, decodings, secret, unescaped};
use crate::support::reading::gzip;

/// Returns the values that identify the owner of the trail.
fn secrets(findings: &Findings) -> BTreeSet<String> {
    let mut secrets = BTreeSet::new();
    for chain in &findings.chains {
        secrets.extend([&chain.name.account, &chain.name.trail].map(String::clone));
        secrets.extend(chain.name.organization.clone());
        for digest in &chain.digests {
            secrets.insert(digest.object.bucket.clone());
            let evidence = digest.evidence.iter();
            secrets
                .extend(evidence.clone().filter_map(|evidence| evidence.hash).map(|hash| hash.to_string()));
            for evidence in evidence {
                secrets.extend(evidence.hash_in_successor.clone());
                secrets.extend(evidence.signatures.iter().map(|signature| signature.signature.clone()));
                // The signature of the previous digest.
                secrets.extend(evidence.string_to_sign.lines().nth(3).map(str::to_owned));
            }
        }
    }
    secrets.extend(findings.logs.iter().map(|log| log.object.bucket.clone()));
    secrets.retain(|secret| secret.len() > 3 && secret != "null");
    secrets
}

#[test]
fn no_scenarios_report_says_whose_trail_it_was() {
    let key = RedactionKey::new([9; 32]);
    let by = Redactor::new(&key, &RedactionDictionary::default());
    let writing = ReportStamp { version: "0.1.0".to_owned(), written_at_millis: 1_700_000_000_000 };
    let (mut reports, mut planted) = (0, 0);
    for scenario in scenarios::packed() {
        let (_, findings): (_, Findings) = check::check(scenario.evidence());
        let secrets = secrets(&findings);
        let mut names = NameCollector::default();
        names.findings(&findings);
        let redacted = findings.redacted(&names.with(&by));
        let texts = [report_by_schema(&redacted, &scenario.name), html(&redacted, &writing)];
        for text in &texts {
            for secret in &secrets {
                let at = text.find(secret.as_str());
                let around = at.map(|at| text.get(at.saturating_sub(60)..at + 90).unwrap_or_default());
                assert_eq!(around, None, "{}: {secret}", scenario.name);
            }
        }
        // Only names have changed.
        assert_eq!(redacted.counts, findings.counts, "{}", scenario.name);
        assert_eq!(redacted.logs.len(), findings.logs.len());
        reports += 1;
        planted += secrets.len();
    }
    println!("{reports} scenarios, {planted} secrets");
    assert!(reports > 50 && planted > 300, "{reports} {planted}");
}

/// Returns the JSON of a file, and whether it was compressed.
fn document(bytes: &[u8]) -> Option<(Value, bool)> {
    let mut plain = Vec::new();
    let is_gzip = flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain).is_ok();
    let value = serde_json::from_slice(if is_gzip { &plain } else { bytes }).ok()?;
    Some((value, is_gzip))
}

/// Calls `tell` with every text in a value and its key.
fn each_text<'v>(value: &'v mut Value, key: &str, tell: &mut dyn FnMut(&str, &'v mut String)) {
    match value {
        Value::String(text) => tell(key, text),
        Value::Array(elements) => elements.iter_mut().for_each(|element| each_text(element, key, tell)),
        Value::Object(members) => members.iter_mut().for_each(|(key, member)| each_text(member, key, tell)),
        _ => {}
    }
}

/// Whatever a digest, its object metadata or a list of keys contains in place of AWS's values, the
/// reports do not repeat it.
#[test]
fn no_secret_in_any_member_of_a_digest_is_in_a_report() {
    let clean = scenarios::files_of("clean");
    let documents: BTreeMap<&String, (Value, bool)> = clean
        .iter()
        .filter(|(path, _)| !path.contains("/CloudTrail/"))
        .filter_map(|(path, bytes)| Some((path, document(bytes)?)))
        .collect();
    let mut keys = BTreeSet::new();
    for (document, _) in documents.values() {
        each_text(&mut document.clone(), "", &mut |key, _| {
            keys.insert(key.to_owned());
        });
    }
    assert!(keys.len() > 12 && keys.contains("digestS3Object"), "{keys:?}");
    let by = Redactor::new(&RedactionKey::new([9; 32]), &RedactionDictionary::default());
    let writing = ReportStamp { version: "0.1.0".to_owned(), written_at_millis: 1_700_000_000_000 };
    let mut leaks = BTreeSet::new();
    for member in &keys {
        for kind in 0..KINDS {
            let mut files = clean.clone();
            let mut planted = Vec::new();
            for (path, (document, is_gzip)) in &documents {
                let mut document = document.clone();
                each_text(&mut document, "", &mut |key, text| {
                    if key == member {
                        *text = secret(kind, planted.len() + 1);
                        planted.push(text.clone());
                    }
                });
                let text = document.to_string().into_bytes();
                files.insert((*path).clone(), if *is_gzip { gzip(&text) } else { text });
            }
            let of_files = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
            let (_, findings): (_, Findings) = check::check(evidence_of(of_files));
            let mut names = NameCollector::default();
            names.findings(&findings);
            let redacted = findings.redacted(&names.with(&by));
            let mut texts = Vec::new();
            decodings(&report_by_schema(&redacted, member), 2, &mut texts);
            decodings(&unescaped(&html(&redacted, &writing)), 2, &mut texts);
            for text in &texts {
                for secret in &planted {
                    let Some(at) = text.find(secret.as_str()) else { continue };
                    let from = text.floor_char_boundary(at.saturating_sub(80));
                    let around: String = text[from..].chars().take(80 + secret.len() + 20).collect();
                    leaks.insert(format!("{member}: {secret} in \u{2026}{around}\u{2026}"));
                }
            }
        }
    }
    assert!(leaks.is_empty(), "{} leaks: {leaks:#?}", leaks.len());
}
