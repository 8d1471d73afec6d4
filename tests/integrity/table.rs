//! The table of verdicts: the AWS CLI's beside ours.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use trailglass::integrity::findings::{Class, Findings};

use super::scenarios::Scenario;

/// A file that one of both says something of.
struct Row {
    file: String,
    cli: Vec<String>,
    cli_classes: Vec<Class>,
    ours: Vec<String>,
    our_classes: Vec<Class>,
}

pub fn table(scenario: &Scenario, findings: &Findings) -> String {
    let mut out =
        format!("== {}: {}\n", scenario.name, scenario.request["note"].as_str().unwrap_or_default());
    for row in rows(scenario, findings) {
        let (cli, ours) = (row.cli.join(" + "), row.ours.join(" + "));
        let mut cli_classes: Vec<&str> = row.cli_classes.iter().map(|class| class.name()).collect();
        cli_classes.dedup();
        let our_classes: Vec<&str> = row.our_classes.iter().map(|class| class.name()).collect();
        let reason = if cli_classes == our_classes { "" } else { "DIFFERS" };
        let _ = writeln!(out, "  {} | {cli} | {ours} | {reason}", row.file);
    }
    out
}

fn rows(scenario: &Scenario, findings: &Findings) -> Vec<Row> {
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
    let name = |path: &str| path.rsplit('/').next().expect("a name").to_owned();
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
            Row { file, cli, cli_classes, ours, our_classes }
        })
        .collect()
}
