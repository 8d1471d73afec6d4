//! Events that passed through a table: CSV from several tools, and JSON whose spelling a table
//! changed.

use serde_json::{Map, Value, json};
use trailglass::intake::{Report, Status};
use trailglass::model::Field;

use crate::support::reading::read_values;
use crate::support::test_client::TestClient;

fn client(text: &[u8]) -> TestClient {
    let mut client = TestClient::new(1);
    client.read(0, 0, "table", text);
    client.settle();
    client
}

/// Returns the values of a field, sorted.
fn values(client: &mut TestClient, field: Field) -> Vec<String> {
    let mut values: Vec<String> = client.facet("", field).into_iter().map(|(value, _)| value).collect();
    values.sort();
    values
}

fn count(client: &mut TestClient, filter: &str) -> usize {
    client.texts(filter).len()
}

fn notes(report: &Report) -> String {
    report.notes.join("\n")
}

/// Case 04.
#[test]
fn sentinel_columns_are_understood() {
    let bytes = include_bytes!("data/04-sentinel.csv");
    let (report, events) = read_values(bytes);
    assert_eq!((report.status, report.container.as_str()), (Status::Read, "Microsoft Sentinel CSV"));
    assert_eq!(events[0]["eventTime"], "2025-04-21T09:45:54Z");
    assert_eq!(events[0]["eventID"], "11111111-2222-4333-8444-000000000004");
    assert_eq!(events[0]["eventType"], "AwsConsoleSignIn");
    assert_eq!(events[0]["responseElements"], json!({"ConsoleLogin": "Success"}));
    assert_eq!(events[0]["tlsDetails"], json!({"tlsVersion": "TLSv1.3"}));
    assert_eq!(
        events[1]["userIdentity"]["sessionContext"],
        json!({
            "attributes": {"mfaAuthenticated": "true", "creationDate": "2025-04-21T09:00:00Z"},
            "sessionIssuer": {"type": "Role", "arn": "arn:aws:iam::111122223333:role/Ops", "userName": "Ops"},
        })
    );
    let mut client = client(bytes);
    assert_eq!(values(&mut client, Field::Who), ["Ops/dana", "dana"]);
    assert_eq!(count(&mut client, "resource:finance-exports"), 1);
    assert!(
        notes(&report).contains("the columns OperationName and Type were not understood"),
        "{}",
        notes(&report)
    );
}

/// Case 06.
#[test]
fn selected_columns_of_athena_are_understood() {
    let (report, _) = read_values(include_bytes!("data/06-athena-arn.csv"));
    assert_eq!((report.status, report.container.as_str()), (Status::Read, "CSV of query results"));
    assert!(
        notes(&report).contains("no column for the account (recipientAccountId), errorCode"),
        "{}",
        notes(&report)
    );
    let mut with_arn = client(include_bytes!("data/06-athena-arn.csv"));
    assert_eq!(values(&mut with_arn, Field::Who), ["dana"]);
    assert_eq!(count(&mut with_arn, "arn:*dana"), 2);

    let (report, events) = read_values(include_bytes!("data/06b-athena-noeventsource.csv"));
    assert_eq!((report.status, events.len()), (Status::Read, 1));
    assert!(notes(&report).contains("no column for eventSource, who it was"), "{}", notes(&report));

    let bytes = include_bytes!("data/06c-athena-username.csv");
    let (report, _) = read_values(bytes);
    assert_eq!(report.container, "CSV of query results");
    assert!(!notes(&report).contains("90 days"), "{}", notes(&report));
    let mut with_names = client(bytes);
    assert_eq!(values(&mut with_names, Field::Who), ["Ops/dana", "dana"]);
}

