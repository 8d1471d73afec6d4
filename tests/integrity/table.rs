//! The table of verdicts: the AWS CLI's beside ours.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use trailglass::integrity::findings::{Class, Findings};

use super::scenarios::Scenario;

/// The reasons why a verdict differs from the AWS CLI's: scenario, the AWS CLI's class, ours, and
/// the reason. A `*` at the end of a scenario matches any rest.
const DIFFERENCES: &[(&str, &[Class], &[Class], &str)] = &[
    // Files that the AWS CLI does not mention.
    ("range-*", &[], &[V], "outside of the time that the AWS CLI was asked for; we judge every file"),
    ("region-shadow", &[], &[V], "the AWS CLI was asked for another Region; we judge every file"),
    ("trails-two", &[], &[V], "the AWS CLI was asked for another trail; we judge every file"),
    ("organization-explicit-bucket", &[], &[V], "3.9: told the bucket, it never looks up the organisation"),
    ("digest-logfiles-missing", &[], &[V], "3.9: the AWS CLI gives up at the digest without logFiles"),
    ("digest-logfiles-missing", &[V], &[I], "3.9: no logFiles is an invalid format of that digest"),
    ("key-none", &[], &[U], "3.9: the AWS CLI gives up without keys; consistent, not authenticated"),
    // Signatures in a successor (3.4, 3.10).
    ("chain-rescue-by-successor", &[I], &[V], "3.10: verified by successor"),
    ("digest-metadata-missing", &[I], &[V], "3.10: verified by successor"),
    ("digest-metadata-no-algorithm", &[I], &[V], "3.10: verified by successor, its metadata being of no use"),
    ("digest-metadata-missing-all", &[I], &[V], "3.10: verified by successor"),
    ("digest-metadata-missing-all", &[I], &[U], "3.4: the newest has no successor: unproven, not INVALID"),
    ("digest-metadata-*", &[], &[V], "its digest is verified by successor"),
    ("digest-metadata-missing-all", &[], &[U], "its digest is unproven"),
    // Other deliberate differences.
    ("bucket-copied", &[I], &[V], "3.10: a folder has no bucket; it is as the digest claims"),
    ("bucket-copied", &[], &[V], "its digest is verified"),
    ("key-spki", &[I], &[V], "3.9: keys in SubjectPublicKeyInfo form are read"),
    ("key-spki", &[], &[V], "its digest is verified"),
    ("digest-signature-sha*", &[V], &[I], "3.9: version 2 of the AWS CLI takes SHA-256 only"),
    ("digest-signature-sha*", &[V], &[N], "its digest is INVALID"),
    ("digest-signature-*", &[I], &[V], "its successor proves it; metadata that lie take nothing away"),
    ("digest-signed-by-stranger", &[I], &[V], "its successor proves it; metadata that lie take nothing away"),
    ("digest-signature-*", &[], &[V], "its digest is verified"),
    ("digest-signed-by-stranger", &[], &[V], "its digest is verified"),
    ("backfill-no-timestamp", &[], &[V], "its digest is verified"),
    ("backfill-no-timestamp", &[I], &[V], "its signature is right; the timestamp is not signed"),
    ("key-unloadable", &[I], &[U], "a key that cannot be used says nothing of the file"),
    ("key-unloadable", &[], &[U], "its digest is unproven"),
    // Files that the AWS CLI never mentions.
    ("*", &[], &[N], "3.9: no digest that counts lists it; the AWS CLI does not mention it"),
];

use Class::{Invalid as I, NotCovered as N, Unproven as U, Verified as V};

fn reason(scenario: &str, cli: &[Class], ours: &[Class]) -> Option<&'static str> {
    let fits = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => scenario.starts_with(start),
        None => scenario == pattern,
    };
    let found = DIFFERENCES.iter().find(|(of, theirs, our, _)| fits(of) && *theirs == cli && *our == ours);
    found.map(|(.., reason)| *reason)
}

/// A file with at least one of the two verdicts.
struct VerdictRow {
    file: String,
    cli: Vec<String>,
    cli_classes: Vec<Class>,
    ours: Vec<String>,
    our_classes: Vec<Class>,
}

/// Returns the table of a scenario, and the rows without a reason.
pub fn table(scenario: &Scenario, findings: &Findings) -> (String, Vec<String>) {
    let note = scenario.request["note"].as_str().unwrap_or_default();
    let (mut out, mut unexplained) = (format!("{}: {note}\n", scenario.name), Vec::new());
    for row in rows(scenario, findings) {
        let mut cli_classes = row.cli_classes.clone();
        // A file that is listed twice is checked twice.
        cli_classes.dedup();
        let reason = if cli_classes == row.our_classes {
            ""
        } else {
            reason(&scenario.name, &cli_classes, &row.our_classes).unwrap_or("UNEXPLAINED")
        };
        let or =
            |said: &[String], none: &str| if said.is_empty() { none.to_owned() } else { said.join(" + ") };
        let (cli, ours) = (or(&row.cli, "(not mentioned)"), or(&row.ours, "(not mentioned)"));
        let line = format!("  {} | {cli} | {ours} | {reason}", row.file);
        let line = without_fingerprints(line.trim_end());
        if reason == "UNEXPLAINED" {
            unexplained.push(format!("{}: {line}", scenario.name));
        }
        let _ = writeln!(out, "{line}");
    }
    (out, unexplained)
}

/// Removes fingerprints, because keys change whenever the oracle rewrites its scenarios.
fn without_fingerprints(line: &str) -> String {
    match line.split_once("fingerprint ") {
        Some((before, rest)) => {
            let end = rest.find(|letter: char| !letter.is_ascii_hexdigit()).unwrap_or(rest.len());
            format!("{before}fingerprint F{}", without_fingerprints(&rest[end..]))
        }
        None => line.to_owned(),
    }
}

fn rows(scenario: &Scenario, findings: &Findings) -> Vec<VerdictRow> {
    let mut cli: Vec<(String, String, Class)> = Vec::new();
    for file in scenario.cli["files"].as_array().expect("files") {
        let text = |name: &str| file[name].as_str().expect("text");
        let verdict = text("verdict");
        let class = match verdict {
            "valid" => Class::Verified,
            "INVALID: not found" => Class::Missing,
            _ => Class::Invalid,
        };
        cli.push((text("path").to_owned(), verdict.to_owned(), class));
    }
    let mut ours: Vec<(String, String, Class)> = Vec::new();
    for digest in findings.chains.iter().flat_map(|chain| &chain.digests) {
        ours.push((digest.object.key.clone(), digest.verdict.to_string(), digest.verdict.class()));
    }
    for log in &findings.logs {
        ours.push((log.object.key.clone(), log.verdict.to_string(), log.verdict.class()));
    }
    // All names have the same start and end.
    let name = |path: &str| {
        let name = path.rsplit('/').next().expect("a name").trim_end_matches(".json.gz");
        name.trim_start_matches("123456789012_").to_owned()
    };
    let names: BTreeSet<String> = cli.iter().chain(&ours).map(|(path, ..)| name(path)).collect();
    let of = |file: &str, list: &[(String, String, Class)]| -> (Vec<String>, Vec<Class>) {
        list.iter()
            .filter(|(path, ..)| name(path) == file)
            .map(|(_, said, class)| (said.clone(), *class))
            .unzip()
    };
    names
        .into_iter()
        .map(|file| {
            let (cli, cli_classes) = of(&file, &cli);
            let (ours, our_classes) = of(&file, &ours);
            VerdictRow { file, cli, cli_classes, ours, our_classes }
        })
        .collect()
}
