//! Every file of the corpus of real events is read or refused correctly, and the totals equal those
//! of a short script that shares no code with the library.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;
use trailglass::intake::Status;
use trailglass::model::Field;

use crate::support;
use crate::support::test_client::TestClient;

/// Reads the whole corpus with `workers` workers.
fn read(workers: usize) -> Option<(TestClient, Vec<String>)> {
    let folder = support::corpus()?;
    let mut client = TestClient::new(workers);
    let mut names = Vec::new();
    for (number, path) in support::files_below(&folder).iter().enumerate() {
        let name = path.strip_prefix(&folder).expect("a path below the folder").display().to_string();
        let bytes = std::fs::read(path).expect("a readable file");
        client.read(number * 7 + number / 3, number as u32, &name, &bytes);
        names.push(name);
    }
    Some((client, names))
}

fn counts(value: &Value) -> BTreeMap<String, u64> {
    let members = value.as_object().expect("an object of counts");
    members.iter().map(|(name, count)| (name.clone(), count.as_u64().unwrap_or_default())).collect()
}

#[test]
fn totals_are_those_of_an_independent_count() {
    let Some((client, names)) = read(3) else { return };
    let folder = support::corpus().expect("it was there");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/count.py");
    let Ok(output) = Command::new("python3").arg(script).arg(&folder).output() else {
        println!("skipped: python3 is not there to count independently");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let theirs: Value = serde_json::from_slice(&output.stdout).expect("the script prints JSON");

    let per_file: BTreeMap<String, u64> =
        names.iter().zip(&client.reports).map(|(name, report)| (name.clone(), report.records)).collect();
    let their_files = counts(&theirs["files"]);
    assert_eq!(per_file.len(), their_files.len());
    for (name, records) in &per_file {
        assert_eq!(Some(records), their_files.get(name), "{name}");
    }

    let totals = client.settle();
    assert_eq!(totals.repeats, theirs["repeats"].as_u64().unwrap_or_default());
    assert_eq!(totals.events + totals.repeats, theirs["read"].as_u64().unwrap_or_default());
    for (field, name) in [(Field::IdentityType, "types"), (Field::EventName, "names")] {
        let mut theirs = counts(&theirs[name]);
        theirs.remove("");
        let ours: BTreeMap<String, u64> = client.facet("", field).into_iter().collect();
        assert_eq!(ours, theirs, "{name}");
    }
}

#[test]
fn every_file_says_what_it_is() {
    let Some((client, names)) = read(1) else { return };
    for (name, report) in names.iter().zip(&client.reports) {
        assert!(!report.container.is_empty(), "{name}");
        match report.status {
            Status::Read | Status::Recognised => assert_eq!(report.problems, [], "{name}"),
            Status::Partial | Status::Refused => assert_ne!(report.problems, [], "{name}"),
            Status::Skipped => panic!("{name} was skipped"),
        }
    }
}

#[test]
fn no_event_is_anonymous_that_need_not_be() {
    let Some((client, _)) = read(2) else { return };
    let events = client.settle().events;
    let named: u64 = client.facet("", Field::Who).iter().map(|(_, count)| count).sum();
    assert_eq!(named, events, "every event has a who");
    let unknown: Vec<_> =
        client.facet("", Field::Who).into_iter().filter(|(who, _)| who.starts_with("unknown")).collect();
    println!("unknown: {unknown:?}");
    assert!(unknown.iter().map(|(_, count)| count).sum::<u64>() < 12, "{unknown:?}");
}
