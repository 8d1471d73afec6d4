//! Lanes in words: for the readout under the pointer, and for screen readers.

use trailglass::sessions::EventCounts;

use super::near::Near;
use super::rows::LaneRow;
use crate::widgets::log_text::shown_text;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

fn count_of<'a>(row: &'a LaneRow<'_>) -> Option<&'a EventCounts> {
    match row {
        LaneRow::Actor(row) => Some(&row.count),
        LaneRow::Session(row) => Some(&row.count),
        LaneRow::Waiting => None,
    }
}

/// Returns the times of the first and last event.
pub fn span_of(row: &LaneRow<'_>) -> Option<(i64, i64)> {
    count_of(row).and_then(|count| count.first_millis.zip(count.last_millis))
}

fn name_of<'a>(row: &LaneRow<'a>) -> &'a str {
    match row {
        LaneRow::Actor(row) => &row.name,
        LaneRow::Session(row) => &row.name,
        LaneRow::Waiting => "",
    }
}

/// Returns what is under the pointer, in words.
pub fn say(row: LaneRow<'_>, what: Option<Near>, millis: f64, times: TimeDisplay) -> String {
    let name = shown_text(name_of(&row));
    match what {
        Some(Near::Event(mark)) => {
            let kind = match (mark.failed, mark.write) {
                (true, _) => "a call that failed",
                (false, true) => "a change",
                (false, false) => "a call",
            };
            format!("{name}: {}, {kind}; click to open it", times.show_with_zone(Some(mark.millis)))
        }
        Some(Near::Some(time, bucket)) => format!(
            "{name}: {}, {}, {} failed, {}",
            times.show_range(time),
            text::counted(bucket.events.into(), "event", "events"),
            text::count(bucket.failed.into()),
            text::counted(bucket.writes.into(), "change", "changes"),
        ),
        None => format!("{name}: {}", times.show_with_zone(Some(millis as i64))),
    }
}

/// Returns a lane in words, for screen readers.
pub fn describe(row: &LaneRow<'_>, times: TimeDisplay) -> String {
    let Some(count) = count_of(row) else { return "not here yet".to_owned() };
    let events = format!(
        "{}, {} failed, {}, {} to {} {}",
        text::counted(count.events, "event", "events"),
        text::count(count.failed),
        text::counted(count.writes, "change", "changes"),
        times.show(count.first_millis),
        times.show(count.last_millis),
        times.zone(),
    );
    match row {
        LaneRow::Session(row) => {
            let by =
                if row.obtained_by.is_empty() { String::new() } else { format!(" by {}", row.obtained_by) };
            let opened = match row.opened {
                0 => String::new(),
                opened => format!(", opened {}", text::counted(opened.into(), "session", "sessions")),
            };
            let doubt = if row.doubt.is_empty() {
                String::new()
            } else {
                format!(" {}", shown_text(&row.doubt.to_string()))
            };
            format!("{}, link {}{by}, {events}{opened}.{doubt}", row.kind.label(), row.certainty.name())
        }
        _ => events,
    }
}
