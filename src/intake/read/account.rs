//! What there is to say of one file, gathered while it is read.

use crate::intake::Sink;
use crate::intake::record::RawRecord;
use crate::intake::report::Problem;
use crate::intake::table::respell;

/// How many problems of one file are kept; the rest is counted.
const MAX_PROBLEMS: usize = 100;

/// The account of the file at hand.
#[derive(Debug, Default)]
pub(crate) struct Account {
    pub(super) records: u64,
    values: u64,
    pub(super) span_millis: Option<(i64, i64)>,
    pub(super) problems: Vec<Problem>,
    pub(super) more_problems: u64,
    pub(super) notes: Vec<String>,
}

impl Account {
    /// Something that is known to be missing from all data of this kind; said
    /// once.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.notes.iter().any(|note| note == text) {
            self.notes.push(text.to_owned());
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
            self.problems.push(Problem { message: message.to_owned(), at_byte, record });
        } else {
            self.more_problems += 1;
        }
    }

    /// Adds what was read of a file in an archive.
    pub(super) fn absorb(&mut self, other: &Account) {
        self.records += other.records;
        if let Some((from, to)) = other.span_millis {
            let (first, last) = self.span_millis.unwrap_or((from, to));
            self.span_millis = Some((first.min(from), last.max(to)));
        }
        for note in &other.notes {
            self.note(note);
        }
    }

    /// Hands a record on if it is an event, and says whether it was.
    pub(crate) fn take(&mut self, record: &RawRecord<'_>, at: u64, sink: &mut dyn Sink) -> bool {
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
        if let Some(millis) = sink.take(record) {
            let (first, last) = self.span_millis.unwrap_or((millis, millis));
            self.span_millis = Some((first.min(millis), last.max(millis)));
        }
        self.records += 1;
        self.values += 1;
        true
    }

    /// The same for a record that is not UTF-8.
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

    /// A value that was understood and holds no event.
    pub(crate) fn left_out(&mut self, why: &str, at: u64) {
        self.problem(why, Some(at));
        self.values += 1;
    }
}
