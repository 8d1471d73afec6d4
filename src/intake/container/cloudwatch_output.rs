//! Output of the AWS CLI for CloudWatch Logs: `filter-log-events` and `get-log-events`, whose
//! `events` have the event as text in `message`, and the results of Logs Insights, which have it in
//! the field `@message` (CloudWatch Logs API).

use super::cloudwatch_logs::{TOO_LARGE, message};
use super::{Container, ContainerWalk, TextHead, Unwrapped};
use crate::base::json::{member_of, scan};
use crate::intake::report::Status;

pub(super) struct LogEvents;

impl Container for LogEvents {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        let is_output =
            head.has("events") && (head.mentions("\"logStreamName\"") || head.mentions("\"ingestionTime\""));
        let is_bare = head.has("message") && (head.has("logStreamName") || head.has("ingestionTime"));
        (is_output || is_bare).then_some("CloudWatch Logs output")
    }

    fn read(&self, head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        walk.account.note(TOO_LARGE);
        if head.has("events") {
            walk.take_objects_with(&["events"], &|walk| walk.take_wrapped(&message))
        } else {
            walk.take_values(&|walk| walk.take_wrapped(&message))
        }
    }
}

pub(super) struct InsightsResults;

impl Container for InsightsResults {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        (head.has("results") && head.mentions("\"field\"")).then_some("CloudWatch Logs Insights results")
    }

    fn read(&self, _head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        walk.account.note(TOO_LARGE);
        walk.take_objects_with(&["results"], &|walk| walk.take_wrapped(&row))
    }
}

/// Takes the event of a row: `[{"field":"@timestamp","value":"..."},{"field":"@message",...}]`.
fn row(cells: &str, out: &mut Unwrapped<'_>) {
    let mut found = false;
    let is_array = cells.starts_with('[');
    let walked = is_array.then(|| {
        scan::array(cells.as_bytes(), 0, |span| {
            let cell = cells.get(span).unwrap_or_default();
            if member_of(cell, "field") == Some("\"@message\"")
                && let Some(value) = member_of(cell, "value")
            {
                found = true;
                out.event_in_string(value);
            }
        })
    });
    if !found || !matches!(walked, Some(Ok(_))) {
        out.left_out("a row without the field @message, which is the event; add it to the query's fields");
    }
}
