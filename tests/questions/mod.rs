//! Every question of the library, and the attempts beside it, gives the same count as a script that
//! shares no code with the library: on the sample trail, on the corpus of real events, and on
//! events that nearly answer it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};
use trailglass::query::OverviewRequest;
use trailglass::questions::{Question, library, read};
use trailglass::sample;

use crate::support;
use crate::support::test_client::{TestClient, selection};

type Counts = BTreeMap<String, u64>;

/// Minimum number of near misses for each question.
const FEWEST_MISSES: usize = 3;

/// Returns the questions of the current file.
fn questions() -> Vec<Question> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/questions/questions.json");
    let imported = read(&std::fs::read(path).expect("the questions")).expect("a file of questions");
    assert_eq!(imported.problems, []);
    imported.questions
}

/// A question with events that answer it and events that nearly do; see `near_misses.json`.
struct QuestionCase {
    question: Question,
    hits: Vec<Value>,
    misses: Vec<Value>,
}

fn cases() -> Vec<QuestionCase> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/questions/near_misses.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).expect("near misses")).expect("JSON");
    let events = |case: &Value, key: &str| case[key].as_array().cloned().unwrap_or_default();
    questions()
        .into_iter()
        .map(|question| {
            let case = &file[&question.id];
            QuestionCase { hits: events(case, "hits"), misses: events(case, "misses"), question }
        })
        .collect()
}

/// Creates an empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("questions-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    folder
}

