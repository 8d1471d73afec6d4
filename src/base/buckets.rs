//! Divides time for the histogram and its axis: into familiar steps, with edges at round clock
//! times.
//!
//! Round times depend on the clock that the page displays: an `offset` is the time by which that
//! clock is ahead of UTC.

use serde::{Deserialize, Serialize};

use crate::base::time::{Civil, DAY_MILLIS, TimeRange};

/// A division of time into slices of equal length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeBuckets {
    /// Start of the first slice.
    pub start_millis: i64,
    /// Length of a slice in milliseconds, at least 1.
    pub step_millis: i64,
    /// Number of slices.
    pub count: u32,
}

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
/// Milliseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;

/// The possible lengths of a bucket. Most of them divide the next one, so that a range selected at
/// one zoom level has its edges on those of the next level.
pub const STEPS_MILLIS: [i64; 20] = [
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY_MILLIS,
    7 * DAY_MILLIS,
    30 * DAY_MILLIS,
];

/// Divides a range into at most `at_most` buckets (but at least two: a range may cross an edge) of
/// the shortest possible step. The buckets cover the range, and begin at or before it.
///
/// Decades of logs need steps beyond the longest: multiples of it.
pub fn choose(range: TimeRange, at_most: u32, offset_millis: i64) -> TimeBuckets {
    choose_from(SECOND, range, at_most, offset_millis)
}

/// Does the same with steps of at least `shortest` milliseconds.
pub fn choose_from(shortest: i64, range: TimeRange, at_most: u32, offset_millis: i64) -> TimeBuckets {
    let longest = STEPS_MILLIS[STEPS_MILLIS.len() - 1];
    let until = range.until_millis.max(range.from_millis + 1);
    let cut = |step: i64| {
        let start_millis = floor_to(range.from_millis, step, offset_millis);
        let count = (until - start_millis + step - 1) / step;
        TimeBuckets { start_millis, step_millis: step, count: u32::try_from(count).unwrap_or(u32::MAX) }
    };
    STEPS_MILLIS
        .into_iter()
        .filter(|step| *step >= shortest)
        .chain((2..100_000).map(|times| times * longest))
        .map(cut)
        .find(|buckets| buckets.count <= at_most.max(2))
        .unwrap_or(TimeBuckets {
            start_millis: range.from_millis,
            step_millis: until - range.from_millis,
            count: 1,
        })
}

impl TimeBuckets {
    /// Returns the time that the buckets cover.
    pub fn range(&self) -> TimeRange {
        self.span(0, self.count.saturating_sub(1))
    }

    /// Returns the time from the start of one bucket to the end of another, in either order.
    pub fn span(&self, one: u32, other: u32) -> TimeRange {
        let (first, last) = (one.min(other), one.max(other));
        TimeRange {
            from_millis: self.start_millis + i64::from(first) * self.step_millis,
            until_millis: self.start_millis + (i64::from(last) + 1) * self.step_millis,
        }
    }

    /// Returns the bucket that contains a time; `None` if the time is outside.
    pub fn at(&self, millis: i64) -> Option<u32> {
        let number = (millis - self.start_millis).div_euclid(self.step_millis);
        (0..i64::from(self.count)).contains(&number).then_some(number as u32)
    }
}

/// The distance of the ticks of an axis, which determines the parts of a time that their labels
/// need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TickUnit {
    /// Less than a minute apart.
    Seconds,
    /// Less than a day apart.
    Minutes,
    /// Whole days.
    Days,
    /// Whole months.
    Months,
    /// Whole years.
    Years,
}

/// The ticks of an axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticks {
    /// The distance of the ticks.
    pub unit: TickUnit,
    /// The times of the ticks in milliseconds, ascending.
    pub at_millis: Vec<i64>,
}

/// Returns at most `at_most` ticks (but at least one) within a range, both ends included.
///
/// If ticks are more than a fortnight apart, they are on the first day of a month or year.
pub fn ticks(range: TimeRange, at_most: u32, offset_millis: i64) -> Ticks {
    let at_most = i64::from(at_most.max(1));
    for step in STEPS_MILLIS.into_iter().filter(|step| *step < 30 * DAY_MILLIS) {
        let first = -floor_to(-range.from_millis, step, -offset_millis);
        let count = (range.until_millis - first).div_euclid(step) + 1;
        if count <= at_most {
            let unit = match step {
                ..MINUTE => TickUnit::Seconds,
                MINUTE..DAY_MILLIS => TickUnit::Minutes,
                _ => TickUnit::Days,
            };
            return Ticks { unit, at_millis: (0..count).map(|number| first + number * step).collect() };
        }
    }
    calendar_ticks(range, at_most, offset_millis)
}

fn calendar_ticks(range: TimeRange, at_most: i64, offset_millis: i64) -> Ticks {
    let month_of = |millis: i64| {
        let civil = Civil::from_millis(millis + offset_millis);
        civil.year * 12 + i64::from(civil.month) - 1
    };
    let start_of = |month: i64| {
        let (year, month) = (month.div_euclid(12), month.rem_euclid(12) as u32 + 1);
        Civil { year, month, day: 1, hour: 0, minute: 0, second: 0, milli: 0 }.to_millis() - offset_millis
    };
    let last = month_of(range.until_millis);
    let first = month_of(range.from_millis - 1) + 1;
    // Up to ten thousand years, so that there is always one that fits.
    let years = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000].map(|years| years * 12);
    let step = [1, 2, 3, 6].into_iter().chain(years).find(|step| (last - first).div_euclid(*step) < at_most);
    let step = step.unwrap_or(last - first + 1);
    let first = -(-first).div_euclid(step) * step;
    Ticks {
        unit: if step >= 12 { TickUnit::Years } else { TickUnit::Months },
        at_millis: (first..=last).step_by(step.max(1) as usize).map(start_of).collect(),
    }
}

