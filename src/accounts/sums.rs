//! Totals over files.

use super::{FileFacts, STATUSES, position};
use crate::intake::Status;

/// Totals over files. Every file is in exactly one of the counts by status, and every record is
/// either an event or a repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSums {
    /// Number of files.
    pub files: u64,
    /// Bytes on disk of all files.
    pub bytes: u64,
    /// Bytes after inflating.
    pub inflated_bytes: u64,
    /// Records read.
    pub records: u64,
    /// Records that repeat an event.
    pub repeats: u64,
    /// Repeats that differ from the copy that is shown.
    pub differing: u64,
    /// Events that share their id with another event of other content.
    pub same_ids: u64,
    /// Problems found.
    pub problems: u64,
    /// The earliest and the latest event time.
    pub span_millis: Option<(i64, i64)>,
    /// Notes on what a kind of data is known to lack, each with the number of files that it applies
    /// to.
    pub notes: Vec<(String, u64)>,
    /// Files and their bytes on disk, in the order of [`STATUSES`].
    by_status: [(u64, u64); STATUSES.len()],
}

impl FileSums {
    /// Computes the totals of these files.
    pub fn of<'a>(accounts: impl IntoIterator<Item = FileFacts<'a>>) -> FileSums {
        let mut sums = FileSums::default();
        for account in accounts {
            sums.add(account);
        }
        sums
    }

    fn add(&mut self, account: FileFacts<'_>) {
        let (files, bytes) = &mut self.by_status[position(account.status())];
        *files += 1;
        *bytes += account.bytes;
        self.files += 1;
        self.bytes += account.bytes;
        self.repeats += account.repeated();
        self.differing += account.differing();
        self.same_ids += account.same_ids;
        self.problems += account.problems();
        let Some(report) = account.report else { return };
        for note in &report.notes {
            match self.notes.iter_mut().find(|(known, _)| known == note) {
                Some((_, files)) => *files += 1,
                None => self.notes.push((note.clone(), 1)),
            }
        }
        self.inflated_bytes += report.inflated_bytes;
        self.records += report.records;
        self.span_millis = match (self.span_millis, report.span_millis) {
            (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
            (one, other) => one.or(other),
        };
    }

    /// Returns the number of records that are not repeats.
    pub fn events(&self) -> u64 {
        self.records.saturating_sub(self.repeats)
    }

    /// Returns the number of files with this status and their bytes on disk.
    pub fn with(&self, status: Option<Status>) -> (u64, u64) {
        self.by_status[position(status)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Repeated, report};

    #[test]
    fn sums_add_up() {
        let read = report(Status::Read, 7);
        let part = report(Status::Partial, 3);
        let account = |report, repeats| FileFacts { path: "x", bytes: 10, report, repeats, same_ids: 1 };
        let repeats =
            [("a", 1), ("b", 1)].map(|(of, records)| Repeated { of: of.into(), records, differing: records });
        let sums =
            FileSums::of([account(Some(&read), &repeats[..]), account(Some(&part), &[]), account(None, &[])]);
        assert_eq!((sums.records, sums.repeats), (10, 2));
        assert_eq!((sums.differing, sums.same_ids), (2, 3));
        assert_eq!((sums.files, sums.bytes, sums.inflated_bytes), (3, 30, 200));
        let (files, bytes) = STATUSES
            .iter()
            .map(|&status| sums.with(status))
            .fold((0, 0), |(files, bytes), more| (files + more.0, bytes + more.1));
        assert_eq!((files, bytes), (sums.files, sums.bytes));
        assert_eq!(sums.events() + sums.repeats, sums.records);
        assert_eq!((sums.with(None), sums.with(Some(Status::Partial))), ((1, 10), (1, 10)));
        assert_eq!(sums.problems, 8);
    }
}
