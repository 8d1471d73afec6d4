//! Formats times by a clock.
//!
//! The formatting is here, where it can be tested; only the browser knows the offset of the
//! computer's clock from UTC.

use crate::base::buckets::TickUnit;
use crate::base::time::{Civil, DAY_MILLIS, TimeRange};

/// A clock.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The calendar of a place.
    Calendar {
        /// Returns the time by which the place is ahead of UTC at a time.
        ahead_millis: fn(i64) -> i64,
    },
    /// A stopwatch.
    Since {
        /// Its start time.
        start_millis: i64,
    },
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Clock {
    /// Coordinated universal time.
    pub const UTC: Clock = Clock::Calendar { ahead_millis: |_| 0 };

    /// Returns the time by which the clock is ahead of UTC at a time: it is added before the time
    /// is split into its parts.
    pub fn ahead_millis(self, millis: i64) -> i64 {
        match self {
            Clock::Calendar { ahead_millis } => ahead_millis(millis),
            Clock::Since { start_millis } => -start_millis,
        }
    }

    /// Formats a time to the second, with milliseconds if they are not zero: `2024-03-01 10:05:07`,
    /// `+1d 02:03:04`.
    pub fn show(self, millis: i64) -> String {
        let shown = millis + self.ahead_millis(millis);
        match self {
            Clock::Calendar { .. } => {
                let civil = Civil::from_millis(shown);
                format!("{} {}", date(civil), hands(civil, true))
            }
            Clock::Since { .. } => since(shown, true),
        }
    }

    /// Formats a range: the date only once if both ends share it, without seconds if they are zero,
    /// and whole days as days: `2024-03-01 10:05 to 10:10`.
    pub fn show_range(self, range: TimeRange) -> String {
        let [from, until] =
            [range.from_millis, range.until_millis].map(|millis| millis + self.ahead_millis(millis));
        let seconds = [from, until].iter().any(|millis| millis % 60_000 != 0);
        if matches!(self, Clock::Since { .. }) {
            return format!("{} to {}", since(from, seconds), since(until, seconds));
        }
        let (first, last) = (Civil::from_millis(from), Civil::from_millis(until));
        if from % DAY_MILLIS == 0 && until % DAY_MILLIS == 0 && from < until {
            // The last of the days, which is the usual meaning of the end.
            let last = Civil::from_millis(until - DAY_MILLIS);
            return match (date(first), date(last)) {
                (first, last) if first == last => first,
                (first, last) => format!("{first} to {last}"),
            };
        }
        let until = match (date(first), date(last)) {
            (first, last_date) if first == last_date => hands(last, seconds),
            (_, last_date) => format!("{last_date} {}", hands(last, seconds)),
        };
        format!("{} {} to {until}", date(first), hands(first, seconds))
    }

    /// Returns the two lines of a tick's label: the time, and its day, which an axis writes only
    /// where it changes.
    pub fn tick(self, millis: i64, unit: TickUnit) -> (String, String) {
        let shown = millis + self.ahead_millis(millis);
        if matches!(self, Clock::Since { .. }) {
            let text = match unit {
                TickUnit::Seconds => since(shown, true),
                TickUnit::Minutes => since(shown, false),
                _ => format!("{:+}d", shown.div_euclid(DAY_MILLIS)),
            };
            return (text, String::new());
        }
        let civil = Civil::from_millis(shown);
        let Civil { year, day, .. } = civil;
        let month = MONTHS.get(civil.month as usize - 1).copied().unwrap_or_default();
        match unit {
            TickUnit::Seconds => (hands(civil, true), format!("{month} {day}, {year}")),
            TickUnit::Minutes => (hands(civil, false), format!("{month} {day}, {year}")),
            TickUnit::Days => (format!("{month} {day}"), year.to_string()),
            TickUnit::Months => (month.to_owned(), year.to_string()),
            TickUnit::Years => (year.to_string(), String::new()),
        }
    }
}

