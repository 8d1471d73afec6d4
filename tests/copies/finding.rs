//! Every record can be found and opened, whatever its id.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};
use trailglass::content::ContentDigests;
use trailglass::model::{Field, Sort};
use trailglass::query::EventRow;

use super::{record, rewritten};
use crate::support::reading::log_file;
use crate::support::test_client::TestClient;

const GUIDS: [&str; 2] = ["c7e6a1c0-0000-4000-8000-000000000001", "c7e6a1c0-0000-4000-8000-000000000002"];
const MASKED: [&str; 5] = ["masked", "...", "EXAMPLE", "00000000-0000-0000-0000-000000000000", ""];

/// Generates a record that may share its id with others, with members that distinguish it.
fn any_record() -> impl Strategy<Value = Value> {
    let id = prop_oneof![proptest::sample::select(&GUIDS[..]), proptest::sample::select(&MASKED[..])];
    let name = proptest::sample::select(&["DeleteTrail", "StopLogging"][..]);
    (id, name, 0_u32..2, 0_u32..3, proptest::option::of(0_u32..2), any::<bool>()).prop_map(
        |(id, name, second, marker, account, is_correction)| {
            let mut more =
                json!({"requestParameters": {"name": "trail", "marker": format!("marker-{marker}")}});
            if let Some(account) = account {
                more["recipientAccountId"] = json!(format!("11112222333{account}"));
            }
            if is_correction {
                more["addendum"] = json!({"reason": "UPDATED_DATA"});
            }
            serde_json::from_str(&record(id, name, second, &more)).expect("a record")
        },
    )
}

/// Returns the members that all copies of a record have in common.
fn event_of(record: &Value) -> Vec<String> {
    let account = record["recipientAccountId"].to_string();
    let members = ["eventID", "eventTime", "eventSource", "eventName", "addendum"];
    members.iter().map(|member| record[member].to_string()).chain([account]).collect()
}

/// A worker, and a row in it.
type Place = (u32, u32);

/// Returns the texts of all shown events with their places, and the places of everything that can
/// be opened from there.
fn opened(client: &mut TestClient) -> (Vec<(String, Place)>, BTreeSet<Place>) {
    let rows = client.rows("", Sort { field: Field::EventTime, descending: false }, 0, 10_000, &[]);
    let mut shown = Vec::new();
    let mut reachable = BTreeSet::new();
    for (worker, EventRow { row, copies, shares_id, .. }) in rows {
        shown.push((text(client, worker, row), (worker, row)));
        reachable.insert((worker, row));
        let found = client.copies(worker, row).expect("a print");
        assert_eq!(found.copies.len() > 1, !copies.is_empty(), "copies are marked at the row");
        assert_eq!(!found.others.is_empty(), shares_id, "so is an id that others have");
        assert_eq!(
            found.copies.iter().any(|one| !one.copy.differences.is_empty()),
            copies == "differing",
            "what differs is listed"
        );
        assert!(found.copies[0].copy.is_shown, "the one that is shown comes first");
        reachable.extend(found.copies.iter().map(|one| (one.worker, one.copy.row)));
    }
    (shown, reachable)
}

