//! The measures of a group.

use serde::{Deserialize, Serialize};

use super::Decimal;
use crate::store::rows::NO_TIME;

/// The number of events, and their first and last time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupCount {
    /// The number of events.
    pub events: u64,
    /// The time of the first event, in milliseconds since 1970 UTC; `None` if none has a readable
    /// time.
    pub first_millis: Option<i64>,
    /// The time of the last event, likewise.
    pub last_millis: Option<i64>,
}

/// Statistics of numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberStatistics {
    /// The number of values.
    pub numbers: u64,
    /// Their sum.
    pub sum: Decimal,
    /// The smallest number; 0 if there are none.
    pub minimum: Decimal,
    /// The largest number; 0 if there are none.
    pub maximum: Decimal,
}

impl GroupCount {
    /// Adds one event.
    pub(super) fn add_event(&mut self, millis: i64) {
        self.events += 1;
        if millis != NO_TIME {
            self.first_millis = Some(self.first_millis.map_or(millis, |first| first.min(millis)));
            self.last_millis = Some(self.last_millis.map_or(millis, |last| last.max(millis)));
        }
    }

    /// Adds the counts of other events.
    pub fn add(&mut self, other: &GroupCount) {
        let either = |one: Option<i64>, two: Option<i64>, pick: fn(i64, i64) -> i64| match (one, two) {
            (Some(one), Some(two)) => Some(pick(one, two)),
            (one, two) => one.or(two),
        };
        self.events += other.events;
        self.first_millis = either(self.first_millis, other.first_millis, i64::min);
        self.last_millis = either(self.last_millis, other.last_millis, i64::max);
    }
}

impl NumberStatistics {
    /// Returns the statistics of one number.
    pub(super) fn of(number: Decimal) -> NumberStatistics {
        NumberStatistics { numbers: 1, sum: number, minimum: number, maximum: number }
    }

    /// Adds the statistics of other numbers.
    pub fn add(&mut self, other: &NumberStatistics) {
        match (self.numbers, other.numbers) {
            (_, 0) => {}
            (0, _) => *self = *other,
            _ => {
                self.numbers += other.numbers;
                self.sum = self.sum.plus(other.sum);
                self.minimum = self.minimum.min(other.minimum);
                self.maximum = self.maximum.max(other.maximum);
            }
        }
    }
}
