//! Formats times in CloudTrail's various forms, from seconds since 1970 UTC.

use super::writing::ascii;

/// The start of the trail, in seconds since 1970 UTC: 2025-03-11T06:00:00Z, a Tuesday.
pub(super) const START: i64 = 1_741_672_800;
/// Length of a slot in seconds, which is also the interval at which log files are delivered.
pub(super) const SLOT: i64 = 300;
const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";

/// `2025-03-11T09:41:22Z`, as in records and digests.
pub(super) const ISO: &str = "%Y-%m-%dT%H:%M:%SZ";
/// `2025/03/11`, as in object keys.
pub(super) const FOLDERS: &str = "%Y/%m/%d";
/// `20250311T0945Z`, as in the names of log files.
pub(super) const MINUTE: &str = "%Y%m%dT%H%MZ";
/// `20250311T094122Z`, as in the names of digests.
pub(super) const SECOND: &str = "%Y%m%dT%H%M%SZ";
/// `Mar 11, 2025 9:41:22 AM`, as in IAM's dates.
pub(super) const IAM_DATE: &str = "%b %e, %Y %I:%M:%S %p";
/// `Mar 11, 2025, 9:41:22 AM`, as in the expiry of credentials.
pub(super) const EXPIRY: &str = "%b %e, %Y, %I:%M:%S %p";

/// Appends a number in decimal, with at least `width` digits.
#[inline(never)]
pub(super) fn decimal(out: &mut String, number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut rest = number;
    let mut start = digits.len();
    while rest > 0 || digits.len() - start < width.max(1) {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    ascii(out, &digits[start..]);
}

/// Appends a time in a pattern like those of `strftime`.
#[inline(never)]
pub(super) fn stamp(out: &mut String, seconds: i64, pattern: &str) {
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let clock = seconds.rem_euclid(86_400) as u64;
    let hour = clock / 3600;
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('Y') => decimal(out, year, 4),
            Some('m') => decimal(out, month, 2),
            Some('d') => decimal(out, day, 2),
            Some('e') => decimal(out, day, 1),
            Some('b') => {
                let at = (month as usize - 1) * 3;
                out.push_str(&MONTHS[at..at + 3]);
            }
            Some('H') => decimal(out, hour, 2),
            Some('I') => decimal(out, (hour + 11) % 12 + 1, 1),
            Some('p') => out.push_str(if hour < 12 { "AM" } else { "PM" }),
            Some('M') => decimal(out, clock / 60 % 60, 2),
            Some('S') => decimal(out, clock % 60, 2),
            _ => {}
        }
    }
}

/// Returns year, month and day of a day counted from 1970-01-01, which must not be negative (Howard
/// Hinnant's algorithm, without its negative years).
fn civil(days: i64) -> (u64, u64, u64) {
    let shifted = days.max(0) as u64 + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_they_should() {
        let written = |seconds, pattern| {
            let mut out = String::new();
            stamp(&mut out, seconds, pattern);
            out
        };
        assert_eq!(written(1_741_686_082, ISO), "2025-03-11T09:41:22Z");
        assert_eq!(written(1_741_686_082, IAM_DATE), "Mar 11, 2025 9:41:22 AM");
        assert_eq!(written(1_709_164_800, EXPIRY), "Feb 29, 2024, 12:00:00 AM");
        assert_eq!(written(1_735_689_599, EXPIRY), "Dec 31, 2024, 11:59:59 PM");
        assert_eq!(written(1_735_734_601, SECOND), "20250101T123001Z");
        assert_eq!(written(0, FOLDERS), "1970/01/01");
    }
}
