//! Compares the filter over the store with the filter over parsed JSON, for real events, in any
//! order and over any number of workers.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use trailglass::base::buckets::TimeBuckets;
use trailglass::base::time::parse_millis;
use trailglass::model::{Field, Sort, SortKey, StorageGroup};
use trailglass::query::{EventRow, FacetRequest, OverviewRequest, parse, path_text, quote};

use crate::support;
use crate::support::naive;
use crate::support::test_client::{TestClient, selection};

/// An event as text and as JSON, with its columns in the store.
pub struct StoredEvent {
    text: String,
    json: Value,
    columns: Vec<String>,
    millis: Option<i64>,
}

const COLUMNS: fn() -> Vec<Field> = || {
    trailglass::model::FIELDS
        .iter()
        .map(|spec| spec.field)
        .filter(|field| field.spec().storage != StorageGroup::Time)
        .collect()
};

/// Returns some hundred real events of many kinds, or generated ones if the corpus is absent.
fn events() -> Vec<StoredEvent> {
    let mut client = TestClient::new(1);
    match support::corpus() {
        Some(folder) => {
            for (number, path) in support::files_below(&folder).iter().enumerate() {
                // The two largest sources contain similar events.
                let name = path.display().to_string();
                if number % 2 == 0 || !name.contains("invictus") && !name.contains("samples-large") {
                    client.read(0, number as u32, &name, &std::fs::read(path).expect("a readable file"));
                }
            }
        }
        None => {
            let records: Vec<String> = trailglass::sample::records(7, 400).collect();
            client.read(
                0,
                0,
                "generated.json",
                format!("{{\"Records\":[{}]}}", records.join(",")).as_bytes(),
            );
        }
    }
    client.settle();
    events_of(&mut client)
}

/// Returns the events that have been read.
pub fn events_of(client: &mut TestClient) -> Vec<StoredEvent> {
    let rows = client.rows("", Sort { field: Field::EventTime, descending: false }, 0, 100_000, &COLUMNS());
    let texts = client.texts("");
    rows.into_iter()
        .zip(texts)
        .map(|((_, row), text)| {
            let json: Value = serde_json::from_str(&text).expect("an event is JSON");
            let millis = json["eventTime"].as_str().and_then(parse_millis);
            assert_eq!(millis, row.millis);
            StoredEvent { text, json, columns: row.values, millis }
        })
        .collect()
}

/// Returns conditions that real events meet and fail: their own paths and values, whole, in parts
/// and modified.
pub fn conditions(events: &[StoredEvent]) -> Vec<String> {
    fn scalars(path: &mut Vec<String>, value: &Value, found: &mut Vec<(Vec<String>, String)>) {
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    path.push(key.clone());
                    scalars(path, member, found);
                    path.pop();
                }
            }
            Value::Array(elements) => elements.iter().for_each(|element| scalars(path, element, found)),
            Value::String(text) => found.push((path.clone(), text.clone())),
            other => found.push((path.clone(), other.to_string())),
        }
    }
    let mut conditions = Vec::new();
    for (number, event) in events.iter().enumerate().step_by(events.len() / 60 + 1) {
        let mut found = Vec::new();
        scalars(&mut Vec::new(), &event.json, &mut found);
        for (place, (path, value)) in found.iter().enumerate().filter(|(place, _)| (place + number) % 3 == 0)
        {
            let short: String = value.chars().skip(1).take(6).collect();
            let path = path_text(path);
            conditions.push(match place % 8 {
                0 => format!("{path}:{}", quote(value)),
                1 => format!("{path}:*"),
                2 => quote(&short),
                3 => format!("resource:*{}*", quote(&short).trim_matches('"')),
                4 => quote(value),
                5 => format!("{path} >= {}", quote(value)),
                6 => quote(&value.to_uppercase()),
                _ => format!(
                    "{path}:*{}*",
                    short.chars().filter(char::is_ascii_alphanumeric).collect::<String>()
                ),
            });
        }
        for (field, value) in COLUMNS().iter().zip(&event.columns).filter(|(_, value)| !value.is_empty()) {
            conditions.push(format!("{}:{}", field.spec().name, quote(value)));
        }
    }
    conditions.extend(
        [
            "errorCode:*",
            "crossAccount:true",
            "not crossAccount:true",
            "crossAccount:*",
            "openPolicy:true",
            "openPolicy:false service:s3",
            "not userIdentity:*",
            "eventTime:2023-07",
            "eventTime:*T12*",
            "eventTime >= 2023-07-10T12:00 and eventTime < 2023-07-10T12:10",
            "sourceIPAddress:10.0.0.0/8",
            "ip:0.0.0.0/1",
            "userAgent:/boto3\\/1\\.2[0-9]/",
            "/^Describe.*s$/",
            "-eventName:Describe*",
            "\"\\\"Effect\\\"\"",
            "null",
            "true",
            "\": \"",
            "requestParameters:*",
            "nothing.like.this:x",
            "-",
            "a",
            "userIdentity.sessionContext.attributes.creationDate:*",
            "eventID:*0*",
            "requestID:*",
        ]
        .map(str::to_owned),
    );
    conditions
}

