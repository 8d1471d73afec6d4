//! Known secrets are planted in every kind of field, and none may be in the output.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use trailglass::export::ExportForm;
use trailglass::model::Field;
use trailglass::redaction::{RedactionKey, Redactor};
use trailglass::sample;

use crate::export::{corpus_client, event_ids, read_again};
use crate::support::secrets::{Secrets, holds, record, secrets, undone};
use crate::support::test_client::{TestClient, selection};

/// Returns whether both values have the same number of keys and the same types.
fn same_shape(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => same_members(a, b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_shape(a, b))
        }
        (Value::String(_), Value::String(_)) => true,
        (Value::Number(a), Value::Number(b)) => {
            a == b || a.to_string().len() == 12 && b.to_string().len() == 12
        }
        (a, b) => a == b,
    }
}

/// Returns whether both objects have the same number of members, and unchanged keys have values of
/// the same shape. Replaced keys sort differently.
fn same_members(before: &Map<String, Value>, after: &Map<String, Value>) -> bool {
    before.len() == after.len()
        && before.iter().all(|(key, value)| after.get(key).is_none_or(|own| same_shape(value, own)))
}

fn kept(record: &Value) -> Vec<&Value> {
    let keys = [
        "eventID",
        "eventTime",
        "eventName",
        "eventSource",
        "awsRegion",
        "eventType",
        "errorCode",
        "readOnly",
    ];
    keys.iter().map(|key| &record[key]).chain([&record["userIdentity"]["type"]]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_planted_secret_is_written(all in proptest::collection::vec(secrets(), 1..3), workers in 1_usize..3) {
        let records: Vec<Value> = (0..4).map(|number| record(number, &all[number % all.len()])).collect();
        let texts: Vec<String> = records.iter().map(Value::to_string).collect();
        let client = TestClient::of_records(workers, &texts, |number| number);
        let everything = selection("");
        let dictionary = client.learn();
        let key = RedactionKey::new([7; 32]);
        let secrets: Vec<&str> = all.iter().flat_map(Secrets::all).collect();
        let fields: Vec<Field> = trailglass::model::FIELDS.iter().map(|spec| spec.field).collect();
        for form in [ExportForm::JsonLines, ExportForm::Records, ExportForm::Csv(fields)] {
            let written = client.export(&everything, &form, Some((&key, &dictionary)));
            prop_assert_eq!(holds(&written, &secrets), None);
            prop_assert!(written.contains("Chrome/120.0.0.0"), "versions stay");
        }
        let lines = client.export(&everything, &ExportForm::JsonLines, Some((&key, &dictionary)));
        let after: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        for (before, after) in records.iter().zip(&after) {
            prop_assert!(same_shape(before, after), "{before} {after}");
            prop_assert_eq!(kept(before), kept(after));
            // JSON in strings is still JSON.
            let nested = after["requestParameters"]["nested"].as_str().unwrap_or_default();
            let nested: Value = serde_json::from_str(nested).expect("JSON in a text");
            let policy: Value = serde_json::from_str(nested["policy"].as_str().unwrap_or_default()).expect("twice");
            prop_assert_eq!(&policy["Statement"][0]["Action"], "s3:GetObject");
            let encoded = after["requestParameters"]["twiceEncoded"].as_str().unwrap_or_default();
            let once = percent_decode_str(encoded).decode_utf8_lossy().into_owned();
            let plain = percent_decode_str(&once).decode_utf8_lossy().into_owned();
            prop_assert_eq!(&serde_json::from_str::<Value>(&plain).expect("encoded twice"), &policy);
            // Equal values have equal pseudonyms.
            let account = after["recipientAccountId"].as_str().unwrap_or_default();
            prop_assert_eq!(after["userIdentity"]["accountId"].as_str(), Some(account));
            prop_assert_eq!(after["responseElements"]["accountId"].to_string(), account);
            prop_assert!(after["userIdentity"]["arn"].as_str().is_some_and(|arn| arn.contains(account)));
            let bucket = after["requestParameters"]["bucketName"].as_str().unwrap_or_default();
            prop_assert_eq!(after["resources"][1]["ARN"].as_str(), Some(&*format!("arn:aws:s3:::{bucket}")));
        }
        prop_assert_eq!(event_ids(&lines).len(), 4);
        prop_assert_eq!(read_again(lines.as_bytes()), 4);

        // The result depends on the key: the same key gives the same file, another key a different
        // one.
        prop_assert_eq!(&client.export(&everything, &ExportForm::JsonLines, Some((&key, &dictionary))), &lines);
        let other = RedactionKey::new([8; 32]);
        prop_assert_ne!(&client.export(&everything, &ExportForm::JsonLines, Some((&other, &dictionary))), &lines);
    }

    #[test]
    fn nothing_that_is_no_record_breaks_it(text in "\\PC{0,60}", json in "[\\[\\]{}\",:\\\\%a0-9. @-]{0,60}") {
        let redactor = Redactor::new(&RedactionKey::new([1; 32]), &Default::default());
        redactor.redact_text(&text);
        redactor.redact_text(&json);
        redactor.redact_record(&json, "s3");
        let record = json!({"a": text, "requestParameters": {text.clone(): json}}).to_string();
        let after: Value = serde_json::from_str(&redactor.redact_record(&record, "s3")).expect("JSON");
        prop_assert!(same_shape(&serde_json::from_str(&record).expect("JSON"), &after));
    }
}

/// Calls `tell` with all texts in a value and the keys that lead to them.
fn texts<'v>(value: &'v Value, path: &mut Vec<&'v str>, tell: &mut dyn FnMut(&[&str], &'v str)) {
    match value {
        Value::String(text) => tell(path, text),
        Value::Array(elements) => elements.iter().for_each(|element| texts(element, path, tell)),
        Value::Object(members) => {
            for (key, member) in members {
                path.push(key);
                texts(member, path, tell);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Returns the words of a text: runs of characters that names consist of.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !(letter.is_ascii_alphanumeric() || "._-".contains(letter)))
        .map(|word| word.trim_matches(['.', '-', '_']))
}

/// Finds the secrets in records independently: accounts, addresses, keys, user names.
fn plain_secrets(records: &[Value]) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut found: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for record in records {
        texts(record, &mut Vec::new(), &mut |path, text| {
            let last = path.last().copied().unwrap_or_default();
            let digits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
            if digits && last.to_lowercase().contains("account") {
                found.entry("account").or_default().insert(text.to_owned());
            }
            if text.parse::<IpAddr>().is_ok_and(|address| !address.is_unspecified() && !address.is_loopback())
            {
                found.entry("address").or_default().insert(text.to_owned());
            }
            if last == "accessKeyId" && text.len() >= 16 {
                found.entry("key").or_default().insert(text.to_owned());
            }
            if last == "userName" && path.first() == Some(&"userIdentity") && text.len() >= 3 {
                found.entry("user").or_default().insert(text.to_owned());
            }
        });
    }
    found
}

fn check_records(client: &mut TestClient) {
    let everything = selection("");
    let before = client.export(&everything, &ExportForm::JsonLines, None);
    let dictionary = client.learn();
    let key = RedactionKey::new([42; 32]);
    let after = client.export(&everything, &ExportForm::JsonLines, Some((&key, &dictionary)));
    let parse = |lines: &str| -> Vec<Value> {
        lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let (before_records, after_records) = (parse(&before), parse(&after));
    assert_eq!(before_records.len(), after_records.len());
    for (before, after) in before_records.iter().zip(&after_records) {
        assert!(same_shape(before, after), "{before}\n{after}");
        assert_eq!(kept(before), kept(after));
    }
    assert_eq!(event_ids(&before), event_ids(&after));
    assert_eq!(read_again(after.as_bytes()), read_again(before.as_bytes()));

    let secrets = plain_secrets(&before_records);
    assert!(secrets["account"].len() > 1 && secrets["address"].len() > 5, "{secrets:?}");
    for word in words(&after) {
        for kind in ["account", "address", "key"] {
            let is_secret = secrets.get(kind).is_some_and(|secrets| secrets.contains(word));
            // This is not a part of an event's id, which stays.
            assert!(!is_secret, "{kind} {word} is still there");
        }
    }
    // User names that are not everyday words are gone from every text except those that AWS chose.
    let is_own = |name: &&String| {
        let is_word = !name.contains(|letter: char| letter.is_ascii_digit() || ".-@".contains(letter));
        // Names that AWS chose stay as well.
        !is_word && !name.starts_with("AWSServiceRoleFor") && !name.ends_with(".amazonaws.com")
    };
    let users: Vec<&String> = secrets["user"].iter().filter(is_own).collect();
    for record in &after_records {
        texts(record, &mut Vec::new(), &mut |path, text| {
            let is_kept = path.len() == 1
                && ["eventName", "eventSource", "eventID", "requestID", "awsRegion"].contains(&path[0]);
            for layer in undone(text) {
                for user in &users {
                    assert!(
                        is_kept || !words(&layer).any(|word| word == user.as_str()),
                        "{user} is in {path:?} {text}"
                    );
                }
            }
        });
    }
}

#[test]
fn the_sample_holds_none_of_its_names() {
    let records: Vec<String> = sample::records(5, 3_000).collect();
    check_records(&mut TestClient::of_records(2, &records, |number| number));
}

#[test]
fn the_corpus_holds_none_of_its_names() {
    let Some(mut client) = corpus_client(2) else { return };
    check_records(&mut client);
}

#[test]
fn common_words_are_replaced_where_they_are_names_only() {
    let record = json!({
        "eventID": "00000000-0000-4000-8000-000000000001", "eventTime": "2024-03-01T10:00:00Z",
        "eventSource": "s3.amazonaws.com", "eventName": "ListObjects",
        "userIdentity": {"type": "IAMUser", "userName": "test", "arn": "arn:aws:iam::111122223333:user/test"},
        "requestParameters": {"bucketName": "logs", "userName": "s3"},
        "errorMessage": "this test of logs in s3, said alice",
    })
    .to_string();
    let client = TestClient::of_records(1, &[record], |_| 0);
    let dictionary = client.learn();
    let key = RedactionKey::new([1; 32]);
    let redaction = Some((&key, &dictionary));
    let lines = client.export(&selection(""), &ExportForm::JsonLines, redaction);
    let after: Value = serde_json::from_str(&lines).expect("JSON");
    let said = after["errorMessage"].as_str().unwrap_or_default();
    assert!(said.starts_with("this test of logs in s3, said ") && !said.contains("alice"), "{said}");
    for name in [&after["userIdentity"]["userName"], &after["requestParameters"]["userName"]] {
        assert!(name.as_str().is_some_and(|name| name.starts_with("user-")), "{after}");
    }
    assert!(
        after["requestParameters"]["bucketName"].as_str().is_some_and(|name| name.starts_with("bucket-"))
    );
    let table = client.export(&selection(""), &ExportForm::Csv(vec![Field::Who, Field::Service]), redaction);
    assert!(!table.contains("test") && table.contains(",s3,"), "{table}");
}
