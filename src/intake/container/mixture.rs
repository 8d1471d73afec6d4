//! Events in a file that begins like a digest, a list of keys or another document without events.
//! CloudTrail writes no such file; it is a way to hide events.

use super::super::record::RawRecord;
use super::super::report::Status;
use super::walk::{ContainerWalk, Damage};
use crate::base::json::scan;

/// Maximum size in bytes up to which a document is examined as a whole.
const WHOLE_BYTES: usize = 4 << 20;

impl<'w, 's> ContainerWalk<'w, 's> {
    /// Takes the events out of a document of this kind, if it contains any; a document without them
    /// is read to its end. Text that is not JSON is left to the reader of the document.
    pub fn take_events_of_document(&mut self, name: &str) -> Status {
        // Damage in the document is reported by the checks.
        while let Some(first) = self.window.skip_space() {
            let taken = match first {
                b'{' | b'[' => self.take_events_within(),
                _ => break,
            };
            if taken.is_err() {
                break;
            }
        }
        match self.account.records() {
            0 if !self.account.has_problems() => Status::Recognised,
            0 => Status::Partial,
            events => {
                self.account.problem(
                    &format!("this {name} holds {events} events as well, which no such file of CloudTrail does: look at who made it"),
                    None,
                );
                Status::Partial
            }
        }
    }

    /// Takes the events out of the value at the window's start: an event, an object with events in
    /// `Records`, or an array of these.
    fn take_events_within(&mut self) -> Result<(), Damage> {
        while self.window.ahead().len() < WHOLE_BYTES && self.window.grow() {}
        if self.window.ahead().first() == Some(&b'[') {
            return self.take_each(&|walk| match walk.window.ahead().first() {
                Some(b'{') => walk.take_events_within(),
                _ => walk.skip_value(),
            });
        }
        let is_event = match RawRecord::scan(self.window.ahead(), 0) {
            Ok((Some(record), _)) => record.is_event(),
            _ => false,
        };
        if is_event { self.take_event() } else { self.take_events_of_members() }
    }

    fn take_events_of_members(&mut self) -> Result<(), Damage> {
        self.window.consume(1);
        if self.expect()? == b'}' {
            self.window.consume(1);
            return Ok(());
        }
        loop {
            let key = self.take_key()?;
            match self.expect()? {
                b'[' if key == b"Records" => self.take_each(&|walk| walk.take_event())?,
                // Its elements are many and small, while the whole may be larger than the window.
                b'[' => self.take_each(&|walk| walk.skip_value())?,
                _ => self.skip_value()?,
            }
            match self.expect()? {
                b',' => self.window.consume(1),
                b'}' => {
                    self.window.consume(1);
                    return Ok(());
                }
                _ => return Err(self.broken_here(scan::JsonFault::Comma)),
            }
        }
    }
}
