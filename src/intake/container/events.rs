//! Events without a wrapping: one, one a line, back to back, or in an array,
//! as `jq`, Firehose and detection labs write them.

use super::{Container, Head, Walk};
use crate::intake::report::Status;
use crate::intake::scan;

pub(super) struct Events;

impl Container for Events {
    fn claims(&self, head: &Head<'_>) -> Option<&'static str> {
        if head.in_array && head.keys.is_empty() && head.bytes.get(1..).is_some_and(is_empty_array) {
            return Some("empty JSON array");
        }
        // Some tools write the keys in another case or with underscores.
        let has = |key: &str| head.has_in_any_spelling(key);
        let is_event = has("eventVersion")
            || has("eventName") && has("eventSource")
            || has("eventTime") && has("eventID");
        is_event.then_some(if head.in_array { "JSON array of events" } else { "JSON events" })
    }

    fn read(&self, _head: &Head<'_>, walk: &mut Walk<'_, '_>) -> Status {
        walk.take_values(&|walk| walk.take_event())
    }
}

fn is_empty_array(rest: &[u8]) -> bool {
    rest.get(scan::skip_space(rest, 0)) == Some(&b']')
}