#[test]
fn the_store_finds_what_the_definition_says() {
    let events = events();
    let conditions = conditions(&events);
    println!("{} events, {} conditions", events.len(), conditions.len());
    let expect = |filter: &str| -> Vec<&str> {
        let tree = parse(filter).tree;
        let fields = COLUMNS();
        let mut texts: Vec<&str> = events
            .iter()
            .filter(|event| {
                let column = |field| {
                    fields.iter().position(|other| *other == field).map(|place| event.columns[place].clone())
                };
                naive::matches(&tree, &event.json, &column, event.millis)
            })
            .map(|event| event.text.as_str())
            .collect();
        texts.sort_unstable();
        texts
    };
    let spread = |workers: usize, turn: usize| {
        let mut client = TestClient::new(workers);
        let mut order: Vec<usize> = (0..events.len()).collect();
        order.rotate_left(turn % events.len());
        for (file, number) in order.into_iter().enumerate() {
            let worker = number.wrapping_mul(2_654_435_761) >> 7;
            client.read(worker, file as u32, "one.json", events[number].text.as_bytes());
        }
        client.settle();
        client
    };
    let mut worlds = [spread(1, 0), spread(3, 171), spread(4, 60)];
    let index = 0..conditions.len();
    let filters = (index.clone(), index, 0_u8..8, 0_usize..3).prop_map(|(a, b, shape, client)| {
        let (a, b) = (&conditions[a], &conditions[b]);
        let filter = match shape {
            0..4 => a.clone(),
            4 => format!("{a} and {b}"),
            5 => format!("{a} or {b}"),
            6 => format!("not ({a} or {b})"),
            _ => format!("{a} and not {b}"),
        };
        (filter, client)
    });
    let worlds = std::cell::RefCell::new(&mut worlds);
    TestRunner::new(Config { cases: 600, failure_persistence: None, ..Config::default() })
        .run(&filters, |(filter, client)| {
            let mut found = worlds.borrow_mut()[client].texts(&filter);
            found.sort_unstable();
            prop_assert_eq!(found, expect(&filter), "{}", filter);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn any_number_of_workers_gives_the_same_answers() {
    let events = events();
    let answers = |workers: usize, turn: usize| {
        let mut client = TestClient::new(workers);
        let mut order: Vec<usize> = (0..events.len()).collect();
        order.rotate_left(turn % events.len());
        for (file, chunk) in order.chunks(7).enumerate() {
            let texts: Vec<&str> = chunk.iter().map(|number| events[*number].text.as_str()).collect();
            // Every file is read twice: the second copies are repeats.
            for copy in 0..2 {
                client.read(
                    file + copy * 5,
                    (file * 2 + copy) as u32,
                    "lines.json",
                    texts.join("\n").as_bytes(),
                );
            }
        }
        let totals = client.settle();
        let (first, last) = totals.span_millis.expect("times");
        let mut ask = OverviewRequest {
            selection: selection("eventName:*e*"),
            facets: Field::facets().map(|field| FacetRequest::new(field, 5)).collect(),
            buckets: Some(TimeBuckets {
                start_millis: first,
                step_millis: (last - first) / 50 + 1,
                count: 50,
            }),
        };
        let mut overview = client.overview(&ask);
        for facet in &mut overview.facets {
            facet.floor = 0;
        }
        ask.selection.filter.clear();
        let mut pages = Vec::new();
        for field in [Field::EventTime, Field::Who, Field::ErrorCode] {
            for descending in [false, true] {
                for page in [0, 1, 7, 33, 1_000_000] {
                    // Events without an id are distinguished by their place.
                    let rows = client.rows(
                        "eventID:*",
                        Sort { field, descending },
                        page * 13,
                        20,
                        &[Field::EventName, Field::Who],
                    );
                    let plain = |row: EventRow| (SortKey { place: [0; 2], ..row.key }, row.values);
                    pages.push(rows.into_iter().map(|(_, row)| plain(row)).collect::<Vec<_>>());
                }
            }
        }
        (totals.events, totals.without_time, overview, pages)
    };
    let one = answers(1, 0);
    assert!(one.0 > 100 && one.2.matching > 50, "{} events", one.0);
    for (workers, turn) in [(2, 0), (3, 7), (5, 70)] {
        let other = answers(workers, turn);
        assert_eq!(one.0, other.0, "events");
        assert_eq!(one.2, other.2, "overview");
        assert_eq!(one.3.len(), other.3.len());
        assert_eq!(one.3, other.3, "pages with {workers} workers");
    }
}
