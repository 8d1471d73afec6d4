//! The columns: the codes and times of all rows, sorted by time.

use super::bits::Bits;

/// The time of a row whose time could not be read. It is earlier than any event, and far enough
/// from the smallest number that differences do not overflow.
pub const NO_TIME: i64 = i64::MIN / 2;

/// One row of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreRow {
    /// The event's time in milliseconds, or [`NO_TIME`].
    pub millis: i64,
    /// The record's number, in the order of reading.
    pub record: u32,
    /// The entry in the group of the call.
    pub call: u32,
    /// The entry in the group of the identity.
    pub identity: u32,
    /// The entry in the group of the origin.
    pub origin: u32,
    /// The entry in the group of the outcome.
    pub outcome: u32,
}

/// The rows, one vector per column. Rows up to `sorted` are sorted by time, then by the event's
/// identity; later rows wait for [`StoreRows::sort`].
#[derive(Debug, Default)]
pub struct StoreRows {
    /// See [`StoreRow::millis`].
    pub millis: Vec<i64>,
    /// See [`StoreRow::record`].
    pub record: Vec<u32>,
    /// See [`StoreRow::call`].
    pub call: Vec<u32>,
    /// See [`StoreRow::identity`].
    pub identity: Vec<u32>,
    /// See [`StoreRow::origin`].
    pub origin: Vec<u32>,
    /// See [`StoreRow::outcome`].
    pub outcome: Vec<u32>,
    /// The entry in the group of the file; empty unless files were marked since the last row was
    /// added.
    pub file: Vec<u32>,
    sorted: usize,
}

impl StoreRows {
    /// Appends a row.
    pub fn push(&mut self, row: StoreRow) {
        self.append(row);
        self.file.clear();
    }

    /// Appends a row with its entry in the group of the file, which is kept only if files are
    /// marked.
    pub(super) fn push_marked(&mut self, row: StoreRow, file: u32) {
        if self.file.len() == self.millis.len() {
            self.file.push(file);
        }
        self.append(row);
    }

    fn append(&mut self, row: StoreRow) {
        push_tight(&mut self.millis, row.millis);
        push_tight(&mut self.record, row.record);
        push_tight(&mut self.call, row.call);
        push_tight(&mut self.identity, row.identity);
        push_tight(&mut self.origin, row.origin);
        push_tight(&mut self.outcome, row.outcome);
    }

    /// Returns a row by its index; `None` past the end.
    pub fn row(&self, place: usize) -> Option<StoreRow> {
        Some(StoreRow {
            millis: *self.millis.get(place)?,
            record: *self.record.get(place)?,
            call: *self.call.get(place)?,
            identity: *self.identity.get(place)?,
            origin: *self.origin.get(place)?,
            outcome: *self.outcome.get(place)?,
        })
    }

    /// Returns the number of sorted rows: queries see only these.
    pub fn len(&self) -> usize {
        self.sorted
    }

    /// Whether there are no sorted rows.
    pub fn is_empty(&self) -> bool {
        self.sorted == 0
    }

    /// Whether there are rows that are not sorted yet.
    pub fn is_waiting(&self) -> bool {
        self.sorted < self.millis.len()
    }

    /// Sorts all rows by time. `tie` returns the sort key of rows with the same time, by record and
    /// call.
    pub fn sort<T: Ord>(&mut self, tie: impl Fn(u32, u32) -> T) {
        if !self.is_waiting() {
            return;
        }
        // Many events share a second, but few comparisons need the tie: computing it on demand
        // takes a third of the memory of precomputed keys.
        let compare = |a: u32, b: u32| {
            let (a, b) = (a as usize, b as usize);
            self.millis[a].cmp(&self.millis[b]).then_with(|| {
                let key = |row: usize| tie(self.record[row], self.call[row]);
                key(a).cmp(&key(b)).then(self.record[a].cmp(&self.record[b]))
            })
        };
        let mut waiting: Vec<u32> = (self.sorted as u32..self.millis.len() as u32).collect();
        waiting.sort_unstable_by(|a, b| compare(*a, *b));
        // Merge the sorted rows and the waiting ones into one order.
        let mut order = Vec::with_capacity(self.millis.len());
        let mut old = 0;
        for row in waiting {
            while old < self.sorted && compare(old as u32, row).is_lt() {
                order.push(old as u32);
                old += 1;
            }
            order.push(row);
        }
        order.extend(old as u32..self.sorted as u32);
        self.arrange(&order);
    }

    /// Removes the rows that are not in `keep`.
    pub fn retain(&mut self, keep: &Bits) {
        let order: Vec<u32> = keep.iter().map(|row| row as u32).collect();
        self.arrange(&order);
    }

    fn arrange(&mut self, order: &[u32]) {
        fn pick<T: Copy>(column: &mut Vec<T>, order: &[u32]) {
            *column = order.iter().map(|row| column[*row as usize]).collect();
        }
        pick(&mut self.millis, order);
        pick(&mut self.record, order);
        pick(&mut self.call, order);
        pick(&mut self.identity, order);
        pick(&mut self.origin, order);
        pick(&mut self.outcome, order);
        if !self.file.is_empty() {
            pick(&mut self.file, order);
        }
        self.sorted = order.len();
    }

    /// Returns the range of rows with a time from `from_millis` up to, but not including,
    /// `until_millis`.
    pub fn between(&self, from_millis: i64, until_millis: i64) -> std::ops::Range<usize> {
        let times = &self.millis[..self.sorted];
        let start = times.partition_point(|millis| *millis < from_millis.max(NO_TIME + 1));
        let end = times.partition_point(|millis| *millis < until_millis);
        start..end.max(start)
    }

    /// Returns the number of rows without a readable time; they come first.
    pub fn without_time(&self) -> usize {
        self.millis[..self.sorted].partition_point(|millis| *millis == NO_TIME)
    }
}

/// Appends to a column that grows by an eighth: doubled, the columns of ten
/// million rows would reserve 280 MB that may never be used.
fn push_tight<T>(column: &mut Vec<T>, value: T) {
    if column.len() == column.capacity() {
        column.reserve_exact((column.len() / 8).max(1 << 10));
    }
    column.push(value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(millis: i64, record: u32) -> StoreRow {
        StoreRow { millis, record, call: record, identity: record, origin: record, outcome: record }
    }

    proptest! {
        #[test]
        fn sorting_in_parts_is_sorting_at_once(times in proptest::collection::vec(0_i64..50, 0..200),
            cuts in proptest::collection::vec(any::<bool>(), 200)) {
            let tie = |record: u32, _: u32| u128::from(record % 5);
            let mut parts = StoreRows::default();
            let mut expected = Vec::new();
            for (record, millis) in times.iter().enumerate() {
                parts.push(row(*millis, record as u32));
                expected.push((*millis, tie(record as u32, 0), record as u32));
                if cuts[record] {
                    parts.sort(tie);
                }
            }
            parts.sort(tie);
            expected.sort_unstable();
            prop_assert_eq!(&parts.record, &expected.iter().map(|row| row.2).collect::<Vec<_>>());
            prop_assert_eq!(&parts.outcome, &parts.record);
            let span = parts.between(10, 20);
            prop_assert_eq!(span.len(), times.iter().filter(|millis| (10..20).contains(*millis)).count());
        }
    }
}
