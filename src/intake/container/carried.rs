//! Finds the CloudTrail events in a JSON value that carries them: as objects, as JSON in strings,
//! or as base64 of (gzipped) JSON, nested to a bounded depth.
//!
//! Envelopes nest freely: an SQS message holds an SNS message, which holds an EventBridge event,
//! whose `detail` is the event. The search therefore follows the members that are known to carry
//! events; in any other member it accepts only unambiguous events.

use super::cloudwatch_logs::TOO_LARGE;
use super::event_bridge::{LIMITS, NOT_FROM_CLOUDTRAIL};
use super::{Unwrapped, packed, renamed};
use crate::base::json::{plain_text, scan};
use crate::intake::record::{RawRecord, RecordMember};
use crate::intake::table::respell;

/// Maximum nesting of objects, arrays and strings.
const MAX_DEPTH: u32 = 24;

/// Members with the original event, in order of preference. Names are compared in lower case, by
/// their letters and digits only.
const AS_IT_CAME: &[&str] = &["cloudtrailevent", "eventjson", "eventoriginal", "raw", "message", "fulllog"];

/// Members that may contain an event, or a carrier of events.
const CARRIERS: &[&str] = &[
    "detail",
    "event",
    "original",
    "data",
    "body",
    "sns",
    "kinesis",
    "awslogs",
    "aws",
    "cloudtrail",
    "source",
    "fields",
    "result",
    "value",
    "logevents",
    "results",
    "rows",
    "hits",
    "records",
    "events",
    "messages",
];

/// Members whose arrays contain one event, or one carrier of events, in each element.
const LISTS: &[&str] = &["records", "events", "messages", "hits", "results", "rows", "logevents"];

/// The result of a search for events in a value.
#[derive(Debug, Default)]
pub(super) struct SearchOutcome {
    /// Number of events that were taken.
    pub events: u64,
    /// The reason why there are none, if it is known.
    pub reason: Option<&'static str>,
    /// Whether the value contains no events by design.
    pub is_empty_by_design: bool,
}

/// The number of list elements with an event, and of those that should have one but do not.
#[derive(Debug, Default)]
pub(super) struct Elements {
    with: u64,
    without: u64,
}

impl Elements {
    /// Counts an element.
    pub fn add(&mut self, outcome: &SearchOutcome) {
        if outcome.events > 0 {
            self.with += 1;
        } else if !outcome.is_empty_by_design {
            self.without += 1;
        }
    }

    /// Whether no element was counted.
    pub fn is_empty(&self) -> bool {
        self.with == 0 && self.without == 0
    }

    /// Returns a message about the elements without an event if others have some; takes the reason
    /// of the first.
    pub fn problem(&self, reason: &mut Option<&'static str>) -> Option<String> {
        let Elements { with, without } = *self;
        (with > 0 && without > 0).then(|| {
            let why = reason.take().unwrap_or("none is in it");
            format!(
                "{without} of {} values in a list hold no CloudTrail event and were left out: {why}",
                with + without
            )
        })
    }
}

/// Takes the events out of a JSON value in this place; the value may itself be an event.
pub(super) fn take_events(value: &str, place: ValuePlace, out: &mut Unwrapped<'_>) -> SearchOutcome {
    let mut search = Search { out, outcome: SearchOutcome::default() };
    search.value(value, place, 0);
    search.outcome
}

/// Whether the array of this member contains events, or their carriers, in its elements.
pub(super) fn is_list(key: &[u8]) -> bool {
    rank(key, LISTS).is_some()
}

/// Whether this member is known to contain events.
pub(super) fn is_carrier(key: &[u8]) -> bool {
    rank(key, AS_IT_CAME).or_else(|| rank(key, CARRIERS)).is_some()
}

/// Returns the position of the key in the list, compared by letters and digits only.
fn rank(key: &[u8], list: &[&str]) -> Option<usize> {
    let letters = || key.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase);
    list.iter().position(|name| letters().eq(name.bytes()))
}

/// The place of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValuePlace {
    /// At the top level, or in a member that is known to contain events.
    Known,
    /// In any other member: only unambiguous events are taken.
    Unknown,
}

impl ValuePlace {
    /// Returns the place of a member's value.
    pub fn of(key: &[u8]) -> ValuePlace {
        if is_carrier(key) { ValuePlace::Known } else { ValuePlace::Unknown }
    }
}