/// Case 09.
#[test]
fn what_athena_unloads_is_as_it_was() {
    let (control, table) =
        (include_bytes!("data/09-control.json"), include_bytes!("data/09-athena-unload.jsonl"));
    let (report, events) = read_values(table);
    assert_eq!(report.status, Status::Read);
    assert!(notes(&report).contains("came through a table"), "{}", notes(&report));
    assert_eq!(events, read_values(control).1);
    let (mut control, mut table) = (client(control), client(table));
    for field in trailglass::model::FIELDS {
        assert_eq!(values(&mut table, field.field), values(&mut control, field.field), "{}", field.name);
    }
    for (filter, events) in [
        ("resource:finance-exports", 3),
        ("requestParameters.bucketName:*", 3),
        ("tlsDetails.tlsVersion:TLSv1.3", 7),
    ] {
        assert_eq!((count(&mut table, filter), count(&mut control, filter)), (events, events), "{filter}");
    }
}

/// Case 11.
#[test]
fn steampipe_has_whole_events() {
    let (report, events) = read_values(include_bytes!("data/11-steampipe-lookup.csv"));
    assert_eq!((report.status, report.container.as_str()), (Status::Read, "CSV with events as text"));
    assert_eq!(events.len(), 3);
    assert!(report.notes.is_empty(), "{:?}", report.notes);
    assert_eq!(events[0]["requestParameters"], json!({"bucketName": "finance-exports"}));
}

/// Case 12.
#[test]
fn suzaku_timelines_are_understood() {
    let bytes = include_bytes!("data/12-suzaku-timeline.csv");
    let (report, events) = read_values(bytes);
    assert_eq!((report.status, report.container.as_str()), (Status::Read, "suzaku timeline CSV"));
    assert_eq!(events[0]["eventTime"], "2025-05-06T08:04:00Z");
    assert_eq!(events[0]["sourceIPAddress"], "203.0.113.17");
    assert_eq!(events[0]["RuleTitle"], "Console Login Without MFA");
    assert_eq!(values(&mut client(bytes), Field::Who), ["Ops/dana", "root"]);
    assert!(notes(&report).contains("RuleTitle, RuleAuthor, Level and RuleID"), "{}", notes(&report));
}

/// Case 18.
#[test]
fn joined_names_are_paths() {
    let bytes = include_bytes!("data/18-flattened.csv");
    let (report, events) = read_values(bytes);
    assert_eq!(report.status, Status::Read);
    assert_eq!(events[0]["readOnly"], json!(false));
    assert_eq!(events[0]["requestParameters"], json!({"bucketName": "finance-exports"}));
    let mut client = client(bytes);
    assert_eq!(values(&mut client, Field::Who), ["Ops/dana"]);
    assert_eq!(values(&mut client, Field::SessionIssuerUserName), ["Ops"]);
    assert_eq!(count(&mut client, "resource:finance-exports"), 1);
    assert!(notes(&report).contains("1 column without a name"), "{}", notes(&report));
}

/// Case 23.
#[test]
fn printed_structures_are_read_back() {
    let bytes = include_bytes!("data/23-athena-select-star.csv");
    let (report, events) = read_values(bytes);
    assert_eq!((report.status, report.container.as_str()), (Status::Read, "CSV of query results"));
    let (_, control) = read_values(include_bytes!("data/09-control.json"));
    for event in &events {
        let original =
            control.iter().find(|original| original["eventID"] == event["eventID"]).expect("an original");
        assert_eq!(event["userIdentity"], original["userIdentity"]);
        assert_eq!(event["tlsDetails"]["tlsVersion"], "TLSv1.3");
        for member in ["requestParameters", "responseElements", "additionalEventData"] {
            assert_eq!(event[member], original[member], "{member}");
        }
    }
    assert!(!notes(&report).contains("CAST("), "{}", notes(&report));
    let mut client = client(bytes);
    assert_eq!(values(&mut client, Field::TlsVersion), ["TLSv1.3"]);
    assert_eq!(values(&mut client, Field::Who), ["Deploy/d1", "Ops/dana@example.org", "dana"]);
}

