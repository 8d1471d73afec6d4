//! Events of each account and Region over time, so that holes in a download are visible.
//!
//! ```text
//! count    the answer of one worker         add      the answers of all workers
//! gaps     separates holes from silence
//! map      everything that the page draws
//! ```
//!
//! CloudTrail writes nothing while nothing happens, so a missing file and a quiet hour look the
//! same in a log. Only the usual behavior of an account and Region can tell them apart;
//! `gaps` has the rules.

mod add;
mod count;
mod gaps;
mod map;

use crate::base::buckets::{HOUR, TimeBuckets, choose_from};
use crate::base::time::TimeRange;
use crate::model::{Field, Selection};
use crate::query::{StepCounts, edit};

pub use add::add;
pub(super) use count::coverage;
pub use map::{CoverageCell, CoverageHole, CoverageMap, MapRow};

/// Maximum number of steps; more would be too narrow to point at.
const MOST_STEPS: u32 = 200;

/// Maximum number of pairs of account and Region in an answer. Each worker reports the
/// alphabetically first ones, so that all workers report the same pairs.
const MOST_PAIRS: usize = 2000;

/// Divides the time of the data into hours or multiples of them. The steps are in UTC, as the
/// folders of the logs are, regardless of the displayed time zone.
pub fn steps(span: TimeRange) -> TimeBuckets {
    choose_from(HOUR, span, MOST_STEPS, 0)
}

/// Returns the selection of one account and Region in a time range, or at any time.
pub fn events_of(account: &str, region: &str, time: Option<TimeRange>) -> Selection {
    let filter = edit::include("", Field::Account.spec().name, account);
    let filter = edit::include(&filter, Field::AwsRegion.spec().name, region);
    Selection { filter, time }
}

impl StepCounts {
    /// Returns the number of events in a step.
    pub fn at(&self, step: u32) -> u32 {
        let place = step.checked_sub(self.first).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.counts.get(place)).copied().unwrap_or(0)
    }

    /// Returns the number of events in all steps.
    pub fn sum(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
    }

    /// Adds counts of a step and the steps that follow it.
    fn add(&mut self, first: u32, counts: &[u32]) {
        if counts.is_empty() {
            return;
        }
        if self.counts.is_empty() {
            self.first = first;
        } else if first < self.first {
            let missing = (self.first - first) as usize;
            self.counts.splice(..0, std::iter::repeat_n(0, missing));
            self.first = first;
        }
        let place = (first - self.first) as usize;
        if place + counts.len() > self.counts.len() {
            self.counts.resize(place + counts.len(), 0);
        }
        for (sum, count) in self.counts[place..].iter_mut().zip(counts) {
            *sum = sum.saturating_add(*count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::{DAY_MILLIS, parse_millis, to_text};

    #[test]
    fn steps_are_whole_hours_and_few() {
        let from_millis = parse_millis("2024-03-01T14:07:13Z").unwrap();
        for (length, step, count) in [
            (0, HOUR, 1),
            (20 * 60_000, HOUR, 1),
            (8 * DAY_MILLIS, HOUR, 193),
            (9 * DAY_MILLIS, 2 * HOUR, 109),
            (30 * DAY_MILLIS, 6 * HOUR, 121),
            (365 * DAY_MILLIS, 7 * DAY_MILLIS, 53),
        ] {
            let steps = steps(TimeRange { from_millis, until_millis: from_millis + length + 1 });
            assert_eq!((steps.step_millis, steps.count), (step, count), "{length}");
            assert_eq!(steps.start_millis % HOUR, 0);
        }
        let days = steps(TimeRange { from_millis, until_millis: from_millis + 150 * DAY_MILLIS });
        assert_eq!(to_text(days.start_millis), "2024-03-01T00:00:00Z");
    }

    #[test]
    fn a_cell_is_a_filter() {
        let filter = |account, region| events_of(account, region, None).filter;
        assert_eq!(filter("111122223333", "us-east-1"), "account:111122223333 and awsRegion:us-east-1");
        assert_eq!(filter("a\" or *", ""), r#"account:"a\" or *" and not awsRegion:*"#);
    }

    #[test]
    fn counts_grow_at_both_ends() {
        let mut counts = StepCounts::default();
        for (step, more) in [(5, &[1][..]), (7, &[2]), (4, &[3]), (9, &[]), (5, &[u32::MAX])] {
            counts.add(step, more);
        }
        assert_eq!(counts, StepCounts { first: 4, counts: vec![3, u32::MAX, 0, 2] });
        assert_eq!([0, 3, 4, 6, 7, 8].map(|step| counts.at(step)), [0, 0, 3, 0, 2, 0]);
    }
}
