//! What is counted of a group.

use serde::{Deserialize, Serialize};

use super::Decimal;
use crate::store::rows::NO_TIME;

/// How many events, and from when to when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Events.
    pub events: u64,
    /// The first of them, in milliseconds since 1970 UTC; `None` where none
    /// has a readable time.
    pub first_millis: Option<i64>,
    /// The last.
    pub last_millis: Option<i64>,
}

/// What numbers come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    /// How many there are.
    pub numbers: u64,
    /// Their sum.
    pub sum: Decimal,
    /// The smallest; 0 for none.
    pub minimum: Decimal,
    /// The largest; 0 for none.
    pub maximum: Decimal,
}

impl Count {
    /// One more event.
    pub(super) fn add_event(&mut self, millis: i64) {
        self.events += 1;
        if millis != NO_TIME {
            self.first_millis = Some(self.first_millis.map_or(millis, |first| first.min(millis)));
            self.last_millis = Some(self.last_millis.map_or(millis, |last| last.max(millis)));
        }
    }

    /// Adds other events.
    pub fn add(&mut self, other: &Count) {
        let either = |one: Option<i64>, two: Option<i64>, pick: fn(i64, i64) -> i64| match (one, two) {
            (Some(one), Some(two)) => Some(pick(one, two)),
            (one, two) => one.or(two),
        };
        self.events += other.events;
        self.first_millis = either(self.first_millis, other.first_millis, i64::min);
        self.last_millis = either(self.last_millis, other.last_millis, i64::max);
    }
}

impl Numbers {
    /// One number.
    pub(super) fn of(number: Decimal) -> Numbers {
        Numbers { numbers: 1, sum: number, minimum: number, maximum: number }
    }

    /// Adds others.
    pub fn add(&mut self, other: &Numbers) {
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
