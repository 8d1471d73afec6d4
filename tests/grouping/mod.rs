//! Compares the store's groups with groups counted naively over parsed JSON, over any number of
//! workers, and every group with the filter that a click on it makes.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use trailglass::base::step::Step;
use trailglass::base::time::parse_millis;
use trailglass::grouping::{
    Axis, Decimal, GroupCell, GroupCount, GroupRequest, GroupService, GroupSort, Grouping, MatrixRequest,
    Measure, TimeStep,
};
use trailglass::model::Selection;
use trailglass::query::OverviewRequest;

use crate::support;
use crate::support::naive_event::{NaiveEvent, naive_events};
use crate::support::test_client::{TestClient, selection};

/// Returns real events over `workers` workers, or generated ones if the corpus is absent.
fn client(workers: usize) -> TestClient {
    let mut client = TestClient::new(workers);
    match support::corpus() {
        Some(folder) => {
            for (number, path) in support::files_below(&folder).iter().enumerate() {
                let bytes = std::fs::read(path).expect("a readable file");
                client.read(number % workers, number as u32, &path.display().to_string(), &bytes);
            }
        }
        None => read_sample(&mut client, workers),
    }
    client.settle();
    client
}

fn read_sample(client: &mut TestClient, workers: usize) {
    let records: Vec<String> = trailglass::sample::records(7, 1_200).collect();
    for (number, part) in records.chunks(100).enumerate() {
        let text = format!("{{\"Records\":[{}]}}", part.join(","));
        client.read(number % workers, number as u32, &format!("{number}.json"), text.as_bytes());
    }
}

#[derive(Default)]
struct ExpectedGroup {
    count: GroupCount,
    distinct: BTreeSet<String>,
    numbers: Vec<Decimal>,
}

type GroupKey = (Vec<String>, Option<i64>);

fn expected(events: &[NaiveEvent], grouping: &Grouping) -> BTreeMap<GroupKey, ExpectedGroup> {
    let mut groups: BTreeMap<GroupKey, ExpectedGroup> = BTreeMap::new();
    for event in events {
        let slice = grouping.time_step.and_then(|step| Some(step.slice(event.millis?).from_millis));
        let mut keys: Vec<Vec<String>> = vec![Vec::new()];
        for name in &grouping.by {
            let values = event.key(name);
            keys = keys
                .iter()
                .flat_map(|key| {
                    values.iter().map(|value| [key.as_slice(), std::slice::from_ref(value)].concat())
                })
                .collect();
        }
        for key in keys {
            let group = groups.entry((key, slice)).or_default();
            group.count.add(&GroupCount { events: 1, first_millis: event.millis, last_millis: event.millis });
            if let Some(name) = &grouping.distinct {
                group.distinct.extend(event.values(name));
            }
            if let Some(name) = &grouping.number {
                group.numbers.extend(event.values(name).iter().filter_map(|text| Decimal::parse(text)));
            }
        }
    }
    groups
}

fn with(by: &[&str], step: Option<TimeStep>, distinct: Option<&str>, number: Option<&str>) -> Grouping {
    Grouping {
        time_step: step,
        distinct: distinct.map(str::to_owned),
        number: number.map(str::to_owned),
        top: 10_000,
        ..Grouping::by(by)
    }
}

fn groupings() -> Vec<Grouping> {
    vec![
        with(&["eventName"], None, None, None),
        with(&["who", "eventName"], None, Some("sourceIPAddress"), None),
        with(&["errorCode", "service", "awsRegion"], Some(TimeStep::Month), Some("eventName"), None),
        with(&["outcome"], Some(TimeStep::Hour), None, None),
        with(&["integrity"], None, Some("vpcEndpointId"), None),
        with(&["userIdentity.sessionContext.attributes.creationDate"], None, Some("who"), None),
        with(&["userIdentity.type", "userIdentity.sessionContext"], None, None, None),
        with(
            &["requestParameters.bucketName"],
            None,
            Some("requestParameters.key"),
            Some("additionalEventData.bytesTransferredOut"),
        ),
        with(
            &["resources.ARN"],
            Some(TimeStep::Week),
            Some("who"),
            Some("requestParameters.durationSeconds"),
        ),
        with(&["resources.type", "requestParameters.instancesSet.items.instanceId"], None, None, None),
        with(&["tlsDetails"], None, Some("eventID"), None),
        with(&["apiVersion", "readOnly"], Some(TimeStep::Day), Some("key"), Some("eventVersion")),
    ]
}

