//! Resources over several workers: the finds in real records, and that no result depends on the
//! distribution of records.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};
use trailglass::client::{PlacedHistory, RowPlace};
use trailglass::event::resources::ResourceEffect;
use trailglass::model::SortKey;
use trailglass::query::{RESOURCE_KEYS, in_quotes, resources_in};
use trailglass::resources::{History, ResourceListRequest, ResourceRun, ResourceSort};
use trailglass::sample;

use crate::support;
use crate::support::test_client::{TestClient, selection};

/// Returns the client of workers that have read records and indexed their resources.
fn indexed(workers: usize, records: &[String], worker_of: impl Fn(usize) -> usize) -> TestClient {
    let client = TestClient::of_records(workers, records, worker_of);
    client.index();
    client
}

/// Returns the history without the numbers that depend on where an event is stored.
fn plain(placed: PlacedHistory) -> (History, Vec<ResourceRun>) {
    let PlacedHistory { mut history, runs, .. } = placed;
    // The place depends on the files.
    for change in &mut history.changes {
        change.row = 0;
        change.key.place = [0; 2];
    }
    let newest = |key: SortKey| SortKey { place: [0; 2], ..key };
    let plain =
        |(_, run): (RowPlace, ResourceRun)| ResourceRun { row: 0, newest: newest(run.newest.clone()), ..run };
    (history, runs.into_iter().map(plain).collect())
}

fn record(number: usize, name: &str, service: &str, minute: u32, request: &Value) -> String {
    json!({
        "eventVersion": "1.08", "eventName": name, "eventSource": format!("{service}.amazonaws.com"),
        "eventTime": format!("2024-03-01T10:{minute:02}:00Z"), "awsRegion": "eu-west-1",
        "eventID": format!("00000000-0000-4000-8000-{number:012x}"), "recipientAccountId": "111122223333",
        "userIdentity": {"type": "IAMUser", "userName": format!("user{}", number % 3)},
        "requestParameters": request, "eventType": "AwsApiCall",
        "errorCode": if number % 7 == 3 { json!("AccessDenied") } else { Value::Null },
    })
    .to_string()
}