struct Search<'s, 'a> {
    out: &'s mut Unwrapped<'a>,
    outcome: SearchOutcome,
}

impl Search<'_, '_> {
    /// Searches a value. Returns true if events were taken.
    fn value(&mut self, value: &str, place: ValuePlace, depth: u32) -> bool {
        if depth > MAX_DEPTH {
            self.reason("what it holds is nested too deeply; it was left out");
            return false;
        }
        let before = self.outcome.events;
        match value.as_bytes().first() {
            Some(b'{') => self.object(value, place, depth),
            Some(b'[') => self.array(value, place, depth),
            Some(b'"') => self.text(plain_text(value).trim_start_matches('\u{feff}').trim(), place, depth),
            _ => {}
        }
        self.outcome.events > before
    }

    fn array(&mut self, value: &str, place: ValuePlace, depth: u32) {
        // Errors would have been found when the whole value was scanned.
        let _ = scan::array(value.as_bytes(), 0, |span| {
            self.value(value.get(span).unwrap_or_default(), place, depth + 1);
        });
    }

    /// Searches the array of a member that contains one event, or its carrier, in each element:
    /// elements without one are reported if others have some.
    fn list(&mut self, value: &str, depth: u32) -> bool {
        let mut counts = Elements::default();
        let _ = scan::array(value.as_bytes(), 0, |span| {
            let before = self.outcome.events;
            let was_by_design = std::mem::take(&mut self.outcome.is_empty_by_design);
            self.value(value.get(span).unwrap_or_default(), ValuePlace::Known, depth + 1);
            let is_empty_by_design = self.outcome.is_empty_by_design;
            counts.add(&SearchOutcome {
                events: self.outcome.events - before,
                is_empty_by_design,
                reason: None,
            });
            self.outcome.is_empty_by_design |= was_by_design;
        });
        if counts.is_empty() {
            self.outcome.is_empty_by_design = true;
        }
        if let Some(problem) = counts.problem(&mut self.outcome.reason) {
            self.out.left_out(&problem);
        }
        counts.with > 0
    }

    fn object(&mut self, value: &str, place: ValuePlace, depth: u32) {
        let mut members: Vec<(String, &str)> = Vec::new();
        let _ = scan::object(value.as_bytes(), 0, |key, span| {
            members.push((String::from_utf8_lossy(key).into_owned(), value.get(span).unwrap_or_default()));
        });
        let Ok(record) = RawRecord::parse(value) else { return };
        let ranked = |list: &[&str]| {
            let mut found: Vec<(usize, usize)> = members
                .iter()
                .enumerate()
                .filter_map(|(place, (key, _))| Some((rank(key.as_bytes(), list)?, place)))
                .collect();
            found.sort_unstable();
            found.into_iter().map(|(_, place)| place)
        };
        let mut is_done = vec![false; members.len()];
        for at in ranked(AS_IT_CAME) {
            is_done[at] = true;
            if self.value(members[at].1, ValuePlace::Known, depth + 1) {
                return;
            }
        }
        let has = |key: &str| members.iter().any(|(other, _)| other == key);
        if is_event(&record, place, &has) {
            self.outcome.events += u64::from(self.out.record(&record));
            return;
        }
        if renamed::is_row(members.iter().map(|(key, value)| (key.as_str(), *value)))
            && let Some(event) = respell::event(value)
        {
            self.out.event(&event);
            self.out.note(PUT_TOGETHER);
            self.outcome.events += 1;
            return;
        }
        // All lists are searched: each contains different events.
        let mut is_found = false;
        for at in ranked(LISTS) {
            let (key, value) = (&members[at].0, members[at].1);
            if value.starts_with('[') {
                is_done[at] = true;
                if self.list(value, depth + 1) {
                    is_found = true;
                    if key == "logEvents" {
                        self.out.note(TOO_LARGE);
                    }
                }
            }
        }
        if is_found {
            return;
        }
        for at in ranked(CARRIERS) {
            if is_done[at] {
                continue;
            }
            is_done[at] = true;
            if self.value(members[at].1, ValuePlace::Known, depth + 1) {
                if members[at].0 == "detail" && has("detail-type") {
                    self.out.note(LIMITS);
                }
                return;
            }
        }
        for (_, (_, value)) in members.iter().enumerate().filter(|(at, _)| !is_done[*at]) {
            self.value(value, ValuePlace::Unknown, depth + 1);
        }
        self.explain(&record, &has);
    }

