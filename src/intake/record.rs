//! One record as raw text, with the positions of its members.

use std::borrow::Cow;
use std::ops::Range;

use crate::base::json::scan::{self, Stop};
use crate::base::json::{plain_key, plain_text};
use crate::model::{Field, with_fields};

macro_rules! define_members {
    ([$($field:ident $field_name:literal,)*] $($member:ident $name:literal,)*) => {
        /// The members of a record that have a column or determine how it is read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum RecordMember {
            $(#[doc = concat!("`", $field_name, "`")] $field,)*
            $(#[doc = concat!("`", $name, "`")] $member,)*
        }

        impl RecordMember {
            const COUNT: usize = [$(RecordMember::$field,)* $(RecordMember::$member),*].len();

            /// Returns its key.
            pub fn name(self) -> &'static str {
                match self {
                    $(RecordMember::$field => $field_name,)*
                    $(RecordMember::$member => $name,)*
                }
            }

            /// Returns the field that it is.
            pub const fn field(self) -> Option<Field> {
                match self {
                    $(RecordMember::$field => Some(Field::$field),)*
                    $(RecordMember::$member => None,)*
                }
            }

            /// Returns the member that a field is; `None` for a field below the top level and for a
            /// derived one.
            pub const fn of_field(field: Field) -> Option<RecordMember> {
                match field {
                    $(Field::$field => Some(RecordMember::$field),)*
                    _ => None,
                }
            }

            /// Returns the member with this key.
            #[inline]
            fn of(key: &[u8]) -> Option<RecordMember> {
                $(if key == $field_name.as_bytes() { return Some(RecordMember::$field); })*
                $(if key == $name.as_bytes() { return Some(RecordMember::$member); })*
                None
            }

            /// Returns the member with this key in any case.
            fn of_any_case(key: &[u8]) -> Option<RecordMember> {
                $(if key.eq_ignore_ascii_case($field_name.as_bytes()) { return Some(RecordMember::$field); })*
                $(if key.eq_ignore_ascii_case($name.as_bytes()) { return Some(RecordMember::$member); })*
                None
            }
        }
    };
}

