//! Exact decimal numbers, whose sum does not depend on their order.

use std::fmt::{Display, Formatter, Result};

use serde::{Deserialize, Serialize};

/// Number of decimal places that are kept.
const PLACES: u32 = 9;
const ONE: i128 = 10_i128.pow(PLACES);
/// The largest magnitude that is read: 10^19 bytes are ten exabytes, and nothing in a log counts
/// more. The sum of 10^9 such numbers still fits.
const MOST: f64 = 1e19;

/// An exact number with nine decimal places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Decimal(i128);

impl Decimal {
    /// Parses a number in JSON syntax, or a text that contains one and nothing else. Returns `None`
    /// for anything else, and beyond 10^19.
    pub fn parse(text: &str) -> Option<Decimal> {
        let text = text.trim_ascii();
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if are_digits(whole) && are_digits(fraction) && whole.len() <= 19 && fraction.len() <= PLACES as usize
        {
            let number = |part: &str| if part.is_empty() { Some(0) } else { part.parse::<i128>().ok() };
            let scale = 10_i128.pow(PLACES - fraction.len() as u32);
            let value = number(whole)? * ONE + number(fraction)? * scale;
            return Some(Decimal(if negative { -value } else { value }));
        }
        // An exponent, or more places than are kept. Words for infinity have no digits.
        let number: f64 = text.parse().ok()?;
        (number.abs() <= MOST).then(|| Decimal((number * ONE as f64).round() as i128))
    }

    /// Returns the sum of both numbers.
    #[must_use]
    pub fn plus(self, other: Decimal) -> Decimal {
        Decimal(self.0.saturating_add(other.0))
    }

    /// Returns the nearest `f64`.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / ONE as f64
    }

    /// Returns the bits for the transfer between workers.
    pub(super) fn to_bits(self) -> u128 {
        self.0 as u128
    }

    pub(super) fn from_bits(bits: u128) -> Decimal {
        Decimal(bits as i128)
    }
}

impl Display for Decimal {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (whole, fraction) = (self.0.unsigned_abs() / ONE as u128, self.0.unsigned_abs() % ONE as u128);
        if self.0 < 0 {
            f.write_str("-")?;
        }
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        write!(f, "{whole}.{}", format!("{fraction:09}").trim_end_matches('0'))
    }
}

impl From<Decimal> for String {
    fn from(number: Decimal) -> String {
        number.to_string()
    }
}

impl TryFrom<String> for Decimal {
    type Error = &'static str;

    fn try_from(text: String) -> std::result::Result<Decimal, Self::Error> {
        // A sum can have more digits than [`Decimal::parse`] accepts.
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let wrong = "no decimal number";
        let magnitude = whole.trim_start_matches('-').parse::<i128>().map_err(|_| wrong)?;
        let places = format!("{fraction:0<9}").get(..9).and_then(|places| places.parse::<i128>().ok());
        let value = magnitude.checked_mul(ONE).ok_or(wrong)? + places.ok_or(wrong)?;
        Ok(Decimal(if whole.starts_with('-') { -value } else { value }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_as_json_writes_them() {
        for (text, expected) in [
            ("0", "0"),
            ("1234", "1234"),
            ("-5", "-5"),
            ("1234.0", "1234"),
            (" 12.5 ", "12.5"),
            ("0.000000001", "0.000000001"),
            ("-0.25", "-0.25"),
            ("1.5e3", "1500"),
            ("1E-3", "0.001"),
            ("9999999999999999999", "9999999999999999999"),
        ] {
            assert_eq!(
                Decimal::parse(text).map(|number| number.to_string()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        for text in
            ["", "-", ".", "abc", "12 kB", "NaN", "inf", "1e400", "1e20", "0x10", "--1", "1.2.3", "true"]
        {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn sums_do_not_depend_on_the_order(numbers in proptest::collection::vec(-1e15..1e15_f64, 1..40)) {
            let read: Vec<Decimal> = numbers.iter().filter_map(|number| Decimal::parse(&number.to_string())).collect();
            prop_assert_eq!(read.len(), numbers.len());
            let forth = read.iter().fold(Decimal::default(), |sum, number| sum.plus(*number));
            let back = read.iter().rev().fold(Decimal::default(), |sum, number| sum.plus(*number));
            prop_assert_eq!(forth, back);
            prop_assert_eq!(Decimal::from_bits(forth.to_bits()), forth);
            prop_assert_eq!(serde_json::from_str::<Decimal>(&serde_json::to_string(&forth).unwrap()).unwrap(), forth);
        }
    }
}
