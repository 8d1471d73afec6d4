//! Counts the groups of one worker in steps.
//!
//! If columns hold every value, rows are scanned in order of time; if some values are in the texts
//! of records, the texts are scanned block by block.

use hashbrown::HashSet;
use serde::{Deserialize, Serialize};

use super::limits::{MOST_GROUPS, MOST_GROUPS_OF_ONE, MOST_PAIRS};
use super::measure::{GroupCount, NumberStatistics};
use super::slice::SliceCodes;
use super::source::{ValueSource, tidy};
use super::tuples::{Tuples, pair};
use super::{Decimal, Grouping, GroupingError};
use crate::store::Store;
use crate::store::bits::Bits;
use crate::store::cuts::IDENTITY;
use crate::store::dictionary::ABSENT;

/// The progress of counting, in rows or blocks of texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grouped {
    /// Number counted.
    pub done: u64,
    /// Total number.
    pub total: u64,
}

/// Maximum number of rows examined in one step.
const ROWS_AT_ONCE: usize = 1 << 16;

/// The groups of one worker's events counted so far.
#[derive(Debug)]
pub struct Counter {
    pub(super) keys: Vec<RowValues>,
    pub(super) slices: Option<SliceCodes>,
    pub(super) distinct: Option<RowValues>,
    number: Option<RowValues>,
    rows: Bits,
    at: CountPosition,
    pub(super) tally: GroupTally,
}

/// The values of one name in the current row.
#[derive(Debug)]
pub(super) struct RowValues {
    pub source: ValueSource,
    codes: Vec<u32>,
}

/// The counts of the groups so far.
#[derive(Debug)]
pub(super) struct GroupTally {
    pub tuples: Tuples,
    pub counts: Vec<GroupCount>,
    /// One entry per group; `None` if numbers are not summed.
    pub numbers: Option<Vec<NumberStatistics>>,
    /// Pairs of a group and a distinct value.
    pub pairs: HashSet<u64>,
    /// Number of events that are in no group because of the limits.
    pub left_out: u64,
    /// Whether the limit on pairs was exceeded.
    pub is_distinct_cut: bool,
    pub events: u64,
}

/// The position of a count in progress.
#[derive(Debug)]
enum CountPosition {
    /// The next row to count.
    Row(usize),
    /// The next block of texts, and the row of each record ([`NO_ROW`] for none).
    Block(usize, Vec<u32>),
}

const NO_ROW: u32 = u32::MAX;

impl RowValues {
    fn new(store: &Store, path: &crate::query::Path) -> RowValues {
        RowValues { source: ValueSource::new(store, path), codes: Vec::new() }
    }

    fn is_of_texts(&self) -> bool {
        matches!(self.source, ValueSource::Text(_))
    }

    /// Reads the values of a row, except those in its text.
    fn take(&mut self, store: &Store, row: usize) {
        if !self.is_of_texts() {
            self.codes.clear();
            self.source.codes(store, row, &mut self.codes);
            tidy(&mut self.codes);
        }
    }
}

impl Counter {
    /// Starts counting some rows.
    ///
    /// # Errors
    ///
    /// If the grouping is invalid.
    pub fn new(store: &Store, rows: Bits, grouping: &Grouping) -> Result<Counter, GroupingError> {
        let paths = grouping.paths()?;
        let lane = |path| RowValues::new(store, path);
        let keys: Vec<RowValues> = paths.by.iter().map(lane).collect();
        let (distinct, number) = (paths.distinct.as_ref().map(lane), paths.number.as_ref().map(lane));
        let is_of_texts = keys.iter().chain(&distinct).chain(&number).any(RowValues::is_of_texts);
        let at = if is_of_texts {
            let mut row_of = vec![NO_ROW; store.texts.count() as usize];
            for row in rows.iter() {
                if let Some(place) =
                    store.rows.record.get(row).and_then(|record| row_of.get_mut(*record as usize))
                {
                    *place = row as u32;
                }
            }
            CountPosition::Block(0, row_of)
        } else {
            CountPosition::Row(0)
        };
        let tally = GroupTally {
            tuples: Tuples::new(keys.len() + usize::from(grouping.time_step.is_some())),
            counts: Vec::new(),
            numbers: number.is_some().then(Vec::new),
            pairs: HashSet::new(),
            left_out: 0,
            is_distinct_cut: false,
            events: rows.count() as u64,
        };
        Ok(Counter {
            keys,
            slices: grouping.time_step.map(SliceCodes::new),
            distinct,
            number,
            rows,
            at,
            tally,
        })
    }

