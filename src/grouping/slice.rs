//! Time slices in the UTC calendar.

use hashbrown::HashMap;

use super::TimeStep;
use crate::base::time::{Civil, DAY_MILLIS, TimeRange};
use crate::store::rows::NO_TIME;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// Milliseconds from a Monday to 1970-01-01, a Thursday.
const MONDAY_AHEAD: i64 = 3 * DAY_MILLIS;

impl TimeStep {
    /// Every step, shortest first.
    pub const ALL: [TimeStep; 5] =
        [TimeStep::Minute, TimeStep::Hour, TimeStep::Day, TimeStep::Week, TimeStep::Month];

    /// Returns its name, as in [`Grouping`](super::Grouping)'s JSON.
    pub fn name(self) -> &'static str {
        match self {
            TimeStep::Minute => "minute",
            TimeStep::Hour => "hour",
            TimeStep::Day => "day",
            TimeStep::Week => "week",
            TimeStep::Month => "month",
        }
    }

    /// Returns the slice that contains a time.
    pub fn slice(self, millis: i64) -> TimeRange {
        let even = |step: i64, ahead: i64| {
            let from_millis = millis - (millis + ahead).rem_euclid(step);
            TimeRange { from_millis, until_millis: from_millis + step }
        };
        match self {
            TimeStep::Minute => even(MINUTE, 0),
            TimeStep::Hour => even(HOUR, 0),
            TimeStep::Day => even(DAY_MILLIS, 0),
            TimeStep::Week => even(7 * DAY_MILLIS, MONDAY_AHEAD),
            TimeStep::Month => {
                let Civil { year, month, .. } = Civil::from_millis(millis);
                let first =
                    |year, month| Civil { year, month, day: 1, hour: 0, minute: 0, second: 0, milli: 0 };
                let next = if month == 12 { first(year + 1, 1) } else { first(year, month + 1) };
                TimeRange { from_millis: first(year, month).to_millis(), until_millis: next.to_millis() }
            }
        }
    }
}

/// The codes of time slices. Code 0 is for events without a readable time.
#[derive(Debug)]
pub(super) struct SliceCodes {
    step: TimeStep,
    /// The start of each slice, by code.
    pub starts: Vec<i64>,
    codes: HashMap<i64, u32>,
    last: (TimeRange, u32),
}

impl SliceCodes {
    pub fn new(step: TimeStep) -> SliceCodes {
        let nothing = TimeRange { from_millis: 0, until_millis: 0 };
        SliceCodes { step, starts: vec![NO_TIME], codes: HashMap::new(), last: (nothing, 0) }
    }

    /// Returns the code of the slice that contains a time.
    pub fn code(&mut self, millis: i64) -> u32 {
        if millis == NO_TIME {
            return 0;
        }
        // Rows mostly come in order of time, so the last slice is tried first.
        let (range, code) = self.last;
        if range.from_millis <= millis && millis < range.until_millis {
            return code;
        }
        let range = self.step.slice(millis);
        let code = self.code_of_start(range.from_millis);
        self.last = (range, code);
        code
    }

    /// Returns the code of the slice that begins at `start`.
    pub fn code_of_start(&mut self, start: i64) -> u32 {
        if start == NO_TIME {
            return 0;
        }
        let starts = &mut self.starts;
        *self.codes.entry(start).or_insert_with(|| {
            starts.push(start);
            starts.len() as u32 - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::{parse_millis, to_text};
    use proptest::prelude::*;

    #[test]
    fn slices_begin_where_the_calendar_does() {
        let at = parse_millis("2024-02-29T13:14:15Z").unwrap();
        for (step, from, until) in [
            (TimeStep::Minute, "2024-02-29T13:14:00Z", "2024-02-29T13:15:00Z"),
            (TimeStep::Hour, "2024-02-29T13:00:00Z", "2024-02-29T14:00:00Z"),
            (TimeStep::Day, "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"),
            // A Monday.
            (TimeStep::Week, "2024-02-26T00:00:00Z", "2024-03-04T00:00:00Z"),
            (TimeStep::Month, "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"),
        ] {
            let slice = step.slice(at);
            assert_eq!(
                (to_text(slice.from_millis), to_text(slice.until_millis)),
                (from.into(), until.into())
            );
        }
        let december = TimeStep::Month.slice(parse_millis("1969-12-31T23:59:59Z").unwrap());
        assert_eq!(december.until_millis, 0);
    }

    proptest! {
        #[test]
        fn slices_cover_all_time_without_gaps(millis in -60_000_000_000_000..200_000_000_000_000_i64) {
            for step in TimeStep::ALL {
                let slice = step.slice(millis);
                prop_assert!(slice.from_millis <= millis && millis < slice.until_millis);
                prop_assert_eq!(step.slice(slice.from_millis), slice);
                prop_assert_eq!(step.slice(slice.until_millis).from_millis, slice.until_millis);
            }
        }
    }
}
