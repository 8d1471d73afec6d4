//! Reading on after a damage.
//!
//! Nothing is known there of brackets and quotes, so every brace may begin the
//! next value. One is taken if the JSON from it on is whole, if it holds an
//! event, and if it stands where events stand: not as a member of something
//! else. What lies between such values is noted with its place.
//!
//! A brace from which nothing whole begins costs at most what was scanned from
//! it. That sum is bounded by [`MOST_SCANS`] times the bytes of the file;
//! beyond, whole scanned stretches are passed over.

use std::borrow::Cow;

use super::super::Sink;
use super::super::read::Account;
use super::super::record::{Member, RawRecord, plain_text};
use super::super::scan;
use super::walk::{Damage, Take, Unwrapped, Unwrapper, Walk};
use super::{carried, unwrap};

/// How often a byte is scanned, on average over the file: more than values of
/// events are nested.
const MOST_SCANS: u64 = 24;
/// Bytes that may be scanned again in a file of any size.
const FREE_BYTES: u64 = 4 << 20;

/// How many bytes before a value are looked at for what it belongs to.
const BEHIND: usize = 96;

/// Members of envelopes that are events themselves.
const EVENT_KEYS: &[&str] = &["detail", "_source", "cloudtrail", "result", "event", "Event"];

/// Members of envelopes that are texts with events in them.
const TEXT_KEYS: &[&str] = &[
    "CloudTrailEvent",
    "message",
    "@message",
    "value",
    "_raw",
    "eventJson",
    "eventjson",
    "VarCharValue",
    "original",
    "event.original",
    "full_log",
    "Message",
    "body",
    "Body",
];

/// Names of arrays with events, which may stand between them without anything
/// being lost.
const ARRAYS: &[&str] = &["\"Records\"", "\"Events\"", "\"logEvents\"", "\"events\"", "\"results\""];

/// How reading on is going.
#[derive(Debug, Default)]
pub(super) struct Trial {
    /// Up to this byte, values are parts of one that broke: what looks like an
    /// event there needs more members of one.
    strict_until: u64,
    /// Whether the value at hand was taken; else how many bytes of it were
    /// scanned.
    outcome: Outcome,
    /// The last bytes before the window.
    behind: Vec<u8>,
    /// What was passed over since the last value, without white space and
    /// separators: its beginning.
    passed: Vec<u8>,
    /// Bytes scanned so far.
    scanned: u64,
    /// Whether these were too many to try every place.
    is_bounded: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Taken,
    Rejected(usize),
}

impl Default for Outcome {
    fn default() -> Outcome {
        Outcome::Rejected(0)
    }
}

/// What stands before a value.
pub(super) enum Before {
    /// A key and its colon; the key where it is short enough to be seen.
    Key(Option<String>),
    /// A bracket or a comma.
    Separator,
    Other,
}

/// What stands behind a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    /// The next key of an object that it is a member of, or that object's end.
    Member,
    /// The next element of an array, or its end.
    Element,
    /// A comma, and then neither a key nor an object or an array.
    Comma,
    Other,
}

impl<'w, 's> Walk<'w, 's> {
    /// Notes a damage and takes whatever is whole behind it.
    pub(super) fn recover(&mut self, take: Take<'_, 'w, 's>, damage: &Damage) {
        let is_noted = self.note(damage);
        let strict_until = match damage {
            Damage::Truncated => self.window.read_so_far(),
            Damage::Broken { at, .. } => *at,
        };
        self.read_on(take, strict_until, is_noted);
    }

    /// Takes whatever is whole from the window's start on, to the text's end.
    /// With `is_noted`, the last problem of the account tells of the damage,
    /// and is given the bytes that are lost.
    pub(super) fn read_on(&mut self, take: Take<'_, 'w, 's>, strict_until: u64, is_noted: bool) {
        self.in_array = false;
        let mut is_noted = is_noted;
        let mut lost_from = self.window.offset();
        self.trial = Some(Trial { strict_until, ..Trial::default() });
        while let Some(is_text) = self.next_candidate() {
            let at = self.window.offset();
            match self.attempt(take, is_text) {
                Outcome::Taken => {
                    self.note_taken();
                    self.note_lost(lost_from, at, &mut is_noted);
                    lost_from = self.window.offset();
                }
                Outcome::Rejected(bytes) => self.reject(bytes),
            }
        }
        let end = self.window.offset();
        self.note_lost(lost_from, end, &mut is_noted);
        self.end_trial();
    }

    pub(super) fn begin_trial(&mut self, trial: Trial) {
        self.trial = Some(trial);
    }