#[test]
fn groups_are_those_of_the_definition() {
    let client = client(3);
    let events = naive_events(&client, "");
    for grouping in groupings() {
        let mut expected = expected(&events, &grouping);
        let (table, _) = client.group(&Selection::default(), &grouping, None);
        assert_eq!(table.groups, expected.len() as u64, "{grouping:?}");
        assert_eq!((table.events, table.left_out), (events.len() as u64, 0));
        let memberships: u64 = expected.values().map(|group| group.count.events).sum();
        assert_eq!(table.memberships, memberships, "{grouping:?}");
        for row in table.rows {
            let group = expected.remove(&(row.values.clone(), row.slice_millis));
            let group = group.unwrap_or_else(|| panic!("no group {row:?} of {grouping:?}"));
            assert_eq!(row.count, group.count, "{row:?}");
            assert_eq!(
                row.distinct,
                grouping.distinct.is_some().then_some(group.distinct.len() as u64),
                "{row:?}"
            );
            let sum = group.numbers.iter().fold(Decimal::default(), |sum, number| sum.plus(*number));
            assert_eq!(row.numbers.is_some(), grouping.number.is_some());
            if let Some(numbers) = row.numbers {
                assert_eq!((numbers.numbers, numbers.sum), (group.numbers.len() as u64, sum), "{row:?}");
                assert_eq!(numbers.minimum, group.numbers.iter().min().copied().unwrap_or_default());
                assert_eq!(numbers.maximum, group.numbers.iter().max().copied().unwrap_or_default());
            }
        }
        assert!(expected.len() as u64 == table.groups.saturating_sub(10_000), "{grouping:?}");
    }
}

#[test]
fn the_number_of_workers_makes_no_difference() {
    let (one, five) = (client(1), client(5));
    for grouping in groupings() {
        for (sort, ascending) in [
            (GroupSort::Count, false),
            (GroupSort::Key(0), true),
            (GroupSort::Distinct, false),
            (GroupSort::Sum, true),
        ] {
            let grouping = Grouping { sort, ascending, top: 7, ..grouping.clone() };
            let select = selection("not eventName:Describe*");
            let ask = MatrixRequest {
                rows: Axis::Keys,
                columns: Axis::Key(0),
                measure: Measure::Distinct,
                most_rows: 5,
                most_columns: 5,
            };
            let of_one = one.group(&select, &grouping, Some(ask.clone()));
            assert_eq!(of_one, five.group(&select, &grouping, Some(ask)), "{grouping:?}");
        }
    }
}

/// The shown groups and the rest together are all groups, in any order.
#[test]
fn the_rest_is_what_is_not_shown() {
    let client = client(2);
    for grouping in groupings() {
        let (whole, _) = client.group(&Selection::default(), &grouping, None);
        for sort in [GroupSort::Count, GroupSort::Last, GroupSort::Maximum, GroupSort::Time] {
            let top = Grouping { sort, top: 3, ..grouping.clone() };
            let (table, _) = client.group(&Selection::default(), &top, None);
            let mut count = table.rest.as_ref().map(|rest| rest.count).unwrap_or_default();
            table.rows.iter().for_each(|row| count.add(&row.count));
            assert_eq!(count.events, whole.memberships);
            let groups = table.rest.as_ref().map_or(0, |rest| rest.groups) + table.rows.len() as u64;
            assert_eq!(groups, whole.groups);
            if let Some(sum) = table.rest.as_ref().and_then(|rest| rest.numbers) {
                let shown = table.rows.iter().filter_map(|row| row.numbers);
                let sum = shown.fold(sum.sum, |sum, numbers| sum.plus(numbers.sum));
                let all = whole.rows.iter().filter_map(|row| row.numbers);
                assert_eq!(sum, all.fold(Decimal::default(), |sum, numbers| sum.plus(numbers.sum)));
            }
        }
    }
}

fn matching(client: &mut TestClient, selection: &Selection) -> u64 {
    let ask = OverviewRequest { selection: selection.clone(), facets: Vec::new(), buckets: None };
    client.overview(&ask).matching
}

