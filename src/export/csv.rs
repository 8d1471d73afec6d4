//! Comma-separated values that are safe to open in a spreadsheet.
//!
//! A spreadsheet runs a cell that begins like a formula, and an attacker
//! chooses user agents and names. Such a cell gets an apostrophe in front,
//! which spreadsheets take for "this is text".

use std::borrow::Cow;

/// What a formula, or an old importer's idea of one, begins with.
const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '|', '\t', '\r'];

/// How an equals sign is written where a cell may be decoded once more before
/// it is opened; in lower case.
const ENCODED_EQUALS: [&str; 8] = ["%3d", "&#61;", "&#x3d;", "&equals;", "\\u003d", "\\x3d", "=3d", "%253d"];

/// The text as a cell that is never a formula.
pub fn harmless(text: &str) -> Cow<'_, str> {
    // A negative number is a number, not a formula.
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite) && !text.starts_with('+');
    // Some importers trim a cell first, and a full-width sign counts as one.
    let start = text.trim_start_matches([' ', '\n', '\u{a0}', '\u{feff}']);
    let risky = start.starts_with(FORMULA_STARTS)
        || start.starts_with(['＝', '＋', '－', '＠', '｜'])
        || ENCODED_EQUALS.iter().any(|encoded| {
            start.get(..encoded.len()).is_some_and(|first| first.eq_ignore_ascii_case(encoded))
        });
    if risky && !is_number { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Appends one row to a CSV text (RFC 4180: lines end with CR LF).
pub fn push_row<Cell: AsRef<str>>(out: &mut String, cells: impl IntoIterator<Item = Cell>) {
    for (position, cell) in cells.into_iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        let cell = harmless(cell.as_ref());
        if cell.contains([',', '"', '\n', '\r', ';', '\t', '\'']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// A row for pasting into a spreadsheet: tabs between the cells, and nothing
/// in a cell that would begin another or a formula.
pub fn tabbed_row<Cell: AsRef<str>>(cells: impl IntoIterator<Item = Cell>) -> String {
    let cells = cells.into_iter().map(|cell| harmless(cell.as_ref()).replace(['\t', '\r', '\n'], " "));
    cells.collect::<Vec<_>>().join("\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> String {
        let mut out = String::new();
        push_row(&mut out, cells);
        out
    }

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
            "|calc",
            "%3D1+1",
            "&#61;1",
            "&#x3D;1",
            "\\u003d1",
            "&equals;1",
        ] {
            assert_eq!(harmless(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "alice", "-5", "-0.25", "a=b", "10.0.0.0/8", "2024-03-01"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn cells_keep_to_themselves() {
        assert_eq!(row(&["a", "b"]), "a,b\r\n");
        assert_eq!(
            row(&["a,b", "say \"no\"", "two\nlines"]),
            "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\"\r\n"
        );
        assert_eq!(row(&["=HYPERLINK(\"x\")"]), "\"'=HYPERLINK(\"\"x\"\")\"\r\n");
        assert_eq!(row(&["", ""]), ",\r\n");
    }

    #[test]
    fn rows_to_paste_stay_one_row() {
        assert_eq!(tabbed_row(["a\tb", "=1", "c\r\nd"]), "a b\t'=1\tc  d");
    }
}
