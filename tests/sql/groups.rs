//! Compares the counts of statements with a naive count over parsed JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use trailglass::base::time::{DAY_MILLIS, TimeRange, to_text};
use trailglass::grouping::{GroupSort, Grouping, TimeStep};
use trailglass::model::{Field, Sort};
use trailglass::query::parse;
use trailglass::sql::{Dialect, LogTable, statement};

use super::{SqlTrail, is_in_table, macros, python, run, trail};
use crate::support::naive_event::{NaiveEvent, naive_events};
use crate::support::test_client::TestClient;

/// The measures of a group: events, times, distinct values, numbers.
#[derive(Default)]
struct GroupSums {
    events: u64,
    times: Vec<i64>,
    distinct: BTreeSet<String>,
    numbers: Vec<f64>,
}

fn counted(events: &[&NaiveEvent], grouping: &Grouping) -> BTreeMap<Vec<Option<String>>, GroupSums> {
    let mut groups: BTreeMap<Vec<Option<String>>, GroupSums> = BTreeMap::new();
    for event in events {
        let mut keys = vec![Vec::new()];
        for name in &grouping.by {
            let mut each: BTreeSet<Option<String>> = event.values(name).into_iter().map(Some).collect();
            if each.is_empty() {
                each.insert(None);
            }
            keys = keys
                .into_iter()
                .flat_map(|key: Vec<Option<String>>| {
                    each.iter().map(move |value| [key.clone(), vec![value.clone()]].concat())
                })
                .collect();
        }
        for mut key in keys {
            if grouping.time_step == Some(TimeStep::Day) {
                key.push(event.millis.map(|millis| to_text(millis - millis.rem_euclid(DAY_MILLIS))));
            }
            let sums = groups.entry(key).or_default();
            sums.events += 1;
            sums.times.extend(event.millis);
            let values =
                |name: &Option<String>| name.as_deref().map(|name| event.values(name)).unwrap_or_default();
            sums.distinct.extend(values(&grouping.distinct));
            sums.numbers.extend(values(&grouping.number).iter().filter_map(|text| text.parse::<f64>().ok()));
        }
    }
    groups
}

