//! Events are exported by several workers, and read back.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;
use trailglass::export::{ExportForm, ExportReply, ExportRequest, ExportWriter};
use trailglass::model::{FIELDS, Field};
use trailglass::query::ShardQuery;
use trailglass::redaction::RedactionKey;
use trailglass::sample;

use crate::support;
use crate::support::reading::gzip;
use crate::support::test_client::{TestClient, selection};

/// Returns the number of events in a file, counted by Trailglass's own reader.
pub fn read_again(file: &[u8]) -> u64 {
    let mut client = TestClient::new(2);
    client.read(0, 0, "trailglass-events", file);
    let report = &client.reports[0];
    assert_eq!(report.problems.len(), 0, "{:?}", report.problems);
    client.settle().events
}

fn check_round_trip(client: &mut TestClient, filter: &str) {
    let selection = selection(filter);
    let mut texts = client.texts(filter);
    let count = texts.len() as u64;
    let records = client.export(&selection, &ExportForm::Records, None);
    assert_eq!(records, format!("{{\"Records\":[{}]}}", texts.join(",")), "byte for byte, by time");
    let lines = client.export(&selection, &ExportForm::JsonLines, None);
    assert_eq!(lines.lines().count() as u64, count);
    let read: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let expected: Vec<Value> =
        texts.drain(..).map(|text| serde_json::from_str(&text).expect("JSON")).collect();
    assert_eq!(read, expected);
    if count > 0 {
        assert_eq!(read_again(&gzip(records.as_bytes())), count);
        assert_eq!(read_again(lines.as_bytes()), count);
    }
    let fields = vec![Field::EventTime, Field::EventName, Field::UserAgent, Field::ErrorMessage];
    let table = client.export(&selection, &ExportForm::Csv(fields), None);
    let rows = csv_rows(&table);
    assert_eq!(rows.len() as u64, count + 1);
    assert_eq!(rows[0], ["eventTime", "eventName", "userAgent", "errorMessage", "eventID"]);
    for (row, record) in rows[1..].iter().zip(&expected) {
        assert_eq!(row.len(), 5);
        assert_eq!(row[4], record["eventID"].as_str().or(record["eventId"].as_str()).unwrap_or_default());
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '@'])), "{row:?}");
        if let (Some(name), true) = (record["eventName"].as_str(), record["insightDetails"].is_null()) {
            assert_eq!(row[1].trim_start_matches('\''), name);
        }
    }
}

/// Checks that a table is read back as events, except for rows with too few members. Records that
/// share an id, of accounts that the table does not contain, repeat each other.
fn check_table(client: &mut TestClient, filter: &str) {
    let fields = [Field::EventTime, Field::EventName, Field::EventSource, Field::Who, Field::ErrorMessage];
    let table = client.export(&selection(filter), &ExportForm::Csv(fields.to_vec()), None);
    let has = |row: &[String], column: usize| !row[column].is_empty();
    let is_event =
        |row: &&Vec<String>| has(row, 1) && has(row, 2) || has(row, 0) && (has(row, 1) || has(row, 5));
    let count = csv_rows(&table)[1..].iter().filter(is_event).count() as u64;
    if count > 0 {
        let mut client = TestClient::new(1);
        client.read(0, 0, "table.csv", table.as_bytes());
        let totals = client.settle();
        assert_eq!(totals.events + totals.repeats, count);
    }
}

/// Returns the cells of a table, parsed by another library.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv_core::Reader::new();
    let (mut rows, mut cells, mut cell) = (Vec::new(), Vec::new(), Vec::new());
    let mut input = text.as_bytes();
    let mut buffer = [0; 4096];
    loop {
        let (result, read, written) = reader.read_field(input, &mut buffer);
        input = &input[read..];
        cell.extend_from_slice(&buffer[..written]);
        match result {
            csv_core::ReadFieldResult::Field { record_end } => {
                cells.push(String::from_utf8(std::mem::take(&mut cell)).expect("text"));
                if record_end {
                    rows.push(std::mem::take(&mut cells));
                }
            }
            csv_core::ReadFieldResult::End => return rows,
            _ => {}
        }
    }
}

#[test]
fn the_sample_comes_back() {
    let records: Vec<String> = sample::records(3, 2_000).collect();
    let mut client = TestClient::of_records(3, &records, |number| number * 7 / 3);
    for filter in ["", "eventName:Describe*", "outcome:failed", "eventName:NoSuchThing"] {
        check_round_trip(&mut client, filter);
        check_table(&mut client, filter);
    }
}

/// Reads the corpus of real events into several workers.
pub fn corpus_client(workers: usize) -> Option<TestClient> {
    let folder = support::corpus()?;
    let mut client = TestClient::new(workers);
    for (number, path) in support::files_below(&folder).iter().enumerate() {
        let bytes = std::fs::read(path).expect("a readable file");
        client.read(number, number as u32, &path.display().to_string(), &bytes);
    }
    client.settle();
    Some(client)
}

#[test]
fn the_corpus_comes_back() {
    let Some(mut client) = corpus_client(3) else { return };
    check_round_trip(&mut client, "");
    check_table(&mut client, "");
}

/// Answers one export request, as a worker does.
fn answer(shard_query: &mut ShardQuery, writer: &mut ExportWriter, ask: &ExportRequest) -> ExportReply {
    writer.answer(shard_query, ask, &[vec![1; 31]]).0
}