    /// Goes back to reading what is whole, and says so if not every place was
    /// tried.
    pub(super) fn end_trial(&mut self) {
        if self.trial.take().is_some_and(|trial| trial.is_bounded) {
            self.account.problem(
                "so much looks like the beginning of an event there and is none that not every place was tried",
                Some(self.window.offset()),
            );
        }
    }

    /// A value was taken.
    pub(super) fn note_taken(&mut self) {
        if let Some(trial) = &mut self.trial {
            trial.behind = vec![b'}'];
        }
    }

    /// Passes over the beginning of a value that is not taken, of which so
    /// many bytes were scanned.
    pub(super) fn reject(&mut self, bytes: usize) {
        let most = FREE_BYTES + MOST_SCANS.saturating_mul(self.window.read_so_far());
        let Some(trial) = &mut self.trial else { return };
        trial.scanned += bytes as u64;
        let is_over = trial.scanned > most;
        trial.is_bounded |= is_over;
        self.pass(if is_over { bytes.max(1) } else { 1 });
    }

    /// Tells what was passed over between two bytes, if that is more than
    /// what separates values.
    fn note_lost(&mut self, from: u64, to: u64, is_noted: &mut bool) {
        let Some(trial) = &mut self.trial else { return };
        let passed = std::mem::take(&mut trial.passed);
        let is_separator = passed.is_empty() || ARRAYS.iter().any(|name| passed == name.as_bytes());
        let was_noted = std::mem::take(is_noted);
        if is_separator || from >= to {
            return;
        }
        if was_noted {
            self.account.add_to_last(&format!("; the bytes from {from} to {to} were left out"));
        } else if self.window.failure().is_none() || !self.window.ahead().is_empty() {
            // Else the reader of the file says that it breaks off.
            self.account.problem(
                &format!("the bytes from {from} to {to} hold no whole event and were left out"),
                Some(from),
            );
        }
    }

    /// Passes over bytes of the window.
    fn pass(&mut self, count: usize) {
        let bytes = self.window.ahead();
        let bytes = &bytes[..count.min(bytes.len())];
        if let Some(trial) = &mut self.trial {
            let most = ARRAYS.iter().map(|name| name.len()).max().unwrap_or_default() + 1;
            for byte in bytes {
                if trial.passed.len() >= most {
                    break;
                }
                if !byte.is_ascii_whitespace() && !b",:{}[]".contains(byte) {
                    trial.passed.push(*byte);
                }
            }
            let kept = &bytes[bytes.len().saturating_sub(BEHIND)..];
            let surplus = (trial.behind.len() + kept.len()).saturating_sub(BEHIND).min(trial.behind.len());
            trial.behind.drain(..surplus);
            trial.behind.extend_from_slice(kept);
        }
        self.window.consume(count);
    }

    /// Goes to the next place where a value may begin, and tells whether it is
    /// a text with JSON in it; `None` at the end.
    pub(super) fn next_candidate(&mut self) -> Option<bool> {
        loop {
            let bytes = self.window.ahead();
            let found =
                if self.has_rows { memchr::memchr2(b'{', b'[', bytes) } else { memchr::memchr(b'{', bytes) };
            let Some(found) = found else {
                // A quote may belong to a brace behind the window's end.
                let count = bytes.len();
                let keep = usize::from(bytes.last() == Some(&b'"'));
                self.pass(count - keep);
                if self.window.grow() {
                    continue;
                }
                self.pass(keep);
                return None;
            };
            let next = scan::skip_space(bytes, found + 1);
            let next = bytes.get(next).copied();
            if next.is_none() && self.window.grow() {
                continue;
            }
            let bytes = self.window.ahead();
            let is_text = self.is_wrapped
                && found > 0
                && bytes[found - 1] == b'"'
                && bytes.get(found + 1) == Some(&b'\\');
            let is_value = match bytes[found] {
                b'{' => next == Some(b'"'),
                _ => matches!(next, Some(b'{' | b'[')),
            };
            match (is_text, is_value) {
                (true, _) => {
                    self.pass(found - 1);
                    return Some(true);
                }
                (false, true) => {
                    self.pass(found);
                    return Some(false);
                }
                (false, false) => self.pass(found + 1),
            }
        }
    }

    /// Tries the value at the window's start.
    fn attempt(&mut self, take: Take<'_, 'w, 's>, is_text: bool) -> Outcome {
        if is_text {
            return self.attempt_text();
        }
        let start = self.window.offset();
        let result = take(self);
        let is_whole = result.is_ok();
        let outcome = self.outcome_of(result, start);
        if outcome != Outcome::Taken && is_whole && self.is_wrapped {
            return self.attempt_event();
        }
        outcome
    }

    pub(super) fn attempt_text(&mut self) -> Outcome {
        let start = self.window.offset();
        let result = self.try_text();
        self.outcome_of(result, start)
    }

