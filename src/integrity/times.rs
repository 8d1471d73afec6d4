//! Times in commands and in sentences.

use super::findings::Interval;
use crate::event::time::Civil;

/// As the AWS CLI takes and prints it: `2024-03-01T10:00:00Z`.
pub fn iso(millis: i64) -> String {
    let at = Civil::from_millis(millis);
    format!("{}T{}Z", date(at), clock(at))
}

/// For people: `2024-03-01 10:00:00 UTC`.
pub fn in_words(millis: i64) -> String {
    let at = Civil::from_millis(millis);
    format!("{} {} UTC", date(at), clock(at))
}

/// From one time to another, for people; the day is said once if it is one.
pub fn span_in_words(interval: Interval) -> String {
    let (from, until) = (Civil::from_millis(interval.from_millis), Civil::from_millis(interval.until_millis));
    if date(from) == date(until) {
        format!("{} {} to {} UTC", date(from), clock(from), clock(until))
    } else {
        format!("{} {} to {} {} UTC", date(from), clock(from), date(until), clock(until))
    }
}

fn date(at: Civil) -> String {
    format!("{:04}-{:02}-{:02}", at.year, at.month, at.day)
}

fn clock(at: Civil) -> String {
    format!("{:02}:{:02}:{:02}", at.hour, at.minute, at.second)
}
