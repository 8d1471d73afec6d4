//! Times as users and records write them.
//!
//! A time in a filter stands for the whole range that it names: `2024-03-02` is a day,
//! `2024-03-02T10:00` a minute. A literal is therefore a half-open range of milliseconds, and so is
//! the result of every comparison with it.

use std::ops::RangeInclusive;

use crate::base::time;
use crate::base::time::{Civil, DAY_MILLIS, TimeRange, days_in_month};

/// A time as typed, and the range that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeLiteral {
    text: String,
    range: TimeRange,
}

impl TimeLiteral {
    /// Reads `2024`, `2024-03`, `2024-03-02`, `2024-03-02T10`, `...T10:00`, `...T10:00:00` or
    /// `...T10:00:00.123`; a blank may replace the `T`, and a time of day may be followed by `Z` or
    /// an offset such as `+01:00`; without either it is UTC.
    pub fn parse(text: &str) -> Option<TimeLiteral> {
        let (from_millis, until_millis) = read(text.trim())?;
        Some(TimeLiteral { text: text.trim().to_owned(), range: TimeRange { from_millis, until_millis } })
    }

    /// Returns the text as typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the range in milliseconds.
    pub fn range(&self) -> TimeRange {
        self.range
    }
}

/// Returns the time that a value in a record states, in milliseconds since 1970 UTC. Reads the
/// formats of [`time::parse_millis`], a date alone, which stands for its beginning, and the English
/// format that STS uses for expirations, `Mar 2, 2024, 10:00:00 AM`.
pub fn instant(value: &str) -> Option<i64> {
    let value = value.trim();
    if value.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return read_english(value);
    }
    let start = || read(value).map(|(start, _)| start);
    // A bare year is a number far more often than a time.
    time::parse_millis(value).or_else(|| if value.len() > 4 { start() } else { None })
}

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// Returns the first millisecond of a day.
fn day_start(year: i64, month: u32, day: u32) -> i64 {
    Civil { year, month, day, hour: 0, minute: 0, second: 0, milli: 0 }.to_millis()
}

/// Reads the parts of a date and time from the left.
struct DateTimeReader<'t> {
    rest: &'t [u8],
}

impl DateTimeReader<'_> {
    fn at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Reads one of `wanted`.
    fn one_of(&mut self, wanted: &[u8]) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        wanted.contains(&first).then(|| {
            self.rest = rest;
            first
        })
    }

    /// Reads exactly `count` digits that form a number in `allowed`.
    fn number(&mut self, count: usize, allowed: RangeInclusive<u32>) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(count)?;
        let number = digits.iter().try_fold(0, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
        })?;
        self.rest = rest;
        allowed.contains(&number).then_some(number)
    }

    /// Reads the digits after a decimal point. Returns the milliseconds, and the width in
    /// milliseconds of the last digit.
    fn fraction(&mut self) -> Option<(i64, i64)> {
        let count = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 || count > 12 {
            return None;
        }
        let (mut millis, mut width) = (0, SECOND);
        for digit in self.rest.iter().take(count.min(3)) {
            width /= 10;
            millis += i64::from(digit - b'0') * width;
        }
        self.rest = &self.rest[count..];
        Some((millis, width))
    }

    /// Reads the end of a time of day. Returns the milliseconds to subtract for UTC.
    fn zone(&mut self) -> Option<i64> {
        let offset = match self.rest.first() {
            None => 0,
            Some(b'Z' | b'z') => {
                self.rest = &self.rest[1..];
                0
            }
            Some(_) => {
                let sign = if self.one_of(b"+-")? == b'+' { 1 } else { -1 };
                let hours = i64::from(self.number(2, 0..=23)?);
                let colon = self.one_of(b":").is_some();
                let minutes = if self.at_end() && !colon { 0 } else { self.number(2, 0..=59)? };
                sign * (hours * HOUR + i64::from(minutes) * MINUTE)
            }
        };
        self.at_end().then_some(offset)
    }
}

fn read(text: &str) -> Option<(i64, i64)> {
    let mut reader = DateTimeReader { rest: text.as_bytes() };
    let year = i64::from(reader.number(4, 0..=9999)?);
    if reader.at_end() {
        return Some((day_start(year, 1, 1), day_start(year + 1, 1, 1)));
    }
    reader.one_of(b"-")?;
    let month = reader.number(2, 1..=12)?;
    let days = days_in_month(year, month);
    if reader.at_end() {
        let start = day_start(year, month, 1);
        return Some((start, start + i64::from(days) * DAY_MILLIS));
    }
    reader.one_of(b"-")?;
    let mut start = day_start(year, month, reader.number(2, 1..=days)?);
    if reader.at_end() {
        return Some((start, start + DAY_MILLIS));
    }
    reader.one_of(b"Tt ")?;
    start += i64::from(reader.number(2, 0..=23)?) * HOUR;
    let mut width = HOUR;
    if reader.one_of(b":").is_some() {
        start += i64::from(reader.number(2, 0..=59)?) * MINUTE;
        width = MINUTE;
        if reader.one_of(b":").is_some() {
            // A leap second is written 60 and counted as the second before it.
            start += i64::from(reader.number(2, 0..=60)?.min(59)) * SECOND;
            width = SECOND;
            if reader.one_of(b".,").is_some() {
                let (millis, open) = reader.fraction()?;
                start += millis;
                width = open;
            }
        }
    }
    start -= reader.zone()?;
    Some((start, start + width))
}

