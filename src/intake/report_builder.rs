//! Collects everything to be reported about one file while it is read.

use crate::base::text::counted;
use crate::intake::report::FileProblem;

/// Maximum number of problems of one file that are kept; further ones are counted.
const MAX_PROBLEMS: usize = 100;

/// The account of the current file.
#[derive(Debug, Default)]
pub(crate) struct FileReportBuilder {
    pub(super) records: u64,
    pub(super) values: u64,
    pub(super) span_millis: Option<(i64, i64)>,
    pub(super) problems: Vec<FileProblem>,
    pub(super) more_problems: u64,
    pub(super) notes: Vec<String>,
    /// Number of events that have two members of one name.
    pub(super) doubled: u64,
    /// Index of the first of these among the events of the file.
    pub(super) first_doubled: u64,
    /// Number of messages around the current value.
    pub(super) wrappings: u8,
    /// Number of bytes that messages unpacked to so far.
    pub(super) unpacked: u64,
}

impl FileReportBuilder {
    /// Notes once that some data is missing from all files of this kind.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.notes.iter().any(|note| note == text) {
            self.notes.push(text.to_owned());
        }
    }

    /// Adds a note about events with two members of one name, after all are counted.
    pub(super) fn note_doubled(&mut self) {
        if self.doubled > 0 {
            let (events, first) = (counted(self.doubled, "event has", "events have"), self.first_doubled + 1);
            self.note(&format!(
                "{events} two members of the same name (the first is event {first} of the file); the last of them \
                 counts in columns and filters, and the event shows all"
            ));
        }
    }

    pub(crate) fn records(&self) -> u64 {
        self.records
    }

    pub(crate) fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    pub(crate) fn problem(&mut self, message: &str, at_byte: Option<u64>) {
        let record = at_byte.is_some().then_some(self.values);
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(FileProblem { message: message.to_owned(), at_byte, record });
        } else {
            self.more_problems += 1;
        }
    }

    /// Appends to the message of the last problem, if that is listed.
    pub(crate) fn add_to_last(&mut self, text: &str) {
        if self.more_problems == 0
            && let Some(problem) = self.problems.last_mut()
        {
            problem.message.push_str(text);
        }
    }

    /// Adds the account of a file in an archive.
    pub(super) fn absorb(&mut self, other: &FileReportBuilder) {
        if other.doubled > 0 && self.doubled == 0 {
            self.first_doubled = self.records + other.first_doubled;
        }
        self.doubled += other.doubled;
        self.records += other.records;
        if let Some((from, to)) = other.span_millis {
            let (first, last) = self.span_millis.unwrap_or((from, to));
            self.span_millis = Some((first.min(from), last.max(to)));
        }
        for note in &other.notes {
            self.note(note);
        }
    }

    pub(crate) fn not_utf8(&mut self, at: u64) {
        self.problem("the event is not UTF-8; the unreadable bytes are shown as \u{fffd}", Some(at));
    }

    pub(crate) fn not_an_event(&mut self, at: u64) {
        self.left_out("this value has none of the members of a CloudTrail event; it was left out", at);
    }

    /// Reports a value that was parsed but contains no event.
    pub(crate) fn left_out(&mut self, why: &str, at: u64) {
        self.problem(why, Some(at));
        self.values += 1;
    }
}
