//! The matching rows in a sort order, and the landmarks for finding a screen of them.

use std::cmp::Ordering;

use super::plan::sort_millis;
use crate::base::small_sort::SmallSort;
use crate::base::text::in_reading_order;
use crate::model::{Field, Sort, SortKey};
use crate::query::{EventRow, KeySamples, LandmarksRequest, Rows, RowsRequest};
use crate::store::Store;
use crate::store::bits::Bits;

/// Maximum number of keys in one answer.
const MAX_LANDMARKS: u64 = 512;

/// Returns the matching rows in the requested order.
pub(super) fn order(store: &Store, matching: &Bits, sort: Sort) -> Vec<u32> {
    let by_time = matching.iter().map(|row| row as u32);
    let mut ordered: Vec<u32> = match store.column(sort.field) {
        None => by_time.collect(),
        Some(column) => {
            // Counting sort by the ranks of the values: rows are already sorted by time, and stay
            // so within a value.
            let mut codes: Vec<u32> = (0..column.values.codes() as u32).collect();
            let text = |code: &u32| column.values.text(*code).unwrap_or_default();
            codes.sort_small_by(|one, other| in_reading_order(text(one), text(other)));
            let mut rank_of_code = vec![0_u32; codes.len()];
            for (rank, code) in codes.iter().enumerate() {
                rank_of_code[*code as usize] = rank as u32;
            }
            let entries = store.entries(sort.field.spec().storage);
            let rank =
                |row: u32| rank_of_code[column.codes[entries[row as usize] as usize] as usize] as usize;
            let mut starts = vec![0_u32; codes.len() + 1];
            let rows: Vec<u32> = by_time.collect();
            for row in &rows {
                starts[rank(*row) + 1] += 1;
            }
            for index in 1..starts.len() {
                starts[index] += starts[index - 1];
            }
            let mut placed = vec![0; rows.len()];
            for row in rows {
                let place = &mut starts[rank(row)];
                placed[*place as usize] = row;
                *place += 1;
            }
            placed
        }
    };
    if sort.descending {
        ordered.reverse();
    }
    ordered
}

/// Compares keys in a sort order.
pub(super) fn compare(sort: Sort, a: &SortKey, b: &SortKey) -> Ordering {
    if sort.descending { b.cmp(a) } else { a.cmp(b) }
}

/// Returns the sort key of a row for a field.
pub fn key(store: &Store, field: Field, row: u32) -> SortKey {
    let id = store.id(store.rows.record[row as usize], store.rows.call[row as usize]);
    let (file, index) = store.file_of(store.rows.record[row as usize]);
    SortKey {
        value: store.value(field, row as usize).unwrap_or_default().to_owned(),
        millis: store.rows.millis[row as usize],
        id: [(id >> 96) as u32, (id >> 64) as u32, (id >> 32) as u32, id as u32],
        place: [file, index],
    }
}

/// Returns how many of the sorted rows come before a key.
fn rows_before(store: &Store, ordered: &[u32], sort: Sort, bound: &SortKey) -> usize {
    ordered.partition_point(|row| compare(sort, &key(store, sort.field, *row), bound) == Ordering::Less)
}

/// See [`KeySamples`].
pub(super) fn landmarks(store: &Store, ordered: &[u32], ask: &LandmarksRequest) -> KeySamples {
    let before = ask.from.as_ref().map_or(0, |from| rows_before(store, ordered, ask.sort, from));
    let end = ask.until.as_ref().map_or(ordered.len(), |until| rows_before(store, ordered, ask.sort, until));
    let inside = &ordered[before..end.max(before)];
    let stride = (inside.len() as u64).div_ceil(MAX_LANDMARKS).max(1);
    KeySamples {
        before: before as u64,
        inside: inside.len() as u64,
        keys: inside.iter().step_by(stride as usize).map(|row| key(store, ask.sort.field, *row)).collect(),
        stride,
    }
}

/// See [`Rows`].
pub(super) fn rows(store: &Store, ordered: &[u32], ask: &RowsRequest) -> Rows {
    let before = ask.from.as_ref().map_or(0, |from| rows_before(store, ordered, ask.sort, from));
    let rows = ordered[before..]
        .iter()
        .take(ask.limit as usize)
        .map(|&row| {
            let index = row as usize;
            let value = |field| store.value(field, index);
            EventRow {
                row: store.rows.record[index],
                key: key(store, ask.sort.field, row),
                millis: sort_millis(store.rows.millis[index]),
                failed: value(Field::Outcome) == Some("failed"),
                read_only: value(Field::ReadOnly).and_then(|text| match text {
                    "true" => Some(true),
                    "false" => Some(false),
                    _ => None,
                }),
                integrity: value(Field::Integrity).unwrap_or_default().to_owned(),
                copies: value(Field::Copies).unwrap_or_default().to_owned(),
                shares_id: value(Field::SameId).is_some(),
                values: ask.fields.iter().map(|field| value(*field).unwrap_or_default().to_owned()).collect(),
            }
        })
        .collect();
    Rows { before: before as u64, rows }
}
