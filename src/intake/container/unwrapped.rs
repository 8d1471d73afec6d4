//! The destination of events that are inside other values.

use super::super::limits::Limits;
use super::super::record::{RawRecord, Sink};
use super::super::report_builder::FileReportBuilder;
use crate::base::json::plain_text;

/// Maximum nesting of messages.
const MAX_WRAPPINGS: u8 = 8;

/// Extracts the events from a value that is not an event itself.
pub(crate) type Unwrapper<'u> = &'u dyn Fn(&str, &mut Unwrapped<'_>);

/// The destination of the events of one value.
pub(crate) struct Unwrapped<'a> {
    account: &'a mut FileReportBuilder,
    sink: &'a mut dyn Sink,
    at: u64,
}

impl<'a> Unwrapped<'a> {
    /// Creates a destination: the events of the value at byte `at` go to `sink`.
    pub fn new(account: &'a mut FileReportBuilder, sink: &'a mut dyn Sink, at: u64) -> Unwrapped<'a> {
        Unwrapped { account, sink, at }
    }

    /// Enters one more level of wrapping; values inside more than [`MAX_WRAPPINGS`] levels are left
    /// out and reported.
    pub fn inside(&mut self, take: impl FnOnce(&mut Unwrapped<'_>)) {
        if self.account.wrappings == MAX_WRAPPINGS {
            return self
                .left_out("messages lie inside each other more than 8 times; the innermost were left out");
        }
        self.account.wrappings += 1;
        take(self);
        self.account.wrappings -= 1;
    }

    /// Returns how many bytes a compressed value may unpack to: limited for the file as a whole, in
    /// proportion to the bytes read so far.
    pub fn room(&self) -> u64 {
        let Limits { unpacked_bytes, unpacked_ratio, .. } = Limits::default();
        let allowed = unpacked_bytes.saturating_add(self.at.saturating_mul(unpacked_ratio));
        allowed.saturating_sub(self.account.unpacked)
    }

    /// Adds to the number of bytes that values of the file unpacked to.
    pub fn unpacked(&mut self, bytes: usize) {
        self.account.unpacked += bytes as u64;
    }

    /// Takes a record. Returns false if it is not an event, which is reported.
    pub fn record(&mut self, record: &RawRecord<'_>) -> bool {
        self.account.take(record, self.at, self.sink)
    }

    /// Takes a value that must be an event.
    pub fn event(&mut self, json: &str) {
        match RawRecord::parse(json) {
            Ok(record) => {
                self.account.take(&record, self.at, self.sink);
            }
            Err(_) => self.account.not_an_event(self.at),
        }
    }

    /// Takes a value if it is an event. Returns whether it was.
    pub fn event_if_any(&mut self, json: &str) -> bool {
        match RawRecord::parse(json) {
            Ok(record) if record.is_event() || record.is_envelope() => {
                self.account.take(&record, self.at, self.sink)
            }
            _ => false,
        }
    }

    /// Takes a value that is an event, or an envelope with any content. Returns whether it was one
    /// of these.
    pub fn event_or_envelope(&mut self, json: &str) -> bool {
        match RawRecord::parse(json) {
            Ok(record) if record.is_event() || record.is_envelope() => {
                self.account.take(&record, self.at, self.sink);
                true
            }
            _ => false,
        }
    }

    /// Takes a JSON string that contains an event.
    pub fn event_in_string(&mut self, json: &str) {
        self.event(plain_text(json).trim());
    }

    /// Notes that some data is missing from all files of this kind.
    pub fn note(&mut self, text: &str) {
        self.account.note(text);
    }

    /// Reports a value that contains no event, with the reason.
    pub fn left_out(&mut self, why: &str) {
        self.account.left_out(why, self.at);
    }
}
