//! JSON that carries events in an envelope: messages of SNS and SQS, records of Kinesis and
//! Firehose, results of queries and searches, alerts. All of it is read in one way (see
//! [`super::carried`]); the table names the kinds.

use super::cloudwatch_logs::TOO_LARGE;
use super::{Container, ContainerWalk, TextHead, packed};
use crate::base::json::scan;
use crate::intake::report::Status;

/// A kind of carrier.
struct CarrierKind {
    mark: fn(&TextHead<'_>) -> bool,
    name: &'static str,
    /// The message for an element without an event if no other reason is known.
    without: &'static str,
    /// Data that is known to be missing from all files of this kind.
    note: Option<&'static str>,
}

const KINDS: &[CarrierKind] = &[
    CarrierKind {
        mark: |head| head.in_array && head.has("Records"),
        name: "JSON array of log files",
        without: "a value without a CloudTrail event; it was left out",
        note: None,
    },
    CarrierKind {
        mark: |head| {
            let is_record = |head: &TextHead<'_>| {
                let is_alone = head.keys.len() == 1;
                head.has("Data") && (is_alone || head.has("SequenceNumber") || head.has("PartitionKey"))
            };
            is_record(head) || head.first_of("Records").is_some_and(|first| is_record(&first))
        },
        name: "Kinesis records",
        without: "a Kinesis record whose data holds no CloudTrail event; it was left out",
        note: None,
    },
    CarrierKind {
        mark: |head| {
            let is_record =
                |head: &TextHead<'_>| head.has("data") && (head.has("recordId") || head.keys.len() == 1);
            head.has("deliveryStreamArn")
                || is_record(head) && head.has("recordId")
                || head.first_of("records").is_some_and(|first| is_record(&first))
        },
        name: "Firehose records",
        without: "a Firehose record whose data holds no CloudTrail event; it was left out",
        note: None,
    },
    CarrierKind {
        mark: |head| {
            head.has("Messages") || head.has_in_any_spelling("body") && head.has_in_any_spelling("messageId")
        },
        name: "SQS messages",
        without: "an SQS message whose body holds no CloudTrail event; it was left out",
        note: None,
    },
    CarrierKind {
        mark: |head| head.has("Message") && (head.has("TopicArn") || head.has("Type")),
        name: "SNS message",
        without: "an SNS message that holds no CloudTrail event; it was left out",
        note: None,
    },
    CarrierKind {
        mark: |head| {
            head.has("@message")
                || head.bytes.starts_with(b"[") && head.mentions("\"@message\"") && head.mentions("\"field\"")
        },
        name: "CloudWatch Logs Insights results",
        without: "a row without a CloudTrail event in the field @message; add @message to the query's fields",
        note: Some(TOO_LARGE),
    },
    CarrierKind {
        mark: |head| head.in_array && head.has("Events"),
        name: "lookup-events output",
        without: "an entry without CloudTrailEvent, which is the event itself; it was left out",
        note: None,
    },
    CarrierKind {
        mark: |head| {
            let is_search =
                head.has("results") || head.has("fields") && (head.has("rows") || head.has("columns"));
            head.has("_raw") || is_search && head.mentions("\"_raw\"")
        },
        name: "Splunk results",
        without: "a result without a CloudTrail event in the field _raw; export raw events",
        note: None,
    },
    CarrierKind {
        mark: |head| head.has("event") && (head.has("sourcetype") || head.has("host") && head.has("time")),
        name: "Splunk HTTP Event Collector events",
        without: "an entry whose event is no CloudTrail event; it was left out",
        note: None,
    },
    CarrierKind {
        mark: |head| head.has("rule") && (head.has("manager") || head.has("decoder")) || head.has("full_log"),
        name: "Wazuh alerts",
        without: "an alert without a CloudTrail event in data.aws or full_log; it was left out",
        note: None,
    },
    CarrierKind {
        mark: |head| head.has("tp_timestamp") || head.has("rows") && head.mentions("\"tp_"),
        name: "Tailpipe rows",
        without: NO_EVENT_IN_ROW,
        note: None,
    },
    CarrierKind {
        mark: |head| {
            let has = |column: &str| head.has(column) || head.has("rows") && head.mentions(column);
            has("cloud_trail_event") || has("cloudtrail_event")
        },
        name: "Steampipe rows",
        without: NO_EVENT_IN_ROW,
        note: None,
    },
    CarrierKind {
        mark: |head| {
            let has = |column: &str| head.has(column) || head.has("rows") && head.mentions(column);
            has("event_name") && has("event_source")
        },
        name: "JSON rows of a query",
        without: NO_EVENT_IN_ROW,
        note: None,
    },
    CarrierKind {
        mark: |head| {
            !head.in_array
                && head.has("records")
                && head.first_of("records").is_some_and(|first| first.shows_event())
        },
        name: "JSON with a list of records",
        without: "a value in records that is no CloudTrail event; it was left out",
        note: None,
    },
    CarrierKind {
        mark: |head| is_string_of_json(head.bytes),
        name: "JSON strings",
        without: "a value without a CloudTrail event; it was left out",
        note: None,
    },
    CarrierKind {
        mark: |head| {
            head.bytes.starts_with(b"[")
                && head.keys.is_empty()
                && in_arrays(head.bytes).0 > 1
                && mentions_event(head)
        },
        name: "JSON rows of a query",
        without: NO_EVENT_IN_ROW,
        note: None,
    },
];

