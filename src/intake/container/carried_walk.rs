//! Walks JSON that carries events in any form: element by element if it is a list, so that a
//! truncation keeps the elements before it and a file of any size is read in bounded memory.

use super::carried::{Elements, SearchOutcome, ValuePlace, is_list, take_events};
use super::certainty::{holds_events, is_surely_event};
use super::walk::Damage;
use super::{ContainerWalk, TextHead, Unwrapped};
use crate::base::json::scan;
use crate::base::json::scan::{JsonFault, Stop};
use crate::intake::record::RawRecord;
use crate::intake::report::Status;

/// Maximum size in bytes up to which an object or an array is buffered and examined as a whole; a
/// larger one is walked. An event has at most 1 MB.
const WHOLE: usize = 4 << 20;

/// Maximum nesting of objects and arrays that are walked.
const MAX_ENTERED: u32 = 16;

/// Number of bytes in which a list's name and bracket are searched.
const FIRST_KEY: usize = 64;

/// The message for a value in a list that contains no event; `None` for no message.
pub(super) type Without = Option<&'static str>;

/// Takes the events of the value at the window's start as a whole.
fn take_whole(walk: &mut ContainerWalk<'_, '_>) -> Result<(), Damage> {
    walk.take_wrapped(&|text, out| {
        take_events(text, ValuePlace::Known, out);
    })
}

impl<'w, 's> ContainerWalk<'w, 's> {
    /// Takes the events of consecutive values, of values one per line, or of values in arrays.
    pub(super) fn take_carried_values(&mut self, without: Without) -> Status {
        self.is_wrapped = true;
        while let Some(first) = self.window.skip_space() {
            let result = match first {
                b'[' => self.take_list(ValuePlace::Known, without, 0).map(drop),
                b'{' | b'"' => self.take_carried(without),
                _ => Err(self.broken_here(JsonFault::Value)),
            };
            if let Err(damage) = result {
                // After a defect, searches for whole values and takes those with events.
                self.recover(&take_whole, &damage);
            }
        }
        self.status()
    }

    /// Takes the values of JSON of unknown kind. Ends before the second value if the first contains
    /// no event or is damaged: a known kind may begin there.
    pub(super) fn take_unknown_values(&mut self) -> Status {
        let Some(first) = self.window.skip_space() else { return self.status() };
        let result = match first {
            b'[' => self.take_list(ValuePlace::Known, None, 0).map(drop),
            _ => self.take_carried(None),
        };
        match result {
            Ok(()) if self.account.records() == 0 => self.status(),
            Err(damage) if self.account.records() == 0 => {
                self.note(&damage);
                self.status()
            }
            Ok(()) => self.take_carried_values(None),
            Err(damage) => {
                self.is_wrapped = true;
                self.recover(&take_whole, &damage);
                self.take_carried_values(None)
            }
        }
    }

    /// Takes the value at the window's start if it is an event, or else the events that it carries.
    pub(super) fn take_event_or_carried(&mut self, without: &'static str) -> Result<(), Damage> {
        if self.trial.is_some() {
            return take_whole(self);
        }
        // Most values are events: they are scanned once and not copied.
        while self.window.ahead().first() == Some(&b'{') && !self.begins_with_list() {
            match RawRecord::scan(self.window.ahead(), 0) {
                Ok((Some(record), end)) if record.is_event() => {
                    let next = ahead_of(self.window.ahead(), end);
                    if self.in_array && next.is_none() && self.window.may_grow() {
                        self.window.grow();
                        continue;
                    }
                    let at = self.window.offset();
                    self.check_end(&self.window.ahead()[..end], next, &is_surely_event)?;
                    self.account.take(&record, at, self.sink);
                    self.window.consume(end);
                    return Ok(());
                }
                Err(Stop::More) if self.window.ahead().len() < WHOLE => {}
                Err(Stop::More) if !may_hold_list(self.window.ahead()) => {}
                _ => break,
            }
            if !self.window.grow() {
                break;
            }
        }
        self.take_carried(Some(without))
    }

    /// Takes the events of the value at the window's start, and reports it if it contains none.
    pub(super) fn take_carried(&mut self, without: Without) -> Result<(), Damage> {
        self.expect()?;
        let at = self.window.offset();
        let outcome = self.carried(ValuePlace::Known, without, 0)?;
        self.tell(&outcome, without, at);
        Ok(())
    }

    fn tell(&mut self, outcome: &SearchOutcome, without: Without, at: u64) {
        if let Some(without) = without
            && outcome.events == 0
            && !outcome.is_empty_by_design
        {
            self.account.left_out(outcome.reason.unwrap_or(without), at);
        }
    }

