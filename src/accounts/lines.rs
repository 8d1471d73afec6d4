//! The lines of the list of files: each file, followed by its details if it is open.

use super::FileFacts;
use crate::model::FileNumber;

/// A line of the list of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileLine {
    /// A file.
    File(FileNumber),
    /// A problem with it, by index.
    Problem(FileNumber, usize),
    /// The number of problems that are not listed.
    MoreProblems(FileNumber, u64),
    /// A note about data known to be missing or changed, by index.
    Note(FileNumber, usize),
    /// The beginning of a refused file.
    Beginning(FileNumber),
    /// A file of which it holds hidden copies, by index.
    Repeated(FileNumber, usize),
    /// The number of its events that share their id with other events.
    SameIds(FileNumber),
    /// A file inside it, by index, if it is an archive.
    Entry(FileNumber, usize),
    /// The number of files inside it that are not listed.
    MoreEntries(FileNumber, u64),
}

impl FileLine {
    /// Returns the dropped file that the line is about.
    pub fn file(self) -> FileNumber {
        match self {
            FileLine::File(file)
            | FileLine::Problem(file, _)
            | FileLine::MoreProblems(file, _)
            | FileLine::Note(file, _)
            | FileLine::Beginning(file)
            | FileLine::Repeated(file, _)
            | FileLine::SameIds(file)
            | FileLine::Entry(file, _)
            | FileLine::MoreEntries(file, _) => file,
        }
    }
}

/// Appends the lines with the details of a file.
pub fn detail_lines(lines: &mut Vec<FileLine>, number: FileNumber, file: FileFacts<'_>) {
    let Some(report) = file.report else { return };
    lines.extend((0..report.problems.len()).map(|problem| FileLine::Problem(number, problem)));
    if report.more_problems > 0 {
        lines.push(FileLine::MoreProblems(number, report.more_problems));
    }
    if !report.beginning.is_empty() {
        lines.push(FileLine::Beginning(number));
    }
    lines.extend((0..report.notes.len()).map(|note| FileLine::Note(number, note)));
    lines.extend((0..file.repeats.len()).map(|place| FileLine::Repeated(number, place)));
    lines.extend((file.same_ids > 0).then_some(FileLine::SameIds(number)));
    lines.extend((0..report.entries.len()).map(|entry| FileLine::Entry(number, entry)));
    if report.more_entries > 0 {
        lines.push(FileLine::MoreEntries(number, report.more_entries));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::report;
    use crate::intake::Status;

    #[test]
    fn details_follow_in_a_fixed_order() {
        let mut report = report(Status::Read, 7);
        report.beginning = "<html>".to_owned();
        report.more_entries = 9;
        let mut file = FileFacts { path: "x", bytes: 1, report: Some(&report), repeats: &[], same_ids: 2 };
        let mut lines = vec![FileLine::File(4)];
        detail_lines(&mut lines, 4, file);
        assert_eq!(
            lines,
            [
                FileLine::File(4),
                FileLine::Problem(4, 0),
                FileLine::MoreProblems(4, 3),
                FileLine::Beginning(4),
                FileLine::SameIds(4),
                FileLine::MoreEntries(4, 9),
            ]
        );
        assert!(lines.iter().all(|line| line.file() == 4));
        file.report = None;
        detail_lines(&mut lines, 4, file);
        assert_eq!(lines.len(), 6, "nothing is known of a file that waits");
    }
}
