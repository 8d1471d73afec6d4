//! Passes records on to the destination of events, and counts them in the account of the file.

use super::unwrap::envelope;
use super::unwrapped::Unwrapped;
use crate::intake::record::{RawRecord, RecordMember, Sink};
use crate::intake::report_builder::FileReportBuilder;
use crate::intake::table::respell;

/// The note about events whose time is where Logstash's codec moves it.
const MOVED_TIME: &str = "events without eventTime, but with @timestamp, to which Logstash's codec moves it: \
     their time is taken from there";

impl FileReportBuilder {
    /// Passes a record on if it is an event, or the events in it if it is an envelope. Returns
    /// whether there were any.
    pub(crate) fn take(&mut self, record: &RawRecord<'_>, at: u64, sink: &mut dyn Sink) -> bool {
        if record.is_envelope() {
            let before = self.records;
            envelope(record.text(), &mut Unwrapped::new(self, sink, at));
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
}
