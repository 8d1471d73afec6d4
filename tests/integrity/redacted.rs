//! Reports on integrity that can be handed on: nothing in them says whose
//! trail it was, and nothing lets it be guessed.

use std::collections::BTreeSet;

use trailglass::handover::{Names, Redact};
use trailglass::integrity::findings::Findings;
use trailglass::integrity::report::{Writing, html};
use trailglass::integrity::{Findings as Found, check};
use trailglass::redaction::{Dictionary, RedactionKey, Redactor};

use super::forms::report_by_schema;
use super::scenarios;

/// What says whose trail it was.
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
                // The signature of the digest before it.
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
    let by = Redactor::new(&key, &Dictionary::default());
    let writing = Writing { version: "0.1.0".to_owned(), written_at_millis: 1_700_000_000_000 };
    let (mut reports, mut planted) = (0, 0);
    for scenario in scenarios::packed() {
        let (_, findings): (_, Found) = check::check(scenario.evidence());
        let secrets = secrets(&findings);
        let mut names = Names::default();
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
        // Nothing but names has changed.
        assert_eq!(redacted.counts, findings.counts, "{}", scenario.name);
        assert_eq!(redacted.logs.len(), findings.logs.len());
        reports += 1;
        planted += secrets.len();
    }
    println!("{reports} scenarios, {planted} secrets");
    assert!(reports > 50 && planted > 300, "{reports} {planted}");
}
