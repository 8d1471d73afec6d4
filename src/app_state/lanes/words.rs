//! Lanes in words: for the readout under the pointer, and for screen readers.

use super::events::LaneHit;
use super::rows::LaneRow;
use crate::base::document::visible_text;
use crate::base::text;
use crate::base::time_display::TimeDisplay;

/// Returns what is under the pointer, in words; `millis` is the time there.
pub fn say_hit(row: &LaneRow<'_>, hit: Option<LaneHit>, millis: f64, times: TimeDisplay) -> String {
    let name = visible_text(row.name());
    match hit {
        Some(LaneHit::Event(mark)) => {
            let kind = match (mark.failed, mark.write) {
                (true, _) => "a call that failed",
                (false, true) => "a change",
                (false, false) => "a call",
            };
            format!("{name}: {}, {kind}; click to open it", times.show_with_zone(Some(mark.millis)))
        }
        Some(LaneHit::Bucket(time, bucket)) => format!(
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
pub fn describe_lane(row: &LaneRow<'_>, times: TimeDisplay) -> String {
    let Some(count) = row.count() else { return "not here yet".to_owned() };
    let events = format!(
        "{}, {} failed, {}, {} to {} {}",
        text::counted(count.events, "event", "events"),
        text::count(count.failed),
        text::counted(count.writes, "change", "changes"),
        times.show(count.first_millis),
        times.show(count.last_millis),
        times.zone(),
    );
    let LaneRow::Session(row) = row else { return events };
    let by = if row.obtained_by.is_empty() { String::new() } else { format!(" by {}", row.obtained_by) };
    let opened = match row.opened {
        0 => String::new(),
        opened => format!(", opened {}", text::counted(opened.into(), "session", "sessions")),
    };
    let doubt = if row.doubt.is_empty() { String::new() } else { format!(" {}", row.doubt) };
    let link = format!("{}, link {}{by}, {events}{opened}.{doubt}", row.kind.label(), row.certainty.name());
    visible_text(&link).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::{actor, session};
    use super::*;
    use crate::base::time::TimeRange;
    use crate::sessions::{EventMark, LaneBucket};

    #[test]
    fn a_lane_is_described() {
        let times = TimeDisplay::default();
        assert_eq!(describe_lane(&LaneRow::Waiting, times), "not here yet");
        assert_eq!(
            describe_lane(&LaneRow::Actor(&actor(1, (0, 60_000))), times),
            "3 events, 1 failed, 1 change, 1970-01-01 00:00:00 to 1970-01-01 00:01:00 UTC"
        );
        assert_eq!(
            describe_lane(&LaneRow::Session(&session(10, 1, None)), times),
            "Access key, link inferred by AssumeRole, 3 events, 1 failed, 1 change, \
             1970-01-01 00:00:02 to 1970-01-01 00:00:03 UTC, opened 1 session."
        );
    }

    #[test]
    fn a_hit_is_described() {
        let (times, actor) = (TimeDisplay::default(), actor(1, (0, 60_000)));
        let row = LaneRow::Actor(&actor);
        let mark = EventMark { millis: 1_000, worker: 0, record: 0, failed: false, write: true };
        assert_eq!(
            say_hit(&row, Some(LaneHit::Event(mark)), 0.0, times),
            "actor 1: 1970-01-01 00:00:01 UTC, a change; click to open it"
        );
        let bucket = LaneBucket { bucket: 0, events: 1_200, failed: 1, writes: 2 };
        let time = TimeRange { from_millis: 0, until_millis: 60_000 };
        assert_eq!(
            say_hit(&row, Some(LaneHit::Bucket(time, bucket)), 0.0, times),
            "actor 1: 1970-01-01 00:00 to 00:01 UTC, 1,200 events, 1 failed, 2 changes"
        );
        assert_eq!(say_hit(&row, None, 999.9, times), "actor 1: 1970-01-01 00:00:00.999 UTC");
    }
}