/// A click on a group shows as many events as it counted, and an alt-click all others.
#[test]
fn every_group_opens() {
    let mut client = client(2);
    let from = parse_millis("2015-01-01T00:00:00Z").expect("a time");
    let until = parse_millis("2035-01-01T00:00:00Z").expect("a time");
    let mut opened = 0;
    for grouping in groupings() {
        for filter in ["", "eventName:(Get* or List*) or errorCode:*"] {
            let mut select = selection(filter);
            if !filter.is_empty() {
                select.time =
                    Some(trailglass::base::time::TimeRange { from_millis: from, until_millis: until });
            }
            let all = matching(&mut client, &select);
            let (table, _) = client.group(&select, &grouping, None);
            assert_eq!(table.events, all);
            let alike = |one: &[String], other: &[String]| {
                one.iter().zip(other).all(|(one, other)| one.eq_ignore_ascii_case(other))
            };
            for row in table.rows.iter().take(12) {
                // The filter ignores case, so groups that differ only in case open together.
                let same = table.rows.iter().filter(|other| {
                    other.slice_millis == row.slice_millis && alike(&other.values, &row.values)
                });
                if same.count() > 1 {
                    continue;
                }
                let cell = GroupCell::of_row(&grouping, row);
                let narrowed = grouping.narrowed(&select, &cell, false);
                assert_eq!(matching(&mut client, &narrowed), row.count.events, "{narrowed:?} of {row:?}");
                let rest = grouping.narrowed(&select, &cell, true);
                assert_eq!(matching(&mut client, &rest), all - row.count.events, "{rest:?} without {row:?}");
                opened += 1;
            }
        }
    }
    assert!(opened > 50, "{opened}");
}

#[test]
fn a_matrix_adds_up() {
    let mut client = client(2);
    let grouping = with(&["service", "outcome"], Some(TimeStep::Month), Some("who"), None);
    let events = selection("eventTime:*");
    for (rows, columns) in
        [(Axis::Key(0), Axis::Key(1)), (Axis::Keys, Axis::Time), (Axis::Time, Axis::Key(1))]
    {
        let ask = MatrixRequest {
            rows,
            columns,
            measure: Measure::Events,
            most_rows: 10_000,
            most_columns: 10_000,
        };
        let (table, drawn) = client.group(&events, &grouping, Some(ask));
        let drawn = drawn.expect("a chart");
        assert!(!drawn.too_many_slices);
        let sum: f64 = drawn.cells.iter().flatten().sum();
        assert_eq!(sum, table.memberships as f64);
        assert_eq!(drawn.cells.len(), drawn.rows.len());
        for (row, cells) in drawn.rows.iter().zip(&drawn.cells) {
            assert_eq!(cells.len(), drawn.columns.len());
            for (column, cell) in drawn.columns.iter().zip(cells).filter(|(_, cell)| **cell > 0.0).take(3) {
                let narrowed =
                    grouping.narrowed(&selection("eventTime:*"), &GroupCell::of_headings(row, column), false);
                assert_eq!(matching(&mut client, &narrowed) as f64, *cell, "{narrowed:?}");
            }
        }
    }
}

#[test]
fn counting_can_be_given_up_and_parts_must_belong_together() {
    let client = client(1);
    let grouping = with(&["requestParameters.bucketName"], None, None, None);
    client.with_worker(0, |shard_query| {
        let mut service = GroupService::default();
        assert!(service.begin(shard_query, &Selection::default(), &Grouping::by(&["nonsense"])).is_err());
        assert_eq!(service.step(shard_query), None);
        service.begin(shard_query, &Selection::default(), &grouping).expect("a grouping");
        assert!(matches!(service.step(shard_query), Some(Step::Running(_))));
        service.stop();
        assert_eq!(service.step(shard_query), None);
        assert!(service.answer(&GroupRequest::Table(grouping.clone()), &[]).is_err());
        let other = with(&["who", "eventName"], None, None, None);
        service.begin(shard_query, &Selection::default(), &grouping).expect("a grouping");
        let part = loop {
            if let Some(Step::Done(part)) = service.step(shard_query) {
                break part;
            }
        };
        assert!(service.answer(&GroupRequest::Merge(other), std::slice::from_ref(&part)).is_err());
        for cut in 0..part.len().min(300) {
            // A truncated part is an error, wherever it is cut.
            let cut = part.get(..cut).unwrap_or_default().to_vec();
            assert!(service.answer(&GroupRequest::Merge(grouping.clone()), &[cut]).is_err());
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any distribution of events over workers gives the same groups.
    #[test]
    fn any_sharing_out_gives_the_same(
        shares in prop::collection::vec(0..4_usize, 60), which in 0..12_usize, top in 1..40_u32, ascending: bool,
    ) {
        let records: Vec<String> = trailglass::sample::records(11, 60).collect();
        let (mut alone, mut shared) = (TestClient::new(1), TestClient::new(4));
        for (number, (record, worker)) in records.iter().zip(&shares).enumerate() {
            alone.read(0, number as u32, "a.json", record.as_bytes());
            shared.read(*worker, number as u32, "a.json", record.as_bytes());
        }
        alone.settle();
        shared.settle();
        let grouping = Grouping { top, ascending, ..groupings().swap_remove(which) };
        let (one, _) = alone.group(&Selection::default(), &grouping, None);
        let (other, _) = shared.group(&Selection::default(), &grouping, None);
        prop_assert_eq!(one, other);
    }
}
