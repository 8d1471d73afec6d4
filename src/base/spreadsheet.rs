//! Cells that no spreadsheet interprets as a formula.
//!
//! A spreadsheet evaluates a cell that begins like a formula, and an attacker chooses user agents
//! and names. Such a cell gets a leading apostrophe, which spreadsheets interpret as "this is
//! text". [`original`] removes it, so that an export of Trailglass is read back unchanged.

use std::borrow::Cow;

/// Characters at the start of a formula, including those of old importers.
const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '|', '\t', '\r'];

/// Encodings of an equals sign, for cells that may be decoded again before they are opened; in
/// lower case.
const ENCODED_EQUALS: [&str; 8] = ["%3d", "&#61;", "&#x3d;", "&equals;", "\\u003d", "\\x3d", "=3d", "%253d"];

/// Returns the text as a cell that is never a formula.
pub fn harmless(text: &str) -> Cow<'_, str> {
    // Text that looks like the result of this function also gets an apostrophe; otherwise it could
    // not be told apart from a result.
    if is_risky(text.trim_start_matches('\'')) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Returns the text from which [`harmless`] made this cell.
pub fn original(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_risky(text.trim_start_matches('\'')) => text,
        _ => cell,
    }
}

fn is_risky(text: &str) -> bool {
    // A negative number is a number, not a formula.
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite) && !text.starts_with('+');
    // Some importers trim a cell first, and full-width signs count as well.
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