/// A statement that is compared: its filter, its time range, its grouping.
type GroupCase = (&'static str, Option<TimeRange>, Grouping);

/// Returns the middle half of all events.
fn middle_half(client: &TestClient) -> TimeRange {
    let sort = Sort { field: Field::EventTime, descending: false };
    let times: Vec<i64> =
        client.rows("", sort, 0, 1_000_000, &[]).into_iter().filter_map(|(_, row)| row.millis).collect();
    TimeRange { from_millis: times[times.len() / 4], until_millis: times[times.len() * 3 / 4] }
}

fn group_cases(range: TimeRange) -> Vec<GroupCase> {
    let of = |names: &[&str]| Grouping { top: 10_000, ..Grouping::by(names) };
    let bytes = Some("additionalEventData.bytesTransferredOut".to_owned());
    vec![
        ("", None, of(&["who"])),
        ("outcome:failed", None, of(&["eventName", "service"])),
        ("", None, of(&["resources.type"])),
        (
            "service:s3",
            None,
            Grouping { number: bytes, sort: GroupSort::Sum, ..of(&["requestParameters.bucketName"]) },
        ),
        (
            "",
            None,
            Grouping {
                distinct: Some("resources.ARN".to_owned()),
                time_step: Some(TimeStep::Day),
                ..of(&["service"])
            },
        ),
        (
            "",
            Some(range),
            Grouping { distinct: Some("who".to_owned()), ..of(&["outcome", "resources.accountId"]) },
        ),
    ]
}

/// Compares the rows of a statement's answer with the naive count of the same events.
fn compare(rows: &[Value], events: &[&NaiveEvent], grouping: &Grouping, dialect: &str) {
    let expected = counted(events, grouping);
    assert_eq!(rows.len(), expected.len(), "{grouping:?} in {dialect}");
    for row in rows {
        let mut key: Vec<Option<String>> =
            grouping.by.iter().map(|name| row[name].as_str().map(str::to_owned)).collect();
        key.extend(grouping.time_step.map(|_| row["time"].as_str().map(str::to_owned)));
        let sums = expected.get(&key).unwrap_or_else(|| panic!("{dialect} has a group {key:?}"));
        let place = format!("{key:?} in {dialect}");
        compare_measures(row, sums, events.len(), grouping, &place);
    }
}

/// Compares the measures of one group. `place` names the group in messages.
fn compare_measures(row: &Value, sums: &GroupSums, all_events: usize, grouping: &Grouping, place: &str) {
    assert_eq!(row["events"], sums.events, "{place}");
    let percent = row["percent"].as_f64().expect("a share");
    let share = 100.0 * sums.events as f64 / all_events as f64;
    assert!((percent - share).abs() < 0.006, "{percent} for {share}, {place}");
    let time = |millis: Option<&i64>| millis.map(|millis| to_text(*millis));
    assert_eq!(row["first_seen"].as_str(), time(sums.times.iter().min()).as_deref(), "{place}");
    assert_eq!(row["last_seen"].as_str(), time(sums.times.iter().max()).as_deref(), "{place}");
    if grouping.distinct.is_some() {
        assert_eq!(row["distinct_values"], sums.distinct.len(), "{place}");
    }
    if grouping.number.is_some() {
        let sum = (!sums.numbers.is_empty()).then(|| sums.numbers.iter().sum::<f64>());
        assert_eq!(row["total"].as_f64(), sum, "{place}");
        assert_eq!(row["maximum"].as_f64(), sums.numbers.iter().copied().reduce(f64::max), "{place}");
    }
}

#[test]
fn groups_are_counted_alike() {
    let Some(python) = python() else { return };
    let SqlTrail { client, files, table } = trail("groups");
    let cases = group_cases(middle_half(&client));
    let text = |dialect, (filter, time, grouping): &GroupCase| {
        let statement = statement(dialect, &parse(filter).tree, *time, Some(grouping), &table);
        assert_eq!(statement.left_out, [], "{filter}");
        statement.text
    };
    let asked = json!({
        "files": files, "table": table.create(), "macros": macros(), "cases": [], "literals": [],
        "groups": cases.iter().map(|case| json!({
            "duckdb": text(Dialect::DuckDb, case), "athena": text(Dialect::Athena, case), "lake": text(Dialect::Lake, case),
        })).collect::<Vec<_>>(),
    });
    let answer = run(&python, &asked);
    for ((filter, time, grouping), found) in cases.iter().zip(answer["groups"].as_array().expect("answers")) {
        let events: Vec<NaiveEvent> = naive_events(&client, filter)
            .into_iter()
            .filter(|event| {
                time.is_none_or(|time| {
                    event.millis.is_some_and(|millis| (time.from_millis..time.until_millis).contains(&millis))
                })
            })
            .collect();
        for (dialect, name) in [(Dialect::DuckDb, "duckdb"), (Dialect::Athena, "athena")] {
            let events: Vec<&NaiveEvent> =
                events.iter().filter(|event| is_in_table(dialect, &event.json)).collect();
            assert!(events.len() > 10, "{filter}");
            let rows = found[name]["rows"]
                .as_array()
                .unwrap_or_else(|| panic!("{}", found[name]["error"].as_str().unwrap_or_default()));
            compare(rows, &events, grouping, name);
        }
    }
}

#[test]
fn groups_are_sorted_by_events_if_distinct_values_are_left_out() {
    for dialect in [Dialect::DuckDb, Dialect::Athena, Dialect::Lake] {
        let sorted_by = |distinct: &str| {
            let grouping = Grouping {
                distinct: Some(distinct.to_owned()),
                sort: GroupSort::Distinct,
                ..Grouping::by(&["service"])
            };
            statement(dialect, &parse("").tree, None, Some(&grouping), &LogTable::default())
        };
        // No statement can follow credentials to an actor.
        let without = sorted_by("actor");
        let left_out: Vec<&str> = without.left_out.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(left_out, ["distinct values of actor"], "{dialect:?}");
        assert!(without.text.contains("\nORDER BY events DESC NULLS LAST"), "{}", without.text);
        assert!(!without.text.contains("distinct_values"), "{}", without.text);

        let with = sorted_by("eventName");
        assert_eq!(with.left_out, [], "{dialect:?}");
        assert!(with.text.contains("\nORDER BY distinct_values DESC NULLS LAST"), "{}", with.text);
    }
}