/// The CSV dialect does not matter.
#[test]
fn delimiters_quotes_and_line_ends_do_not_matter() {
    let rows = [
        ["eventTime", "eventName", "eventSource", "userIdentity.arn", "errorMessage"],
        [
            "2025-05-06T08:01:00Z",
            "GetUser",
            "iam.amazonaws.com",
            "arn:aws:iam::111122223333:user/dana",
            "no, \"never\";\tat all",
        ],
    ];
    let quoted = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
    for delimiter in [",", ";", "\t", "|"] {
        for end in ["\n", "\r\n"] {
            for begin in ["", "\u{feff}", "sep=DELIMITER\r\n"] {
                let begin = begin.replace("DELIMITER", delimiter);
                let lines: Vec<String> = rows
                    .iter()
                    .map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(delimiter))
                    .collect();
                let text = format!("{begin}{}{end}", lines.join(end));
                let (report, events) = read_values(text.as_bytes());
                assert_eq!((report.status, events.len()), (Status::Read, 1), "{text}");
                assert_eq!(events[0]["errorMessage"], rows[1][4], "{text}");
                assert_eq!(events[0]["userIdentity"], json!({"arn": rows[1][3]}), "{text}");
            }
        }
    }
}

#[test]
fn what_a_table_lacks_is_the_reason_of_its_refusal() {
    let (report, _) = read_values(
        b"eventtime,awsregion,sourceipaddress,errorcode\n2025-05-06T08:01:00Z,eu-west-1,192.0.2.1,\n",
    );
    assert_eq!((report.status, report.records), (Status::Refused, 0));
    assert!(
        report.problems[0].message.contains("eventName, eventSource are missing"),
        "{:?}",
        report.problems
    );
}

#[test]
fn ragged_rows_are_said() {
    let (report, events) = read_values(
        b"eventName,eventSource,eventTime\nGetUser,iam.amazonaws.com\nA,b,2025-05-06T08:01:00Z,x\n",
    );
    assert_eq!((report.status, events.len(), report.problems.len()), (Status::Partial, 2, 2));
    assert!(report.problems[0].message.contains("2 cells and the head has 3"), "{:?}", report.problems);
}

/// Members that Athena's table stores as text.
const AS_TEXT: &[&str] = &[
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "serviceEventDetails",
    "edgeDeviceDetails",
];

/// Lowers the keys of members that the documented table declares.
fn lowered(value: &Value, path: &str) -> Value {
    match value {
        Value::Object(members)
            if !path.ends_with("/attributes/") || path.contains("/sessioncontext/attributes/") =>
        {
            let lowered = members.iter().map(|(key, value)| {
                let key = key.to_ascii_lowercase();
                let below = format!("{path}{key}/");
                (key, lowered(value, &below))
            });
            Value::Object(lowered.collect())
        }
        Value::Array(elements) => elements.iter().map(|element| lowered(element, path)).collect(),
        other => other.clone(),
    }
}

/// Returns a record as Athena writes it to JSON.
pub fn unloaded(record: &Map<String, Value>) -> Value {
    let members = record.iter().map(|(key, value)| {
        let value = match value {
            Value::Object(_) | Value::Array(_) if AS_TEXT.contains(&key.as_str()) => json!(value.to_string()),
            Value::Bool(flag) => json!(flag.to_string()),
            Value::Object(_) if matches!(key.as_str(), "eventContext" | "summary") => value.clone(),
            value => lowered(value, "/"),
        };
        (key.to_ascii_lowercase(), value)
    });
    Value::Object(members.collect())
}

/// Returns a value without null members, as from a table that omits nulls.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(key, value)| (key.clone(), without_nulls(value))).collect())
        }
        other => other.clone(),
    }
}

fn check_unloaded(record: &str) {
    let Value::Object(record) = serde_json::from_str(record).expect("JSON") else { panic!("an object") };
    let (report, kept) = read_values(unloaded(&record).to_string().as_bytes());
    assert_eq!((report.status, kept.len()), (Status::Read, 1), "{record:?}");
    // JSON text in the original cannot be told from an object that the table stores as text.
    let is_as_text = |(key, value): (&String, &Value)| {
        AS_TEXT.contains(&key.as_str()) && value.as_str().is_some_and(|text| text.starts_with(['{', '[']))
    };
    if !record.iter().any(is_as_text) {
        assert_eq!(without_nulls(&kept[0]), without_nulls(&Value::Object(record)));
    }
}