    /// Continues counting; returns `None` when everything is counted. The store's rows must not
    /// have changed since the start.
    pub fn step(&mut self, store: &Store) -> Option<Grouped> {
        let (done, total) = match &self.at {
            CountPosition::Row(from) => {
                let from = *from;
                let total = self.rows.length().min(store.rows.len());
                if from >= total {
                    return None;
                }
                let until = (from + ROWS_AT_ONCE).min(total);
                if self.is_plain() {
                    self.count_plain(store, from, until);
                } else {
                    self.count_rows(store, from, until);
                }
                self.at = CountPosition::Row(until);
                (until, total)
            }
            CountPosition::Block(block, _) => {
                let block = *block;
                if block >= store.texts.blocks() {
                    return None;
                }
                self.count_block(store, block);
                if let CountPosition::Block(next, _) = &mut self.at {
                    *next = block + 1;
                }
                (block + 1, store.texts.blocks())
            }
        };
        Some(Grouped { done: done as u64, total: total as u64 })
    }

    /// Returns whether every row has at most one value of each name, in a column, and no numbers
    /// are summed. This is the common case and must be fast.
    fn is_plain(&self) -> bool {
        let is_column = |lane: &RowValues| matches!(lane.source, ValueSource::Column(_));
        self.keys.iter().chain(&self.distinct).all(is_column) && self.number.is_none()
    }

    fn count_plain(&mut self, store: &Store, from: usize, until: usize) {
        let columns = |lane: &RowValues| match &lane.source {
            ValueSource::Column(field) => {
                let codes = store.column(*field).map(|column| column.codes.as_slice()).unwrap_or_default();
                (store.entries(field.spec().storage), codes)
            }
            _ => (&[][..], &[][..]),
        };
        let keys: Vec<(&[u32], &[u32])> = self.keys.iter().map(columns).collect();
        let distinct = self.distinct.as_ref().map(columns);
        let code = |(entries, codes): &(&[u32], &[u32]), row: usize| {
            entries.get(row).and_then(|entry| codes.get(*entry as usize)).copied().unwrap_or(ABSENT)
        };
        let mut combination = [ABSENT; 4];
        let width = keys.len() + usize::from(self.slices.is_some());
        let words = self.rows.words();
        for (word, start) in
            words.get(from / 64..until.div_ceil(64)).unwrap_or_default().iter().zip((from..).step_by(64))
        {
            let mut rest = *word;
            while rest != 0 {
                let row = start + rest.trailing_zeros() as usize;
                rest &= rest - 1;
                let Some(millis) = store.rows.millis.get(row).copied() else { continue };
                for (place, columns) in combination.iter_mut().zip(&keys) {
                    *place = code(columns, row);
                }
                if let Some(slices) = &mut self.slices {
                    combination[keys.len()] = slices.code(millis);
                }
                let Some(group) = self.tally.count(&combination[..width], millis) else {
                    self.tally.left_out += 1;
                    continue;
                };
                if let Some(distinct) = &distinct {
                    self.tally.meet(group, code(distinct, row));
                }
            }
        }
    }

    fn count_rows(&mut self, store: &Store, from: usize, until: usize) {
        for row in from..until {
            if self.rows.has(row) {
                self.count_row(store, row, &[]);
            }
        }
    }

    fn count_block(&mut self, store: &Store, block: usize) {
        let CountPosition::Block(_, row_of) = &mut self.at else { return };
        let row_of = std::mem::take(row_of);
        let numbers = store.texts.records_in(block);
        let of_block = row_of.get(numbers.start as usize..numbers.end as usize).unwrap_or_default();
        if of_block.iter().any(|row| *row != NO_ROW) {
            let unpacked = store.texts.unpack(block, Vec::new());
            let mut text = Vec::new();
            for ((record, row), cut) in (unpacked.first..).zip(of_block).zip(unpacked.records()) {
                if *row != NO_ROW {
                    self.count_text(store, record, *row as usize, cut, &mut text);
                }
            }
        }
        self.at = CountPosition::Block(block, row_of);
    }

