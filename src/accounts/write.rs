//! The account of files written out, to file or to paste.

use super::{Account, problem_place, status_word};
use crate::event::time;
use crate::export::csv;
use crate::intake::{Entry, Problem, Report};

/// The names of the columns.
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

/// The first line of a text to paste.
pub fn text_head() -> String {
    csv::tabbed_row(HEAD)
}

/// Appends the names of the columns to a CSV text.
pub fn csv_head(out: &mut String) {
    csv::push_row(out, HEAD);
}

/// Appends a file to a CSV text, and the files in it where it is an archive.
pub fn csv_row(out: &mut String, account: Account<'_>) {
    csv::push_row(out, cells(account));
    for entry in entries(account) {
        csv::push_row(out, entry_cells(account, entry));
    }
}

/// A file as a line to paste into a note or a spreadsheet; an archive with a
/// line for each file in it.
pub fn text_row(account: Account<'_>) -> String {
    let mut text = csv::tabbed_row(cells(account));
    for entry in entries(account) {
        text.push('\n');
        text.push_str(&csv::tabbed_row(entry_cells(account, entry)));
    }
    text
}

fn entries(account: Account<'_>) -> &[Entry] {
    account.report.map_or(&[], |report| report.entries.as_slice())
}

/// A file in an archive. Its sizes and records are part of the archive's, so
/// they stand in brackets: a sum over the column counts them once.
fn entry_cells(account: Account<'_>, entry: &Entry) -> [String; 15] {
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

fn cells(account: Account<'_>) -> [String; 15] {
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

/// The files of which it holds copies, with how many of each, and how many of
/// these differ.
fn originals(account: Account<'_>) -> String {
    let told = account.repeats.iter().map(|repeated| match repeated.differing {
        0 => format!("{} ({})", repeated.of, repeated.records),
        1 => format!("{} ({}, 1 differs)", repeated.of, repeated.records),
        differing => format!("{} ({}, {differing} differ)", repeated.of, repeated.records),
    });
    told.collect::<Vec<_>>().join("; ")
}

/// All problems of a file in one line, each with its place.
fn problems(report: &Report) -> String {
    let mut told = words(&report.problems);
    if report.more_problems > 0 {
        told.push(format!("and {} more", report.more_problems));
    }
    told.extend(report.notes.iter().cloned());
    told.join("; ")
}

fn words(problems: &[Problem]) -> Vec<String> {
    let word = |problem: &Problem| match problem_place(problem) {
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
            Account {
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
        archive.entries = vec![crate::intake::Entry {
            path: "x/c.json".to_owned(),
            status: Status::Read,
            container: "CloudTrail log file".to_owned(),
            bytes: 50,
            records: 7,
            first_record: 0,
            problems: Vec::new(),
        }];
        let text =
            text_row(Account { path: "a.zip", bytes: 10, report: Some(&archive), repeats: &[], same_ids: 0 });
        let entry: Vec<&str> = text.lines().nth(1).unwrap().split('\t').collect();
        assert_eq!(entry[..7], ["a.zip/x/c.json", "CloudTrail log file", "read", "", "(50)", "", "(7)"]);
        assert_eq!(archive.entry_of(6).map(|entry| entry.bytes), Some(50));
        assert_eq!(archive.entry_of(7), None);
        let text = text_row(Account { path: "b", bytes: 10, report: None, repeats: &[], same_ids: 0 });
        assert_eq!(text.split('\t').take(4).collect::<Vec<_>>(), ["b", "", "waiting", "10"]);
        assert_eq!(text.split('\t').count(), text_head().split('\t').count());
    }
}