    pub(super) fn attempt_event(&mut self) -> Outcome {
        let start = self.window.offset();
        let result = self.try_event();
        self.outcome_of(result, start)
    }

    fn outcome_of(&mut self, result: Result<(), Damage>, start: u64) -> Outcome {
        match result {
            Ok(()) => self.trial.as_ref().map_or(Outcome::Taken, |trial| trial.outcome),
            Err(Damage::Truncated) => Outcome::Rejected(self.window.ahead().len()),
            Err(Damage::Broken { at, .. }) => Outcome::Rejected(at.saturating_sub(start) as usize),
        }
    }

    fn set_outcome(&mut self, outcome: Outcome) {
        if let Some(trial) = &mut self.trial {
            trial.outcome = outcome;
        }
    }

    /// Takes the object at the window's start if it is an event that stands
    /// where events do.
    pub(super) fn try_event(&mut self) -> Result<(), Damage> {
        self.set_outcome(Outcome::Rejected(1));
        if self.window.ahead().first() != Some(&b'{') {
            return Ok(());
        }
        let (end, after) = self.whole_value()?;
        let at = self.window.offset();
        let bytes = &self.window.ahead()[..end];
        let text = String::from_utf8_lossy(bytes);
        let is_strict = self.trial.as_ref().is_some_and(|trial| at < trial.strict_until);
        let is_taken = match RawRecord::parse(&text) {
            Ok(record) if record.is_event() || record.is_envelope() => {
                let is_in_place = match self.before() {
                    // The key may be the last that is left of something else.
                    // What is behind the value is whole then.
                    Before::Key(key) => {
                        !matches!(after, After::Member | After::Comma)
                            && record.is_surely_event()
                            // Else it may be a part that took in what follows,
                            // or a member that looks like an event: an event
                            // without version or id behind such a key is lost.
                            && record.span(Member::EventVersion).is_some()
                            && record.span(Member::EventId).is_some()
                            && !has_identity(bytes)
                            || self.is_wrapped && key.is_none_or(|key| EVENT_KEYS.contains(&key.as_str()))
                    }
                    Before::Separator => true,
                    Before::Other => after != After::Member,
                };
                is_in_place
                    && (!is_strict || record.is_surely_event() || record.is_envelope())
                    && (after != After::Other || !swallows(bytes, &is_surely_event))
            }
            Ok(_) | Err(_) => false,
        };
        if !is_taken {
            self.set_outcome(Outcome::Rejected(end));
            return Ok(());
        }
        match (&text, RawRecord::parse(&text)) {
            (Cow::Borrowed(_), Ok(record)) => self.account.take(&record, at, self.sink),
            (Cow::Borrowed(_), Err(_)) | (Cow::Owned(_), _) => self.account.take_lossy(bytes, at, self.sink),
        };
        drop(text);
        self.window.consume(end);
        self.set_outcome(Outcome::Taken);
        Ok(())
    }

    /// Takes the events out of the value at the window's start if there are
    /// any, and if it is no member of another one.
    pub(super) fn try_wrapped(&mut self, unwrapper: Unwrapper<'_>) -> Result<(), Damage> {
        self.set_outcome(Outcome::Rejected(1));
        let (end, after) = self.whole_value()?;
        let at = self.window.offset();
        let bytes = &self.window.ahead()[..end];
        let text = String::from_utf8_lossy(bytes);
        let is_in_place = match self.before() {
            Before::Separator => true,
            Before::Key(key) => {
                !matches!(after, After::Member | After::Comma)
                    && key.is_none_or(|key| carried::is_carrier(key.as_bytes()))
            }
            Before::Other => after != After::Member,
        };
        // Of events, those in their place are told from parts of others.
        let is_event =
            RawRecord::parse(&text).is_ok_and(|record| record.is_event() && record.is_surely_event());
        if is_event {
            drop(text);
            return self.try_event();
        }
        let holds = |text: &str| holds_events(unwrapper, text);
        if !is_in_place || !holds(&text) || after == After::Other && swallows(bytes, &holds) {
            self.set_outcome(Outcome::Rejected(end));
            return Ok(());
        }
        if matches!(text, Cow::Owned(_)) {
            self.account.not_utf8(at);
        }
        unwrapper(&text, &mut Unwrapped::new(self.account, self.sink, at));
        self.window.consume(end);
        self.set_outcome(Outcome::Taken);
        Ok(())
    }

