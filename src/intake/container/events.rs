//! Bare events: one, one per line, back to back, or in an array, as `jq`, Firehose and detection
//! labs write them.

use super::{Container, ContainerWalk, TextHead};
use crate::base::json::scan;
use crate::intake::report::Status;

const NO_EVENT: &str = "this value has none of the members of a CloudTrail event; it was left out";

pub(super) struct Events;

impl Container for Events {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        if head.in_array && head.keys.is_empty() && head.bytes.get(1..).is_some_and(is_empty_array) {
            return Some("empty JSON array");
        }
        head.shows_event().then_some(if head.in_array { "JSON array of events" } else { "JSON events" })
    }

    fn read(&self, _head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        // Log files may be among the events if several files were concatenated.
        walk.take_values(&|walk| walk.take_event_or_carried(NO_EVENT))
    }
}

fn is_empty_array(rest: &[u8]) -> bool {
    rest.get(scan::skip_space(rest, 0)) == Some(&b']')
}
