//! Compares two actors, or one actor before and after a moment.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::answers::{Compared, Comparison};
use super::asks::{CompareRequest, ComparisonSide};
use super::scope;
use crate::base::small_sort::SmallSort;
use crate::model::{Field, StorageGroup};
use crate::store::Store;
use crate::store::rows::NO_TIME;

const HOUR_MILLIS: i64 = 3_600_000;

/// Returns one worker's part: both sides counted by group entry, and reported by value.
pub(super) fn count(store: &Store, ask: &CompareRequest) -> Comparison {
    let mut comparison = Comparison { hours: vec![(0, 0); 24], ..Comparison::default() };
    let mut by_storage: [HashMap<(StorageGroup, u32), (u64, u64)>; 1] = Default::default();
    let tally = &mut by_storage[0];
    for (other, ComparisonSide { of, time }) in [(false, ask.known), (true, ask.other)] {
        let entries = scope::entries(store, of);
        let codes = store.entries(StorageGroup::Identity);
        for row in scope::rows(store, time).filter(|row| entries.has(codes[*row] as usize)) {
            add(&mut comparison.events, other, 1);
            for storage in [StorageGroup::Call, StorageGroup::Origin, StorageGroup::Outcome] {
                add(tally.entry((storage, store.entries(storage)[row])).or_default(), other, 1);
            }
            let millis = store.rows.millis[row];
            if millis != NO_TIME {
                add(
                    &mut comparison.hours[(millis.div_euclid(HOUR_MILLIS).rem_euclid(24)) as usize],
                    other,
                    1,
                );
            }
        }
    }
    let values = |name: &dyn Fn(u32) -> Option<String>, of: StorageGroup| -> Vec<Compared> {
        let mut sums: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for ((storage, entry), (known, other)) in tally.iter().filter(|((storage, _), _)| *storage == of) {
            debug_assert_eq!(*storage, of);
            if let Some(value) = name(*entry) {
                let sum = sums.entry(value).or_default();
                sum.0 += known;
                sum.1 += other;
            }
        }
        sums.into_iter().map(|(value, (known, other))| Compared { value, known, other }).collect()
    };
    let field = |field: Field| {
        let column = store.group(field.spec().storage).and_then(|group| group.column(field));
        move |entry: u32| column.and_then(|column| column.value(entry)).map(str::to_owned)
    };
    let call = |entry: u32| {
        let (service, name) = (field(Field::Service)(entry)?, field(Field::EventName)(entry)?);
        Some(format!("{service}:{name}"))
    };
    comparison.services = values(&field(Field::Service), StorageGroup::Call);
    comparison.calls = values(&call, StorageGroup::Call);
    comparison.regions = values(&field(Field::AwsRegion), StorageGroup::Call);
    comparison.addresses = values(&field(Field::SourceIpAddress), StorageGroup::Origin);
    comparison.user_agents = values(&field(Field::UserAgent), StorageGroup::Origin);
    comparison.errors = values(&field(Field::ErrorCode), StorageGroup::Outcome);
    comparison
}

fn add(sum: &mut (u64, u64), other: bool, count: u64) {
    *(if other { &mut sum.1 } else { &mut sum.0 }) += count;
}

/// Adds up the parts of all workers. New values come first, then values by their count on the other
/// side, descending.
pub fn merge(parts: &[Comparison]) -> Comparison {
    let lists = |list: fn(&Comparison) -> &Vec<Compared>| {
        let mut sums: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for Compared { value, known, other } in parts.iter().flat_map(list) {
            let sum = sums.entry(value).or_default();
            sum.0 += known;
            sum.1 += other;
        }
        let mut merged: Vec<Compared> = sums
            .into_iter()
            .map(|(value, (known, other))| Compared { value: value.to_owned(), known, other })
            .collect();
        merged.sort_small_by_key(|compared| {
            std::cmp::Reverse((compared.is_new(), compared.other, compared.known))
        });
        merged
    };
    let mut hours = vec![(0, 0); 24];
    let mut events = (0, 0);
    for part in parts {
        events = (events.0 + part.events.0, events.1 + part.events.1);
        for (sum, hour) in hours.iter_mut().zip(&part.hours) {
            *sum = (sum.0 + hour.0, sum.1 + hour.1);
        }
    }
    Comparison {
        events,
        services: lists(|part| &part.services),
        calls: lists(|part| &part.calls),
        addresses: lists(|part| &part.addresses),
        user_agents: lists(|part| &part.user_agents),
        regions: lists(|part| &part.regions),
        errors: lists(|part| &part.errors),
        hours,
    }
}
