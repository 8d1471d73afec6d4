//! The labels below a drawing over time.

use crate::base::buckets::{self, TimeBuckets};
use crate::base::clock::Clock;

/// Space for a label and the gap to the next one, in pixels.
const LABEL_PIXELS: u32 = 90;
/// Minimum distance of a label from the right end, where it would be cut off, in pixels.
const END_PIXELS: f64 = 44.0;

/// A tick of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct AxisTick {
    /// Its time.
    pub millis: i64,
    /// Its position, from 0 at the left end to 1 at the right one.
    pub part: f64,
    /// The time and the day, which is empty where it does not change; `None` without room.
    pub label: Option<(String, String)>,
}

/// Returns the ticks of an axis below `width` pixels of buckets.
pub fn axis_ticks(buckets: TimeBuckets, width: u32, clock: Clock) -> Vec<AxisTick> {
    let range = buckets.range();
    let at_most = (width / LABEL_PIXELS).clamp(2, 16);
    let ticks = buckets::ticks(range, at_most, clock.ahead_millis(range.from_millis));
    let length = (range.until_millis - range.from_millis).max(1) as f64;
    let mut day_before = String::new();
    let tick = |millis: i64| {
        let part = (millis - range.from_millis) as f64 / length;
        let has_room = (1.0 - part) * f64::from(width) >= END_PIXELS;
        let label = has_room.then(|| {
            let (time, day) = clock.tick(millis, ticks.unit);
            (time, new_day(&mut day_before, day))
        });
        AxisTick { millis, part, label }
    };
    ticks.at_millis.into_iter().map(tick).collect()
}

/// Returns the day if it differs from the one before, and an empty text otherwise.
pub(super) fn new_day(before: &mut String, day: String) -> String {
    if day == *before {
        return String::new();
    }
    before.clone_from(&day);
    day
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::parse_millis;

    #[test]
    fn a_day_is_written_where_it_changes_and_the_last_label_must_fit() {
        let start_millis = parse_millis("2024-03-01T12:00:00Z").unwrap();
        let buckets = TimeBuckets { start_millis, step_millis: 3_600_000, count: 24 };
        let ticks = axis_ticks(buckets, 500, Clock::UTC);
        let labels: Vec<_> = ticks.iter().map(|tick| tick.label.clone()).collect();
        let label = |time: &str, day: &str| Some((time.to_owned(), day.to_owned()));
        assert_eq!(
            labels,
            [
                label("12:00", "Mar 1, 2024"),
                label("18:00", ""),
                label("00:00", "Mar 2, 2024"),
                label("06:00", ""),
                None
            ]
        );
        assert_eq!(ticks[1].part, 0.25);
    }
}
