//! Times in the formats of tables.
//!
//! A date such as 05/06/2025 is parsed only if another row of the table shows which number is the
//! month. A time without a zone is UTC, like CloudTrail's own times.

use crate::base::time::{Civil, days_in_month, parse_millis, to_text};

/// The first number of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateOrder {
    Day,
    Month,
}

/// Returns the time in CloudTrail's format; `None` if it is ambiguous or cannot be parsed.
pub(super) fn canonical(text: &str, order: Option<DateOrder>) -> Option<String> {
    let text = text.trim();
    if let Some(millis) = parse_millis(text) {
        return Some(if text.ends_with('Z') && text.contains('T') {
            text.to_owned()
        } else {
            to_text(millis)
        });
    }
    epoch(text).or_else(|| written_out(text, order)).map(to_text)
}

/// Whether the text is a date whose day and month may be confused.
pub(super) fn is_numeric_date(text: &str) -> bool {
    numeric_date(text.trim()).is_some()
}

/// Returns the only order that a date can have; `None` if both are possible.
pub(super) fn order_shown_by(text: &str) -> Option<DateOrder> {
    let ([first, second, _], _) = numeric_date(text.trim())?;
    match (first > 12, second > 12) {
        (true, false) => Some(DateOrder::Day),
        (false, true) => Some(DateOrder::Month),
        _ => None,
    }
}

/// Parses seconds, milliseconds, microseconds or nanoseconds since 1970, distinguished by the
/// number of digits that they have between 2001 and 2286.
fn epoch(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !whole.bytes().chain(fraction.bytes()).all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    match whole.len() {
        10 => {
            let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
            Some(number * 1000 + millis.parse::<i64>().ok()?)
        }
        13 => Some(number),
        16 => Some(number / 1_000),
        19 => Some(number / 1_000_000),
        _ => None,
    }
}

/// Parses a date and a time of day with a blank, a comma or a `T` between them.
fn written_out(text: &str, order: Option<DateOrder>) -> Option<i64> {
    let (year, month, day, rest) = date(text, order)?;
    let rest = rest.trim_start_matches([',', ' ', 'T', 't']);
    if month == 0 || month > 12 || day == 0 || day > days_in_month(i64::from(year), month) {
        return None;
    }
    let (millis, offset) = clock(rest)?;
    let midnight = Civil { year: i64::from(year), month, day, hour: 0, minute: 0, second: 0, milli: 0 };
    Some(midnight.to_millis() + millis - offset)
}

/// Parses year, month and day, and returns the text after them.
fn date(text: &str, order: Option<DateOrder>) -> Option<(u32, u32, u32, &str)> {
    if let Some(([first, second, third], rest)) = numeric_date(text) {
        // With dots the day comes first, wherever such dates are used.
        let order = if text.contains('.') && text.find('.') < text.find([' ', ',', 'T']) {
            Some(DateOrder::Day)
        } else {
            order_shown_by(text).or(order)
        };
        return match order? {
            DateOrder::Day => Some((third, second, first, rest)),
            DateOrder::Month => Some((third, first, second, rest)),
        };
    }
    // 2025-05-06 and 2025/05/06.
    let mut numbers = DateNumbers(text);
    let year = numbers.next_of(4..=4)?;
    let between = numbers.separator(&['-', '/'])?;
    let month = numbers.next_of(1..=2)?;
    numbers.separator(&[between])?;
    let day = numbers.next_of(1..=2)?;
    Some((year, month, day, numbers.0))
}

/// Parses three numbers of which the last is a year: `05/06/2025`.
fn numeric_date(text: &str) -> Option<([u32; 3], &str)> {
    let mut numbers = DateNumbers(text);
    let first = numbers.next_of(1..=2)?;
    let between = numbers.separator(&['/', '-', '.'])?;
    let second = numbers.next_of(1..=2)?;
    numbers.separator(&[between])?;
    let year = numbers.next_of(4..=4)?;
    let is_end = numbers.0.chars().next().is_none_or(|next| matches!(next, ' ' | ',' | 'T'));
    is_end.then_some(([first, second, year], numbers.0))
}

/// Returns the milliseconds since midnight, and the offset of the zone east of UTC in milliseconds.
fn clock(text: &str) -> Option<(i64, i64)> {
    let mut numbers = DateNumbers(text);
    let hour = numbers.next_of(1..=2)?;
    numbers.separator(&[':'])?;
    let minute = numbers.next_of(2..=2)?;
    let second = match numbers.separator(&[':']) {
        Some(_) => numbers.next_of(2..=2)?,
        None => 0,
    };
    let milli = match numbers.separator(&['.']) {
        Some(_) => numbers.fraction()?,
        None => 0,
    };
    let (half, zone) = half_of_day(numbers.0.trim());
    let hour = match half {
        None if hour < 24 => hour,
        Some(is_afternoon) if (1..=12).contains(&hour) => hour % 12 + if is_afternoon { 12 } else { 0 },
        _ => return None,
    };
    if minute > 59 || second > 59 {
        return None;
    }
    let millis = i64::from(hour * 3600 + minute * 60 + second) * 1000 + i64::from(milli);
    Some((millis, offset(zone)?))
}

