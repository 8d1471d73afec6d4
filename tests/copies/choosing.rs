//! The copy with the best integrity verdict is the one that is shown.

use serde_json::json;
use trailglass::store::Totals;

use super::{record, rewritten};
use crate::support::reading::log_file;
use crate::support::test_client::TestClient;

const ID: &str = "c7e6a1c0-0000-4000-8000-000000000001";

/// Sets a verdict for each file, and chooses again.
fn check(client: &mut TestClient, verdicts: &[&str]) -> Totals {
    let words: Vec<String> = verdicts.iter().map(|word| (*word).to_owned()).collect();
    let marks: Vec<u8> = (0..verdicts.len() as u32)
        .flat_map(|file| [file, 0, u32::MAX, file])
        .flat_map(u32::to_le_bytes)
        .collect();
    client.each_worker(|shard_query| shard_query.shard().mark_files(&words, &marks));
    client.settle()
}

fn by(name: &str) -> String {
    record(ID, "DeleteTrail", 1, &json!({"userAgent": name}))
}

#[test]
fn a_verified_copy_is_never_hidden() {
    for workers in 1..=3 {
        let mut client = TestClient::new(workers);
        for (file, agent) in ["forged", "true", "made up"].iter().enumerate() {
            client.read(file, file as u32, &format!("{file}.json"), log_file(&[by(agent)]).as_bytes());
        }
        assert_eq!(client.settle().events, 1);
        assert_eq!(client.texts(""), [by("forged")], "the first file's, as long as nothing is known");
        assert_eq!(client.texts("copies:differing").len(), 1);

        let totals = check(&mut client, &["invalid", "verified", "notcovered"]);
        assert_eq!((totals.events, totals.repeats), (1, 2));
        assert_eq!(client.texts(""), [by("true")]);
        assert_eq!(client.texts("integrity:verified and copies:differing").len(), 1);
        assert_eq!(client.texts("userAgent:forged").len(), 0);
        let of: Vec<_> =
            totals.repeats_by_file.iter().map(|pair| (pair.file, pair.of, pair.differing)).collect();
        assert_eq!(of.len(), 2);
        assert!(of.contains(&(0, 1, 1)) && of.contains(&(2, 1, 1)));

        // The others are hidden, with their differences and verdicts.
        let hidden = client.hidden_by("userAgent:forged");
        let [(worker, copy)] = hidden.as_slice() else { panic!("one: {hidden:?}") };
        assert_eq!((copy.file, copy.of, copy.differs), (0, 1, true));
        let record = client.record(*worker, copy.row);
        assert_eq!((record.text.as_str(), record.integrity.as_str()), (by("forged").as_str(), "invalid"));
        assert!(record.is_hidden);
        let found = client.copies(*worker, copy.row).expect("a print");
        let copies: Vec<_> = found
            .copies
            .iter()
            .map(|one| {
                (one.copy.file, one.copy.is_shown, one.copy.integrity.as_str(), one.copy.differences.total)
            })
            .collect();
        assert_eq!(copies, [(1, true, "verified", 1), (0, false, "invalid", 0), (2, false, "notcovered", 1)]);
        let differs = &found.copies[0].copy.differences.listed[0];
        assert_eq!(differs.path, "userAgent");
        assert_eq!(
            (differs.one.as_deref(), differs.other.as_deref()),
            (Some("\"forged\""), Some("\"true\""))
        );

        // A later check can give other verdicts.
        check(&mut client, &["verified", "verified", "unproven"]);
        assert_eq!(client.texts(""), [by("forged")], "of equals, the first file's");
        check(&mut client, &["invalid", "notcovered", "unproven"]);
        assert_eq!(client.texts(""), [by("made up")]);
    }
}

#[test]
fn a_hidden_copy_takes_the_place_of_one_that_is_lost() {
    let mut client = TestClient::new(2);
    client.read(0, 0, "a.json", log_file(&[by("same"), record("x", "Other", 2, &json!({}))]).as_bytes());
    client.read(1, 1, "b.json", log_file(&[rewritten(&by("same"))]).as_bytes());
    assert_eq!(client.settle().events, 2);
    // The worker of the first file crashes.
    client.client.platform().crash(0, "unreachable");
    client.run();
    let totals = client.settle();
    assert_eq!((totals.events, totals.repeats), (1, 0));
    assert_eq!(client.texts(""), [rewritten(&by("same"))]);
    assert_eq!(client.texts("copies:*").len(), 0);
}

#[test]
fn more_files_find_more_copies() {
    let mut client = TestClient::new(3);
    let mut events = 0;
    for file in 0..6_u32 {
        // Each file has one event of its own, and one of the previous file.
        let id = |number: u32| format!("c7e6a1c0-0000-4000-8000-{number:012x}");
        let texts = [file, file + 1].map(|number| record(&id(number + 1), "GetTrail", number, &json!({})));
        client.read(file as usize, file, "x.json", log_file(&texts).as_bytes());
        let totals = client.settle();
        events += if file == 0 { 2 } else { 1 };
        assert_eq!((totals.events, totals.repeats), (events, u64::from(file)));
        assert_eq!(client.texts("").len() as u64, events);
        assert_eq!(client.texts("copies:identical").len() as u64, u64::from(file));
    }
}

#[test]
fn the_differences_of_a_copy_that_says_less_are_listed() {
    let whole = by("x");
    let mut less: serde_json::Value = serde_json::from_str(&whole).expect("JSON");
    less["requestParameters"] = serde_json::Value::Null;
    less.as_object_mut().expect("an object").remove("awsRegion");
    let mut client = TestClient::new(2);
    client.read(0, 0, "a.json", log_file(&[whole]).as_bytes());
    client.read(1, 1, "b.json", log_file(&[less.to_string()]).as_bytes());
    let totals = client.settle();
    assert_eq!((totals.events, totals.repeats, totals.repeats_by_file[0].differing), (1, 1, 1));
    let rows = client.rows("", trailglass::model::Sort::default(), 0, 1, &[]);
    let (worker, row) = &rows[0];
    let found = client.copies(*worker, row.row).expect("a print");
    let listed = &found.copies[1].copy.differences.listed;
    let paths: Vec<&str> = listed.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(paths, ["awsRegion", "requestParameters"]);
    assert_eq!(listed[0].other, None);
}