    /// Searches a text: JSON, several JSON values, or base64 of these.
    fn text(&mut self, text: &str, place: ValuePlace, depth: u32) {
        match text.as_bytes().first() {
            Some(b'{' | b'[' | b'"') => self.values(text, place, depth),
            Some(_) if packed::is_likely(text) => match packed::text_of(text, self.out.room()) {
                Ok(inner) => {
                    self.out.unpacked(inner.len());
                    self.values(inner.trim_start_matches('\u{feff}').trim(), place, depth);
                }
                Err(why) if place == ValuePlace::Known => self.reason(unpacking_failed(why)),
                Err(_) => {}
            },
            // Sent from time to time to test whether the destination exists.
            Some(_) if text.starts_with("CWL CONTROL MESSAGE") => self.outcome.is_empty_by_design = true,
            // A line with a prefix before the event, as syslog writes it.
            Some(_) if place == ValuePlace::Known => {
                if let Some(brace) = text.find("{\"") {
                    self.values(&text[brace..], ValuePlace::Unknown, depth);
                }
            }
            _ => {}
        }
    }

    /// Searches consecutive JSON values.
    fn values(&mut self, text: &str, place: ValuePlace, depth: u32) {
        let mut at = scan::skip_space(text.as_bytes(), 0);
        while at < text.len() {
            match scan::value(text.as_bytes(), at) {
                Ok(end) => {
                    self.value(text.get(at..end).unwrap_or_default(), place, depth + 1);
                    at = scan::skip_space(text.as_bytes(), end);
                }
                Err(_) => {
                    if place == ValuePlace::Known {
                        self.reason("the JSON in it is damaged; it was left out");
                    }
                    return;
                }
            }
        }
    }

    /// Keeps the first reason: it belongs to the innermost value.
    fn reason(&mut self, reason: &'static str) {
        self.outcome.reason.get_or_insert(reason);
    }

    /// Describes an object that contains no event.
    fn explain(&mut self, record: &RawRecord<'_>, has: &dyn Fn(&str) -> bool) {
        let source = record.plain(RecordMember::EventSource);
        if self.outcome.events > 0 {
            return;
        }
        if has("s3Bucket") && has("s3ObjectKey") {
            self.reason(ANNOUNCEMENT);
        } else if source.as_deref() == Some("aws:s3") {
            self.reason(S3_NOTIFICATION);
        } else if has("detail-type") {
            self.reason(NOT_FROM_CLOUDTRAIL);
        } else if has("messageType") && record.text().contains("\"CONTROL_MESSAGE\"") {
            self.outcome.is_empty_by_design = true;
        }
    }
}

/// Whether an object is itself an event.
fn is_event(record: &RawRecord<'_>, place: ValuePlace, has: &dyn Fn(&str) -> bool) -> bool {
    if !record.is_event() {
        return false;
    }
    match place {
        // In the entries of lookup-events, EventName and EventSource are next to the event;
        // therefore names in another case also require the version.
        ValuePlace::Known => {
            record.json(RecordMember::EventVersion).is_some() || has("eventName") || has("eventTime")
        }
        ValuePlace::Unknown => {
            has("eventVersion") && (has("eventSource") && has("eventName") || has("eventType"))
        }
    }
}

fn unpacking_failed(why: &'static str) -> &'static str {
    match why {
        "it is not whole gzip" => "its data could not be unpacked: it is not whole gzip",
        "it is not UTF-8" => "its data could not be unpacked: it is not UTF-8",
        "it is not base64" => "its data could not be unpacked: it is not base64",
        _ => "its data could not be unpacked: it unpacks to more than any log does",
    }
}

/// The note about events that were columns.
const PUT_TOGETHER: &str = "the events were put together from columns, under CloudTrail's own names; \
     members that are no columns are missing";

/// The message that CloudTrail sends to a topic.
pub(super) const ANNOUNCEMENT: &str =
    "this message announces log files; it holds no events. Get the files it names from the bucket";

/// The message that S3 sends to a queue, a topic or a function.
pub(super) const S3_NOTIFICATION: &str = "an S3 event notification says that a file arrived; it is no CloudTrail log. Get the file it names from the bucket";