/// Returns whether it is the afternoon, if the text states `AM` or `PM`, and the text after that.
fn half_of_day(text: &str) -> (Option<bool>, &str) {
    for (mark, is_afternoon) in [("am", false), ("pm", true), ("a.m.", false), ("p.m.", true)] {
        if let Some(begin) = text.get(..mark.len())
            && begin.eq_ignore_ascii_case(mark)
        {
            return (Some(is_afternoon), text[mark.len()..].trim());
        }
    }
    (None, text)
}

/// Returns the offset east of UTC in milliseconds; `None` for unknown zones.
fn offset(zone: &str) -> Option<i64> {
    if ["", "z", "utc", "gmt", "etc/utc", "(utc)"].iter().any(|utc| utc.eq_ignore_ascii_case(zone)) {
        return Some(0);
    }
    // The parser of CloudTrail's own times handles offsets.
    let base = "1970-01-02T00:00:00";
    parse_millis(&format!("{base}{zone}")).and_then(|millis| Some(parse_millis(base)? - millis))
}

/// Parses the numbers and separators of a date.
struct DateNumbers<'t>(&'t str);

impl DateNumbers<'_> {
    fn next_of(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let number = digits.contains(&count).then(|| self.0[..count].parse().ok())??;
        self.0 = &self.0[count..];
        Some(number)
    }

    fn separator(&mut self, any_of: &[char]) -> Option<char> {
        let first = self.0.chars().next().filter(|first| any_of.contains(first))?;
        self.0 = &self.0[first.len_utf8()..];
        Some(first)
    }

    /// Parses a fraction of any length to milliseconds.
    fn fraction(&mut self) -> Option<u32> {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let digits: String = self.0[..count].chars().chain("000".chars()).take(3).collect();
        self.0 = &self.0[count..];
        if count > 0 { digits.parse().ok() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certain_times_are_read() {
        for (text, time) in [
            ("2025-05-06T08:01:00Z", "2025-05-06T08:01:00Z"),
            ("2025-05-06T08:01:00.250Z", "2025-05-06T08:01:00.250Z"),
            ("2025-05-06 08:01:00", "2025-05-06T08:01:00Z"),
            ("2025-05-06 08:01:00.000 UTC", "2025-05-06T08:01:00Z"),
            ("2025-05-06 08:01:00.5 UTC", "2025-05-06T08:01:00.500Z"),
            ("2025-05-06 10:01:00+02:00", "2025-05-06T08:01:00Z"),
            ("2025-05-06 10:01:00 +0200", "2025-05-06T08:01:00Z"),
            ("2025-05-06 08:01", "2025-05-06T08:01:00Z"),
            ("2025-05-06T08:01Z", "2025-05-06T08:01Z"),
            ("2025/05/06 08:01:00", "2025-05-06T08:01:00Z"),
            ("1746518460", "2025-05-06T08:01:00Z"),
            ("1746518460.25", "2025-05-06T08:01:00.250Z"),
            ("1746518460000", "2025-05-06T08:01:00Z"),
            ("1746518460000000", "2025-05-06T08:01:00Z"),
            ("21/04/2025, 09:45:54.000", "2025-04-21T09:45:54Z"),
            ("4/21/2025, 9:45:54.000 PM", "2025-04-21T21:45:54Z"),
            ("4/21/2025 12:00:01 AM", "2025-04-21T00:00:01Z"),
            ("06.05.2025 08:01", "2025-05-06T08:01:00Z"),
        ] {
            assert_eq!(canonical(text, None).as_deref(), Some(time), "{text}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for text in [
            "05/06/2025 08:01:00",
            "05-06-2025 08:01:00",
            "5/6/2025, 9:45:54.000 AM",
            "2025-05-06",
            "2025-05-06 08:01:00 CEST",
            "2025-02-30 08:01",
            "21/21/2025 08:01",
            "4/21/2025 13:00 PM",
            "May 6, 2025 @ 08:01:00.000",
            "08:01",
            "17465184600",
            "",
        ] {
            assert_eq!(canonical(text, None), None, "{text}");
        }
        let ambiguous = "05/06/2025 08:01:00";
        assert!(is_numeric_date(ambiguous));
        assert_eq!(canonical(ambiguous, Some(DateOrder::Day)).as_deref(), Some("2025-06-05T08:01:00Z"));
        assert_eq!(canonical(ambiguous, Some(DateOrder::Month)).as_deref(), Some("2025-05-06T08:01:00Z"));
        assert_eq!(order_shown_by("21/04/2025, 09:45:54.000"), Some(DateOrder::Day));
        assert_eq!(order_shown_by("4/21/2025, 9:45:54.000 AM"), Some(DateOrder::Month));
    }
}
