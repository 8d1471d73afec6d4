//! What the list of files says about a file.

use super::{FileFacts, Repeated};
use crate::base::text;
use crate::intake::{ArchiveEntry, Status};
use crate::model::{Field, Selection};

/// Returns the sentence about events that share their id with another event.
pub fn same_ids_words(events: u64) -> String {
    match events {
        1 => "1 event has the id of another event, but other content".to_owned(),
        some => format!("{} events have the id of another event, but other content", text::count(some)),
    }
}

/// Returns the events that share their id with another event.
pub fn same_ids_selection() -> Selection {
    Selection { filter: format!("{}:*", Field::SameId.spec().name), time: None }
}

/// Returns the sentence about repeats that differ from the copies that are shown.
pub fn differing_words(repeats: u64) -> String {
    match repeats {
        1 => "1 repeat differs from the copy that is shown.".to_owned(),
        some => format!("{} repeats differ from the copies that are shown.", text::count(some)),
    }
}

/// Returns the number of records that repeat events of another file, and how many of them differ:
/// the words before the path of that file, and those after it.
pub fn repeated_words(repeated: &Repeated) -> (String, String) {
    let records = text::counted(repeated.records, "record repeats", "records repeat");
    let events = if repeated.records == 1 { "an event" } else { "events" };
    let differing = match repeated.differing {
        0 => ", with the same content ".to_owned(),
        1 => ", 1 of them with other content ".to_owned(),
        some => format!(", {} of them with other content ", text::count(some)),
    };
    (format!("{records} {events} of "), differing)
}

/// Returns the first remark about a file; `None` if there is none.
pub fn first_remark(file: FileFacts<'_>) -> Option<String> {
    let report = file.report?;
    if let Some(problem) = report.problems.first() {
        return Some(problem.message.clone());
    }
    let entries = report.entries.len() as u64 + report.more_entries;
    if entries > 0 {
        let is_unread = |entry: &&ArchiveEntry| matches!(entry.status, Status::Refused | Status::Partial);
        let files = text::counted(entries, "file", "files");
        return Some(match report.entries.iter().filter(is_unread).count() as u64 {
            0 => format!("{files} in it"),
            unread => format!("{files} in it, {} not read in full", text::count(unread)),
        });
    }
    if let Some(note) = report.notes.first() {
        return Some(note.clone());
    }
    match file.repeats {
        [] => (file.same_ids > 0).then(|| same_ids_words(file.same_ids)),
        [one] => Some(format!("repeats {}", one.of)),
        [one, others @ ..] => {
            let others = text::counted(others.len() as u64, "other file", "other files");
            Some(format!("repeats {} and {others}", one.of))
        }
    }
}

/// Returns the number of listed files among all.
pub fn listed_files(listed: usize, all: usize) -> String {
    if listed == all {
        text::counted(all as u64, "file", "files")
    } else {
        text::done_of(listed as u64, all as u64, "file", "files")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::report;
    use crate::intake::Report;

    #[test]
    fn the_first_remark_is_the_most_serious_one() {
        let repeats =
            [("a", 1), ("b", 2)].map(|(of, records)| Repeated { of: of.into(), records, differing: 0 });
        let mut read = report(Status::Read, 7);
        let remark = |report: Option<&Report>| {
            first_remark(FileFacts { path: "x", bytes: 1, report, repeats: &repeats, same_ids: 1 })
        };
        assert_eq!(remark(None), None);
        assert_eq!(remark(Some(&read)).as_deref(), Some("cut off"));
        read.problems.clear();
        assert_eq!(remark(Some(&read)).as_deref(), Some("repeats a and 1 other file"));
        read.notes.push("without times".to_owned());
        assert_eq!(remark(Some(&read)).as_deref(), Some("without times"));
        read.more_entries = 2;
        assert_eq!(remark(Some(&read)).as_deref(), Some("2 files in it"));
    }

    #[test]
    fn repeats_say_whether_they_differ() {
        let words = |records, differing| repeated_words(&Repeated { of: "a".into(), records, differing });
        assert_eq!(words(1, 0), ("1 record repeats an event of ".into(), ", with the same content ".into()));
        assert_eq!(words(2, 1).1, ", 1 of them with other content ");
        assert_eq!((listed_files(3, 3), listed_files(1, 3)), ("3 files".into(), "1 of 3 files".into()));
    }
}