    fn carried(&mut self, place: ValuePlace, without: Without, depth: u32) -> Result<SearchOutcome, Damage> {
        let may_enter = depth < MAX_ENTERED;
        loop {
            if may_enter && self.begins_with_list() {
                return self.enter(place, without, depth);
            }
            let ahead = self.window.ahead();
            let length = ahead.len();
            let is_nested = matches!(ahead.first(), Some(b'{' | b'['));
            let is_number = ahead.last().is_some_and(u8::is_ascii_digit);
            match scan::value(ahead, 0) {
                // A number at the window's end may continue after it.
                Ok(end) if end == length && is_number && self.window.grow() => {}
                Ok(end) => {
                    let next = ahead_of(self.window.ahead(), end);
                    if self.in_array && next.is_none() && self.window.may_grow() {
                        self.window.grow();
                        continue;
                    }
                    let bytes = &self.window.ahead()[..end];
                    // A string that ends at the first key of an event is the result of damage.
                    let is_alone = depth == 0 && !self.in_array;
                    let is_end = match next {
                        Some(b',' | b']' | b'}') => true,
                        None | Some(b'"' | b'{' | b'[') => is_alone,
                        Some(_) => false,
                    };
                    if !is_nested && !is_end {
                        let at = self.window.offset() + end as u64;
                        return Err(Damage::Broken { at, fault: JsonFault::Comma });
                    }
                    self.check_end(bytes, next, &holds_carried)?;
                    let at = self.window.offset();
                    let text = String::from_utf8_lossy(bytes);
                    if matches!(text, std::borrow::Cow::Owned(_)) {
                        self.account.not_utf8(at);
                    }
                    let mut out = Unwrapped::new(self.account, self.sink, at);
                    let outcome = take_events(&text, place, &mut out);
                    self.window.consume(end);
                    return Ok(outcome);
                }
                // Tested only here, since it searches the whole window.
                Err(Stop::More)
                    if (length < WHOLE
                        || !may_enter
                        || !is_nested
                        || !may_hold_list(self.window.ahead()))
                        && self.window.grow() => {}
                // After a defect, the nesting is unknown; if the text is truncated, the parts
                // before its end are intact.
                Err(Stop::More) if is_nested && may_enter && (length >= WHOLE || !self.window.may_grow()) => {
                    return self.enter(place, without, depth);
                }
                Err(stop) => self.grow_or_give_up(stop)?,
            }
        }
    }

    /// Whether an object begins here whose first member is a list of events.
    fn begins_with_list(&mut self) -> bool {
        while self.window.ahead().len() < FIRST_KEY && self.window.grow() {}
        let bytes = self.window.ahead();
        if bytes.first() != Some(&b'{') {
            return false;
        }
        let key = scan::skip_space(bytes, 1);
        if bytes.get(key) != Some(&b'"') {
            return false;
        }
        let Ok(end) = scan::value(bytes, key) else { return false };
        let colon = scan::skip_space(bytes, end);
        is_list(&bytes[key + 1..end - 1])
            && bytes.get(colon) == Some(&b':')
            && bytes.get(scan::skip_space(bytes, colon + 1)) == Some(&b'[')
    }

    /// Walks the object or array at the window's start.
    fn enter(&mut self, place: ValuePlace, without: Without, depth: u32) -> Result<SearchOutcome, Damage> {
        if self.window.ahead().first() == Some(&b'[') {
            return self.take_list(place, None, depth);
        }
        let before = self.account.records();
        let mut total = SearchOutcome::default();
        self.window.consume(1);
        if self.expect()? == b'}' {
            self.window.consume(1);
            return Ok(total);
        }
        loop {
            let key = self.take_key()?;
            // Values inside a truncated event are not events, and a whole event may follow any of
            // its keys.
            if matches!(&key[..], b"eventVersion" | b"eventName" | b"eventSource" | b"userIdentity") {
                return Err(Damage::Truncated);
            }
            let of_member = match self.expect()? {
                b'[' if is_list(&key) => self.take_list(ValuePlace::Known, without, depth)?,
                _ => {
                    self.in_array = false;
                    self.carried(ValuePlace::of(&key), None, depth + 1)?
                }
            };
            total.reason = total.reason.or(of_member.reason);
            total.is_empty_by_design |= of_member.is_empty_by_design;
            match self.expect()? {
                b',' => self.window.consume(1),
                b'}' => {
                    self.window.consume(1);
                    total.events = self.account.records() - before;
                    return Ok(total);
                }
                _ => return Err(self.broken_here(JsonFault::Comma)),
            }
        }
    }

    /// Takes the events of the elements of the array at the window's start. With `without`, every
    /// element that contains no event is reported; otherwise one message counts them, if other
    /// elements contain events.
    fn take_list(
        &mut self,
        place: ValuePlace,
        without: Without,
        depth: u32,
    ) -> Result<SearchOutcome, Damage> {
        let before = self.account.records();
        let begins = self.window.offset();
        // If each element is reported, the list need not be.
        let mut total = SearchOutcome { is_empty_by_design: without.is_some(), ..SearchOutcome::default() };
        let mut counts = Elements::default();
        self.window.consume(1);
        if self.expect()? == b']' {
            self.window.consume(1);
            return Ok(SearchOutcome { is_empty_by_design: true, ..total });
        }
        loop {
            self.expect()?;
            let at = self.window.offset();
            self.in_array = true;
            let outcome = self.carried(place, without, depth + 1)?;
            self.tell(&outcome, without, at);
            counts.add(&outcome);
            total.reason = total.reason.or(outcome.reason);
            match self.expect()? {
                b',' => self.window.consume(1),
                b']' => {
                    self.window.consume(1);
                    self.in_array = false;
                    total.events = self.account.records() - before;
                    if without.is_none()
                        && place == ValuePlace::Known
                        && let Some(problem) = counts.problem(&mut total.reason)
                    {
                        self.account.left_out(&problem, begins);
                    }
                    return Ok(total);
                }
                _ => return Err(self.broken_here(JsonFault::Comma)),
            }
        }
    }
}

/// Whether the truncated object or array may be larger than any event because it contains a list.
/// An event contains no list, regardless of the number and size of its members.
fn may_hold_list(ahead: &[u8]) -> bool {
    let head = TextHead::new(ahead);
    head.in_array || !head.shows_event() && head.is_cut_in_nested
}

/// Returns the first byte after the value that ends at `end`, skipping white space.
fn ahead_of(bytes: &[u8], end: usize) -> Option<u8> {
    bytes.get(scan::skip_space(bytes, end)).copied()
}

/// Whether a value is an event or carries one.
fn holds_carried(text: &str) -> bool {
    holds_events(
        &|text, out| {
            take_events(text, ValuePlace::Known, out);
        },
        text,
    )
}
