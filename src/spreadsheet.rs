//! Cells that no spreadsheet takes for a formula.
//!
//! A spreadsheet runs a cell that begins like a formula, and an attacker
//! chooses user agents and names. Such a cell gets an apostrophe in front,
//! which spreadsheets take for "this is text". [`original`] takes it away
//! again, so that an export of Trailglass is read back as it was.

use std::borrow::Cow;

/// What a formula, or an old importer's idea of one, begins with.
const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '|', '\t', '\r'];

/// How an equals sign is written where a cell may be decoded once more before
/// it is opened; in lower case.
const ENCODED_EQUALS: [&str; 8] = ["%3d", "&#61;", "&#x3d;", "&equals;", "\\u003d", "\\x3d", "=3d", "%253d"];

/// The text as a cell that is never a formula.
pub fn harmless(text: &str) -> Cow<'_, str> {
    // Text that looks as if it had been made harmless gets an apostrophe, too:
    // otherwise nobody could tell it from text that was.
    if is_risky(text.trim_start_matches('\'')) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`harmless`] made this cell of.
pub fn original(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_risky(text.trim_start_matches('\'')) => text,
        _ => cell,
    }
}

fn is_risky(text: &str) -> bool {
    // A negative number is a number, not a formula.
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite) && !text.starts_with('+');
    // Some importers trim a cell first, and a full-width sign counts as one.
    let start = text.trim_start_matches([' ', '\n', '\u{a0}', '\u{feff}']);
    let is_formula = start.starts_with(FORMULA_STARTS)
        || start.starts_with(['＝', '＋', '－', '＠', '｜'])
        || ENCODED_EQUALS.iter().any(|encoded| {
            start.get(..encoded.len()).is_some_and(|first| first.eq_ignore_ascii_case(encoded))
        });
    is_formula && !is_number
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_become_text() {
        for text in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "\n=1",
            "＝1",
            "+1",
            "'=1",
            "|calc",
            "%3D1+1",
            "&#61;1",
            "&#x3D;1",
            "\\u003d1",
            "&equals;1",
        ] {
            assert_eq!(harmless(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "alice", "-5", "-0.25", "a=b", "10.0.0.0/8", "2024-03-01", "'alice", "'-5"] {
            assert_eq!(harmless(text), text);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['= +@\\-\\t\\r\\n＝a1.]{0,8}") {
            let cell = harmless(&text);
            prop_assert_eq!(original(&cell), &text);
        }
    }
}