/// Writes the built-in sample trail to files.
fn sample_folder() -> PathBuf {
    let folder = folder("sample");
    for file in sample::small().files(0, 1) {
        let path = folder.join(&file.path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the file");
        std::fs::write(path, file.packed()).expect("a file");
    }
    folder
}

/// Returns an event with these members and the usual ones; a member that is `null` in a case is
/// `null` in the event.
fn event(number: usize, members: &Value) -> Value {
    let mut event = json!({
        "eventVersion": "1.08",
        "eventID": format!("00000000-0000-4000-8000-{number:012}"),
        "eventType": "AwsApiCall",
        "recipientAccountId": "111122223333",
        "eventTime": "2025-03-01T00:00:00Z",
        "awsRegion": "us-east-1",
        "eventSource": "other.amazonaws.com",
        "userIdentity": {"type": "IAMUser", "userName": "alice"},
        "sourceIPAddress": "203.0.113.9",
    });
    let known = event.as_object_mut().expect("an object");
    known.extend(members.as_object().cloned().unwrap_or_else(Map::new));
    event
}

/// Returns the same call, denied.
fn refused(members: &Value) -> Value {
    let mut members = members.clone();
    members["errorCode"] = json!("AccessDenied");
    members
}

/// Returns every event of the cases with the question that it belongs to, and whether it is
/// counted, an attempt, or neither.
fn events_of(cases: &[QuestionCase]) -> Vec<(&str, &'static str, Value)> {
    let mut events = Vec::new();
    for QuestionCase { question, hits, misses } in cases {
        let id = question.id.as_str();
        for members in hits {
            events.push((id, "hit", event(events.len(), members)));
            if question.attempts().is_some() {
                events.push((id, "attempt", event(events.len(), &refused(members))));
            }
        }
        for members in misses {
            events.push((id, "miss", event(events.len(), members)));
        }
    }
    events
}

fn file_of(events: &[(&str, &str, Value)]) -> String {
    json!({"Records": events.iter().map(|(_, _, event)| event).collect::<Vec<_>>()}).to_string()
}

fn client(folder: &Path) -> (TestClient, u64) {
    let mut client = TestClient::new(3);
    for (number, path) in support::files_below(folder).iter().enumerate() {
        let bytes = std::fs::read(path).expect("a readable file");
        client.read(number * 5 + number / 7, number as u32, &path.display().to_string(), &bytes);
    }
    let events = client.settle().events;
    (client, events)
}

/// Returns the page's counts, after checking that an overview gives the same: one for each
/// question, and one for its attempts under `<id> attempts`.
fn ours(client: &mut TestClient) -> Counts {
    let count = |filter: &str| {
        let selection = selection(filter);
        let stepped = client.wait(client.client.count(&selection)).expect("a count");
        let ask = OverviewRequest { selection, facets: Vec::new(), buckets: None };
        assert_eq!(stepped, client.overview(&ask).matching, "{filter}");
        stepped
    };
    let mut counts = Counts::new();
    for question in questions() {
        counts.insert(question.id.clone(), count(&question.filter));
        if let Some(attempts) = question.attempts() {
            counts.insert(format!("{} attempts", question.id), count(&attempts));
        }
    }
    counts
}

/// Returns the script's counts for a folder: of all events, and of each question; `None` if Python
/// is absent.
fn theirs(folder: &Path) -> Option<(u64, Counts)> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/questions/count.py");
    let Ok(output) = Command::new("python3").arg("-B").arg(script).arg(folder).output() else {
        println!("skipped: python3 is not there to count independently");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed: Value = serde_json::from_slice(&output.stdout).expect("the script prints JSON");
    let counts = printed["counts"].as_object().expect("counts");
    let counts = counts.iter().map(|(id, count)| (id.clone(), count.as_u64().unwrap_or_default()));
    Some((printed["events"].as_u64().unwrap_or_default(), counts.collect()))
}

fn compare(folder: &Path) -> Option<Counts> {
    let theirs = theirs(folder)?;
    let (mut client, events) = client(folder);
    let ours = ours(&mut client);
    assert_eq!(events, theirs.0, "events in {}", folder.display());
    let differ = |id: &&String| ours.get(*id) != theirs.1.get(*id);
    let ids: BTreeSet<&String> = ours.keys().chain(theirs.1.keys()).collect();
    let differences: Vec<String> = ids
        .into_iter()
        .filter(differ)
        .map(|id| format!("{id}: {:?}, the script {:?}", ours.get(id), theirs.1.get(id)))
        .collect();
    assert!(differences.is_empty(), "in {}:\n{}", folder.display(), differences.join("\n"));
    Some(ours)
}

#[test]
fn the_library_is_the_file() {
    assert_eq!(library(), questions());
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
    let folder = folder("near-misses");
    std::fs::write(folder.join("events.json"), file_of(&events_of(&cases()))).expect("a file");
    compare(&folder);
}

#[test]
fn near_misses_differ_from_hits() {
    let cases = cases();
    let events = events_of(&cases);
    let mut client = TestClient::new(1);
    client.read(0, 0, "cases.json", file_of(&events).as_bytes());
    assert_eq!(client.settle().events, events.len() as u64);
    let mut wrong = Vec::new();
    for QuestionCase { question, hits, misses } in &cases {
        let id = question.id.as_str();
        if hits.is_empty() || misses.len() < FEWEST_MISSES {
            wrong.push(format!("{id}: {} hits, {} misses", hits.len(), misses.len()));
        }
        let found = |filter: &str| -> BTreeSet<String> {
            let texts = client.texts(filter);
            let records = texts.iter().map(|text| serde_json::from_str::<Value>(text).expect("a record"));
            records.map(|record| record["eventID"].as_str().unwrap_or_default().to_owned()).collect()
        };
        let counted = found(&question.filter);
        let attempted = question.attempts().map(|filter| found(&filter)).unwrap_or_default();
        for (_, expected, event) in events.iter().filter(|(of, _, _)| *of == id) {
            let number = event["eventID"].as_str().unwrap_or_default();
            let is = match (counted.contains(number), attempted.contains(number)) {
                (true, false) => "hit",
                (false, true) => "attempt",
                (false, false) => "miss",
                (true, true) => "both",
            };
            if is != *expected {
                wrong.push(format!("{id}: a {is}, not a {expected}: {event}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