/// Selects the rows of the catalogue that are members, and adds the members that are no fields.
macro_rules! members {
    (@ [$($done:tt)*]) => {
        // The members that identify the kinds of event (`cloudtrail.md` 1.5, 1.6) or hold other
        // values.
        define_members! {
            [$($done)*]
            UserIdentity "userIdentity",
            ResponseElements "responseElements",
            AdditionalEventData "additionalEventData",
            RequestId "requestID",
            EventId "eventID",
            // The spelling in aggregated events (1.5).
            AggregatedEventId "eventId",
            TlsDetails "tlsDetails",
            Addendum "addendum",
            InsightDetails "insightDetails",
            AccountId "accountId",
            TimeWindow "timeWindow",
            // The member to which Logstash's codec for CloudTrail moves eventTime.
            Timestamp "@timestamp",
            RequestParameters "requestParameters",
            // Values that Trailglass derived and an export of it contained.
            Trailglass "trailglass",
        }
    };
    (@ [$($done:tt)*] $(#[$doc:meta])* $field:ident $name:literal [$($alias:literal),*] $label:literal $storage:ident Member $redaction:ident $facet:literal $column:literal $about:literal; $($rest:tt)*) => {
        members! { @ [$($done)* $field $name,] $($rest)* }
    };
    (@ [$($done:tt)*] $(#[$doc:meta])* $field:ident $name:literal [$($alias:literal),*] $label:literal $storage:ident $source:ident $redaction:ident $facet:literal $column:literal $about:literal; $($rest:tt)*) => {
        members! { @ [$($done)*] $($rest)* }
    };
    ($($rows:tt)*) => {
        members! { @ [] $($rows)* }
    };
}

with_fields!(members);

/// A record's text and the positions of its members.
#[derive(Debug)]
pub struct RawRecord<'a> {
    text: &'a str,
    spans: [(u32, u32); RecordMember::COUNT],
    escaped: bool,
    doubled: bool,
    /// The members whose keys match CloudTrail's spelling exactly, one bit each.
    exact: u64,
}

impl<'a> RawRecord<'a> {
    /// Scans the record whose brace is at `at` in the window. Returns the record and its end.
    ///
    /// The record is `None` if its text is not valid UTF-8.
    ///
    /// # Errors
    /// [`Stop`] if the window ends too early or the text is malformed.
    pub fn scan(window: &'a [u8], at: usize) -> Result<(Option<RawRecord<'a>>, usize), Stop> {
        // A span of (0, 0) means absent: a value never begins at its record's first byte, the
        // brace.
        let mut spans = [(0, 0); RecordMember::COUNT];
        // Some tools write keys in another case; CloudTrail's own spelling takes precedence.
        let (mut others, mut has_others) = ([(0, 0); RecordMember::COUNT], false);
        let mut exact = 0_u64;
        let mut doubled = false;
        let mut unknown = OtherMembers::default();
        let end = scan::object(window, at, |key, span| {
            let place = ((span.start - at) as u32, (span.end - at) as u32);
            let mut set = |member: RecordMember| {
                // As in every JSON reader, the last of several equal keys wins.
                doubled |= spans[member as usize].1 > 0;
                spans[member as usize] = place;
                exact |= 1 << member as u32;
            };
            if let Some(member) = RecordMember::of(key) {
                return set(member);
            }
            let plain = plain_key(key);
            if let Some(member) = RecordMember::of(&plain) {
                return set(member);
            }
            if let Some(member) = RecordMember::of_any_case(&plain) {
                others[member as usize] = place;
                has_others = true;
            }
            doubled |= unknown.holds(plain);
        })?;
        if has_others {
            for (span, other) in spans.iter_mut().zip(others) {
                *span = if *span == (0, 0) { other } else { *span };
            }
        }
        let bytes = &window[at..end];
        let escaped = memchr::memchr(b'\\', bytes).is_some();
        Ok((
            std::str::from_utf8(bytes).ok().map(|text| RawRecord { text, spans, escaped, doubled, exact }),
            end,
        ))
    }

    /// Scans a record that is the whole text.
    ///
    /// # Errors
    /// [`Stop`] if the text is not a JSON object.
    pub fn parse(text: &'a str) -> Result<RawRecord<'a>, Stop> {
        let at = scan::skip_space(text.as_bytes(), 0);
        if text.as_bytes().get(at) != Some(&b'{') {
            return Err(Stop::Broken { at, fault: scan::JsonFault::Value });
        }
        match RawRecord::scan(text.as_bytes(), at)? {
            (Some(record), _) => Ok(record),
            (None, _) => Err(Stop::Broken { at, fault: scan::JsonFault::Value }),
        }
    }

    /// Returns the JSON text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Whether the text contains a backslash.
    pub fn is_escaped(&self) -> bool {
        self.escaped
    }

    /// Whether two of its direct members have the same name; the last of these counts.
    pub fn has_doubled_members(&self) -> bool {
        self.doubled
    }

    /// Returns the position of a member's value in the text.
    pub fn span(&self, member: RecordMember) -> Option<Range<usize>> {
        let (start, end) = self.spans[member as usize];
        (end > 0).then_some(start as usize..end as usize)
    }

    /// Returns a member's value as JSON; `None` if it is absent or `null`.
    pub fn json(&self, member: RecordMember) -> Option<&'a str> {
        let value = self.text.get(self.span(member)?)?;
        (value != "null").then_some(value)
    }

    /// Returns a member's value as plain text: a string's content, or the JSON of any other value.
    /// An empty array counts as absent, as at the end of a path.
    pub fn plain(&self, member: RecordMember) -> Option<Cow<'a, str>> {
        self.json(member).filter(|json| !is_empty_array(json)).map(plain_text)
    }

    /// Whether a table changed its form: keys in another case, or members as JSON text.
    pub fn is_respelled(&self) -> bool {
        let exact = [
            RecordMember::EventName,
            RecordMember::EventSource,
            RecordMember::EventTime,
            RecordMember::EventVersion,
        ];
        let is_exact = |member: &RecordMember| self.exact & (1 << *member as u32) != 0;
        let objects =
            [RecordMember::UserIdentity, RecordMember::RequestParameters, RecordMember::ResponseElements];
        let is_text = |member: &RecordMember| {
            self.json(*member).is_some_and(|json| json.starts_with("\"{") || json.starts_with("\"[{"))
        };
        !exact.iter().any(is_exact) || objects.iter().any(is_text)
    }

    /// Whether it is an event, judged by the keys of which every event has some.
    pub fn is_event(&self) -> bool {
        let has = |member: RecordMember| self.spans[member as usize].1 > 0;
        let has_members = has(RecordMember::EventVersion)
            && (has(RecordMember::EventSource) || has(RecordMember::EventType) || has(RecordMember::EventId))
            || has(RecordMember::EventName) && has(RecordMember::EventSource)
            || has(RecordMember::EventTime) && (has(RecordMember::EventName) || has(RecordMember::EventId));
        has_members && !self.is_envelope()
    }

    /// Whether it has more members of an event than the parts of events that look like one, such as
    /// `insightDetails`.
    pub(crate) fn is_surely_event(&self) -> bool {
        let members = [
            RecordMember::EventVersion,
            RecordMember::EventTime,
            RecordMember::EventSource,
            RecordMember::EventName,
            RecordMember::EventId,
            RecordMember::EventType,
        ];
        members.into_iter().filter(|member| self.spans[*member as usize].1 > 0).count() > 2
    }

    /// Whether it is a record of an AWS service for a Lambda function, which may contain events but
    /// is not one: its `eventSource` begins with `aws:`, while that of an event is a host name (AWS
    /// Lambda Developer Guide).
    pub fn is_envelope(&self) -> bool {
        self.plain(RecordMember::EventSource).is_some_and(|source| is_envelope_source(&source))
    }
}

/// The names of a record's members that are not a [`RecordMember`].
#[derive(Default)]
struct OtherMembers<'a> {
    first: [&'a [u8]; 24],
    count: usize,
    others: Vec<Cow<'a, [u8]>>,
}