fn text(client: &mut TestClient, worker: u32, row: u32) -> String {
    client.record(worker, row).text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_record_is_found_and_opened(
        records in proptest::collection::vec((any_record(), 0_usize..6, any::<bool>()), 1..24),
        workers in 1_usize..=5,
        order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut files: Vec<Vec<String>> = vec![Vec::new(); 6];
        for (record, file, is_rewritten) in &records {
            let text = record.to_string();
            files[*file].push(if *is_rewritten { rewritten(&text) } else { text });
        }
        let mut client = TestClient::new(workers);
        for number in order {
            let path = format!("{number}.json");
            client.read(number, number as u32, &path, log_file(&files[number]).as_bytes());
        }
        let totals = client.settle();
        prop_assert_eq!(totals.events + totals.repeats, records.len() as u64);

        let (shown, reachable) = opened(&mut client);
        prop_assert_eq!(shown.len() as u64, totals.events);
        prop_assert_eq!(reachable.len(), records.len(), "every record can be opened");
        // A hidden record is a copy of a shown one.
        let contents: BTreeSet<u128> = shown.iter().map(|(text, _)| ContentDigests::of(text).digest()).collect();
        let events: BTreeSet<Vec<String>> =
            shown.iter().map(|(text, _)| event_of(&serde_json::from_str(text).expect("JSON"))).collect();
        for (record, ..) in &records {
            prop_assert!(events.contains(&event_of(record)), "no record like {} is shown", record);
            let id = record["eventID"].as_str().unwrap_or_default();
            if !GUIDS.contains(&id) {
                let digest = ContentDigests::of(&record.to_string()).digest();
                prop_assert!(contents.contains(&digest), "the content of {} is not shown", record);
            }
        }
        // Copies are shown once.
        let mut counts: BTreeMap<u128, u32> = BTreeMap::new();
        for (text, _) in &shown {
            if !text.contains(r#""eventID":"""#) && !text.contains("\"eventID\" :\n \"\"") {
                *counts.entry(ContentDigests::of(text).digest()).or_default() += 1;
            }
        }
        prop_assert!(counts.values().all(|count| *count == 1));
        // Each record is found by its content: among the rows, or among the hidden copies that
        // differ from what is shown.
        for marker in 0..3 {
            let filter = format!("\"marker-{marker}\"");
            let found = client.texts(&filter).len();
            let hidden = client.hidden_by(&filter);
            prop_assert!(hidden.iter().all(|(_, copy)| copy.differs));
            let is_there = records.iter().any(|(record, ..)| record.to_string().contains(&filter));
            prop_assert_eq!(found + hidden.len() > 0, is_there, "{}", filter);
        }
        // The number of hidden copies of each pair of files is the reported one.
        for pair in totals.repeats_by_file {
            let hidden = client.hidden(pair.file, Some(pair.of));
            prop_assert_eq!(hidden.len() as u64, pair.records);
            prop_assert_eq!(hidden.iter().filter(|(_, copy)| copy.differs).count() as u64, pair.differing);
            for (worker, copy) in hidden {
                prop_assert!(!text(&mut client, worker, copy.row).is_empty());
            }
        }
    }

    #[test]
    fn two_different_records_are_both_opened(
        one in any_record(), other in any_record(), workers in 1_usize..=3, is_turned in any::<bool>(),
    ) {
        prop_assume!(one != other);
        let mut client = TestClient::new(workers);
        for (number, record) in [(0, &one), (1, &other)] {
            let number = if is_turned { 1 - number } else { number };
            client.read(number, number as u32, "x.json", log_file(&[record.to_string()]).as_bytes());
        }
        let totals = client.settle();
        let (shown, reachable) = opened(&mut client);
        prop_assert_eq!(reachable.len(), 2);
        // Equal ids alone hide neither of them.
        if event_of(&one) != event_of(&other) {
            prop_assert_eq!(shown.len(), 2);
            let has_one_id = one["eventID"] == other["eventID"] && one["eventID"] != json!("");
            let has_one_owner = one["recipientAccountId"] == other["recipientAccountId"]
                && one["addendum"] == other["addendum"];
            let marked: u64 = totals.same_ids_by_file.iter().map(|of| of.records).sum();
            prop_assert_eq!(marked, if has_one_id && has_one_owner { 2 } else { 0 });
        }
    }

    #[test]
    fn true_copies_fold_whatever_way_they_come(
        made in any_record(), workers in 1_usize..=4, files in 2_usize..5,
    ) {
        prop_assume!(made["eventID"] != json!(""));
        let text = made.to_string();
        let mut client = TestClient::new(workers);
        for file in 0..files {
            let bytes = match file % 4 {
                0 => log_file(std::slice::from_ref(&text)),
                1 => json!({"Events": [{"EventId": made["eventID"], "CloudTrailEvent": text}]}).to_string(),
                2 => rewritten(&text),
                _ => json!({"version": "0", "detail-type": "AWS API Call via CloudTrail", "detail": made})
                    .to_string(),
            };
            client.read(file, file as u32, &format!("{file}.json"), bytes.as_bytes());
        }
        let totals = client.settle();
        prop_assert_eq!((totals.events, totals.repeats), (1, files as u64 - 1));
        let differing: u64 = totals.repeats_by_file.iter().map(|pair| pair.differing).sum();
        prop_assert_eq!(differing, 0);
        prop_assert_eq!(client.texts("copies:identical").len(), 1);
    }
}