#[test]
fn what_was_begun_is_forgotten_with_the_rows() {
    let records: Vec<String> = sample::records(1, 10).collect();
    let client = TestClient::of_records(1, &records, |_| 0);
    client.with_worker(0, |shard_query| {
        let mut writer = ExportWriter::default();
        answer(shard_query, &mut writer, &ExportRequest::Begin(selection("")));
        writer.clear();
        for ask in [
            ExportRequest::Learn,
            ExportRequest::ShareDictionary,
            ExportRequest::Redact,
            ExportRequest::Write(ExportForm::Records),
        ] {
            assert_eq!(answer(shard_query, &mut writer, &ask), ExportReply::Stale);
        }
        answer(shard_query, &mut writer, &ExportRequest::Begin(selection("")));
        let redacted = answer(shard_query, &mut writer, &ExportRequest::Redact);
        assert_eq!(redacted, ExportReply::Stale, "no key, no redaction");
        assert_eq!(answer(shard_query, &mut writer, &ExportRequest::End), ExportReply::Ended);
        assert_eq!(answer(shard_query, &mut writer, &ExportRequest::Learn), ExportReply::Stale);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn files_do_not_depend_on_the_sharing_out(
        seed in 0_u64..1_000, workers in 1_usize..=5, sharing in proptest::collection::vec(0_usize..5, 60),
    ) {
        let records: Vec<String> = sample::records(seed, 60).collect();
        let one = TestClient::of_records(1, &records, |_| 0);
        let many = TestClient::of_records(workers, &records, |number| sharing[number]);
        let (all, key) = (selection(""), RedactionKey::new([seed as u8; 32]));
        let (learned, by_many) = (one.learn(), many.learn());
        prop_assert_eq!(&learned, &by_many);
        let forms = [ExportForm::Records, ExportForm::JsonLines, ExportForm::Csv(vec![Field::EventTime, Field::Who])];
        for form in &forms {
            prop_assert_eq!(one.export(&all, form, None), many.export(&all, form, None));
            let redaction = Some((&key, &learned));
            prop_assert_eq!(one.export(&all, form, redaction), many.export(&all, form, redaction));
        }
    }
}

/// Returns the `eventID`s in a file of JSON lines.
pub fn event_ids(lines: &str) -> BTreeSet<String> {
    let ids = lines.lines().filter_map(|line| {
        let record: Value = serde_json::from_str(line).ok()?;
        Some(record.get("eventID")?.as_str()?.to_owned())
    });
    ids.collect()
}

/// Fields that depend on an event's copies and namesakes; a table has each event once.
const OF_OTHER_RECORDS: [Field; 2] = [Field::Copies, Field::SameId];

/// Returns the fields that a table preserves. Others are derived from all files.
fn fields_of_records() -> Vec<Field> {
    let concluded = [Field::Actor, Field::Session, Field::Chain, Field::Key, Field::Integrity];
    let concluded = [&concluded[..], &OF_OTHER_RECORDS].concat();
    FIELDS.iter().map(|spec| spec.field).filter(|field| !concluded.contains(field)).collect()
}

/// Returns the fields with a column in the grid that a table of all events preserves when it is
/// read alone.
fn fields_shown() -> Vec<Field> {
    let shown = FIELDS.iter().filter(|spec| spec.column).map(|spec| spec.field);
    shown.filter(|field| !OF_OTHER_RECORDS.contains(field)).collect()
}

/// Checks that a table of all events that is read and written again has the same rows.
fn check_table_comes_back(client: &mut TestClient, fields: &[Field]) {
    let form = ExportForm::Csv(fields.to_vec());
    let table = client.export(&selection(""), &form, None);
    let mut client = TestClient::new(1);
    client.read(0, 0, "table.csv", table.as_bytes());
    assert_eq!(client.reports[0].container, "Trailglass CSV export");
    client.settle();
    let again = client.export(&selection(""), &form, None);
    // Records that share an id may now repeat each other, and a record without an id and a name is
    // not an event.
    let rows = |table: &str| {
        let mut rows = csv_rows(table).split_off(1);
        let mut ids = std::collections::BTreeMap::<String, u32>::new();
        rows.iter().for_each(|row| *ids.entry(row.last().cloned().unwrap_or_default()).or_default() += 1);
        rows.retain(|row| row.last().is_some_and(|id| !id.is_empty() && ids[id] == 1));
        rows.sort();
        rows
    };
    let (first, again) = (rows(&table), rows(&again));
    assert!(first.len() > 500, "{}", first.len());
    for (row, other) in first.iter().zip(&again) {
        assert_eq!(row, other);
    }
    assert_eq!(first.len(), again.len());
}

#[test]
fn tables_of_the_sample_come_back_column_by_column() {
    let records: Vec<String> = sample::records(5, 1_000).collect();
    let mut client = TestClient::of_records(2, &records, |number| number);
    check_table_comes_back(&mut client, &fields_of_records());
    check_table_comes_back(&mut client, &fields_shown());
}

#[test]
fn tables_of_the_corpus_come_back_column_by_column() {
    let Some(mut client) = corpus_client(2) else { return };
    check_table_comes_back(&mut client, &fields_of_records());
    check_table_comes_back(&mut client, &fields_shown());
}
