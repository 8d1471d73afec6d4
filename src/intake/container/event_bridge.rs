//! EventBridge events, as rules deliver them and archives store them: the CloudTrail event is the
//! `detail` (EventBridge documentation, "Events from AWS services via CloudTrail"). One event, one
//! per line, or an array.

use super::{Container, ContainerWalk, TextHead, Unwrapped};
use crate::base::json::member_of;
use crate::intake::report::Status;

/// Events that EventBridge never delivers (its documentation of CloudTrail events).
pub(super) const LIMITS: &str =
    "EventBridge never gets events over 256 KB, and read-only ones only where a rule asks for them";

/// The message for other events in an EventBridge envelope.
pub(super) const NOT_FROM_CLOUDTRAIL: &str =
    "an EventBridge event that does not come from CloudTrail; it was left out";

pub(super) struct EventBridge;

impl Container for EventBridge {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        head.has_all(&["detail-type", "detail"]).then_some("EventBridge events")
    }

    fn read(&self, _head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        walk.account.note(LIMITS);
        walk.take_values(&|walk| walk.take_wrapped(&unwrap))
    }
}

fn unwrap(value: &str, out: &mut Unwrapped<'_>) {
    // The detail itself decides: `detail-type` ("AWS API Call via CloudTrail") is spelled in
    // several ways, and omitted by some tools.
    if !member_of(value, "detail").is_some_and(|detail| out.event_if_any(detail)) {
        out.left_out(NOT_FROM_CLOUDTRAIL);
    }
}
