//! Formatting of numbers and words for the page.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::net::IpAddr;

/// Parses an IP address; `None` for other texts.
pub fn address(text: &str) -> Option<IpAddr> {
    // Most values are not addresses, which the first byte shows.
    let may_be = text.starts_with(|first: char| first.is_ascii_hexdigit() || first == ':');
    if may_be { text.parse().ok() } else { None }
}

/// Returns the reason of a JSON error, without the line and the column, which the error has
/// separately.
pub fn json_reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason).to_owned()
}

/// Compares values for a sorted column: empty values first, then addresses by number (IPv4 before
/// IPv6), then all others ignoring ASCII case. Different values are never equal.
pub fn in_reading_order(one: &str, other: &str) -> Ordering {
    let rank = |text: &str, address: Option<IpAddr>| match (text.is_empty(), address) {
        (true, _) => 0,
        (false, Some(_)) => 1,
        (false, None) => 2,
    };
    let (first, second) = (address(one), address(other));
    rank(one, first)
        .cmp(&rank(other, second))
        .then_with(|| first.cmp(&second))
        .then_with(|| {
            let lower = |byte: u8| byte.to_ascii_lowercase();
            one.bytes().map(lower).cmp(other.bytes().map(lower))
        })
        .then_with(|| one.cmp(other))
}

/// Formats a count with thousands separators.
///
/// # Examples
///
/// ```
/// assert_eq!(trailglass::base::text::count(1_234_567), "1,234,567");
/// ```
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Formats a count and its noun: `1 event`, `1,234 events`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// Returns the share of `done` in `total`, in whole percent from 0 to 100; 0 of nothing.
pub fn percent(done: u64, total: u64) -> u64 {
    (u128::from(done) * 100).checked_div(u128::from(total)).unwrap_or(0).min(100) as u64
}

/// Formats how much of a whole is done: `12 of 1,234 events`.
pub fn done_of(done: u64, total: u64, one: &str, many: &str) -> String {
    format!("{} of {}", count(done), counted(total, one, many))
}

/// Shortens a text to `most` characters by removing its middle.
pub fn without_middle(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most / 2).collect();
    let tail: String = text.chars().skip(length - (most - most / 2 - 1)).collect();
    format!("{head}…{tail}")
}

/// Formats a size in bytes with three significant digits, in units of a thousand as file managers
/// do: `1.23 MB`.
pub fn bytes(number: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if number < 1000 {
        return format!("{number} B");
    }
    let mut value = number as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let decimals = match value {
        ..9.995 => 2,
        ..99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$} {}", UNITS[unit])
}

/// Formats a share in percent; never `0%` for a nonzero part nor `100%` for less than the whole.
pub fn share(part: u64, whole: u64) -> String {
    if part == 0 || whole == 0 {
        return "0%".into();
    }
    let percent = part as f64 * 100.0 / whole as f64;
    if percent < 0.1 {
        "<0.1%".into()
    } else if part < whole && percent > 99.9 {
        ">99.9%".into()
    } else if percent < 10.0 {
        format!("{percent:.1}%")
    } else {
        format!("{percent:.0}%")
    }
}

/// Formats a duration in its one or two largest units.
///
/// # Examples
///
/// ```
/// use trailglass::base::text::duration;
///
/// assert_eq!(duration(300_000), "5 min");
/// assert_eq!(duration(30 * 3_600_000), "1 d 6 h");
/// ```
pub fn duration(millis: i64) -> String {
    const UNITS: [(i64, &str); 5] =
        [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s"), (1, "ms")];
    let mut rest = millis.max(0);
    let mut text = String::new();
    let mut parts = 0;
    for (length, unit) in UNITS {
        let number = rest / length;
        if number > 0 && parts < 2 {
            let _ = write!(text, "{}{number} {unit}", if parts > 0 { " " } else { "" });
            rest %= length;
            parts += 1;
        } else if parts > 0 {
            break;
        }
    }
    if text.is_empty() { "0 s".into() } else { text }
}

/// Splits a text in two, so that a style sheet can shorten the first part and keep the second: the
/// ends of an ARN or a path are more informative than its middle. Short texts are not split.
pub fn cut_for_elision(text: &str) -> (&str, &str) {
    const SHORT: usize = 16;
    const TAIL: usize = 8;
    if text.len() <= SHORT {
        return (text, "");
    }
    let cut = text.char_indices().rev().nth(TAIL - 1).map_or(text.len(), |(at, _)| at);
    text.split_at(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_sorted_as_they_are_read() {
        let mut values =
            ["bob", "Alice", "10.0.0.9", "", "10.0.0.10", "2001:db8::10", "2001:db8::9", "alice", "9.9.9.9"];
        values.sort_by(|one, other| in_reading_order(one, other));
        assert_eq!(
            values,
            ["", "9.9.9.9", "10.0.0.9", "10.0.0.10", "2001:db8::9", "2001:db8::10", "Alice", "alice", "bob"]
        );
    }

    #[test]
    fn thousands_are_set_off() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (56_789, "56,789"), (1_234_567, "1,234,567")]
        {
            assert_eq!(count(number), text);
        }
        assert_eq!(counted(1, "event", "events"), "1 event");
        assert_eq!(counted(0, "event", "events"), "0 events");
    }

    #[test]
    fn sizes_have_three_digits() {
        for (number, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.00 kB"),
            (9_994, "9.99 kB"),
            (9_996, "10.0 kB"),
            (99_960, "100 kB"),
            (999_499, "999 kB"),
            (999_500, "1.00 MB"),
            (1_234_567_890, "1.23 GB"),
            (u64::MAX, "18447 PB"),
        ] {
            assert_eq!(bytes(number), text, "{number}");
        }
    }

    #[test]
    fn a_share_never_says_none_or_all_where_it_is_not() {
        for (part, whole, text) in [
            (0, 10, "0%"),
            (0, 0, "0%"),
            (1, 1_000_000, "<0.1%"),
            (999_999, 1_000_000, ">99.9%"),
            (10, 10, "100%"),
            (1, 16, "6.2%"),
            (1, 2, "50%"),
        ] {
            assert_eq!(share(part, whole), text, "{part} of {whole}");
        }
    }

    #[test]
    fn a_length_of_time_has_its_two_largest_units() {
        for (millis, text) in [
            (0, "0 s"),
            (-5, "0 s"),
            (250, "250 ms"),
            (5_000, "5 s"),
            (300_000, "5 min"),
            (5_400_000, "1 h 30 min"),
            (108_000_000, "1 d 6 h"),
            (86_400_000 + 60_000, "1 d"),
            (86_400_000 * 7, "7 d"),
        ] {
            assert_eq!(duration(millis), text);
        }
    }

    #[test]
    fn a_text_is_cut_between_letters() {
        assert_eq!(cut_for_elision("short"), ("short", ""));
        assert_eq!(
            cut_for_elision("arn:aws:iam::123456789012:role/deploy"),
            ("arn:aws:iam::123456789012:rol", "e/deploy")
        );
        let (head, tail) = cut_for_elision("ééééééééééééééééé");
        assert_eq!((head.chars().count(), tail.chars().count()), (9, 8));
    }
}
