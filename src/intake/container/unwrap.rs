//! Messages between AWS services that contain events, as text, in base64, compressed, and nested.
//! Events are extracted from any level; values without events are left out with the reason.

use std::borrow::Cow;
use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use super::carried::{ANNOUNCEMENT, S3_NOTIFICATION};
use super::event_bridge::NOT_FROM_CLOUDTRAIL;
use super::{Unwrapped, cloudwatch_logs};
use crate::base::json::{member_of, plain_text, scan};
use crate::intake::compression::gzip;

/// Extracts the events of a record for a Lambda function, whose `eventSource` begins with `aws:`
/// (AWS Lambda Developer Guide, the services that invoke functions).
pub(crate) fn envelope(record: &str, out: &mut Unwrapped<'_>) {
    let source = ["eventSource", "EventSource", "eventsource"]
        .into_iter()
        .find_map(|key| member_of(record, key))
        .map(plain_text)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let held = |path: &[&str]| {
        path.iter()
            .try_fold(record, |value, key| member_of(value, key))
            .filter(|value| value.starts_with('"'))
    };
    match source.as_str() {
        "aws:kinesis" => match held(&["kinesis", "data"]) {
            Some(data) => base64(&plain_text(data), out),
            None => out.left_out("a Kinesis record without kinesis.data; it was left out"),
        },
        "aws:sns" => match held(&["Sns", "Message"]) {
            Some(message) => body(&plain_text(message), out),
            None => out.left_out("an SNS record without Sns.Message; it was left out"),
        },
        "aws:sqs" => match held(&["body"]) {
            Some(text) => body(&plain_text(text), out),
            None => out.left_out("an SQS record without body; it was left out"),
        },
        "aws:kafka" => match member_of(record, "records").filter(|topics| topics.starts_with('{')) {
            Some(topics) => kafka(topics, out),
            None => out.left_out("a Kafka batch without records; it was left out"),
        },
        "aws:s3" => out.left_out(S3_NOTIFICATION),
        "aws:dynamodb" => out.left_out(
            "a record of a DynamoDB stream tells of a changed item, and is no CloudTrail event; it was left out",
        ),
        "aws:ses" => out
            .left_out("a record of SES tells of a received email, and is no CloudTrail event; it was left out"),
        "aws:codecommit" => out.left_out(
            "a record of a CodeCommit trigger tells of a push, and is no CloudTrail event; it was left out",
        ),
        other => out.left_out(&format!(
            "a record of {} for a Lambda function is no CloudTrail event; it was left out",
            other.escape_debug().take(40).collect::<String>()
        )),
    }
}

/// Extracts the events of `{"topic-0":[{"value":"..."}]}`, the values in base64.
fn kafka(topics: &str, out: &mut Unwrapped<'_>) {
    members(topics, |batch| {
        elements(batch, |message| match member_of(message, "value") {
            Some(value) => base64(&plain_text(value), out),
            None => out.left_out("a Kafka message without value; it was left out"),
        });
    });
}

/// Extracts the events of base64 data: gzip, JSON, or base64 again.
pub(crate) fn base64(data: &str, out: &mut Unwrapped<'_>) {
    match decoded(data) {
        Some(bytes) => out.inside(|out| bytes_in(bytes, out)),
        None => out.left_out("data that are not base64; they were left out"),
    }
}

fn decoded(data: &str) -> Option<Vec<u8>> {
    let data: Cow<'_, str> = if data.bytes().any(|byte| byte.is_ascii_whitespace()) {
        Cow::Owned(data.split_ascii_whitespace().collect())
    } else {
        Cow::Borrowed(data)
    };
    STANDARD.decode(data.as_bytes()).or_else(|_| URL_SAFE.decode(data.as_bytes())).ok()
}

