//! The account of files written out, to file or to paste.

use super::{Account, problem_place, status_word};
use crate::event::time;
use crate::export::csv;
use crate::intake::Report;

/// The names of the columns.
const HEAD: [&str; 13] = [
    "path",
    "what it is",
    "status",
    "bytes on disk",
    "bytes inflated",
    "gzip members",
    "records",
    "events",
    "repeats",
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

/// Appends a file to a CSV text.
pub fn csv_row(out: &mut String, account: Account<'_>) {
    csv::push_row(out, cells(account));
}

/// A file as a line to paste into a note or a spreadsheet.
pub fn text_row(account: Account<'_>) -> String {
    csv::tabbed_row(cells(account))
}

fn cells(account: Account<'_>) -> [String; 13] {
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
        number(report.map(|report| report.records.saturating_sub(account.repeats))),
        number(report.map(|_| account.repeats)),
        moment(span.map(|span| span.0)),
        moment(span.map(|span| span.1)),
        number(report.map(|_| account.problems())),
        report.map(problems).unwrap_or_default(),
    ]
}

/// All problems of a file in one line, each with its place.
fn problems(report: &Report) -> String {
    let mut told: Vec<String> = report
        .problems
        .iter()
        .map(|problem| match problem_place(problem) {
            place if place.is_empty() => problem.message.clone(),
            place => format!("{} ({place})", problem.message),
        })
        .collect();
    if report.more_problems > 0 {
        told.push(format!("and {} more", report.more_problems));
    }
    told.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::report;
    use crate::intake::Status;

    #[test]
    fn a_file_is_a_row() {
        let report = report(Status::Partial, 7);
        let mut csv = String::new();
        csv_head(&mut csv);
        csv_row(&mut csv, Account { path: "=a/b.json.gz", bytes: 10, report: Some(&report), repeats: 2 });
        let row = csv.lines().nth(1).unwrap();
        assert_eq!(
            row,
            "\"'=a/b.json.gz\",CloudTrail log file,read in part,10,100,1,7,5,2,2023-11-14T22:13:20Z,2023-11-14T22:14:20Z,4,\"cut off (record 3, byte 99); and 3 more\""
        );
        let text = text_row(Account { path: "b", bytes: 10, report: None, repeats: 0 });
        assert_eq!(text.split('\t').take(4).collect::<Vec<_>>(), ["b", "", "waiting", "10"]);
        assert_eq!(text.split('\t').count(), text_head().split('\t').count());
    }
}
