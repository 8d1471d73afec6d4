//! Packs the groups of one worker into bytes, for the worker that merges them.
//!
//! Codes are local to a worker, so the texts that its groups use are included.

use hashbrown::HashMap;

use super::count::{Counter, RowValues};
use super::measure::{GroupCount, NumberStatistics};
use super::{Decimal, limits};
use crate::store::Store;
use crate::store::packing::{PackedReader, PackedWriter, PackingError};

const VERSION: u8 = 1;

/// Codes numbered in the order of their first use; 0 stays 0.
#[derive(Default)]
struct Used {
    codes: Vec<u32>,
    places: HashMap<u32, u32>,
}

impl Used {
    fn place(&mut self, code: u32) -> u32 {
        if code == 0 {
            return 0;
        }
        let codes = &mut self.codes;
        *self.places.entry(code).or_insert_with(|| {
            codes.push(code);
            codes.len() as u32
        })
    }

    fn write(&self, store: &Store, lane: &RowValues, writer: &mut PackedWriter) {
        writer.number(self.codes.len() as u64);
        for code in &self.codes {
            writer.text(lane.source.text(store, *code).unwrap_or_default().as_bytes());
        }
    }
}

impl Counter {
    /// Returns the counts packed for [`Merged::add`](super::Merged::add).
    pub fn pack(self, store: &Store) -> Vec<u8> {
        let Counter { keys, slices, distinct, tally, .. } = self;
        let mut used: Vec<Used> = keys.iter().map(|_| Used::default()).collect();
        let mut groups = PackedWriter::default();
        for (group, count) in tally.counts.iter().enumerate() {
            let codes = tally.tuples.codes(group as u32);
            for (used, code) in used.iter_mut().zip(codes) {
                groups.number(used.place(*code).into());
            }
            if slices.is_some() {
                groups.number(codes.last().copied().unwrap_or_default().into());
            }
            write_count(&mut groups, count);
            if let Some(numbers) = tally.numbers.as_ref().and_then(|numbers| numbers.get(group)) {
                write_numbers(&mut groups, numbers);
            }
        }
        let mut writer = PackedWriter::default();
        writer.byte(VERSION);
        writer.byte(keys.len() as u8);
        for flag in [slices.is_some(), distinct.is_some(), tally.numbers.is_some(), tally.is_distinct_cut] {
            writer.byte(flag.into());
        }
        writer.number(tally.events);
        writer.number(tally.left_out);
        for (used, lane) in used.iter().zip(&keys) {
            used.write(store, lane, &mut writer);
        }
        if let Some(slices) = &slices {
            writer.number(slices.starts.len() as u64 - 1);
            slices.starts.iter().skip(1).for_each(|start| writer.signed(*start));
        }
        writer.number(tally.counts.len() as u64);
        writer.0.append(&mut groups.0);
        if let Some(lane) = &distinct {
            let mut used = Used::default();
            let mut pairs = PackedWriter::default();
            for pair in &tally.pairs {
                pairs.number(pair >> 32);
                pairs.number(used.place(*pair as u32).into());
            }
            used.write(store, lane, &mut writer);
            writer.number(tally.pairs.len() as u64);
            writer.0.append(&mut pairs.0);
        }
        writer.0
    }
}

fn write_count(writer: &mut PackedWriter, count: &GroupCount) {
    writer.number(count.events);
    match (count.first_millis, count.last_millis) {
        (Some(first), Some(last)) => {
            writer.number(last.abs_diff(first) + 1);
            writer.signed(first);
        }
        _ => writer.number(0),
    }
}

fn write_numbers(writer: &mut PackedWriter, numbers: &NumberStatistics) {
    writer.number(numbers.numbers);
    if numbers.numbers > 0 {
        for number in [numbers.sum, numbers.minimum, numbers.maximum] {
            writer.hash(number.to_bits());
        }
    }
}

pub(super) fn read_count(reader: &mut PackedReader<'_>) -> Result<GroupCount, PackingError> {
    let events = reader.number()?;
    let Some(span) = reader.number()?.checked_sub(1) else {
        return Ok(GroupCount { events, first_millis: None, last_millis: None });
    };
    let first = reader.signed()?;
    let last = first.checked_add_unsigned(span).ok_or(PackingError::Contradiction)?;
    Ok(GroupCount { events, first_millis: Some(first), last_millis: Some(last) })
}

pub(super) fn read_numbers(reader: &mut PackedReader<'_>) -> Result<NumberStatistics, PackingError> {
    let numbers = reader.number()?;
    if numbers == 0 {
        return Ok(NumberStatistics::default());
    }
    let mut decimal = || reader.hash().map(Decimal::from_bits);
    Ok(NumberStatistics { numbers, sum: decimal()?, minimum: decimal()?, maximum: decimal()? })
}

/// The header before the groups.
pub(super) struct PackHeader {
    pub keys: usize,
    pub is_sliced: bool,
    pub is_distinct: bool,
    pub is_numbered: bool,
    pub is_distinct_cut: bool,
    pub events: u64,
    pub left_out: u64,
}

pub(super) fn read_head(reader: &mut PackedReader<'_>) -> Result<PackHeader, PackingError> {
    if reader.byte()? != VERSION {
        return Err(PackingError::Version);
    }
    let keys = usize::from(reader.byte()?);
    if !(1..=super::MOST_KEYS).contains(&keys) {
        return Err(PackingError::Contradiction);
    }
    let mut flag = || reader.byte().map(|byte| byte != 0);
    let (is_sliced, is_distinct, is_numbered, is_distinct_cut) = (flag()?, flag()?, flag()?, flag()?);
    Ok(PackHeader {
        keys,
        is_sliced,
        is_distinct,
        is_numbered,
        is_distinct_cut,
        events: reader.number()?,
        left_out: reader.number()?,
    })
}

/// Reads texts and passes each to `intern`. Returns their codes, after code 0 for no value.
pub(super) fn read_texts(
    reader: &mut PackedReader<'_>,
    mut intern: impl FnMut(&str) -> u32,
) -> Result<Vec<u32>, PackingError> {
    let count = reader.small()? as usize;
    let mut codes = Vec::with_capacity(count.min(limits::MOST_GROUPS) + 1);
    codes.push(0);
    for _ in 0..count {
        let text = std::str::from_utf8(reader.text()?).map_err(|_| PackingError::Contradiction)?;
        codes.push(intern(text));
    }
    Ok(codes)
}
