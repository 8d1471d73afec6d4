//! The progress of a load, over all workers.

use std::collections::BTreeMap;

use crate::store::{Repeats, SameIds, Totals};

/// The progress of a load. A load lasts from the first file dropped while nothing is loading until
/// everything is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadProgress {
    /// Number of files that were read, refused, skipped or lost.
    pub files_done: u64,
    /// Number of files accepted so far.
    pub files_total: u64,
    /// Bytes on disk that were read.
    pub bytes_done: u64,
    /// Bytes on disk of the files accepted so far.
    pub bytes_total: u64,
    /// Number of records read in this load, repeats included.
    pub records: u64,
    /// Whether folders are still being listed: the totals can still grow.
    pub listing: bool,
    /// Whether anything remains to be read or put in order.
    pub loading: bool,
    /// Size of all workers' memories, in bytes.
    pub memory_bytes: u64,
}

/// Returns the sum of several workers' totals.
pub fn add_totals<'a>(parts: impl IntoIterator<Item = &'a Totals>) -> Totals {
    let mut sum = Totals::default();
    let mut repeats_by_file = BTreeMap::<_, (u64, u64)>::new();
    let mut same_ids_by_file = BTreeMap::<_, u64>::new();
    for part in parts {
        sum.events += part.events;
        sum.repeats += part.repeats;
        sum.without_time += part.without_time;
        sum.memory_bytes += part.memory_bytes;
        sum.signed_lists += part.signed_lists;
        for &Repeats { file, of, records, differing } in &part.repeats_by_file {
            let sum = repeats_by_file.entry((file, of)).or_default();
            sum.0 += records;
            sum.1 += differing;
        }
        for &SameIds { file, records } in &part.same_ids_by_file {
            *same_ids_by_file.entry(file).or_default() += records;
        }
        sum.span_millis = match (sum.span_millis, part.span_millis) {
            (Some((from, to)), Some((other_from, other_to))) => {
                Some((from.min(other_from), to.max(other_to)))
            }
            (one, other) => one.or(other),
        };
    }
    let repeats = repeats_by_file.into_iter();
    sum.repeats_by_file =
        repeats.map(|((file, of), (records, differing))| Repeats { file, of, records, differing }).collect();
    let same_ids = same_ids_by_file.into_iter();
    sum.same_ids_by_file = same_ids.map(|(file, records)| SameIds { file, records }).collect();
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeats(file: u32, of: u32, records: u64) -> Repeats {
        Repeats { file, of, records, differing: records / 2 }
    }

    fn same_ids(file: u32, records: u64) -> SameIds {
        SameIds { file, records }
    }

    #[test]
    fn totals_add_up() {
        let one = Totals {
            events: 3,
            repeats: 2,
            repeats_by_file: vec![repeats(4, 0, 2)],
            same_ids_by_file: vec![same_ids(1, 2)],
            without_time: 1,
            span_millis: Some((10, 20)),
            memory_bytes: 100,
            signed_lists: 1,
        };
        let other = Totals {
            events: 5,
            repeats: 4,
            repeats_by_file: vec![repeats(9, 0, 1), repeats(4, 0, 2), repeats(4, 3, 1)],
            same_ids_by_file: vec![same_ids(1, 1), same_ids(0, 5)],
            without_time: 0,
            span_millis: Some((5, 15)),
            memory_bytes: 50,
            signed_lists: 2,
        };
        let sum = add_totals([&one, &Totals::default(), &other]);
        assert_eq!(
            sum,
            Totals {
                events: 8,
                repeats: 6,
                repeats_by_file: vec![repeats(4, 0, 4), repeats(4, 3, 1), repeats(9, 0, 1)],
                same_ids_by_file: vec![same_ids(0, 5), same_ids(1, 3)],
                without_time: 1,
                span_millis: Some((5, 20)),
                memory_bytes: 150,
                signed_lists: 3,
            }
        );
    }
}