const NO_EVENT_IN_ROW: &str =
    "a row without an event: neither a column with the whole event nor event_name and event_source are in it";

/// Returns the number of nested arrays at the beginning of the text, and the position of the first
/// element of the innermost one.
fn in_arrays(bytes: &[u8]) -> (usize, usize) {
    let (mut arrays, mut at) = (0, scan::skip_space(bytes, 0));
    while bytes.get(at) == Some(&b'[') {
        (arrays, at) = (arrays + 1, scan::skip_space(bytes, at + 1));
    }
    (arrays, at)
}

/// Whether the first value is a JSON string that contains JSON, or base64 of it. A CSV table may
/// also begin with a quote, but no column has such a name.
fn is_string_of_json(bytes: &[u8]) -> bool {
    let (_, at) = in_arrays(bytes);
    let rest = bytes.get(at..).unwrap_or_default();
    let Some(text) = rest.strip_prefix(b"\"") else { return false };
    let is_json = ["{", "[{", " {", "\\n{"].iter().any(|begin| text.starts_with(begin.as_bytes()));
    is_json || std::str::from_utf8(text.get(..4).unwrap_or_default()).is_ok_and(packed::is_likely)
}

fn mentions_event(head: &TextHead<'_>) -> bool {
    head.mentions("eventVersion") || head.mentions("eventName") && head.mentions("eventSource")
}

fn kind(head: &TextHead<'_>) -> Option<&'static CarrierKind> {
    if !matches!(head.bytes.first(), Some(b'{' | b'[' | b'"')) {
        return None;
    }
    KINDS.iter().find(|kind| (kind.mark)(head))
}

/// JSON that carries events.
pub(super) struct Carriers;

impl Container for Carriers {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        kind(head).map(|kind| kind.name)
    }

    fn read(&self, head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        let Some(kind) = kind(head) else { return Status::Refused };
        if let Some(note) = kind.note {
            walk.account.note(note);
        }
        walk.take_carried_values(Some(kind.without))
    }
}

/// Any other JSON: events are found anywhere in it.
pub(super) struct OtherJson;

impl Container for OtherJson {
    fn holds_events(&self) -> bool {
        false
    }

    fn is_last_resort(&self) -> bool {
        true
    }

    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        let is_json = matches!(head.bytes.first(), Some(b'{' | b'['));
        let is_broken = || matches!(scan::value(head.bytes, 0), Err(scan::Stop::Broken { .. }));
        is_json.then(|| {
            if head.keys.is_empty() && is_broken() { "damaged JSON" } else { "JSON of another kind" }
        })
    }

    fn read(&self, _head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        let status = walk.take_unknown_values();
        if walk.account.records() > 0 {
            walk.account.note("the events were found inside JSON of a kind that is not known here");
            return status;
        }
        if !walk.account.has_problems() {
            walk.account.problem(NOTHING_KNOWN, None);
        }
        Status::Refused
    }
}

/// The message for JSON without events of which nothing else is known.
const NOTHING_KNOWN: &str = "this JSON holds no CloudTrail events: none of its values has the keys of one, such as eventVersion, nor is there a list of Records";
