//! The output of `aws cloudtrail lookup-events`: entries with a few members, and the event itself
//! as text in `CloudTrailEvent` (CloudTrail API, "LookupEvents"). Whole pages, or their entries
//! alone.

use super::carried::{ValuePlace, take_events};
use super::{Container, ContainerWalk, TextHead, Unwrapped};
use crate::base::json::member_of;
use crate::intake::report::Status;

/// The message for an entry without an event.
pub(super) const NO_EVENT: &str =
    "an entry without CloudTrailEvent, which is the event itself; it was left out";

pub(super) struct LookupEvents;

impl Container for LookupEvents {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        let is_page = head.has("Events") && !head.in_array;
        (is_page || head.has("CloudTrailEvent") || head.has_all(&["EventId", "EventName"]))
            .then_some("lookup-events output")
    }

    fn read(&self, head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        if head.has("Events") && !head.in_array {
            walk.take_objects_with(&["Events"], &|walk| walk.take_wrapped(&unwrap))
        } else {
            walk.take_values(&|walk| walk.take_wrapped(&unwrap))
        }
    }
}

fn unwrap(entry: &str, out: &mut Unwrapped<'_>) {
    match member_of(entry, "CloudTrailEvent") {
        Some(text) => out.event_in_string(text),
        // Some tools replace the entry with the event itself.
        None if take_events(entry, ValuePlace::Known, out).events > 0 => {}
        None => out.left_out(NO_EVENT),
    }
}