fn date(civil: Civil) -> String {
    format!("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day)
}

fn hands(civil: Civil, seconds: bool) -> String {
    let Civil { hour, minute, second, milli, .. } = civil;
    match (seconds, milli) {
        (false, _) => format!("{hour:02}:{minute:02}"),
        (true, 0) => format!("{hour:02}:{minute:02}:{second:02}"),
        (true, _) => format!("{hour:02}:{minute:02}:{second:02}.{milli:03}"),
    }
}

fn since(millis: i64, seconds: bool) -> String {
    let sign = if millis < 0 { '−' } else { '+' };
    let length = i64::try_from(millis.unsigned_abs()).unwrap_or(i64::MAX);
    let days = length / DAY_MILLIS;
    let hands = hands(Civil::from_millis(length % DAY_MILLIS), seconds);
    if days > 0 { format!("{sign}{days}d {hands}") } else { format!("{sign}{hands}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::parse_millis;

    const INDIA: Clock = Clock::Calendar { ahead_millis: |_| 19_800_000 };

    fn at(text: &str) -> i64 {
        parse_millis(text).unwrap()
    }

    fn range(from: &str, until: &str) -> TimeRange {
        TimeRange { from_millis: at(from), until_millis: at(until) }
    }

    fn stop_watch() -> Clock {
        Clock::Since { start_millis: at("2024-03-01T00:00:00Z") }
    }

    #[test]
    fn a_time_is_shown_by_each_clock() {
        let millis = at("2024-03-02T20:03:04Z");
        assert_eq!(Clock::UTC.show(millis), "2024-03-02 20:03:04");
        assert_eq!(Clock::UTC.show(millis + 50), "2024-03-02 20:03:04.050");
        assert_eq!(INDIA.show(millis), "2024-03-03 01:33:04");
        assert_eq!(stop_watch().show(millis), "+1d 20:03:04");
        assert_eq!(stop_watch().show(at("2024-02-29T23:59:58Z")), "−00:00:02");
    }

    #[test]
    fn a_range_says_no_more_than_is_needed() {
        for (from, until, text) in [
            ("2024-03-01T10:05:00Z", "2024-03-01T10:10:00Z", "2024-03-01 10:05 to 10:10"),
            ("2024-03-01T10:05:01Z", "2024-03-01T10:10:00Z", "2024-03-01 10:05:01 to 10:10:00"),
            ("2024-03-01T22:00:00Z", "2024-03-02T02:00:00Z", "2024-03-01 22:00 to 2024-03-02 02:00"),
            ("2024-03-01T00:00:00Z", "2024-03-02T00:00:00Z", "2024-03-01"),
            ("2024-02-28T00:00:00Z", "2024-03-03T00:00:00Z", "2024-02-28 to 2024-03-02"),
            ("2024-03-01T00:00:00Z", "2024-03-01T12:00:00Z", "2024-03-01 00:00 to 12:00"),
        ] {
            assert_eq!(Clock::UTC.show_range(range(from, until)), text);
        }
        let days = range("2024-02-29T18:30:00Z", "2024-03-01T18:30:00Z");
        assert_eq!(INDIA.show_range(days), "2024-03-01");
        let hour = range("2024-03-02T10:00:00Z", "2024-03-02T11:00:00Z");
        assert_eq!(stop_watch().show_range(hour), "+1d 10:00 to +1d 11:00");
    }

    #[test]
    fn a_tick_shows_what_its_unit_needs() {
        let millis = at("2024-03-01T10:05:00Z");
        let pair = |time: &str, day: &str| (time.to_owned(), day.to_owned());
        assert_eq!(Clock::UTC.tick(millis, TickUnit::Seconds), pair("10:05:00", "Mar 1, 2024"));
        assert_eq!(Clock::UTC.tick(millis, TickUnit::Minutes), pair("10:05", "Mar 1, 2024"));
        assert_eq!(Clock::UTC.tick(millis, TickUnit::Days), pair("Mar 1", "2024"));
        assert_eq!(Clock::UTC.tick(millis, TickUnit::Months), pair("Mar", "2024"));
        assert_eq!(Clock::UTC.tick(millis, TickUnit::Years), pair("2024", ""));
        assert_eq!(INDIA.tick(millis, TickUnit::Minutes), pair("15:35", "Mar 1, 2024"));
        assert_eq!(stop_watch().tick(millis + 2 * DAY_MILLIS, TickUnit::Days), pair("+2d", ""));
        assert_eq!(stop_watch().tick(millis, TickUnit::Minutes), pair("+10:05", ""));
    }
}