/// Reads `Jul 18, 2014, 4:07:39 PM` and `Jan 22, 2021 12:46:28 AM`, which are UTC.
fn read_english(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    // Newer Java runtimes put a narrow no-break space before AM and PM.
    let mut words = text.split(|character: char| character == ',' || character.is_whitespace());
    let mut word = || words.by_ref().find(|word| !word.is_empty());
    let month_name = word()?;
    let month = MONTHS.iter().zip(1..).find(|(name, _)| month_name.eq_ignore_ascii_case(name))?.1;
    let day: u32 = word()?.parse().ok()?;
    let year: u16 = word()?.parse().ok()?;
    let mut clock = word()?.splitn(3, ':').map(|part| part.parse::<u32>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let afternoon = match word()? {
        half if half.eq_ignore_ascii_case("am") => 0,
        half if half.eq_ignore_ascii_case("pm") => 12,
        _ => return None,
    };
    let year = i64::from(year);
    let exists = (1..=days_in_month(year, month)).contains(&day)
        && (1..=12).contains(&hour)
        && minute < 60
        && second < 60
        && word().is_none();
    let hour = hour % 12 + afternoon;
    exists.then(|| Civil { year, month, day, hour, minute, second, milli: 0 }.to_millis())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn range(text: &str) -> Option<(i64, i64)> {
        TimeLiteral::parse(text).map(|literal| (literal.range.from_millis, literal.range.until_millis))
    }

    #[test]
    fn literals_stand_for_all_they_name() {
        let march = 1_709_251_200_000;
        for (text, from, width) in [
            ("1970", 0, 365 * DAY_MILLIS),
            ("2024-03", march, 31 * DAY_MILLIS),
            ("2024-02", march - 29 * DAY_MILLIS, 29 * DAY_MILLIS),
            ("2024-03-02", march + DAY_MILLIS, DAY_MILLIS),
            ("2024-03-02T10", march + DAY_MILLIS + 10 * HOUR, HOUR),
            ("2024-03-02T10:00", march + DAY_MILLIS + 10 * HOUR, MINUTE),
            ("2024-03-02 10:00", march + DAY_MILLIS + 10 * HOUR, MINUTE),
            ("2024-03-02T10:00:07", march + DAY_MILLIS + 10 * HOUR + 7 * SECOND, SECOND),
            ("2024-03-02t10:00:07z", march + DAY_MILLIS + 10 * HOUR + 7 * SECOND, SECOND),
            ("2024-03-02T10:00:07.5Z", march + DAY_MILLIS + 10 * HOUR + 7500, 100),
            ("2024-03-02T10:00:07.123456789Z", march + DAY_MILLIS + 10 * HOUR + 7123, 1),
            ("2024-03-02T10:00+01:00", march + DAY_MILLIS + 9 * HOUR, MINUTE),
            ("2024-03-02T10:00:00-0530", march + DAY_MILLIS + 15 * HOUR + 30 * MINUTE, SECOND),
            ("2024-03-02T10-05", march + DAY_MILLIS + 15 * HOUR, HOUR),
        ] {
            assert_eq!(range(text), Some((from, from + width)), "{text}");
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "24",
            "2024-",
            "2024-13",
            "2024-00",
            "2023-02-29",
            "2024-03-02T",
            "2024-03-02T24:00",
            "2024-03-02T10:60",
            "2024-03-02T10:00:00.",
            "2024-03-02T10:00x",
            "2024-03-02Z",
            "2024-03-02T10:00+1",
            "yesterday",
            "2024-03-02T10:00:00Z ago",
            "２０２４",
        ] {
            assert_eq!(range(text), None, "{text}");
        }
    }

    #[test]
    fn values_of_records() {
        let expected = Some(1_405_699_659_000);
        for text in [
            "2014-07-18T16:07:39Z",
            "20140718T160739Z",
            "2014-07-18 16:07:39",
            "Jul 18, 2014, 4:07:39 PM",
            "Jul 18, 2014 4:07:39 PM",
            "Jul 18, 2014, 4:07:39\u{202f}PM",
        ] {
            assert_eq!(instant(text), expected, "{text}");
        }
        assert_eq!(instant("Jan 22, 2021 12:46:28 AM"), instant("2021-01-22T00:46:28Z"));
        for text in
            ["2014", "", "123456789012", "Julia", "Jul 32, 2014, 4:07:39 PM", "Jul 18, 2014, 16:07:39 PM"]
        {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_time_as_records_write_it_is_its_second(millis in -62_167_219_200_000_i64..253_402_300_800_000) {
            let text = time::to_text(millis);
            prop_assert_eq!(instant(&text), Some(millis));
            prop_assert!(range(&text).is_some_and(|(from, until)| (from..until).contains(&millis)));
        }

        #[test]
        fn never_panics(text in ".{0,40}") {
            let _ = (TimeLiteral::parse(&text), instant(&text));
        }
    }
}
