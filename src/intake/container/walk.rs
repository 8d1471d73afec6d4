//! Walking through the JSON of a file: what every container of events shares.

use super::super::read::Account;
use super::super::record::RawRecord;
use super::super::scan::{self, Fault, Stop};
use super::super::window::Window;
use super::super::{Sink, report::Status};

/// Why walking stopped before the end.
pub(crate) enum Damage {
    /// The text ends in the middle.
    Truncated,
    /// The text is no JSON from here on.
    Broken { at: u64, fault: Fault },
}

/// A window on the text, the account of the file, and where events go.
pub(crate) struct Walk<'w, 's> {
    pub window: Window<'w>,
    pub account: &'s mut Account,
    pub sink: &'s mut dyn Sink,
}

impl Walk<'_, '_> {
    /// Takes the value at the window's start as an event, and says whether it
    /// was one.
    pub fn take_event(&mut self) -> Result<bool, Damage> {
        if self.window.bytes().first() != Some(&b'{') {
            let at = self.window.offset();
            self.skip_value()?;
            self.account.not_an_event(at);
            return Ok(false);
        }
        loop {
            match RawRecord::scan(self.window.bytes(), 0) {
                Ok((record, end)) => {
                    let at = self.window.offset();
                    let was_event = match &record {
                        Some(record) => self.account.take(record, at, self.sink),
                        None => self.account.take_lossy(&self.window.bytes()[..end], at, self.sink),
                    };
                    self.window.consume(end);
                    return Ok(was_event);
                }
                Err(stop) => self.grow_or_give_up(stop)?,
            }
        }
    }

    /// Passes over the value at the window's start.
    pub fn skip_value(&mut self) -> Result<(), Damage> {
        loop {
            match scan::value(self.window.bytes(), 0) {
                // A number at the window's end may go on behind it.
                Ok(end) if end == self.window.bytes().len() && self.window.grow() => {}
                Ok(end) => {
                    self.window.consume(end);
                    return Ok(());
                }
                Err(stop) => self.grow_or_give_up(stop)?,
            }
        }
    }

    /// Takes the elements of the array at the window's start as events.
    pub fn take_array(&mut self) -> Result<(), Damage> {
        self.window.consume(1);
        if self.expect()? == b']' {
            self.window.consume(1);
            return Ok(());
        }
        loop {
            self.expect()?;
            self.take_event()?;
            match self.expect()? {
                b',' => self.window.consume(1),
                b']' => {
                    self.window.consume(1);
                    return Ok(());
                }
                _ => return Err(self.broken_here(Fault::Comma)),
            }
        }
    }

    /// Takes the key at the window's start and its colon.
    pub fn take_key(&mut self) -> Result<Vec<u8>, Damage> {
        if self.expect()? != b'"' {
            return Err(self.broken_here(Fault::Key));
        }
        let key = loop {
            match scan::value(self.window.bytes(), 0) {
                Ok(end) => break self.window.bytes()[1..end - 1].to_vec(),
                Err(stop) => self.grow_or_give_up(stop)?,
            }
        };
        self.window.consume(key.len() + 2);
        if self.expect()? != b':' {
            return Err(self.broken_here(Fault::Colon));
        }
        self.window.consume(1);
        self.expect()?;
        Ok(key)
    }

    /// The next byte that is no white space.
    pub fn expect(&mut self) -> Result<u8, Damage> {
        self.window.skip_space().ok_or(Damage::Truncated)
    }

    pub fn broken_here(&self, fault: Fault) -> Damage {
        Damage::Broken { at: self.window.offset(), fault }
    }

    fn grow_or_give_up(&mut self, stop: Stop) -> Result<(), Damage> {
        match stop {
            Stop::More if self.window.grow() => Ok(()),
            Stop::More => Err(Damage::Truncated),
            Stop::Broken { at, fault } => Err(Damage::Broken { at: self.window.offset() + at as u64, fault }),
        }
    }

    /// Passes over broken text up to the next line that begins with `{`.
    /// False where there is none.
    pub fn resynchronise(&mut self) -> bool {
        // The first byte was tried already.
        self.window.consume(1);
        loop {
            if let Some(found) = memchr::memmem::find(self.window.bytes(), b"\n{") {
                self.window.consume(found + 1);
                return true;
            }
            // Keep one byte: the line break may be the window's last.
            self.window.consume(self.window.bytes().len().saturating_sub(1));
            if !self.window.grow() {
                return false;
            }
        }
    }

    /// Notes a damage.
    pub fn note(&mut self, damage: &Damage) {
        match damage {
            Damage::Truncated if self.window.failure().is_some() => {} // said by the reader of the file
            Damage::Truncated if !self.window.is_finished() => self.account.problem(
                "a single JSON value is larger than 64 MB, which no CloudTrail event is; reading stopped before it",
                Some(self.window.offset()),
            ),
            Damage::Truncated => self.account.problem(
                "the text ends in the middle of a value; get the file again if the rest matters",
                Some(self.window.read_so_far()),
            ),
            Damage::Broken { at, fault } => self.account.problem(&format!("the JSON is damaged: {fault}"), Some(*at)),
        }
    }

    /// The status of a file of events after reading.
    pub fn status(&self) -> Status {
        match (self.account.has_problems(), self.account.records()) {
            (false, _) => Status::Read,
            (true, 0) => Status::Refused,
            (true, _) => Status::Partial,
        }
    }
}