fn bytes_in(bytes: Vec<u8>, out: &mut Unwrapped<'_>) {
    let text = if bytes.starts_with(&gzip::MAGIC) {
        let room = out.room();
        let mut text = Vec::new();
        let unpacked = flate2::read::MultiGzDecoder::new(bytes.as_slice()).take(room).read_to_end(&mut text);
        out.unpacked(text.len());
        if text.len() as u64 == room {
            return out.left_out("packed data that unpack to more than any log does; they were left out");
        }
        if unpacked.is_err() {
            out.left_out("packed data that are damaged; what could be unpacked of them was read");
        }
        text
    } else {
        bytes
    };
    match String::from_utf8(text) {
        Ok(text) => body(&text, out),
        Err(_) => out.left_out("data that are neither text nor gzip; they were left out"),
    }
}

/// Extracts the events of a message body: one or more JSON values, or data in base64.
pub(crate) fn body(text: &str, out: &mut Unwrapped<'_>) {
    out.inside(|out| {
        let mut at = scan::skip_space(text.as_bytes(), 0);
        match text.as_bytes().get(at) {
            Some(b'{' | b'[' | b'"') => {}
            _ => {
                return match decoded(text).filter(|bytes| !bytes.is_empty()) {
                    Some(bytes) => bytes_in(bytes, out),
                    None => out.left_out("a message that is neither JSON nor base64; it was left out"),
                };
            }
        }
        while at < text.len() {
            let Ok(end) = scan::value(text.as_bytes(), at) else {
                return out.left_out("a message whose JSON is damaged; its rest was left out");
            };
            value(text.get(at..end).unwrap_or_default(), out);
            at = scan::skip_space(text.as_bytes(), end);
        }
    });
}

/// Extracts the events of a JSON value in a message.
fn value(json: &str, out: &mut Unwrapped<'_>) {
    match json.as_bytes().first() {
        Some(b'[') => out.inside(|out| elements(json, |element| value(element, out))),
        Some(b'"') => body(&plain_text(json), out),
        Some(b'{') => object(json, out),
        _ => out.left_out("a message that holds no CloudTrail event; it was left out"),
    }
}

fn object(json: &str, out: &mut Unwrapped<'_>) {
    if out.event_or_envelope(json) {
        return;
    }
    let member = |key: &str| member_of(json, key);
    if let Some(records) = member("Records").filter(|records| records.starts_with('[')) {
        return value(records, out);
    }
    if let Some(detail) = member("detail") {
        if !out.event_if_any(detail) {
            out.left_out(NOT_FROM_CLOUDTRAIL);
        }
        return;
    }
    if let Some(events) = member("logEvents").filter(|events| events.starts_with('[')) {
        out.note(cloudwatch_logs::TOO_LARGE);
        return elements(events, |event| cloudwatch_logs::message(event, out));
    }
    if let Some(data) = member("awslogs").and_then(|input| member_of(input, "data")) {
        return base64(&plain_text(data), out);
    }
    // SNS wraps a message in this, unless raw delivery is enabled.
    if let Some(message) =
        member("Message").filter(|_| member("Type").is_some() || member("TopicArn").is_some())
    {
        return match member("Type").map(plain_text).as_deref() {
            Some("SubscriptionConfirmation" | "UnsubscribeConfirmation") => {
                out.left_out("an SNS message about its subscription, without an event; it was left out");
            }
            _ => body(&plain_text(message), out),
        };
    }
    // CloudTrail's own notification (CloudTrail User Guide, "Configuring Amazon SNS
    // notifications").
    if member("s3ObjectKey").is_some() {
        return out.left_out(ANNOUNCEMENT);
    }
    out.left_out("a message that holds no CloudTrail event; it was left out");
}

fn elements(array: &str, mut element: impl FnMut(&str)) {
    if array.starts_with('[') {
        // Errors would have been found when the whole value was scanned.
        let _ = scan::array(array.as_bytes(), 0, |span| element(array.get(span).unwrap_or_default()));
    }
}

fn members(object: &str, mut value: impl FnMut(&str)) {
    // Errors would have been found, as for the elements.
    let _ = scan::object(object.as_bytes(), 0, |_, span| value(object.get(span).unwrap_or_default()));
}
