//! Times in CloudTrail's format, and the civil calendar.
//!
//! A library is not worth it: the format is fixed, every record has a time, and the calendar is
//! thirty lines, which are tested against the days of ten thousand years.

use serde::{Deserialize, Serialize};

/// Milliseconds in a day.
pub const DAY_MILLIS: i64 = 86_400_000;

/// A half-open time range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeRange {
    /// The first millisecond.
    pub from_millis: i64,
    /// The millisecond after the last.
    pub until_millis: i64,
}

/// A moment in the proleptic Gregorian calendar, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    /// The year, such as 2024.
    pub year: i64,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 59.
    pub second: u32,
    /// 0 to 999.
    pub milli: u32,
}

/// Parses a time of a record to milliseconds since 1970 UTC.
///
/// Accepted formats, with the sources of the unusual ones:
/// - `2023-07-19T21:11:57Z`, the documented form;
/// - with a fraction of a second, with an offset (`+11:00`, `+1100`), with a space instead of the
///   `T` (aggregated events, Lake, Athena), without a zone, which then is UTC, and without seconds,
///   which then are 0;
/// - `20131102T010628Z`, the basic format that the guide documents for `creationDate`.
///
/// Returns `None` for any other text, and for dates that do not exist.
///
/// # Examples
///
/// ```
/// use trailglass::base::time::{parse_millis, to_text};
///
/// let millis = parse_millis("2023-07-20T08:11:57.250+11:00").unwrap();
/// assert_eq!(to_text(millis), "2023-07-19T21:11:57.250Z");
/// assert_eq!(parse_millis("2023-02-29T00:00:00Z"), None);
/// ```
pub fn parse_millis(text: &str) -> Option<i64> {
    let bytes = text.trim_ascii().as_bytes();
    if let Some(millis) = parse_documented(bytes) {
        return Some(millis);
    }
    let mut cursor = Cursor { bytes, at: 0 };
    let year = cursor.digits(4)?;
    let extended = cursor.eat(b'-');
    let month = cursor.digits(2)?;
    if extended && !cursor.eat(b'-') {
        return None;
    }
    let day = cursor.digits(2)?;
    if !(cursor.eat(b'T') || cursor.eat(b't') || cursor.eat(b' ')) {
        return None;
    }
    let hour = cursor.digits(2)?;
    if extended && !cursor.eat(b':') {
        return None;
    }
    let minute = cursor.digits(2)?;
    // Minutes may be the last part of the extended form.
    let has_seconds = !extended || cursor.eat(b':');
    let second = if has_seconds { cursor.digits(2)? } else { 0 };
    let milli = if has_seconds && (cursor.eat(b'.') || cursor.eat(b',')) { cursor.fraction()? } else { 0 };
    let offset_minutes = cursor.offset()?;
    let civil = civil_checked(year, month, day, hour, minute, second, milli)?;
    Some(civil - i64::from(offset_minutes) * 60_000)
}

/// Fast path for the format that nearly every record uses.
fn parse_documented(bytes: &[u8]) -> Option<i64> {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, b'T', h0, h1, b':', n0, n1, b':', s0, s1, b'Z'] = bytes
    else {
        return None;
    };
    let two = |high: u8, low: u8| -> Option<u32> {
        let (high, low) = (high.wrapping_sub(b'0'), low.wrapping_sub(b'0'));
        (high < 10 && low < 10).then(|| u32::from(high) * 10 + u32::from(low))
    };
    let year = two(y0, y1)? * 100 + two(y2, y3)?;
    civil_checked(year, two(m0, m1)?, two(d0, d1)?, two(h0, h1)?, two(n0, n1)?, two(s0, s1)?, 0)
}