/// Generates calls on a few resources, each referred to by all of its names.
fn any_records() -> impl Strategy<Value = Vec<String>> {
    let calls = [
        ("CreateRole", "iam", json!({"roleName": "Admin", "assumeRolePolicyDocument": "{\"a\":1}"})),
        ("PutRolePolicy", "iam", json!({"roleName": "Admin", "policyName": "p", "policyDocument": "{}"})),
        ("GetRole", "iam", json!({"roleName": "Admin"})),
        ("AssumeRole", "sts", json!({"roleArn": "arn:aws:iam::111122223333:role/ops/Admin"})),
        ("DeleteRole", "iam", json!({"roleName": "Admin"})),
        ("CreateBucket", "s3", json!({"bucketName": "logs"})),
        ("GetObject", "s3", json!({"bucketName": "logs", "key": "a/b"})),
        ("PutObject", "s3", json!({"bucketName": "logs", "key": "a/b"})),
        ("StartInstances", "ec2", json!({"instancesSet": {"items": [{"instanceId": "i-0a1b2c3d"}]}})),
        (
            "DescribeInstances",
            "ec2",
            json!({"x": ["arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1b2c3d"]}),
        ),
        ("Noise", "x", json!({"text": "like i-0a1b2c3d"})),
    ];
    proptest::collection::vec((0..calls.len(), 0_u32..6), 1..60).prop_map(move |chosen| {
        let numbered = chosen.into_iter().enumerate();
        numbered
            .map(|(number, (call, minute))| {
                let (name, service, request) = &calls[call];
                record(number, name, service, minute, request)
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn answers_do_not_depend_on_the_sharing_out(
        records in any_records(), workers in 1_usize..=5, sharing in proptest::collection::vec(0_usize..5, 60),
    ) {
        let one = indexed(1, &records, |_| 0);
        let many = indexed(workers, &records, |number| sharing[number]);
        for sort in [ResourceSort::Changed, ResourceSort::Events, ResourceSort::Name] {
            for filter in ["", "who:user1", "-eventName:Get*"] {
                prop_assert_eq!(one.all_resources(filter, sort), many.all_resources(filter, sort));
            }
        }
        for row in one.all_resources("", ResourceSort::Name) {
            for (filter, limit) in [("", 100), ("", 2), ("who:user1", 3)] {
                let (history, other) =
                    (one.history(&row.identity, filter, limit), many.history(&row.identity, filter, limit));
                prop_assert_eq!(plain(history), plain(other));
            }
        }
    }

    #[test]
    fn a_history_has_every_event_once(records in any_records(), workers in 1_usize..=3) {
        let client = indexed(workers, &records, |number| number);
        for row in client.all_resources("", ResourceSort::Events) {
            let PlacedHistory { history, runs, .. } = client.history(&row.identity, "", 1_000);
            let in_runs: u64 = runs.iter().map(|(_, run)| run.events).sum();
            prop_assert_eq!(history.counts.iter().sum::<u64>(), row.tally.events);
            prop_assert_eq!(history.changes.len() as u64 + in_runs, row.tally.events);
            prop_assert!(history.changes.is_sorted_by(|newer, older| newer.key > older.key));
            prop_assert_eq!(history.counts[ResourceEffect::Failed as usize], row.tally.failed);
        }
    }

    #[test]
    fn more_records_extend_the_index(records in any_records(), cut in 0_usize..60) {
        let cut = cut.min(records.len());
        let mut grown = indexed(1, &records[..cut], |_| 0);
        grown.add_records(&records[cut..], |_| 0);
        let by_growing = grown.index();
        let whole = TestClient::of_records(1, &records, |_| 0);
        let at_once = whole.index();
        prop_assert_eq!(grown.all_resources("", ResourceSort::Name), whole.all_resources("", ResourceSort::Name));
        prop_assert_eq!(by_growing.events, at_once.events);
    }
}

#[test]
fn lists_are_searched_counted_and_cut() {
    let records: Vec<String> = (0..30)
        .map(|number| {
            record(
                number,
                "CreateBucket",
                "s3",
                1,
                &json!({"bucketName": format!("logs-{:02}", number % 10)}),
            )
        })
        .chain([record(99, "CreateRole", "iam", 2, &json!({"roleName": "LOGS"}))])
        .collect();
    let mut client = indexed(2, &records, |number| number);
    let ask =
        ResourceListRequest { containing: "Logs".to_owned(), limit: 3, ..ResourceListRequest::default() };
    let list = client.resources(&selection(""), ask.clone());
    assert_eq!((list.total, list.rows.len(), list.hidden), (11, 3, 0));
    assert_eq!(list.kinds, [("AWS::S3::Bucket".to_owned(), 10), ("AWS::IAM::Role".to_owned(), 1)]);
    assert_eq!(
        list.rows[0].identity, "arn:aws:iam::111122223333:role/LOGS",
        "called so, and the last changed"
    );
    let called = ResourceListRequest { containing: "LOGS-03".to_owned(), limit: 1, ..ask.clone() };
    assert_eq!(client.resources(&selection(""), called).rows[0].identity, "arn:aws:s3:::logs-03");
    let objects: Vec<String> = (200..210)
        .map(|number| {
            record(
                number,
                "PutObject",
                "s3",
                3,
                &json!({"bucketName": "logs-03", "key": format!("{number}")}),
            )
        })
        .collect();
    client.add_records(&objects, |_| 0);
    client.index();
    let of_bucket = ResourceListRequest { containing: "logs-03".to_owned(), limit: 2, ..ask.clone() };
    let list_of_bucket = client.resources(&selection(""), of_bucket);
    assert_eq!(list_of_bucket.total, 11);
    assert_eq!(list_of_bucket.rows[0].identity, "arn:aws:s3:::logs-03", "before the objects changed later");
    let client = indexed(2, &records, |number| number);
    let of_kind = ResourceListRequest { kind: Some("AWS::S3::Bucket".to_owned()), first: 8, ..ask };
    let list = client.resources(&selection("eventName:CreateBucket"), of_kind);
    assert_eq!((list.total, list.rows.len(), list.hidden), (10, 2, 1));
}

/// Checks that the filter of "Show these events" finds exactly the events of each resource.
fn filter_agrees(client: &TestClient) {
    let rows = client.all_resources("", ResourceSort::Events);
    assert!(!rows.is_empty());
    // The most frequent resources, and a sample of the rest: each search scans all texts.
    let some = rows.iter().take(40).chain(rows.iter().skip(40).step_by(rows.len() / 60 + 1));
    for row in some {
        let filter = format!("resource:{}", in_quotes(&row.identity));
        assert_eq!(
            client.wait(client.client.count_matching(selection(&filter))).expect("a count"),
            row.tally.events,
            "{filter}"
        );
    }
}

#[test]
fn the_filter_agrees_on_the_sample() {
    let records: Vec<String> = sample::records(7, 3_000).collect();
    let client = indexed(3, &records, |number| number / 5);
    filter_agrees(&client);
    let named = client.index().naming;
    assert!(named > 1_500, "{named}");
}

/// Collects every text below a key of a JSON value, at any depth.
fn texts_below<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::String(text) => drop(found.insert(text)),
        Value::Array(elements) => elements.iter().for_each(|element| texts_below(element, found)),
        Value::Object(members) => members.values().for_each(|member| texts_below(member, found)),
        _ => {}
    }
}

#[test]
fn every_listed_resource_of_the_corpus_is_found_and_none_made_up() {
    let Some(folder) = support::corpus() else { return };
    let mut client = support::test_client::TestClient::new(1);
    for (number, path) in support::files_below(&folder).iter().enumerate() {
        let bytes = std::fs::read(path).expect("a readable file");
        client.read(0, number as u32, &path.display().to_string(), &bytes);
    }
    client.settle();
    let (mut listed, mut found_in_all) = (0, BTreeMap::<String, u64>::new());
    let texts = client.texts("");
    for text in &texts {
        let record: Value = serde_json::from_str(text).expect("a record");
        let mut found = Vec::new();
        assert!(resources_in(text, &mut |mention| {
            found.push((
                mention.identity.into_owned(),
                mention.kind.into_owned(),
                mention.written.to_owned(),
            ));
        }));
        // Every entry of `resources` is found as written.
        for entry in record["resources"].as_array().into_iter().flatten() {
            let Some(arn) = entry["ARN"].as_str().filter(|arn| !arn.is_empty()) else { continue };
            listed += 1;
            assert!(found.iter().any(|(_, _, written)| written == arn), "{arn} was not found in {text}");
        }
        // Every find occurs in the record, as a whole text.
        let mut below = BTreeSet::new();
        for key in RESOURCE_KEYS {
            texts_below(&record[key], &mut below);
        }
        for (identity, kind, written) in &found {
            assert!(below.contains(written.as_str()), "{identity} ({kind}) was made up of {text}");
            let name = identity.rsplit(['/', ':']).find(|part| !part.is_empty()).unwrap_or(identity);
            assert!(written.contains(name), "{identity} is not what {written} says");
            *found_in_all.entry(kind.clone()).or_default() += 1;
        }
        // An independent check: every whole ARN that is not a pattern is found.
        for text in below.iter().filter(|text| text.starts_with("arn:aws:") && text.split(':').count() > 5) {
            let is_word = !text.contains([' ', '*', '?', '$', '\n', '<']) && !text.ends_with(':');
            assert!(
                !is_word || found.iter().any(|(_, _, written)| written == *text),
                "{text} was passed over"
            );
        }
    }
    assert!(listed > 300, "{listed}");
    println!("{listed} listed; found: {found_in_all:?}");
    let client = indexed(2, &texts, |number| number);
    filter_agrees(&client);
}

/// `cargo test --release -- --ignored measure_a_million --nocapture`
#[test]
#[ignore = "takes a minute; prints figures"]
#[expect(clippy::disallowed_methods, reason = "a measurement needs a clock, and runs natively only")]
fn measure_a_million_events() {
    let events: u64 = std::env::var("EVENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let mut client = TestClient::new(1);
    let mut records = sample::records(7, events);
    loop {
        let part: Vec<String> = records.by_ref().take(50_000).collect();
        if part.is_empty() {
            break;
        }
        client.add_records(&part, |_| 0);
    }
    let began = std::time::Instant::now();
    let indexed = client.index();
    let indexing = began.elapsed();
    let began = std::time::Instant::now();
    let rows = client.all_resources("", ResourceSort::Changed);
    let listing = began.elapsed();
    let began = std::time::Instant::now();
    let busiest = client.all_resources("", ResourceSort::Events).remove(0);
    let PlacedHistory { history, runs, .. } = client.history(&busiest.identity, "", 200);
    let telling = began.elapsed();
    println!(
        "{} events, {} resources, {:.1} bytes per event; index {indexing:?}, list {listing:?} ({} rows), history {telling:?} ({} changes, {} runs)",
        indexed.events,
        indexed.resources,
        indexed.bytes as f64 / indexed.events as f64,
        rows.len(),
        history.changes.len(),
        runs.len()
    );
}
