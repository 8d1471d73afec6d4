//! A clock together with its name, so that every time on the page says in which clock it is.

use crate::base::buckets::TickUnit;
use crate::base::clock::Clock;
use crate::base::time::TimeRange;

/// The clock in which times are shown.
#[derive(Clone, Copy, Debug)]
pub struct TimeDisplay {
    clock: Clock,
    zone: &'static str,
}

impl Default for TimeDisplay {
    fn default() -> Self {
        TimeDisplay { clock: Clock::UTC, zone: "UTC" }
    }
}

impl PartialEq for TimeDisplay {
    fn eq(&self, other: &TimeDisplay) -> bool {
        let start = |display: &TimeDisplay| match display.clock {
            Clock::Calendar { .. } => None,
            Clock::Since { start_millis } => Some(start_millis),
        };
        // Calendars with one name have one offset.
        self.zone == other.zone && start(self) == start(other)
    }
}

impl Eq for TimeDisplay {}

impl TimeDisplay {
    /// Returns the display in the calendar of a place. `ahead_millis` returns the time by which the
    /// place is ahead of UTC at a time.
    pub fn of_zone(zone: &'static str, ahead_millis: fn(i64) -> i64) -> TimeDisplay {
        TimeDisplay { clock: Clock::Calendar { ahead_millis }, zone }
    }

    /// Returns the display of the time since another time.
    pub fn since(start_millis: i64) -> TimeDisplay {
        TimeDisplay { clock: Clock::Since { start_millis }, zone: "since start" }
    }

    /// Returns the clock.
    pub fn clock(self) -> Clock {
        self.clock
    }

    /// Returns the name of the clock for headings: `UTC`, `Europe/Berlin`, `since start`.
    pub fn zone(self) -> &'static str {
        self.zone
    }

    /// Formats a time: `2024-03-01 10:05:07`, `+1d 02:03:04`; `no time` for `None`.
    pub fn show(self, millis: Option<i64>) -> String {
        millis.map_or_else(|| "no time".to_owned(), |millis| self.clock.show(millis))
    }

    /// Formats a time with its clock: `2024-03-01 10:05:07 UTC`.
    pub fn show_with_zone(self, millis: Option<i64>) -> String {
        let time = self.show(millis);
        if millis.is_none() { time } else { format!("{time} {}", self.zone) }
    }

    /// Formats a range with its clock: `2024-03-01 10:05 to 10:10 UTC`.
    pub fn show_range(self, range: TimeRange) -> String {
        format!("{} {}", self.clock.show_range(range), self.zone)
    }

    /// Formats a span with its clock; a day that both ends share is written once.
    pub fn show_span(self, first: Option<i64>, last: Option<i64>) -> String {
        let (from, until) = (self.show(first), self.show_with_zone(last));
        if first == last {
            return until;
        }
        let (day, time) = (from.split_once(' '), until.split_once(' '));
        match (self.clock, day, time) {
            (Clock::Calendar { .. }, Some((one, _)), Some((other, time))) if one == other => {
                format!("{from} to {time}")
            }
            _ => format!("{from} to {until}"),
        }
    }

    /// Formats a period that may lack an end: `2024-03-01 10:00 to 11:00 UTC`, `from …`, `until …`;
    /// `None` if it has neither.
    pub fn show_period(self, from: Option<i64>, until: Option<i64>) -> Option<String> {
        match (from, until) {
            (Some(from_millis), Some(until_millis)) => {
                Some(self.show_range(TimeRange { from_millis, until_millis }))
            }
            (None, Some(until)) => Some(format!("until {}", self.show_with_zone(Some(until)))),
            (Some(from), None) => Some(format!("from {}", self.show_with_zone(Some(from)))),
            (None, None) => None,
        }
    }

    /// Returns the two lines of a tick's label; see [`Clock::tick`].
    pub fn tick(self, millis: i64, unit: TickUnit) -> (String, String) {
        self.clock.tick(millis, unit)
    }

    /// Returns how far this clock is ahead of UTC at a time.
    pub fn offset_millis(self, millis: i64) -> i64 {
        self.clock.ahead_millis(millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-03-01 10:05:07 UTC.
    const MILLIS: i64 = 1_709_287_507_000;
    const DAY: i64 = 86_400_000;

    #[test]
    fn a_time_is_shown_with_the_name_of_its_clock() {
        let utc = TimeDisplay::default();
        assert_eq!(utc.show_with_zone(Some(MILLIS)), "2024-03-01 10:05:07 UTC");
        assert_eq!(utc.show_with_zone(None), "no time");
        let berlin = TimeDisplay::of_zone("Europe/Berlin", |_| 3_600_000);
        assert_eq!(berlin.show_with_zone(Some(MILLIS)), "2024-03-01 11:05:07 Europe/Berlin");
        assert_ne!(utc, berlin);
    }

    #[test]
    fn a_day_that_both_ends_share_is_written_once() {
        let utc = TimeDisplay::default();
        assert_eq!(utc.show_span(Some(MILLIS), Some(MILLIS + 1_000)), "2024-03-01 10:05:07 to 10:05:08 UTC");
        assert_eq!(
            utc.show_span(Some(MILLIS), Some(MILLIS + DAY)),
            "2024-03-01 10:05:07 to 2024-03-02 10:05:07 UTC"
        );
        assert_eq!(utc.show_span(Some(MILLIS), Some(MILLIS)), "2024-03-01 10:05:07 UTC");
        let since = TimeDisplay::since(MILLIS);
        let (first, last) = (since.show(Some(MILLIS)), since.show(Some(MILLIS + 1_000)));
        assert_eq!(
            since.show_span(Some(MILLIS), Some(MILLIS + 1_000)),
            format!("{first} to {last} since start")
        );
    }

    #[test]
    fn a_period_without_an_end_names_the_end_it_has() {
        let utc = TimeDisplay::default();
        assert_eq!(utc.show_period(None, Some(MILLIS)).as_deref(), Some("until 2024-03-01 10:05:07 UTC"));
        assert_eq!(utc.show_period(Some(MILLIS), None).as_deref(), Some("from 2024-03-01 10:05:07 UTC"));
        assert_eq!(utc.show_period(None, None), None);
    }
}
