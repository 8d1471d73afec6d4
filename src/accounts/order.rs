//! Filtering and sorting the list of files.

use std::cmp::Ordering;

use super::{FileFacts, position};
use crate::base::document::contains;
use crate::base::small_sort::SmallSort;
use crate::intake::Status;

/// The columns that files can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileColumn {
    /// The path.
    Path,
    /// The kind of file (its container).
    Kind,
    /// The outcome of reading the file.
    Status,
    /// Bytes on disk.
    Bytes,
    /// Bytes after inflating.
    Inflated,
    /// Records read.
    Records,
    /// Records that repeat another.
    Repeats,
    /// The time of the earliest event.
    Time,
    /// The number of problems.
    Problems,
}

/// A sort order. Files that compare equal keep the order in which they were dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileOrder {
    /// The column to compare.
    pub column: FileColumn,
    /// Whether the largest, newest or alphabetically last value comes first.
    pub descending: bool,
}

impl FileOrder {
    /// Returns the order after a click on the head of a column: the first click sorts, upwards or
    /// downwards as is usual for the column, the second turns the order, and the third restores the
    /// order of the drop, which is `None`.
    pub fn after_click(current: Option<FileOrder>, column: FileColumn) -> Option<FileOrder> {
        use FileColumn::{Bytes, Inflated, Problems, Records, Repeats};
        let is_largest_first = matches!(column, Bytes | Inflated | Records | Repeats | Problems);
        match current.filter(|order| order.column == column) {
            None => Some(FileOrder { column, descending: is_largest_first }),
            Some(order) if order.descending == is_largest_first => {
                Some(FileOrder { descending: !is_largest_first, ..order })
            }
            Some(_) => None,
        }
    }
}

/// A filter on the list of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Text that the path or the kind must contain, ignoring case.
    pub text: String,
    /// The status that files must have; `Some(None)` selects files that have not been read, `None`
    /// every file.
    pub status: Option<Option<Status>>,
}

/// Returns the indices of the matching files in `order`, or in drop order if `order` is `None`.
pub fn arrange(accounts: &[FileFacts<'_>], wanted: &Wanted, order: Option<FileOrder>) -> Vec<u32> {
    let text = wanted.text.trim();
    let mut places: Vec<u32> = (0u32..)
        .zip(accounts)
        .filter(|(_, account)| wanted.status.is_none_or(|status| status == account.status()))
        .filter(|(_, account)| text.is_empty() || mentions(account, text))
        .map(|(place, _)| place)
        .collect();
    if let Some(order) = order {
        // The paths of fifty thousand files of one bucket differ only far from their start.
        let shared = shared_start(places.iter().map(|&place| accounts[place as usize].path));
        places.sort_small_by(|&left, &right| {
            let (left, right) = (&accounts[left as usize], &accounts[right as usize]);
            let by = match order.column {
                FileColumn::Path => left.path.as_bytes()[shared..].cmp(&right.path.as_bytes()[shared..]),
                column => compare(left, right, column),
            };
            if order.descending { by.reverse() } else { by }
        });
    }
    places
}

fn mentions(account: &FileFacts<'_>, text: &str) -> bool {
    contains(account.path, text) || contains(kind(account), text)
}

/// Returns the length in bytes of the longest common prefix of all paths.
fn shared_start<'a>(mut paths: impl Iterator<Item = &'a str>) -> usize {
    let Some(first) = paths.next().map(str::as_bytes) else { return 0 };
    paths.fold(first.len(), |shared, path| {
        let alike = first[..shared].iter().zip(path.as_bytes()).take_while(|(one, other)| one == other);
        alike.count()
    })
}

fn kind<'a>(account: &FileFacts<'a>) -> &'a str {
    account.report.map_or("", |report| &report.container)
}

fn compare(left: &FileFacts<'_>, right: &FileFacts<'_>, column: FileColumn) -> Ordering {
    match column {
        FileColumn::Path => left.path.cmp(right.path),
        FileColumn::Kind => kind(left).cmp(kind(right)),
        FileColumn::Status => position(left.status()).cmp(&position(right.status())),
        FileColumn::Bytes => left.bytes.cmp(&right.bytes),
        FileColumn::Inflated => {
            let inflated = |account: &FileFacts<'_>| account.report.map(|report| report.inflated_bytes);
            inflated(left).cmp(&inflated(right))
        }
        FileColumn::Records => {
            let records = |account: &FileFacts<'_>| account.report.map(|report| report.records);
            records(left).cmp(&records(right))
        }
        FileColumn::Repeats => left.repeated().cmp(&right.repeated()),
        FileColumn::Time => {
            let span = |account: &FileFacts<'_>| account.report.and_then(|report| report.span_millis);
            span(left).cmp(&span(right))
        }
        FileColumn::Problems => left.problems().cmp(&right.problems()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_click_restores_the_order_of_the_drop() {
        let click = |order| FileOrder::after_click(order, FileColumn::Records);
        let first = click(None);
        assert_eq!(first, Some(FileOrder { column: FileColumn::Records, descending: true }));
        let second = click(first);
        assert_eq!(second, Some(FileOrder { column: FileColumn::Records, descending: false }));
        assert_eq!(click(second), None);
        let other = FileOrder::after_click(first, FileColumn::Path);
        assert_eq!(other, Some(FileOrder { column: FileColumn::Path, descending: false }));
    }
    use crate::accounts::report;

    #[test]
    fn files_are_found_and_sorted() {
        let read = report(Status::Read, 7);
        let refused = report(Status::Refused, 0);
        let account = |path, bytes, report| FileFacts { path, bytes, report, repeats: &[], same_ids: 0 };
        let accounts = [
            account("b/Log.json", 30, Some(&read)),
            account("a/log.json", 20, Some(&refused)),
            account("c/notes", 30, None),
        ];
        let all = Wanted::default();
        let by = |column, descending| arrange(&accounts, &all, Some(FileOrder { column, descending }));
        assert_eq!(arrange(&accounts, &all, None), [0, 1, 2]);
        assert_eq!(by(FileColumn::Path, false), [1, 0, 2]);
        assert_eq!(by(FileColumn::Bytes, true), [0, 2, 1], "equal files keep their order");
        assert_eq!(by(FileColumn::Status, false), [0, 1, 2]);
        assert_eq!(by(FileColumn::Records, true), [0, 1, 2]);
        let find = |text: &str, status| arrange(&accounts, &Wanted { text: text.to_owned(), status }, None);
        assert_eq!(find(" LOG.", None), [0, 1]);
        assert_eq!(find("cloudtrail", None), [0, 1]);
        assert_eq!(find("", Some(None)), [2]);
        assert_eq!(find("", Some(Some(Status::Refused))), [1]);
    }
}
