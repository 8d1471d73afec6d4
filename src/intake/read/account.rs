//! The account of one file: everything to be reported about it, collected during reading.

use crate::base::text::counted;
use crate::intake::Sink;
use crate::intake::container::{self, Unwrapped};
use crate::intake::record::{RawRecord, RecordMember};
use crate::intake::report::FileProblem;
use crate::intake::table::respell;

/// Maximum number of problems of one file that are kept; further ones are counted.
const MAX_PROBLEMS: usize = 100;

/// The note about events whose time is where Logstash's codec moves it.
const MOVED_TIME: &str = "events without eventTime, but with @timestamp, to which Logstash's codec moves it: \
     their time is taken from there";

/// The account of the current file.
#[derive(Debug, Default)]
pub(crate) struct FileReportBuilder {
    pub(super) records: u64,
    values: u64,
    pub(super) span_millis: Option<(i64, i64)>,
    pub(in crate::intake) problems: Vec<FileProblem>,
    pub(in crate::intake) more_problems: u64,
    pub(super) notes: Vec<String>,
    /// Number of events that have two members of one name.
    doubled: u64,
    /// Index of the first of these among the events of the file.
    first_doubled: u64,
    /// Number of messages around the current value.
    pub(in crate::intake) wrappings: u8,
    /// Number of bytes that messages unpacked to so far.
    pub(in crate::intake) unpacked: u64,
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

    /// Passes a record on if it is an event, or the events in it if it is an envelope. Returns
    /// whether there were any.
    pub(crate) fn take(&mut self, record: &RawRecord<'_>, at: u64, sink: &mut dyn Sink) -> bool {
        if record.is_envelope() {
            let before = self.records;
            container::envelope(record.text(), &mut Unwrapped::new(self, sink, at));
            return self.records > before;
        }
        if record.is_respelled()
            && let Some(respelled) = respell::event(record.text())
            && let Ok(respelled) = RawRecord::parse(&respelled)
            && respelled.is_event()
        {
            self.note(respell::NOTE);
            return self.take_event(&respelled, sink);
        }
        if !record.is_event() {
            self.not_an_event(at);
            return false;
        }
        self.take_event(record, sink)
    }

    fn take_event(&mut self, record: &RawRecord<'_>, sink: &mut dyn Sink) -> bool {
        if record.json(RecordMember::EventTime).is_none() && record.json(RecordMember::Timestamp).is_some() {
            self.note(MOVED_TIME);
        }
        if record.has_doubled_members() {
            if self.doubled == 0 {
                self.first_doubled = self.records;
            }
            self.doubled += 1;
        }
        if let Some(millis) = sink.take(record) {
            let (first, last) = self.span_millis.unwrap_or((millis, millis));
            self.span_millis = Some((first.min(millis), last.max(millis)));
        }
        self.records += 1;
        self.values += 1;
        true
    }

    /// Does the same for a record that is not valid UTF-8.
    pub(crate) fn take_lossy(&mut self, bytes: &[u8], at: u64, sink: &mut dyn Sink) -> bool {
        self.not_utf8(at);
        match RawRecord::parse(&String::from_utf8_lossy(bytes)) {
            Ok(record) => self.take(&record, at, sink),
            Err(_) => {
                self.not_an_event(at);
                false
            }
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
