//! Tests of the integrity checks against the AWS CLI, and against tampering.
//!
//! `verdicts.txt` is the table of all scenarios: file, the AWS CLI's verdict, ours, and the reason
//! where they differ. `scenarios.tar.gz` contains the scenarios. After an intended change, both are
//! rewritten by
//!
//! ```text
//! TRAILGLASS_WRITE_VERDICTS=1 cargo test --test main integrity
//! ```

mod forge;
mod forged;
mod forms;
mod hostile_files;
mod printed;
mod redacted;
mod scenarios;
mod table;
mod tampering;

use std::path::{Path, PathBuf};
use std::process::Command;

use trailglass::integrity::aws_cli::Stream;
use trailglass::integrity::check;

use scenarios::Scenario;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/integrity");

/// Returns the whole table. Panics if a difference has no reason.
fn table_of(all: &[Scenario]) -> String {
    let (mut text, mut unexplained) = (String::new(), Vec::new());
    for scenario in all {
        let (_, findings) = check::check(scenario.evidence());
        let (table, of_this) = table::table(scenario, &findings);
        text += &table;
        unexplained.extend(of_this);
    }
    assert_eq!(unexplained, Vec::<String>::new(), "every difference has a reason");
    text
}

/// Panics if our output differs from the AWS CLI's, except where version 2 of it also differs.
fn compare_words(all: &[Scenario]) {
    for scenario in all {
        let ours = printed::of(scenario);
        let is_of_version_1 = scenario.name.starts_with("digest-signature-sha");
        assert_eq!(
            printed::is_same(scenario, &ours),
            !is_of_version_1,
            "{}: we print (exit {})\n{}\n{}\nthe AWS CLI\n{}\n{}",
            scenario.name,
            ours.exit_code,
            ours.stream(Stream::Output),
            ours.stream(Stream::Error),
            scenario.printed.0,
            scenario.printed.1
        );
        if is_of_version_1 {
            assert!(ours.stream(Stream::Error).contains("INVALID: signature verification failed"));
        }
    }
}

#[test]
fn every_verdict_is_that_of_the_aws_cli_or_differs_for_a_reason() {
    let all = scenarios::packed();
    assert_eq!(all.len(), 74);
    let text = table_of(all);
    let path = Path::new(FOLDER).join("verdicts.txt");
    if std::env::var_os("TRAILGLASS_WRITE_VERDICTS").is_some() {
        std::fs::write(&path, &text).expect("written");
    }
    let written = std::fs::read_to_string(&path).expect("the table of verdicts");
    for (line, now) in written.lines().zip(text.lines()) {
        assert_eq!(line, now);
    }
    assert_eq!(written.len(), text.len());
}

#[test]
fn the_aws_clis_words_are_printed_to_the_byte() {
    compare_words(scenarios::packed());
}

#[test]
fn where_we_say_otherwise_a_note_says_so() {
    let notes = |name: &str| -> Vec<String> {
        let all = scenarios::packed();
        let scenario = all.iter().find(|scenario| scenario.name == name).expect("a scenario");
        printed::of(scenario).parts.into_iter().filter_map(|part| part.note).collect()
    };
    assert_eq!(notes("clean"), Vec::<String>::new());
    assert_eq!(notes("log-modified"), Vec::<String>::new());
    let gap = notes("gap-and-deleted");
    assert!(gap[0].contains("no digest proves anything") && gap[0].ends_with("delivered then: 1"), "{gap:?}");
    assert!(notes("chain-rescue-by-successor")[0].starts_with("we say verified (by successor)"));
    assert!(notes("bucket-copied")[0].contains("as the digest claims"));
    assert!(notes("key-spki")[0].contains("SubjectPublicKeyInfo"));
    assert!(notes("key-none")[0].contains("gives up"));
    assert!(notes("log-unreferenced")[0].contains("no digest covers"));
}

/// Returns the oracle, and a Python with the AWS CLI; `None` if either is absent.
fn oracle() -> Option<(PathBuf, PathBuf)> {
    let named = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let attachments = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/integrity-oracle/oracle.py");
    let program = named("TRAILGLASS_ORACLE").unwrap_or(attachments);
    let python = named("TRAILGLASS_ORACLE_PYTHON").unwrap_or("python3".into());
    // The AWS CLI has noticed bytes after a log file's gzip since May 2026.
    let recent = "import cryptography, inspect, awscli.customizations.cloudtrail.validation as v\n\
                  assert 'unexpected data after end' in inspect.getsource(v)";
    let has_cli = || Command::new(&python).args(["-c", recent]).output();
    let is_there = program.is_file() && has_cli().is_ok_and(|output| output.status.success());
    is_there.then_some((program, python))
}

#[test]
fn a_fresh_run_of_the_aws_cli_says_the_same() {
    let Some((program, python)) = oracle() else {
        println!(
            "skipped: TRAILGLASS_ORACLE and TRAILGLASS_ORACLE_PYTHON name no oracle and no Python with awscli"
        );
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle");
    let _ = std::fs::remove_dir_all(&folder);
    let run = Command::new(python).arg(program).arg("all").arg(&folder).arg("--brief").output();
    let run = run.expect("Python runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let all = scenarios::in_folder(&folder);
    assert!(all.len() >= 74, "{}", all.len());
    let written = std::fs::read_to_string(Path::new(FOLDER).join("verdicts.txt")).expect("the table");
    assert_eq!(table_of(&all), written);
    compare_words(&all);
    if std::env::var_os("TRAILGLASS_WRITE_VERDICTS").is_some() {
        std::fs::write(Path::new(FOLDER).join("scenarios.tar.gz"), scenarios::pack(&all)).expect("written");
    }
}
