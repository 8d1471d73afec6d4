//! Walking the JSON of a file: shared by all containers of events.

use super::super::record::{RawRecord, Sink};
use super::super::report::Status;
use super::super::report_builder::FileReportBuilder;
use super::super::window::Window;
use super::attempt::Trial;
use super::certainty::{holds_events, is_surely_event, swallows};
use super::unwrapped::{Unwrapped, Unwrapper};
use crate::base::json::plain_key;
use crate::base::json::scan::{self, JsonFault, Stop};

/// The reason why a walk stopped before the end.
pub(crate) enum Damage {
    /// The text ends within a value.
    Truncated,
    /// The text is not JSON from this byte on.
    Broken { at: u64, fault: JsonFault },
}

/// A window on the text, the account of the file, and the destination of events.
pub(crate) struct ContainerWalk<'w, 's> {
    pub window: Window<'w>,
    pub account: &'s mut FileReportBuilder,
    pub sink: &'s mut dyn Sink,
    /// Whether the current value is an element of an array.
    pub(super) in_array: bool,
    /// Whether events are extracted from values that are not events themselves.
    pub(super) is_wrapped: bool,
    /// Whether such values may be arrays.
    pub(super) has_rows: bool,
    /// Whether the text began before the window, so that separators and closing brackets may occur
    /// at the outermost level.
    pub(super) begins_inside: bool,
    /// Set during recovery after a defect.
    pub(super) trial: Option<Trial>,
}

/// Takes a value: as an event, or unwrapped.
pub(super) type Take<'t, 'w, 's> = &'t dyn Fn(&mut ContainerWalk<'w, 's>) -> Result<(), Damage>;

impl<'w, 's> ContainerWalk<'w, 's> {
    /// Creates a walk from the window's start.
    pub fn new(
        window: Window<'w>,
        account: &'s mut FileReportBuilder,
        sink: &'s mut dyn Sink,
    ) -> ContainerWalk<'w, 's> {
        ContainerWalk {
            window,
            account,
            sink,
            in_array: false,
            is_wrapped: false,
            has_rows: false,
            trial: None,
            begins_inside: false,
        }
    }

    /// Takes the value at the window's start as an event.
    pub fn take_event(&mut self) -> Result<(), Damage> {
        if self.trial.is_some() {
            return self.try_event();
        }
        if self.window.ahead().first() == Some(&b'[') {
            return Err(self.broken_here(JsonFault::Value));
        }
        if self.window.ahead().first() != Some(&b'{') {
            let at = self.window.offset();
            self.skip_value()?;
            self.account.not_an_event(at);
            return Ok(());
        }
        loop {
            match RawRecord::scan(self.window.ahead(), 0) {
                Ok((record, end)) => {
                    let ahead = self.window.ahead();
                    let next = ahead.get(scan::skip_space(ahead, end)).copied();
                    if self.in_array && next.is_none() && self.window.may_grow() {
                        self.window.grow();
                        continue;
                    }
                    let at = self.window.offset();
                    let bytes = &self.window.ahead()[..end];
                    self.check_end(bytes, next, &is_surely_event)?;
                    match &record {
                        Some(record) => self.account.take(record, at, self.sink),
                        None => self.account.take_lossy(bytes, at, self.sink),
                    };
                    self.window.consume(end);
                    return Ok(());
                }
                Err(stop) => self.grow_or_give_up(stop)?,
            }
        }
    }

    /// Extracts the events from the value at the window's start.
    pub fn take_wrapped(&mut self, unwrapper: Unwrapper<'_>) -> Result<(), Damage> {
        self.is_wrapped = true;
        if self.trial.is_some() {
            return self.try_wrapped(unwrapper);
        }
        self.has_rows |= self.window.ahead().first() == Some(&b'[');
        loop {
            match scan::value(self.window.ahead(), 0) {
                Ok(end) => {
                    let ahead = self.window.ahead();
                    let next = ahead.get(scan::skip_space(ahead, end)).copied();
                    if self.in_array && next.is_none() && self.window.may_grow() {
                        self.window.grow();
                        continue;
                    }
                    let bytes = &self.window.ahead()[..end];
                    self.check_end(bytes, next, &|text| holds_events(unwrapper, text))?;
                    let at = self.window.offset();
                    let text = String::from_utf8_lossy(bytes);
                    if matches!(text, std::borrow::Cow::Owned(_)) {
                        self.account.not_utf8(at);
                    }
                    unwrapper(&text, &mut Unwrapped::new(self.account, self.sink, at));
                    self.window.consume(end);
                    return Ok(());
                }
                Err(stop) => self.grow_or_give_up(stop)?,
            }
        }
    }