    fn count_text(&mut self, store: &Store, record: u32, row: usize, cut: &[u8], text: &mut Vec<u8>) {
        let is_escaped = store.texts.is_escaped(record);
        let mut lanes: Vec<&mut RowValues> =
            self.keys.iter_mut().chain(&mut self.distinct).chain(&mut self.number).collect();
        let mut may_be = false;
        let mut needs_cuts = false;
        for lane in &mut lanes {
            if let Some(path) = lane.source.text_path() {
                let here = is_escaped || path.may_be_in(cut);
                may_be |= here;
                needs_cuts |= here && path.needs_cuts;
                lane.codes.clear();
            }
        }
        let mut decimals = Vec::new();
        let mut fits = true;
        if may_be {
            // Parts cut out of the text are restored only if they are needed.
            let blank = |mark: u8| if mark == IDENTITY { &b"{}"[..] } else { &b"null"[..] };
            let value_of = |mark| if needs_cuts { store.cut_value(row, mark) } else { blank(mark) };
            store.texts.restore(record, cut, value_of, text);
            let json = std::str::from_utf8(text).unwrap_or_default();
            for lane in self.keys.iter_mut().chain(&mut self.distinct) {
                let RowValues { source, codes } = lane;
                if let Some(path) = source.text_path() {
                    fits &= path.codes(json, codes);
                    tidy(codes);
                }
            }
            if let Some(path) = self.number.as_mut().and_then(|lane| lane.source.text_path()) {
                path.tell(json, &mut |value| decimals.extend(Decimal::parse(value)));
            }
        }
        if fits {
            self.count_row(store, row, &decimals);
        } else {
            self.tally.left_out += 1;
        }
    }

    /// Counts a row whose values in texts have already been read.
    fn count_row(&mut self, store: &Store, row: usize, in_text: &[Decimal]) {
        for lane in self.keys.iter_mut().chain(&mut self.distinct) {
            lane.take(store, row);
        }
        let mut sum = NumberStatistics::default();
        in_text.iter().for_each(|number| sum.add(&NumberStatistics::of(*number)));
        if let Some(lane) = self.number.as_mut().filter(|lane| !lane.is_of_texts()) {
            lane.codes.clear();
            lane.source.codes(store, row, &mut lane.codes);
            let texts = lane.codes.iter().filter_map(|code| lane.source.text(store, *code));
            texts.filter_map(Decimal::parse).for_each(|number| sum.add(&NumberStatistics::of(number)));
        }
        let millis = store.rows.millis.get(row).copied().unwrap_or(crate::store::rows::NO_TIME);
        let slice = self.slices.as_mut().map(|slices| slices.code(millis));
        let combinations = self.keys.iter().map(|lane| lane.codes.len().max(1)).product::<usize>();
        if combinations > MOST_GROUPS_OF_ONE {
            self.tally.left_out += 1;
            return;
        }
        let mut is_anywhere = false;
        let mut combination = [ABSENT; 4];
        let width = self.keys.len() + usize::from(slice.is_some());
        for number in 0..combinations {
            let mut rest = number;
            for (place, lane) in combination.iter_mut().zip(&self.keys) {
                let values = lane.codes.len().max(1);
                *place = lane.codes.get(rest % values).copied().unwrap_or(ABSENT);
                rest /= values;
            }
            if let Some(slice) = slice {
                combination[self.keys.len()] = slice;
            }
            let Some(group) = self.tally.count(&combination[..width], millis) else { continue };
            is_anywhere = true;
            if let Some(numbers) =
                self.tally.numbers.as_mut().and_then(|numbers| numbers.get_mut(group as usize))
            {
                numbers.add(&sum);
            }
            for code in self.distinct.iter().flat_map(|lane| &lane.codes) {
                self.tally.meet(group, *code);
            }
        }
        if !is_anywhere {
            self.tally.left_out += 1;
        }
    }
}

impl GroupTally {
    /// Counts an event in a group; returns `None` if there are too many groups.
    #[inline]
    fn count(&mut self, combination: &[u32], millis: i64) -> Option<u32> {
        let group = self.tuples.number(combination, MOST_GROUPS)?;
        if group as usize >= self.counts.len() {
            self.counts.push(GroupCount::default());
            if let Some(numbers) = &mut self.numbers {
                numbers.push(NumberStatistics::default());
            }
        }
        if let Some(count) = self.counts.get_mut(group as usize) {
            count.add_event(millis);
        }
        Some(group)
    }

    /// Records a distinct value of a group.
    #[inline]
    fn meet(&mut self, group: u32, code: u32) {
        if code == ABSENT {
            return;
        }
        if self.pairs.len() < MOST_PAIRS {
            self.pairs.insert(pair(group, code));
        } else if !self.pairs.contains(&pair(group, code)) {
            self.is_distinct_cut = true;
        }
    }
}
