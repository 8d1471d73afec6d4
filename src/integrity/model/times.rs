//! Times in commands and sentences.

use super::findings::{Interval, Moment};
use crate::base::remark::{Remark, RemarkPart};
use crate::base::time::Civil;

/// The range of plausible times: CloudTrail delivered nothing before its start, and the end is
/// beyond any clock of these decades.
const POSSIBLE_MILLIS: std::ops::Range<i64> = 1_356_998_400_000..4_102_444_800_000;

/// Maximum period of a digest that is not reported as odd. Digests cover an hour; a few more
/// minutes are normal.
const LONGEST_MILLIS: i64 = 75 * 60_000;

/// Returns whether a digest can have been written at this time: from 2013 up to 2100.
pub fn is_possible(millis: i64) -> bool {
    POSSIBLE_MILLIS.contains(&millis)
}

/// Returns the period between two times if a clock can have shown them in this order.
pub fn possible_interval(start: &Moment, end: &Moment) -> Option<Interval> {
    let (from_millis, until_millis) = (start.millis?, end.millis?);
    let is_possible = from_millis < until_millis && is_possible(from_millis) && is_possible(until_millis);
    is_possible.then_some(Interval { from_millis, until_millis })
}

/// Returns whether a period is longer than a digest covers.
pub fn is_too_long(interval: Interval) -> bool {
    interval.until_millis - interval.from_millis > LONGEST_MILLIS
}

/// Returns a time in the AWS CLI's form: `2024-03-01T10:00:00Z`.
pub fn iso(millis: i64) -> String {
    let at = Civil::from_millis(millis);
    format!("{}T{}Z", date(at), clock(at))
}

/// Returns a time for display: `2024-03-01 10:00:00 UTC`.
pub fn in_words(millis: i64) -> String {
    let at = Civil::from_millis(millis);
    format!("{} {} UTC", date(at), clock(at))
}

/// Returns a period for display; the date appears once if it is the same.
pub fn span_in_words(interval: Interval) -> String {
    let (from, until) = (Civil::from_millis(interval.from_millis), Civil::from_millis(interval.until_millis));
    if date(from) == date(until) {
        format!("{} {} to {} UTC", date(from), clock(from), clock(until))
    } else {
        format!("{} {} to {} {} UTC", date(from), clock(from), date(until), clock(until))
    }
}

/// Returns the duration of a period: "5 hours", "3 days and 2 hours", "90 minutes".
pub fn duration_in_words(interval: Interval) -> String {
    Remark::of(duration(interval)).to_string()
}

/// Returns the duration of a period as parts of a remark.
pub fn duration(interval: Interval) -> Vec<RemarkPart> {
    let minutes = ((interval.until_millis - interval.from_millis) / 60_000).unsigned_abs();
    let (days, hours) = (minutes / 1440, minutes % 1440 / 60);
    let counted_days = RemarkPart::counted(days, "day", "days");
    let counted_hours = RemarkPart::counted(hours, "hour", "hours");
    match (days, hours, minutes % 60) {
        (0, _, rest) if rest > 0 => vec![RemarkPart::counted(minutes, "minute", "minutes")],
        (0, _, _) => vec![counted_hours],
        (_, 0, _) => vec![counted_days],
        _ => vec![counted_days, RemarkPart::words(" and "), counted_hours],
    }
}

fn date(at: Civil) -> String {
    format!("{:04}-{:02}-{:02}", at.year, at.month, at.day)
}

fn clock(at: Civil) -> String {
    format!("{:02}:{:02}:{:02}", at.hour, at.minute, at.second)
}