    /// Fails if an element of an array is followed by neither a comma nor a closing bracket and has
    /// absorbed the elements after it.
    pub(super) fn check_end(
        &self,
        value: &[u8],
        next: Option<u8>,
        holds: &dyn Fn(&str) -> bool,
    ) -> Result<(), Damage> {
        if !self.in_array || matches!(next, Some(b',' | b']')) || !swallows(value, holds) {
            return Ok(());
        }
        Err(match next {
            None => Damage::Truncated,
            Some(_) => {
                Damage::Broken { at: self.window.offset() + value.len() as u64, fault: JsonFault::Comma }
            }
        })
    }

    /// Takes an event that was assembled from data at byte `at`.
    pub fn take_text(&mut self, json: &str, at: u64) {
        Unwrapped::new(self.account, self.sink, at).event(json);
    }

    /// Takes consecutive values, values one per line, or values in arrays.
    pub fn take_values(&mut self, take: Take<'_, 'w, 's>) -> Status {
        while let Some(first) = self.window.skip_space() {
            let result = match first {
                b'[' => self.take_array(take),
                b'{' => take(self),
                _ => Err(self.broken_here(JsonFault::Value)),
            };
            match result {
                Ok(()) => {}
                Err(_) if self.begins_inside && matches!(first, b',' | b']' | b'}') => {
                    self.read_on(take, 0, false);
                }
                Err(damage) => self.recover(take, &damage),
            }
        }
        self.status()
    }

    /// Takes the elements of the array at this path of an object, and of the objects after it.
    pub fn take_objects_with(&mut self, path: &[&str], take: Take<'_, 'w, 's>) -> Status {
        while let Some(first) = self.window.skip_space() {
            if first != b'{' {
                let at = self.window.offset();
                self.account.problem("other text follows after the last closing bracket", Some(at));
                self.read_on(take, 0, true);
                continue;
            }
            let at = self.window.offset();
            match self.take_object_with(path, take) {
                Ok(true) => {}
                Ok(false) => {
                    self.account
                        .left_out(&format!("an object without {}; it was left out", path.join(".")), at);
                }
                Err(damage) => self.recover(take, &damage),
            }
        }
        self.status()
    }

    /// Takes the value that begins with the first brace of every line. Text before it that is not a
    /// prefix is reported: it may be the rest of other lines.
    pub fn take_prefixed_lines(&mut self, is_prefix: fn(&[u8]) -> bool, take: Take<'_, 'w, 's>) -> Status {
        while self.window.skip_space().is_some() {
            match self.brace_in_line() {
                Some(brace) => {
                    if !is_prefix(&self.window.ahead()[..brace]) {
                        let at = self.window.offset();
                        self.account.problem(
                            &format!("{brace} bytes before an event are no time and were left out"),
                            Some(at),
                        );
                    }
                    self.window.consume(brace);
                    if let Err(damage) = take(self) {
                        self.recover(take, &damage);
                    }
                }
                None => {
                    self.account.left_out("a line without an event; it was left out", self.window.offset());
                    self.pass_line();
                }
            }
        }
        self.status()
    }

    /// Returns the position of the first brace, if it is in the window's first line.
    fn brace_in_line(&mut self) -> Option<usize> {
        loop {
            let bytes = self.window.ahead();
            if let Some(found) = memchr::memchr2(b'{', b'\n', bytes) {
                return (bytes[found] == b'{').then_some(found);
            }
            if !self.window.grow() {
                return None;
            }
        }
    }

    fn pass_line(&mut self) {
        loop {
            let bytes = self.window.ahead();
            if let Some(end) = memchr::memchr(b'\n', bytes) {
                return self.window.consume(end + 1);
            }
            self.window.consume(bytes.len());
            if !self.window.grow() {
                return;
            }
        }
    }

    /// Takes the elements of the array at this path of the object at the window's start. Returns
    /// false if there is none.
    fn take_object_with(&mut self, path: &[&str], take: Take<'_, 'w, 's>) -> Result<bool, Damage> {
        self.window.consume(1);
        let mut found = false;
        if self.expect()? == b'}' {
            self.window.consume(1);
            return Ok(found);
        }
        loop {
            let key = self.take_key()?;
            match (path, self.expect()?) {
                ([name], b'[') if key == name.as_bytes() => {
                    self.take_array(take)?;
                    found = true;
                }
                ([name, inner @ ..], b'{') if key == name.as_bytes() && !inner.is_empty() => {
                    found |= self.take_object_with(inner, take)?;
                }
                // A single element whose bracket was lost or never written.
                ([name], b'{') if key == name.as_bytes() => {
                    take(self)?;
                    found = true;
                }
                _ => self.skip_value()?,
            }
            match self.expect()? {
                b',' => self.window.consume(1),
                b'}' => {
                    self.window.consume(1);
                    return Ok(found);
                }
                _ => return Err(self.broken_here(JsonFault::Comma)),
            }
        }
    }