/// Returns the round time at or before a time.
fn floor_to(millis: i64, step: i64, offset_millis: i64) -> i64 {
    // Weeks begin on Monday, and 1970 began on a Thursday.
    let origin = if step % (7 * DAY_MILLIS) == 0 { 4 * DAY_MILLIS } else { 0 } - offset_millis;
    (millis - origin).div_euclid(step) * step + origin
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::{parse_millis, to_text};
    use proptest::prelude::*;

    fn range(from: &str, until: &str) -> TimeRange {
        TimeRange { from_millis: parse_millis(from).unwrap(), until_millis: parse_millis(until).unwrap() }
    }

    fn texts(ticks: &Ticks) -> Vec<String> {
        ticks.at_millis.iter().map(|millis| to_text(*millis)).collect()
    }

    #[test]
    fn steps_grow() {
        assert!(STEPS_MILLIS.is_sorted());
    }

    #[test]
    fn twenty_minutes_are_cut_into_round_seconds() {
        let buckets = choose(range("2024-03-01T14:00:00Z", "2024-03-01T14:20:00Z"), 300, 0);
        assert_eq!(buckets.step_millis, 5 * SECOND);
        assert_eq!(buckets.count, 240);
        assert_eq!(to_text(buckets.start_millis), "2024-03-01T14:00:00Z");
    }

    #[test]
    fn edges_are_round_in_the_clock_that_is_shown() {
        let days = choose(range("2024-03-01T14:07:13Z", "2024-03-28T14:00:00Z"), 30, 0);
        assert_eq!((days.step_millis, days.count), (DAY_MILLIS, 28));
        assert_eq!(to_text(days.start_millis), "2024-03-01T00:00:00Z");
        let days_in_india = choose(range("2024-03-01T14:07:13Z", "2024-03-28T14:00:00Z"), 30, 330 * MINUTE);
        assert_eq!(to_text(days_in_india.start_millis), "2024-02-29T18:30:00Z");
        let weeks = choose(range("2024-03-01T14:07:13Z", "2024-03-28T14:00:00Z"), 10, 0);
        assert_eq!(to_text(weeks.start_millis), "2024-02-26T00:00:00Z", "a Monday");
    }

    #[test]
    fn a_moment_and_all_time_have_buckets_too() {
        let moment = choose(range("2024-03-01T14:00:00Z", "2024-03-01T14:00:00Z"), 300, 0);
        assert_eq!((moment.step_millis, moment.count), (SECOND, 1));
        let all = choose(crate::view_address::ALL_TIME, 300, 0);
        assert!(all.count <= 300 && all.step_millis % (30 * DAY_MILLIS) == 0);
        assert!(choose(range("2024-03-01T14:00:00Z", "2024-03-02T14:00:00Z"), 0, 0).count <= 2);
    }

    #[test]
    fn a_bucket_knows_its_time_and_a_time_its_bucket() {
        let buckets = TimeBuckets { start_millis: 1000, step_millis: 100, count: 3 };
        assert_eq!(buckets.range(), TimeRange { from_millis: 1000, until_millis: 1300 });
        assert_eq!(buckets.span(2, 1), TimeRange { from_millis: 1100, until_millis: 1300 });
        assert_eq!(
            [999, 1000, 1099, 1100, 1299, 1300].map(|millis| buckets.at(millis)),
            [None, Some(0), Some(0), Some(1), Some(2), None]
        );
    }

    #[test]
    fn ticks_stand_on_round_times() {
        let minutes = ticks(range("2024-03-01T14:02:00Z", "2024-03-01T14:20:00Z"), 5, 0);
        assert_eq!(minutes.unit, TickUnit::Minutes);
        assert_eq!(
            texts(&minutes),
            ["2024-03-01T14:05:00Z", "2024-03-01T14:10:00Z", "2024-03-01T14:15:00Z", "2024-03-01T14:20:00Z"]
        );
        let months = ticks(range("2023-11-20T00:00:00Z", "2024-03-02T00:00:00Z"), 5, 0);
        assert_eq!(months.unit, TickUnit::Months);
        assert_eq!(
            texts(&months),
            ["2023-12-01T00:00:00Z", "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"]
        );
        let years = ticks(range("2013-11-20T00:00:00Z", "2024-03-02T00:00:00Z"), 6, 0);
        assert_eq!(years.unit, TickUnit::Years);
        assert_eq!(years.at_millis.len(), 6);
    }

    proptest! {
        #[test]
        fn buckets_cover_the_range_and_are_few(
            from in -2_000_000_000_000..4_000_000_000_000i64, length in 0..900_000_000_000i64, at_most in 2..600u32,
            offset_minutes in -720..720i64,
        ) {
            let range = TimeRange { from_millis: from, until_millis: from + length };
            let buckets = choose(range, at_most, offset_minutes * MINUTE);
            prop_assert!(buckets.count <= at_most && buckets.count >= 1);
            prop_assert!(buckets.start_millis <= from);
            prop_assert!(from - buckets.start_millis < buckets.step_millis);
            prop_assert!(buckets.range().until_millis >= range.until_millis);
        }

        #[test]
        fn ticks_are_few_and_inside(
            from in -2_000_000_000_000..4_000_000_000_000i64, length in 1..2_000_000_000_000i64, at_most in 1..20u32,
        ) {
            let range = TimeRange { from_millis: from, until_millis: from + length };
            let ticks = ticks(range, at_most, 0);
            prop_assert!(ticks.at_millis.len() <= at_most as usize);
            prop_assert!(ticks.at_millis.is_sorted());
            prop_assert!(ticks.at_millis.iter().all(|at| (range.from_millis..=range.until_millis).contains(at)));
        }
    }
}
