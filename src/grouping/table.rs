//! Sorts groups into a table: the first ones individually, the rest in one line.

use std::cmp::Ordering;

use super::measure::{GroupCount, NumberStatistics};
use super::merge::Merged;
use super::{GroupSort, Grouping, MOST_TOP};
use crate::grouping::{GroupRow, GroupTable, RestOfGroups};

impl Merged {
    /// Returns the groups in the order of a grouping, as many as it shows. Its other members must
    /// be those that were counted with.
    pub fn table(&self, grouping: &Grouping) -> GroupTable {
        let top = grouping.top.clamp(1, MOST_TOP) as usize;
        let mut groups: Vec<u32> = (0..self.groups() as u32).collect();
        let order = |one: &u32, other: &u32| self.compare(grouping, *one, *other);
        let mut rest = Vec::new();
        if groups.len() > top {
            groups.select_nth_unstable_by(top, order);
            rest = groups.split_off(top);
        }
        groups.sort_unstable_by(order);
        GroupTable {
            rows: groups.into_iter().map(|group| self.row(group)).collect(),
            rest: (!rest.is_empty()).then(|| self.rest(&rest)),
            groups: self.groups() as u64,
            events: self.events,
            memberships: self.counts.iter().map(|count| count.events).sum(),
            left_out: self.left_out,
            is_distinct_cut: self.is_distinct_cut,
        }
    }

    fn row(&self, group: u32) -> GroupRow {
        let place = group as usize;
        GroupRow {
            values: (0..self.keys.len()).map(|key| self.value(group, key).to_owned()).collect(),
            slice_millis: self.slice(group),
            count: self.counts.get(place).copied().unwrap_or_default(),
            distinct: self
                .distinct
                .as_ref()
                .and_then(|counts| counts.get(place))
                .map(|count| u64::from(*count)),
            numbers: self.numbers.as_ref().and_then(|numbers| numbers.get(place)).copied(),
        }
    }

    fn rest(&self, groups: &[u32]) -> RestOfGroups {
        let mut count = GroupCount::default();
        let mut numbers = self.numbers.as_ref().map(|_| NumberStatistics::default());
        let mut is_rest = vec![false; self.groups()];
        for group in groups {
            let place = *group as usize;
            if let Some(known) = self.counts.get(place) {
                count.add(known);
                is_rest[place] = true;
            }
            if let (Some(sum), Some(known)) =
                (&mut numbers, self.numbers.as_ref().and_then(|all| all.get(place)))
            {
                sum.add(known);
            }
        }
        let in_rest = |group: u32| is_rest.get(group as usize).copied().unwrap_or(false);
        let distinct = self.distinct.as_ref().map(|_| self.distinct_of(in_rest));
        RestOfGroups { groups: groups.len() as u64, count, distinct, numbers }
    }

    /// Compares two groups; the order is total.
    fn compare(&self, grouping: &Grouping, one: u32, other: u32) -> Ordering {
        let count = |group: u32| self.counts.get(group as usize).copied().unwrap_or_default();
        let numbers = |group: u32| {
            let known = self.numbers.as_ref().and_then(|numbers| numbers.get(group as usize));
            known.filter(|numbers| numbers.numbers > 0).copied()
        };
        let distinct =
            |group: u32| self.distinct.as_ref().and_then(|counts| counts.get(group as usize)).copied();
        // Missing values come last in either direction.
        fn known_first<T: Ord>(one: Option<T>, other: Option<T>, ascending: bool) -> Ordering {
            match (one, other) {
                (Some(one), Some(other)) if ascending => one.cmp(&other),
                (Some(one), Some(other)) => other.cmp(&one),
                (one, other) => other.is_some().cmp(&one.is_some()),
            }
        }
        let ascending = grouping.ascending;
        let chosen = match grouping.sort {
            GroupSort::Count | GroupSort::Share => {
                known_first(Some(count(one).events), Some(count(other).events), ascending)
            }
            GroupSort::Key(key) => {
                let value = |group| Some(self.value(group, key.into())).filter(|value| !value.is_empty());
                known_first(value(one), value(other), ascending)
            }
            GroupSort::Time => known_first(self.slice(one), self.slice(other), ascending),
            GroupSort::First => known_first(count(one).first_millis, count(other).first_millis, ascending),
            GroupSort::Last => known_first(count(one).last_millis, count(other).last_millis, ascending),
            GroupSort::Distinct => known_first(distinct(one), distinct(other), ascending),
            GroupSort::Sum => {
                known_first(numbers(one).map(|of| of.sum), numbers(other).map(|of| of.sum), ascending)
            }
            GroupSort::Minimum => {
                known_first(numbers(one).map(|of| of.minimum), numbers(other).map(|of| of.minimum), ascending)
            }
            GroupSort::Maximum => {
                known_first(numbers(one).map(|of| of.maximum), numbers(other).map(|of| of.maximum), ascending)
            }
        };
        chosen.then_with(|| {
            let keys = 0..self.keys.len();
            let by_keys = keys.map(|key| self.value(one, key).cmp(self.value(other, key)));
            by_keys
                .fold(Ordering::Equal, Ordering::then)
                .then_with(|| self.slice(one).cmp(&self.slice(other)))
        })
    }
}
