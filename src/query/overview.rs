//! The facets and the histogram of the matching rows.

use super::Needle;
use crate::model::{Field, StorageGroup};
use crate::query::{Facet, FacetRequest, Overview, OverviewRequest};
use crate::store::Store;
use crate::store::bits::Bits;
use crate::store::group::FieldColumn;

/// The count of each entry of each group in some rows, computed on first use.
struct EntryCounts<'a> {
    store: &'a Store,
    rows: &'a Bits,
    by_storage: [Option<Vec<u32>>; 6],
}

impl<'a> EntryCounts<'a> {
    fn new(store: &'a Store, rows: &'a Bits) -> EntryCounts<'a> {
        EntryCounts { store, rows, by_storage: Default::default() }
    }

    fn entries(&mut self, storage: StorageGroup) -> &[u32] {
        let (store, rows) = (self.store, self.rows);
        self.by_storage[storage as usize].get_or_insert_with(|| {
            let mut counts = vec![0; store.group(storage).map_or(0, |group| group.len())];
            let codes = store.entries(storage);
            for (index, word) in rows.words().iter().enumerate() {
                let start = index * 64;
                if *word == u64::MAX {
                    // Full words are the common case: no filter, or a range.
                    for code in &codes[start..start + 64] {
                        counts[*code as usize] += 1;
                    }
                } else {
                    let mut rest = *word;
                    while rest != 0 {
                        counts[codes[start + rest.trailing_zeros() as usize] as usize] += 1;
                        rest &= rest - 1;
                    }
                }
            }
            counts
        })
    }

    /// Returns the counts of the values of a field.
    fn values(&mut self, field: Field) -> Option<(&'a FieldColumn, Vec<u32>)> {
        let column = self.store.column(field)?;
        let mut counts = vec![0; column.values.codes()];
        for (code, count) in column.codes.iter().zip(self.entries(field.spec().storage)) {
            counts[*code as usize] += count;
        }
        Some((column, counts))
    }
}

/// Returns counts, facets and histogram of the matching rows.
pub(super) fn overview(store: &Store, matching: &Bits, ask: &OverviewRequest) -> Overview {
    let mut tally = EntryCounts::new(store, matching);
    let facets = ask.facets.iter().map(|ask| facet(&mut tally, ask)).collect();
    let failed_entries = match store.column(Field::Outcome) {
        Some(column) => Bits::of(column.codes.len(), |entry| column.value(entry as u32) == Some("failed")),
        None => Bits::none(0),
    };
    let failed: u64 = tally
        .entries(StorageGroup::Outcome)
        .iter()
        .enumerate()
        .filter(|(entry, _)| failed_entries.has(*entry))
        .map(|(_, count)| u64::from(*count))
        .sum();
    let (mut buckets, mut failed_buckets) = (Vec::new(), Vec::new());
    if let Some(cut) = ask.buckets {
        let outcomes = store.entries(StorageGroup::Outcome);
        let mut failed_rows = matching.clone();
        if failed > 0 {
            failed_rows.and(&Bits::of(matching.length(), |row| failed_entries.has(outcomes[row] as usize)));
        }
        let step = cut.step_millis.max(1);
        let mut start = store.rows.between(cut.start_millis, i64::MAX).start;
        for bucket in 0..i64::from(cut.count) {
            // Rows are sorted by time: a bucket is a range of them.
            let until = cut.start_millis.saturating_add(step.saturating_mul(bucket + 1));
            let end =
                start + store.rows.millis[start..store.rows.len()].partition_point(|millis| *millis < until);
            buckets.push(matching.count_in(start, end) as u32);
            failed_buckets.push(if failed > 0 { failed_rows.count_in(start, end) as u32 } else { 0 });
            start = end;
        }
    }
    Overview { matching: matching.count() as u64, failed, facets, buckets, failed_buckets }
}

fn facet(tally: &mut EntryCounts<'_>, ask: &FacetRequest) -> Facet {
    let Some((column, counts)) = tally.values(ask.field) else { return Facet::default() };
    let found: Vec<u32> =
        (1..counts.len()).filter(|code| counts[*code] > 0).map(|code| code as u32).collect();
    let often = ask
        .at_least
        .map_or(0, |least| found.iter().filter(|code| u64::from(counts[**code as usize]) >= least).count());
    let limit = often.max(ask.limit as usize);
    let (values, floor) = top(column, &counts, found, limit);
    Facet { values, floor }
}

/// Returns the most frequent of some codes, by count descending, then by text; and the highest
/// count of those left out.
fn top(column: &FieldColumn, counts: &[u32], mut codes: Vec<u32>, limit: usize) -> (Vec<(String, u64)>, u64) {
    let text = |code: u32| column.values.text(code).unwrap_or_default();
    let by_rank =
        |a: &u32, b: &u32| counts[*b as usize].cmp(&counts[*a as usize]).then_with(|| text(*a).cmp(text(*b)));
    let mut floor = 0;
    if codes.len() > limit {
        codes.select_nth_unstable_by(limit, by_rank);
        floor = u64::from(counts[codes[limit] as usize]);
        codes.truncate(limit);
    }
    codes.sort_unstable_by(by_rank);
    (codes.into_iter().map(|code| (text(code).to_owned(), u64::from(counts[code as usize]))).collect(), floor)
}

/// Returns the counts of given values.
pub(super) fn counts(store: &Store, matching: &Bits, asked: &[(Field, Vec<String>)]) -> Vec<Vec<u64>> {
    let mut tally = EntryCounts::new(store, matching);
    asked
        .iter()
        .map(|(field, values)| {
            let Some((column, counts)) = tally.values(*field) else { return vec![0; values.len()] };
            let wanted: hashbrown::HashMap<&str, usize> =
                values.iter().enumerate().map(|(index, value)| (value.as_str(), index)).collect();
            let mut found = vec![0; values.len()];
            for (code, count) in counts.iter().enumerate() {
                if let Some(index) = column.values.text(code as u32).and_then(|text| wanted.get(text)) {
                    found[*index] = u64::from(*count);
                }
            }
            found
        })
        .collect()
}

/// Returns the most frequent values of a field that contain a text.
pub(super) fn values(
    store: &Store,
    matching: &Bits,
    field: Field,
    containing: &str,
    limit: usize,
) -> Vec<(String, u64)> {
    let Some((column, counts)) = EntryCounts::new(store, matching).values(field) else { return Vec::new() };
    let needle = Needle::new(containing);
    let found = (1..counts.len())
        .filter(|code| counts[*code] > 0)
        .map(|code| code as u32)
        .filter(|code| column.values.text(*code).is_some_and(|text| needle.is_in(text.as_bytes())))
        .collect();
    top(column, &counts, found, limit).0
}