fn civil_checked(
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    milli: u32,
) -> Option<i64> {
    // A leap second is written as 60 and counted as the second before it.
    let second = if second == 60 { 59 } else { second };
    let exists = (1..=12).contains(&month)
        && (1..=days_in_month(i64::from(year), month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    exists.then(|| Civil { year: i64::from(year), month, day, hour, minute, second, milli }.to_millis())
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn eat(&mut self, byte: u8) -> bool {
        let found = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    fn digits(&mut self, count: usize) -> Option<u32> {
        let digits = self.bytes.get(self.at..self.at + count)?;
        self.at += count;
        digits
            .iter()
            .try_fold(0, |value, digit| digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0')))
    }

    /// Parses a fraction of any length to milliseconds.
    fn fraction(&mut self) -> Option<u32> {
        let start = self.at;
        let mut millis = 0;
        let mut weight = 100;
        while let Some(digit) = self.bytes.get(self.at).filter(|byte| byte.is_ascii_digit()) {
            millis += u32::from(digit - b'0') * weight;
            weight /= 10;
            self.at += 1;
        }
        (self.at > start).then_some(millis)
    }

    /// Parses an offset to minutes east of UTC; no text means UTC.
    fn offset(&mut self) -> Option<i32> {
        if self.at == self.bytes.len() {
            return Some(0);
        }
        let minutes = if self.eat(b'Z') || self.eat(b'z') {
            0
        } else {
            let sign = if self.eat(b'+') {
                1
            } else if self.eat(b'-') {
                -1
            } else {
                return None;
            };
            let hours = self.digits(2)?;
            self.eat(b':');
            let minutes = if self.at == self.bytes.len() { 0 } else { self.digits(2)? };
            if hours > 23 || minutes > 59 {
                return None;
            }
            sign * (hours * 60 + minutes) as i32
        };
        (self.at == self.bytes.len()).then_some(minutes)
    }
}

/// Returns the number of days in a month; `month` is 1 to 12.
pub fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Civil {
    /// Returns the milliseconds since 1970 UTC.
    pub fn to_millis(self) -> i64 {
        // Years start in March here, so that the leap day is the last day of the year and months
        // are a linear function of days; see Howard Hinnant, "chrono-Compatible Low-Level Date
        // Algorithms".
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = i64::from((self.month + 9) % 12);
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        let seconds = i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second);
        days * DAY_MILLIS + seconds * 1000 + i64::from(self.milli)
    }

    /// Converts milliseconds since 1970 UTC.
    pub fn from_millis(millis: i64) -> Civil {
        let days = millis.div_euclid(DAY_MILLIS) + 719_468;
        let in_day = millis.rem_euclid(DAY_MILLIS);
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
        Civil {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32,
            hour: (in_day / 3_600_000) as u32,
            minute: (in_day / 60_000 % 60) as u32,
            second: (in_day / 1000 % 60) as u32,
            milli: (in_day % 1000) as u32,
        }
    }
}

/// Formats a time as CloudTrail does: `2023-07-19T21:11:57Z`.
pub fn to_text(millis: i64) -> String {
    let Civil { year, month, day, hour, minute, second, milli } = Civil::from_millis(millis);
    let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}") };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_and_the_odd_forms_are_read() {
        let moment = 1_689_801_117_000;
        for text in [
            "2023-07-19T21:11:57Z",
            "2023-07-19T21:11:57",
            "2023-07-19 21:11:57",
            "2023-07-19T21:11:57.000Z",
            "2023-07-20T08:11:57+11:00",
            "2023-07-19T16:41:57-0430",
            "20230719T211157Z",
            " 2023-07-19T21:11:57Z ",
        ] {
            assert_eq!(parse_millis(text), Some(moment), "{text}");
        }
        assert_eq!(parse_millis("2023-07-19T21:11:57.25Z"), Some(moment + 250));
        assert_eq!(parse_millis("2023-07-19T21:11:57.123456789Z"), Some(moment + 123));
        assert_eq!(parse_millis("2016-12-31T23:59:60Z"), parse_millis("2016-12-31T23:59:59Z"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "...",
            "2023",
            "2023-02-29T00:00:00Z",
            "2023-13-01T00:00:00Z",
            "2023-07-19T24:00:00Z",
            "2023-07-19T21:11:57Zz",
            "2023-07-19T21:11:57+",
            "2023-07-19T21:11:57.Z",
            "1689801117",
            "Jul 18, 2014, 4:07:39 PM",
            "２０２３-07-19T21:11:57Z",
        ] {
            assert_eq!(parse_millis(text), None, "{text}");
        }
    }

    #[test]
    fn the_calendar_runs_both_ways_through_four_centuries() {
        let mut expected = Civil { year: 1800, month: 1, day: 1, hour: 0, minute: 0, second: 0, milli: 0 };
        let mut millis = expected.to_millis();
        while expected.year < 2201 {
            assert_eq!(Civil::from_millis(millis), expected);
            assert_eq!(expected.to_millis(), millis);
            millis += DAY_MILLIS;
            expected.day += 1;
            if expected.day > days_in_month(expected.year, expected.month) {
                (expected.day, expected.month) = (1, expected.month + 1);
            }
            if expected.month > 12 {
                (expected.month, expected.year) = (1, expected.year + 1);
            }
        }
        assert_eq!(
            Civil { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, milli: 0 }.to_millis(),
            0
        );
        assert_eq!(to_text(1_689_801_117_000), "2023-07-19T21:11:57Z");
        assert_eq!(to_text(-1), "1969-12-31T23:59:59.999Z");
    }
}