    /// Skips the value at the window's start. A string is skipped only if the text after it
    /// confirms its end: otherwise it may be the rest of a string, up to the first quote after a
    /// defect.
    pub fn skip_value(&mut self) -> Result<(), Damage> {
        loop {
            let bytes = self.window.ahead();
            match scan::value(bytes, 0) {
                Ok(end) => {
                    let next = bytes.get(scan::skip_space(bytes, end)).copied();
                    // A number at the window's end may also continue after it.
                    if next.is_none() && self.window.grow() {
                        continue;
                    }
                    let is_text = self.window.ahead().first() == Some(&b'"');
                    if is_text && !matches!(next, None | Some(b',' | b']' | b'}')) {
                        return Err(Damage::Broken {
                            at: self.window.offset() + end as u64,
                            fault: JsonFault::Comma,
                        });
                    }
                    self.window.consume(end);
                    return Ok(());
                }
                Err(stop) => self.grow_or_give_up(stop)?,
            }
        }
    }

    /// Takes the elements of the array at the window's start, one by one.
    pub fn take_each(&mut self, take: Take<'_, 'w, 's>) -> Result<(), Damage> {
        self.take_array(take)
    }

    /// Takes the elements of the array at the window's start.
    fn take_array(&mut self, take: Take<'_, 'w, 's>) -> Result<(), Damage> {
        self.window.consume(1);
        if self.expect()? == b']' {
            self.window.consume(1);
            return Ok(());
        }
        self.in_array = true;
        loop {
            self.expect()?;
            take(self)?;
            match self.expect()? {
                b',' => self.window.consume(1),
                b']' => {
                    self.window.consume(1);
                    self.in_array = false;
                    return Ok(());
                }
                _ => return Err(self.broken_here(JsonFault::Comma)),
            }
        }
    }

    /// Takes the key at the window's start and its colon.
    pub fn take_key(&mut self) -> Result<Vec<u8>, Damage> {
        if self.expect()? != b'"' {
            return Err(self.broken_here(JsonFault::Key));
        }
        // Nothing is skipped before the colon confirms that this is a key: otherwise it may be the
        // rest of a string, up to the first key of an event.
        let (key, end) = loop {
            let bytes = self.window.ahead();
            match scan::value(bytes, 0) {
                Ok(end) => {
                    let colon = scan::skip_space(bytes, end);
                    match bytes.get(colon) {
                        Some(b':') => break (plain_key(&bytes[1..end - 1]).into_owned(), colon + 1),
                        Some(_) => {
                            let at = self.window.offset() + colon as u64;
                            return Err(Damage::Broken { at, fault: JsonFault::Colon });
                        }
                        None => self.grow_or_give_up(Stop::More)?,
                    }
                }
                Err(stop) => self.grow_or_give_up(stop)?,
            }
        };
        self.window.consume(end);
        self.expect()?;
        Ok(key)
    }

    /// Returns the next byte that is not white space.
    pub fn expect(&mut self) -> Result<u8, Damage> {
        self.window.skip_space().ok_or(Damage::Truncated)
    }

    pub fn broken_here(&self, fault: JsonFault) -> Damage {
        Damage::Broken { at: self.window.offset(), fault }
    }

    pub(super) fn grow_or_give_up(&mut self, stop: Stop) -> Result<(), Damage> {
        match stop {
            Stop::More if self.window.grow() => Ok(()),
            Stop::More => Err(Damage::Truncated),
            Stop::Broken { at, fault } => Err(Damage::Broken { at: self.window.offset() + at as u64, fault }),
        }
    }

    /// Reports a defect. Returns false if the source failed, since the reader of the file reports
    /// that.
    pub fn note(&mut self, damage: &Damage) -> bool {
        match damage {
            Damage::Truncated if self.window.failure().is_some() => return false,
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
        true
    }

    /// Returns the status of a file of events after reading.
    pub fn status(&self) -> Status {
        match (self.account.has_problems(), self.account.records()) {
            (false, _) => Status::Read,
            (true, 0) => Status::Refused,
            (true, _) => Status::Partial,
        }
    }
}
