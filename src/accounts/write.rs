//! Writes the account of files as CSV, or as tab-separated text for the clipboard.

use super::{FileFacts, problem_place, status_word};
use crate::base::{csv, time};
use crate::intake::{ArchiveEntry, FileProblem, Report};

/// The column headings.
const HEAD: [&str; 15] = [
    "path",
    "what it is",
    "status",
    "bytes on disk",
    "bytes inflated",
    "gzip members",
    "records",
    "events",
    "repeats",
    "repeats of",
    "events with the id of another",
    "first event",
    "last event",
    "problems",
    "what was wrong",
];

/// Returns the header row of the tab-separated form.
pub fn text_head() -> String {
    csv::tabbed_row(HEAD)
}

/// Appends the header row to a CSV text.
pub fn csv_head(out: &mut String) {
    csv::push_row(out, HEAD);
}

/// Appends the row of a file to a CSV text; an archive is followed by a row for each file in it.
pub fn csv_row(out: &mut String, account: FileFacts<'_>) {
    csv::push_row(out, cells(account));
    for entry in entries(account) {
        csv::push_row(out, entry_cells(account, entry));
    }
}

/// Returns the tab-separated row of a file; an archive is followed by a row for each file in it.
pub fn text_row(account: FileFacts<'_>) -> String {
    let mut text = csv::tabbed_row(cells(account));
    for entry in entries(account) {
        text.push('\n');
        text.push_str(&csv::tabbed_row(entry_cells(account, entry)));
    }
    text
}

fn entries(account: FileFacts<'_>) -> &[ArchiveEntry] {
    account.report.map_or(&[], |report| report.entries.as_slice())
}

/// Returns the row of a file in an archive. Its sizes and record counts are part of the archive's,
/// so they stand in brackets: a sum over the column counts them once.
fn entry_cells(account: FileFacts<'_>, entry: &ArchiveEntry) -> [String; 15] {
    let part = |value: u64| format!("({value})");
    let blank = String::new;
    [
        format!("{}/{}", account.path, entry.path),
        entry.container.clone(),
        status_word(Some(entry.status)).to_owned(),
        blank(),
        part(entry.bytes),
        blank(),
        part(entry.records),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
        part(entry.problems.len() as u64),
        words(&entry.problems).join("; "),
    ]
}

fn cells(account: FileFacts<'_>) -> [String; 15] {
    let report = account.report;
    let number = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
    let moment = |millis: Option<i64>| millis.map(time::to_text).unwrap_or_default();
    let span = report.and_then(|report| report.span_millis);
    [
        account.path.to_owned(),
        report.map(|report| report.container.clone()).unwrap_or_default(),
        status_word(account.status()).to_owned(),
        account.bytes.to_string(),
        number(report.map(|report| report.inflated_bytes)),
        number(report.map(|report| u64::from(report.gzip_members))),
        number(report.map(|report| report.records)),
        number(report.map(|report| report.records.saturating_sub(account.repeated()))),
        number(report.map(|_| account.repeated())),
        originals(account),
        number(report.map(|_| account.same_ids)),
        moment(span.map(|span| span.0)),
        moment(span.map(|span| span.1)),
        number(report.map(|_| account.problems())),
        report.map(problems).unwrap_or_default(),
    ]
}

/// Returns the paths of the files that this one repeats, each with the number of repeats and how
/// many of them differ.
fn originals(account: FileFacts<'_>) -> String {
    let paths = account.repeats.iter().map(|repeated| match repeated.differing {
        0 => format!("{} ({})", repeated.of, repeated.records),
        1 => format!("{} ({}, 1 differs)", repeated.of, repeated.records),
        differing => format!("{} ({}, {differing} differ)", repeated.of, repeated.records),
    });
    paths.collect::<Vec<_>>().join("; ")
}

/// Returns all problems and notes of a file on one line; each problem is followed by its position,
/// if it has one.
fn problems(report: &Report) -> String {
    let mut texts = words(&report.problems);
    if report.more_problems > 0 {
        texts.push(format!("and {} more", report.more_problems));
    }
    texts.extend(report.notes.iter().cloned());
    texts.join("; ")
}

fn words(problems: &[FileProblem]) -> Vec<String> {
    let word = |problem: &FileProblem| match problem_place(problem) {
        place if place.is_empty() => problem.message.clone(),
        place => format!("{} ({place})", problem.message),
    };
    problems.iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Repeated, report};
    use crate::intake::Status;

    #[test]
    fn a_file_is_a_row() {
        let report = report(Status::Partial, 7);
        let mut csv = String::new();
        csv_head(&mut csv);
        let repeats = [Repeated { of: "b.json".into(), records: 2, differing: 1 }];
        csv_row(
            &mut csv,
            FileFacts {
                path: "=a/b.json.gz",
                bytes: 10,
                report: Some(&report),
                repeats: &repeats,
                same_ids: 3,
            },
        );
        let row = csv.lines().nth(1).unwrap();
        assert_eq!(
            row,
            "\"'=a/b.json.gz\",CloudTrail log file,read in part,10,100,1,7,5,2,\"b.json (2, 1 differs)\",3,2023-11-14T22:13:20Z,2023-11-14T22:14:20Z,4,\"cut off (record 3, byte 99); and 3 more\""
        );
        let mut archive = report.clone();
        archive.entries = vec![crate::intake::ArchiveEntry {
            path: "x/c.json".to_owned(),
            status: Status::Read,
            container: "CloudTrail log file".to_owned(),
            bytes: 50,
            records: 7,
            first_record: 0,
            problems: Vec::new(),
        }];
        let text = text_row(FileFacts {
            path: "a.zip",
            bytes: 10,
            report: Some(&archive),
            repeats: &[],
            same_ids: 0,
        });
        let entry: Vec<&str> = text.lines().nth(1).unwrap().split('\t').collect();
        assert_eq!(entry[..7], ["a.zip/x/c.json", "CloudTrail log file", "read", "", "(50)", "", "(7)"]);
        assert_eq!(archive.entry_of(6).map(|entry| entry.bytes), Some(50));
        assert_eq!(archive.entry_of(7), None);
        let text = text_row(FileFacts { path: "b", bytes: 10, report: None, repeats: &[], same_ids: 0 });
        assert_eq!(text.split('\t').take(4).collect::<Vec<_>>(), ["b", "", "waiting", "10"]);
        assert_eq!(text.split('\t').count(), text_head().split('\t').count());
    }
}