#[test]
fn records_of_the_sample_come_back_from_a_table() {
    for record in trailglass::sample::records(11, 1_500) {
        check_unloaded(&record);
    }
}

/// Collects every leaf of a value with its path, as tools flatten records.
fn leaves(value: &Value, path: &str, separator: &str, out: &mut Vec<(String, String)>) {
    let below =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}{separator}{name}") };
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| leaves(value, &below(key), separator, out))
        }
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .for_each(|(place, value)| leaves(value, &below(&place.to_string()), separator, out)),
        Value::Null => {}
        Value::String(text) => out.push((path.to_owned(), text.clone())),
        other => out.push((path.to_owned(), other.to_string())),
    }
}

/// Returns all leaves as text, whatever their types.
fn as_leaves(value: &Value) -> Vec<(String, String)> {
    let mut out = Vec::new();
    leaves(value, "", ".", &mut out);
    out.retain(|(_, text)| !text.trim().is_empty() && text != "null");
    out.sort();
    out
}

#[test]
fn records_of_the_sample_come_back_from_flattened_columns() {
    for record in trailglass::sample::records(12, 400) {
        let mut record: Value = serde_json::from_str(&record).expect("JSON");
        // An array of objects is one cell.
        let resources = record.as_object_mut().and_then(|members| members.remove("resources"));
        for separator in [".", "/"] {
            let mut columns = Vec::new();
            leaves(&record, "", separator, &mut columns);
            columns.extend(resources.iter().map(|resources| ("resources".to_owned(), resources.to_string())));
            let line = |cells: Vec<&String>| {
                let cells = cells.into_iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
                cells.collect::<Vec<_>>().join(",")
            };
            let head = line(columns.iter().map(|(name, _)| name).collect());
            let row = line(columns.iter().map(|(_, cell)| cell).collect());
            let (report, kept) = read_values(format!("{head}\n{row}\n").as_bytes());
            assert_eq!((report.status, kept.len()), (Status::Read, 1), "{head}\n{row}");
            let mut back = kept[0].clone();
            assert_eq!(back.as_object_mut().and_then(|members| members.remove("resources")), resources);
            assert_eq!(as_leaves(&back), as_leaves(&record), "{head}\n{row}");
        }
    }
}

/// Real events, some of which other tools have modified: all content is preserved, except for the
/// spelling of members that the table does not declare.
#[test]
fn records_of_the_corpus_come_back_from_a_table() {
    let Some(folder) = crate::support::corpus() else { return };
    let mut compared = 0;
    for path in crate::support::files_below(&folder) {
        let bytes = std::fs::read(path).expect("a readable file");
        for event in read_values(&bytes).1 {
            let (true, true, Some(record)) =
                (event["eventName"].is_string(), event["eventSource"].is_string(), event.as_object())
            else {
                continue;
            };
            let (report, kept) = read_values(unloaded(record).to_string().as_bytes());
            assert_eq!((report.status, kept.len()), (Status::Read, 1), "{event}");
            // A time may be written in another form.
            let in_small_letters = |value: &Value| -> Vec<(String, String)> {
                let leaves = as_leaves(value).into_iter();
                let mut leaves: Vec<_> = leaves
                    .map(|(path, text)| (path.to_ascii_lowercase(), text.to_ascii_lowercase()))
                    .filter(|(path, _)| !path.ends_with("eventtime") && !path.ends_with("creationdate"))
                    .collect();
                leaves.sort();
                leaves
            };
            assert_eq!(in_small_letters(&kept[0]), in_small_letters(&event), "{event}");
            compared += 1;
        }
    }
    assert!(compared > 1_000, "{compared}");
}
