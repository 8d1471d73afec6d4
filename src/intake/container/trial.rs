//! Tries one place after a defect: whether a complete value begins there, whether it contains an
//! event, and whether it is in a place where events occur.

use std::borrow::Cow;

use super::super::record::{RawRecord, RecordMember};
use super::attempt::TrialOutcome;
use super::certainty::{holds_events, is_surely_event, swallows};
use super::unwrapped::{Unwrapped, Unwrapper};
use super::walk::{ContainerWalk, Damage};
use super::{carried, unwrap};
use crate::base::json::{plain_text, scan};

/// Members of envelopes that are events themselves.
const EVENT_KEYS: &[&str] = &["detail", "_source", "cloudtrail", "result", "event", "Event"];

/// Members of envelopes that are strings with events in them.
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

/// The text before a value.
pub(super) enum Before {
    /// A key and its colon; `None` for a key that is too long to be seen.
    Key(Option<String>),
    /// A bracket or a comma.
    Separator,
    Other,
}

/// The text after a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    /// The next key of the object that contains it, or the end of that object.
    Member,
    /// The next element of an array, or its end.
    Element,
    /// A comma that is followed by neither a key nor an object or an array.
    Comma,
    Other,
}

impl<'w, 's> ContainerWalk<'w, 's> {
    fn set_outcome(&mut self, outcome: TrialOutcome) {
        if let Some(trial) = &mut self.trial {
            trial.outcome = outcome;
        }
    }

    /// Takes the object at the window's start if it is an event in a place where events occur.
    pub(super) fn try_event(&mut self) -> Result<(), Damage> {
        self.set_outcome(TrialOutcome::Rejected(1));
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
                    // The key may be the last part of a lost value. Then the text after the value
                    // is intact.
                    Before::Key(key) => {
                        !matches!(after, After::Member | After::Comma)
                            && record.is_surely_event()
                            // Otherwise it may be a part that absorbed the following text, or a
                            // member that looks like an event: an event without version or id after
                            // such a key is lost.
                            && record.span(RecordMember::EventVersion).is_some()
                            && record.span(RecordMember::EventId).is_some()
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
            self.set_outcome(TrialOutcome::Rejected(end));
            return Ok(());
        }
        match (&text, RawRecord::parse(&text)) {
            (Cow::Borrowed(_), Ok(record)) => self.account.take(&record, at, self.sink),
            (Cow::Borrowed(_), Err(_)) | (Cow::Owned(_), _) => self.account.take_lossy(bytes, at, self.sink),
        };
        drop(text);
        self.window.consume(end);
        self.set_outcome(TrialOutcome::Taken);
        Ok(())
    }

    /// Takes the events out of the value at the window's start if there are any, and if it is not a
    /// member of another value.
    pub(super) fn try_wrapped(&mut self, unwrapper: Unwrapper<'_>) -> Result<(), Damage> {
        self.set_outcome(TrialOutcome::Rejected(1));
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
        // For events, complete ones must be told apart from parts of others.
        let is_event =
            RawRecord::parse(&text).is_ok_and(|record| record.is_event() && record.is_surely_event());
        if is_event {
            drop(text);
            return self.try_event();
        }
        let holds = |text: &str| holds_events(unwrapper, text);
        if !is_in_place || !holds(&text) || after == After::Other && swallows(bytes, &holds) {
            self.set_outcome(TrialOutcome::Rejected(end));
            return Ok(());
        }
        if matches!(text, Cow::Owned(_)) {
            self.account.not_utf8(at);
        }
        unwrapper(&text, &mut Unwrapped::new(self.account, self.sink, at));
        self.window.consume(end);
        self.set_outcome(TrialOutcome::Taken);
        Ok(())
    }

    /// Takes the string at the window's start if it contains an event, and if it is a member of an
    /// envelope that carries events.
    pub(super) fn try_text(&mut self) -> Result<(), Damage> {
        self.set_outcome(TrialOutcome::Rejected(2));
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
            self.set_outcome(TrialOutcome::Rejected(end));
        } else if is_surely_event(inner) {
            let mut out = Unwrapped::new(self.account, self.sink, at);
            out.event(inner);
            self.window.consume(end);
            self.set_outcome(TrialOutcome::Taken);
        } else if is_message() {
            unwrap::body(inner, &mut Unwrapped::new(self.account, self.sink, at));
            self.window.consume(end);
            self.set_outcome(TrialOutcome::Taken);
        } else {
            self.set_outcome(TrialOutcome::Rejected(end));
        }
        Ok(())
    }

    /// Returns the end of the value at the window's start, and the text after it.
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

/// Returns the text after the value that ends at `end`; `None` if the bytes end too early.
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

/// Whether an object has members of an identity: the identity of an event lost its end, and the
/// following text became part of it.
fn has_identity(object: &[u8]) -> bool {
    let mut found = false;
    let scanned = scan::object(object, 0, |key, _| {
        found |= matches!(key, b"principalId" | b"accessKeyId");
    });
    scanned.is_ok() && found
}
