//! One worker's events by account and Region.

use std::collections::BTreeMap;

use super::MOST_PAIRS;
use crate::base::buckets::TimeBuckets;
use crate::model::{Field, StorageGroup};
use crate::query::{Coverage, CoveredPair};
use crate::store::Store;

/// Counts the events of each account and Region in each step; events without a readable time are
/// not counted.
pub(crate) fn coverage(store: &Store, steps: TimeBuckets) -> Coverage {
    let range = steps.range();
    let rows = store.rows.between(range.from_millis, range.until_millis);
    let calls = store.entries(StorageGroup::Call);
    let mut used = vec![false; store.calls.len()];
    for entry in &calls[rows.clone()] {
        used[*entry as usize] = true;
    }
    // Many kinds of call share one account and Region.
    let mut pairs: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for entry in (0..used.len()).filter(|entry| used[*entry]) {
        let value = |field| {
            let column = store.column(field)?;
            column.value(entry as u32)
        };
        let pair = (value(Field::Account).unwrap_or_default(), value(Field::AwsRegion).unwrap_or_default());
        pairs.entry(pair).or_default().push(entry);
    }
    let mut pair_of_entry = vec![usize::MAX; used.len()];
    let mut coverage = Coverage::default();
    for ((account, region), entries) in pairs.into_iter().take(MOST_PAIRS) {
        for entry in entries {
            pair_of_entry[entry] = coverage.pairs.len();
        }
        let (account, region) = (account.to_owned(), region.to_owned());
        coverage.pairs.push(CoveredPair { account, region, ..CoveredPair::default() });
    }
    for row in rows {
        let Some(step) = steps.at(store.rows.millis[row]) else { continue };
        coverage.all.add(step, &[1]);
        if let Some(pair) = coverage.pairs.get_mut(pair_of_entry[calls[row] as usize]) {
            pair.counts.add(step, &[1]);
        }
    }
    coverage
}

#[cfg(test)]
mod tests {
    use super::super::{add, steps};
    use super::*;
    use crate::base::buckets::HOUR;
    use crate::base::time::{TimeRange, to_text};
    use crate::model::FileDescriptor;
    use crate::query::{QueryReply, QueryRequest, ShardQuery};
    use proptest::prelude::*;

    /// An event: account, Region and hour; 0 stands for an absent value.
    type Made = (u8, u8, i64);

    fn shard_query(events: &[Made]) -> ShardQuery {
        let records = events.iter().enumerate().map(|(number, (account, region, hour))| {
            let mut members = vec![format!(r#""eventID":"{number}","eventName":"E{}""#, number % 3)];
            if *account > 0 {
                members.push(format!(r#""recipientAccountId":"{account}""#));
            }
            if *region > 0 {
                members.push(format!(r#""awsRegion":"region-{region}""#));
            }
            if *hour > 0 {
                members.push(format!(r#""eventTime":"{}""#, to_text(hour * HOUR + number as i64)));
            }
            format!("{{{}}}", members.join(","))
        });
        let text = format!(r#"{{"Records":[{}]}}"#, records.collect::<Vec<_>>().join(","));
        let mut shard_query = ShardQuery::new();
        let descriptor = FileDescriptor { file: 0, path: "a.json".to_owned(), bytes: text.len() as u64 };
        shard_query.shard().read_file(&descriptor, &mut text.as_bytes());
        shard_query.shard().settle();
        shard_query
    }

    fn asked(events: &[Made], steps: TimeBuckets) -> Coverage {
        match shard_query(events).answer(&QueryRequest::Coverage(steps)) {
            QueryReply::Coverage(coverage) => coverage,
            other => panic!("no coverage: {other:?}"),
        }
    }

    fn hours(from: i64, until: i64) -> TimeBuckets {
        steps(TimeRange { from_millis: from * HOUR, until_millis: until * HOUR })
    }

    #[test]
    fn events_are_counted_by_account_region_and_step() {
        let events = [(1, 1, 5), (1, 1, 5), (1, 1, 7), (1, 2, 6), (2, 1, 9), (0, 0, 5), (1, 1, 0)];
        let coverage = asked(&events, hours(5, 10));
        let counted: Vec<_> = coverage
            .pairs
            .iter()
            .map(|pair| (&*pair.account, &*pair.region, pair.counts.first, &*pair.counts.counts))
            .collect();
        assert_eq!(
            counted,
            [
                ("", "", 0, &[1][..]),
                ("1", "region-1", 0, &[2, 0, 1]),
                ("1", "region-2", 1, &[1]),
                ("2", "region-1", 4, &[1]),
            ]
        );
        assert_eq!(coverage.all.counts, [3, 1, 1, 0, 1]);
        assert_eq!(asked(&events, hours(100, 110)), Coverage::default());
    }

    proptest! {
        #[test]
        fn any_split_over_workers_is_the_same(
            events in proptest::collection::vec((0..4u8, 0..4u8, 0..60i64), 0..60),
            workers in proptest::collection::vec(0..3usize, 60),
        ) {
            let cut = hours(1, 60);
            let whole = asked(&events, cut);
            let parts: Vec<Coverage> = (0..3)
                .map(|worker| {
                    let share: Vec<Made> = events.iter().zip(&workers)
                        .filter(|(_, of)| **of == worker).map(|(event, _)| *event).collect();
                    asked(&share, cut)
                })
                .collect();
            prop_assert_eq!(&add(&parts), &whole);
            let all: u64 = whole.pairs.iter().map(|pair| pair.counts.sum()).sum();
            prop_assert_eq!(whole.all.sum(), all);
            prop_assert_eq!(all, events.iter().filter(|(_, _, hour)| *hour > 0).count() as u64);
        }
    }
}
