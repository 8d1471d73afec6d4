//! Merges the groups of all workers.

use super::limits::{MOST_GROUPS, MOST_MERGED_BYTES, MOST_PAIRS};
use super::measure::{GroupCount, NumberStatistics};
use super::pack::{read_count, read_head, read_numbers, read_texts};
use super::slice::SliceCodes;
use super::tuples::{Tuples, pair};
use super::{Grouping, TimeStep};
use crate::store::dictionary::{FieldValues, Interner};
use crate::store::packing::{PackedReader, PackingError};
use crate::store::rows::NO_TIME;

/// The merged groups of all workers. The result does not depend on how the events are distributed
/// over the workers, unless some were left out.
#[derive(Debug)]
pub struct Merged {
    pub(super) keys: Vec<FieldValues>,
    pub(super) slices: Option<SliceCodes>,
    pub(super) tuples: Tuples,
    pub(super) counts: Vec<GroupCount>,
    pub(super) numbers: Option<Vec<NumberStatistics>>,
    /// Pairs of a group and a distinct value; sorted and without duplicates once all parts are
    /// added.
    pub(super) pairs: Vec<u64>,
    values: Interner,
    /// Number of distinct values of each group; `None` if not requested.
    pub(super) distinct: Option<Vec<u32>>,
    pub(super) events: u64,
    pub(super) left_out: u64,
    pub(super) is_distinct_cut: bool,
    key_bytes: usize,
}

impl Merged {
    /// Returns an empty merge.
    pub fn new(grouping: &Grouping) -> Merged {
        let step: Option<TimeStep> = grouping.time_step;
        Merged {
            keys: grouping.by.iter().map(|_| FieldValues::default()).collect(),
            slices: step.map(SliceCodes::new),
            tuples: Tuples::new(grouping.by.len() + usize::from(step.is_some())),
            counts: Vec::new(),
            numbers: grouping.number.is_some().then(Vec::new),
            pairs: Vec::new(),
            values: Interner::default(),
            distinct: grouping.distinct.is_some().then(Vec::new),
            events: 0,
            left_out: 0,
            is_distinct_cut: false,
            key_bytes: 0,
        }
    }

    /// Adds the groups of a worker.
    ///
    /// # Errors
    ///
    /// If they are from another grouping, or from another build.
    pub fn add(&mut self, part: &[u8]) -> Result<(), PackingError> {
        let mut reader = PackedReader(part);
        let head = read_head(&mut reader)?;
        let is_alike = head.keys == self.keys.len()
            && head.is_sliced == self.slices.is_some()
            && head.is_distinct == self.distinct.is_some()
            && head.is_numbered == self.numbers.is_some();
        if !is_alike {
            return Err(PackingError::Contradiction);
        }
        self.events += head.events;
        self.left_out += head.left_out;
        self.is_distinct_cut |= head.is_distinct_cut;
        let mut codes_of = Vec::with_capacity(head.keys + 1);
        for values in &mut self.keys {
            let bytes = &mut self.key_bytes;
            codes_of.push(read_texts(&mut reader, |text| {
                *bytes += text.len();
                values.code(Some(text))
            })?);
        }
        if let Some(slices) = &mut self.slices {
            let mut codes = vec![0];
            for _ in 0..reader.small()? {
                codes.push(slices.code_of_start(reader.signed()?));
            }
            codes_of.push(codes);
        }
        let groups = reader.small()?;
        // With too much text, no further group is accepted, as if there were too many groups.
        let most = if self.key_bytes > MOST_MERGED_BYTES { self.counts.len() } else { MOST_GROUPS };
        let mut combination = vec![0; codes_of.len()];
        let mut group_of = Vec::with_capacity((groups as usize).min(MOST_GROUPS));
        for _ in 0..groups {
            for (place, codes) in combination.iter_mut().zip(&codes_of) {
                *place = *codes.get(reader.small()? as usize).ok_or(PackingError::Contradiction)?;
            }
            let count = read_count(&mut reader)?;
            let numbers =
                if self.numbers.is_some() { read_numbers(&mut reader)? } else { NumberStatistics::default() };
            let group = self.tuples.number(&combination, most);
            group_of.push(group);
            match group {
                Some(group) => self.put(group as usize, &count, &numbers),
                None => self.left_out += count.events,
            }
        }
        if self.distinct.is_some() {
            let values = &mut self.values;
            let codes = read_texts(&mut reader, |text| values.intern(text.as_bytes()).0)?;
            for _ in 0..reader.small()? {
                let group = group_of.get(reader.small()? as usize).ok_or(PackingError::Contradiction)?;
                let code = codes.get(reader.small()? as usize).ok_or(PackingError::Contradiction)?;
                if let Some(group) = group {
                    self.pairs.push(pair(*group, *code));
                }
            }
            self.pairs.sort_unstable();
            self.pairs.dedup();
            self.is_distinct_cut |= self.pairs.len() > MOST_PAIRS;
            self.pairs.truncate(MOST_PAIRS);
            let mut distinct = vec![0; self.counts.len()];
            for pair in &self.pairs {
                if let Some(count) = distinct.get_mut((pair >> 32) as usize) {
                    *count += 1;
                }
            }
            self.distinct = Some(distinct);
        }
        Ok(())
    }

    fn put(&mut self, group: usize, count: &GroupCount, numbers: &NumberStatistics) {
        if group >= self.counts.len() {
            self.counts.push(GroupCount::default());
            if let Some(numbers) = &mut self.numbers {
                numbers.push(NumberStatistics::default());
            }
        }
        if let Some(known) = self.counts.get_mut(group) {
            known.add(count);
        }
        if let Some(known) = self.numbers.as_mut().and_then(|known| known.get_mut(group)) {
            known.add(numbers);
        }
    }

    /// Returns the number of groups.
    pub fn groups(&self) -> usize {
        self.counts.len()
    }

    /// Returns the value of a key of a group; empty if it has none.
    pub(super) fn value(&self, group: u32, key: usize) -> &str {
        let code = self.tuples.codes(group).get(key).copied().unwrap_or_default();
        self.keys.get(key).and_then(|values| values.text(code)).unwrap_or_default()
    }

    /// Returns the start of a group's time slice; `None` for events without a time, and without
    /// slices.
    pub(super) fn slice(&self, group: u32) -> Option<i64> {
        let code = *self.tuples.codes(group).last()?;
        self.slices.as_ref()?.starts.get(code as usize).copied().filter(|start| *start != NO_TIME)
    }

    /// Returns the number of distinct values of several groups together.
    pub(super) fn distinct_of(&self, mut is_in: impl FnMut(u32) -> bool) -> u64 {
        let mut values: Vec<u32> =
            self.pairs.iter().filter(|pair| is_in((**pair >> 32) as u32)).map(|pair| *pair as u32).collect();
        values.sort_unstable();
        values.dedup();
        values.len() as u64
    }
}