    /// Takes the text at the window's start if an event is in it, and if it is
    /// the member of an envelope that events are in.
    fn try_text(&mut self) -> Result<(), Damage> {
        self.set_outcome(Outcome::Rejected(2));
        let (end, _) = self.whole_value()?;
        let at = self.window.offset();
        let bytes = &self.window.ahead()[..end];
        let is_key = self.window.ahead().get(scan::skip_space(self.window.ahead(), end)) == Some(&b':');
        let is_in_place = match self.before() {
            Before::Key(Some(key)) => TEXT_KEYS.contains(&key.as_str()),
            Before::Key(None) | Before::Other => true,
            Before::Separator => self.has_rows,
        };
        let text = String::from_utf8_lossy(bytes);
        let inner = plain_text(&text);
        let inner = inner.trim();
        let is_message = || holds_events(&|text, out| unwrap::body(text, out), inner);
        if is_key || !is_in_place {
            self.set_outcome(Outcome::Rejected(end));
        } else if is_surely_event(inner) {
            let mut out = Unwrapped::new(self.account, self.sink, at);
            out.event(inner);
            self.window.consume(end);
            self.set_outcome(Outcome::Taken);
        } else if is_message() {
            unwrap::body(inner, &mut Unwrapped::new(self.account, self.sink, at));
            self.window.consume(end);
            self.set_outcome(Outcome::Taken);
        } else {
            self.set_outcome(Outcome::Rejected(end));
        }
        Ok(())
    }

    /// The end of the value at the window's start, and what stands behind it.
    fn whole_value(&mut self) -> Result<(usize, After), Damage> {
        loop {
            let bytes = self.window.ahead();
            match scan::value(bytes, 0) {
                Ok(end) => match after(bytes, end) {
                    Some(after) => return Ok((end, after)),
                    None if self.window.grow() => {}
                    None => return Ok((end, After::Other)),
                },
                Err(stop) => self.grow_or_give_up(stop)?,
            }
        }
    }

    pub(super) fn before(&self) -> Before {
        let behind = self.trial.as_ref().map_or(&[][..], |trial| &trial.behind).trim_ascii_end();
        match behind {
            [.., b'[' | b','] => Before::Separator,
            [before @ .., b':'] => match before.trim_ascii_end() {
                [before @ .., b'"'] => {
                    let key = before.iter().rposition(|byte| *byte == b'"').map(|quote| &before[quote + 1..]);
                    Before::Key(key.map(|key| String::from_utf8_lossy(key).into_owned()))
                }
                _ => Before::Other,
            },
            _ => Before::Other,
        }
    }
}

/// What stands behind the value that ends at `end`; `None` where the bytes end
/// too early to tell.
fn after(bytes: &[u8], end: usize) -> Option<After> {
    let at = scan::skip_space(bytes, end);
    Some(match bytes.get(at)? {
        b'}' => After::Member,
        b']' => After::Element,
        b',' => match bytes.get(scan::skip_space(bytes, at + 1))? {
            b'"' => After::Member,
            b'{' | b'[' => After::Element,
            _ => After::Comma,
        },
        _ => After::Other,
    })
}

/// Whether an element of an array somewhere in a value holds events: a cut
/// from within an array to the beginning of an event makes the events behind
/// it elements of that array.
pub(super) fn swallows(value: &[u8], holds: &dyn Fn(&str) -> bool) -> bool {
    let mut scanned = 0_usize;
    memchr::memchr_iter(b'{', value).skip(1).any(|brace| {
        let before = value[..brace].trim_ascii_end().last();
        if !matches!(before, Some(b'[' | b',')) || scanned > value.len().saturating_mul(MOST_SCANS as usize) {
            return false;
        }
        let Ok(end) = scan::value(value, brace) else { return false };
        scanned += end - brace;
        std::str::from_utf8(&value[brace..end]).is_ok_and(holds)
    })
}

/// Whether a text is an event, by more than the least of its members.
pub(super) fn is_surely_event(json: &str) -> bool {
    RawRecord::parse(json).is_ok_and(|record| record.is_event() && record.is_surely_event())
}

/// Whether members of an identity stand among those of an object: the identity
/// of an event lost its end, and what follows became part of it.
fn has_identity(object: &[u8]) -> bool {
    let mut found = false;
    let scanned = scan::object(object, 0, |key, _| {
        found |= matches!(key, b"principalId" | b"accessKeyId");
    });
    scanned.is_ok() && found
}

/// Whether events come out of a value.
pub(super) fn holds_events(unwrapper: Unwrapper<'_>, value: &str) -> bool {
    let mut account = Account::default();
    unwrapper(value, &mut Unwrapped::new(&mut account, &mut Nowhere, 0));
    account.records() > 0
}

/// Takes events and forgets them.
struct Nowhere;

impl Sink for Nowhere {
    fn take(&mut self, _record: &RawRecord<'_>) -> Option<i64> {
        None
    }
}
