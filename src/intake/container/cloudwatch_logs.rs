//! CloudWatch Logs messages to a subscription: `logEvents`, each with one event as text (CloudWatch
//! Logs User Guide, "Subscription filters"). Accepted as they are, back to back as Firehose writes
//! them, or as the input of a Lambda function, which is gzip in base64.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Container, ContainerWalk, TextHead, Unwrapped};
use crate::base::json::{member_of, plain_text, scan};
use crate::intake::report::Status;

/// Maximum size that the input of a Lambda function, which is at most 6 MB, inflates to.
const MAX_PAYLOAD: u64 = 256 << 20;

/// The note about all data from CloudWatch Logs (CloudTrail User Guide, "Sending events to
/// CloudWatch Logs").
pub(super) const TOO_LARGE: &str = "events over 256 KB never reach CloudWatch Logs";

pub(super) struct CloudWatchLogs;

impl Container for CloudWatchLogs {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        let is_payload = head.has("logEvents") || head.has_all(&["messageType", "logGroup"]);
        let is_input = head.has("awslogs");
        (is_payload || is_input).then_some(if is_input {
            "CloudWatch Logs delivery to Lambda"
        } else {
            "CloudWatch Logs delivery"
        })
    }

    fn read(&self, head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        walk.account.note(TOO_LARGE);
        if head.has("awslogs") || head.in_array {
            walk.take_values(&|walk| walk.take_wrapped(&unwrap))
        } else {
            // Event by event, so that a truncation keeps the events before it.
            walk.take_objects_with(&["logEvents"], &|walk| walk.take_wrapped(&message))
        }
    }
}

fn unwrap(value: &str, out: &mut Unwrapped<'_>) {
    let Some(input) = member_of(value, "awslogs") else { return payload(value, out) };
    match member_of(input, "data").map(plain_text).ok_or("data is missing").and_then(|data| inflate(&data)) {
        Ok(text) => payload(&text, out),
        Err(reason) => out.left_out(&format!("awslogs.data could not be unpacked: {reason}")),
    }
}

fn inflate(data: &str) -> Result<String, &'static str> {
    let packed = STANDARD.decode(data.trim()).map_err(|_| "it is not base64")?;
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(packed.as_slice())
        .take(MAX_PAYLOAD)
        .read_to_end(&mut text)
        .map_err(|_| "it is not whole gzip")?;
    String::from_utf8(text).map_err(|_| "it is not UTF-8")
}

fn payload(value: &str, out: &mut Unwrapped<'_>) {
    let Some(events) = member_of(value, "logEvents").filter(|events| events.starts_with('[')) else {
        return out.left_out("a delivery without logEvents; it was left out");
    };
    let walked = scan::array(events.as_bytes(), 0, |span| message(events.get(span).unwrap_or_default(), out));
    if walked.is_err() {
        out.left_out("a delivery whose logEvents are damaged; they were left out");
    }
}

/// Takes the event of a log event, from any export of CloudWatch Logs.
pub(super) fn message(event: &str, out: &mut Unwrapped<'_>) {
    match member_of(event, "message") {
        // Sent from time to time to test whether the destination exists.
        Some(text) if text.starts_with("\"CWL CONTROL MESSAGE") => {}
        Some(text) => out.event_in_string(text),
        None => out.left_out("a log event without a message; it was left out"),
    }
}