impl<'a> OtherMembers<'a> {
    /// Adds a name and returns whether it was already present. Names after the first 600 are not
    /// compared: CloudTrail records have fewer than 100.
    fn holds(&mut self, name: Cow<'a, [u8]>) -> bool {
        if self.first[..self.count].iter().any(|known| **known == *name) || self.others.contains(&name) {
            return true;
        }
        match (name, self.first.get_mut(self.count)) {
            (Cow::Borrowed(name), Some(slot)) => {
                *slot = name;
                self.count += 1;
            }
            (name, _) if self.others.len() < 576 => self.others.push(name),
            _ => {}
        }
        false
    }
}

/// Whether the `eventSource` of a record names an event source of Lambda, such as `aws:sns`, and
/// not a service.
pub(crate) fn is_envelope_source(source: &str) -> bool {
    source.get(..4).is_some_and(|beginning| beginning.eq_ignore_ascii_case("aws:"))
}

/// Whether a JSON text is an array without elements.
pub fn is_empty_array(json: &str) -> bool {
    json.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|inside| inside.trim_ascii().is_empty())
}

/// The destination of events.
pub trait Sink {
    /// Takes an event and returns its time, if it has a readable one.
    fn take(&mut self, record: &RawRecord<'_>) -> Option<i64>;
}

/// A sink that discards events.
#[derive(Debug)]
pub struct DiscardingSink;

impl Sink for DiscardingSink {
    fn take(&mut self, _: &RawRecord<'_>) -> Option<i64> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json::member_of;

    #[test]
    fn members_are_found_as_json_and_as_text() {
        let text = r#"{"eventVersion":"1.08","eventName":"a\/b\u00e9","readOnly":true,"errorCode":null,
            "tlsDetails":{"tlsVersion":"TLSv1.3"}, "eventID" : "x", "unknown": [1]}"#;
        let record = RawRecord::parse(text).expect("a record");
        assert_eq!(record.plain(RecordMember::EventName).as_deref(), Some("a/bé"));
        assert_eq!(record.plain(RecordMember::ReadOnly).as_deref(), Some("true"));
        assert_eq!(record.plain(RecordMember::ErrorCode), None);
        assert_eq!(record.plain(RecordMember::EventTime), None);
        assert_eq!(
            record.json(RecordMember::TlsDetails).and_then(|details| member_of(details, "tlsVersion")),
            Some("\"TLSv1.3\"")
        );
        assert!(record.is_event());
        assert!(record.is_escaped());
        assert!(!RawRecord::parse(r#"{"a":1}"#).expect("an object").is_event());
        assert!(RawRecord::parse("[1]").is_err());
        assert_eq!(plain_text(r#""\ud800""#), r"\ud800");
    }

    #[test]
    fn keys_of_another_case_are_found_and_go_second() {
        let record =
            RawRecord::parse(r#"{"eventversion":"1.08","EventName":"a","eventsource":"b","eventName":"c"}"#);
        let record = record.expect("a record");
        assert!(record.is_event());
        assert_eq!(record.plain(RecordMember::EventName).as_deref(), Some("c"));
        assert_eq!(record.plain(RecordMember::EventSource).as_deref(), Some("b"));
    }

    #[test]
    fn names_with_escapes_are_the_names_that_they_mean() {
        let record = RawRecord::parse(
            r#"{"event\u004eame":"a","\u0065ventSource":"b","tls\u0044etails":{"tls\u0056ersion":"c"},"EVENT\u0054IME":"d"}"#,
        );
        let record = record.expect("a record");
        assert!(record.is_event() && !record.has_doubled_members());
        assert_eq!(record.plain(RecordMember::EventName).as_deref(), Some("a"));
        assert_eq!(record.plain(RecordMember::EventTime).as_deref(), Some("d"));
        let details = record.json(RecordMember::TlsDetails).expect("details");
        assert_eq!(member_of(details, "tlsVersion"), Some("\"c\""));
        // An unpaired surrogate has no meaning.
        assert!(!RawRecord::parse(r#"{"\ud800":1}"#).expect("an object").is_event());
    }

    #[test]
    fn doubled_members_are_noticed() {
        let is_doubled = |text| RawRecord::parse(text).expect("a record").has_doubled_members();
        assert!(is_doubled(r#"{"eventName":"a","eventName":"b"}"#));
        assert!(is_doubled(r#"{"eventName":"a","x":1,"event\u004eame":"b"}"#));
        assert!(is_doubled(r#"{"requestParameters":1,"x":2,"requestParameters":3}"#));
        assert!(!is_doubled(r#"{"eventName":"a","EventName":"b","x":{"eventName":1},"y":2}"#));
    }

    #[test]
    fn the_last_of_equal_keys_wins() {
        let record = RawRecord::parse(r#"{"eventName":"a","eventName":"b"}"#).expect("a record");
        assert_eq!(record.plain(RecordMember::EventName).as_deref(), Some("b"));
    }
}
