//! Every question of the library gives the count that a script without any of
//! our code gives, on the sample trail, on the corpus of real events, and on
//! events that nearly answer it.

mod near_misses;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use trailglass::protocol::OverviewAsk;
use trailglass::query::Count;
use trailglass::questions::library;
use trailglass::sample;

use crate::support;
use crate::support::world::{World, selection};
use near_misses::CASES;

type Counts = BTreeMap<String, u64>;

/// A folder of this test's own, made anew.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("questions-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    folder
}

/// The sample trail that is built in, as files.
fn sample_folder() -> PathBuf {
    let folder = folder("sample");
    for file in sample::small().files(0, 1) {
        let path = folder.join(&file.path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the file");
        std::fs::write(path, file.packed()).expect("a file");
    }
    folder
}

fn event(number: usize, members: &str) -> String {
    let known = |key: &str, value: &str| {
        if members.contains(&format!("\"{key}\":")) { String::new() } else { format!(",\"{key}\":{value}") }
    };
    format!(
        "{{\"eventVersion\":\"1.08\",\"eventID\":\"00000000-0000-4000-8000-{number:012}\",\"eventType\":\"AwsApiCall\",\
         \"recipientAccountId\":\"111122223333\",\"eventTime\":\"2025-03-01T00:00:00Z\"{}{}{},{members}}}",
        known("eventSource", "\"other.amazonaws.com\""),
        known("userIdentity", "{\"type\":\"IAMUser\",\"userName\":\"alice\"}"),
        known("sourceIPAddress", "\"203.0.113.9\""),
    )
}

/// The near misses, as a file.
fn near_misses_folder() -> PathBuf {
    let events = CASES.iter().flat_map(|(_, hits, misses)| hits.iter().chain(misses.iter()));
    let records: Vec<String> = events.enumerate().map(|(number, members)| event(number, members)).collect();
    let folder = folder("near-misses");
    std::fs::write(folder.join("events.json"), format!("{{\"Records\":[{}]}}", records.join(",")))
        .expect("a file");
    folder
}

fn world(folder: &Path) -> (World, u64) {
    let mut world = World::new(3);
    for (number, path) in support::files_below(folder).iter().enumerate() {
        let bytes = std::fs::read(path).expect("a readable file");
        world.read(number * 5 + number / 7, number as u32, &path.display().to_string(), &bytes);
    }
    let events = world.settle().events;
    (world, events)
}

/// What the page counts, step by step, and that an overview says the same.
fn ours(world: &mut World) -> Counts {
    let mut count = |filter: &str| {
        let selection = selection(filter);
        let stepped: u64 = world
            .desks
            .iter()
            .map(|desk| {
                let mut count = Count::begin(desk.store(), &selection);
                loop {
                    if let Some(events) = count.step(desk.store()) {
                        break events;
                    }
                }
            })
            .sum();
        let ask = OverviewAsk { selection, facets: Vec::new(), buckets: None };
        assert_eq!(stepped, world.overview(&ask).matching, "{filter}");
        stepped
    };
    library().iter().map(|question| (question.id.clone(), count(&question.filter))).collect()
}

/// What the script counts in a folder: all events, and those of each
/// question; `None` where there is no Python to count with.
fn theirs(folder: &Path) -> Option<(u64, Counts)> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/questions/count.py");
    let Ok(output) = Command::new("python3").arg("-B").arg(script).arg(folder).output() else {
        println!("skipped: python3 is not there to count independently");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).expect("the script prints JSON");
    let counts = told["counts"].as_object().expect("counts");
    let counts = counts.iter().map(|(id, count)| (id.clone(), count.as_u64().unwrap_or_default()));
    Some((told["events"].as_u64().unwrap_or_default(), counts.collect()))
}

fn compare(folder: &Path) -> Option<Counts> {
    let theirs = theirs(folder)?;
    let (mut world, events) = world(folder);
    let ours = ours(&mut world);
    assert_eq!(events, theirs.0, "events in {}", folder.display());
    for (id, count) in &ours {
        assert_eq!(Some(count), theirs.1.get(id), "{id} in {}", folder.display());
    }
    assert_eq!(ours.len(), theirs.1.len(), "the script knows other questions");
    Some(ours)
}

#[test]
fn counts_are_those_of_an_independent_count_on_the_sample() {
    let Some(counts) = compare(&sample_folder()) else { return };
    assert!(counts.values().filter(|count| **count > 0).count() > 35, "{counts:?}");
}

#[test]
fn counts_are_those_of_an_independent_count_on_the_corpus() {
    let Some(corpus) = support::corpus() else { return };
    let Some(counts) = compare(&corpus) else { return };
    assert!(counts.values().filter(|count| **count > 0).count() > 60, "{counts:?}");
}

#[test]
fn counts_are_those_of_an_independent_count_on_near_misses() {
    compare(&near_misses_folder());
}

#[test]
fn near_misses_are_told_from_hits() {
    for (id, hits, misses) in CASES {
        let question = library().iter().find(|question| question.id == *id).expect("a question");
        for (members, expected) in hits.iter().map(|hit| (hit, 1)).chain(misses.iter().map(|miss| (miss, 0)))
        {
            let mut world = World::new(1);
            world.read(0, 0, "one.json", event(1, members).as_bytes());
            assert_eq!(world.settle().events, 1, "{members}");
            assert_eq!(world.texts(&question.filter).len(), expected, "{id}: {members}");
        }
    }
}
