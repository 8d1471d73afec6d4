//! Comma-separated values that are safe to open in a spreadsheet.

pub use crate::base::spreadsheet::harmless;

/// The name of the last column in a table of events. It is not a field of the catalogue. With it,
/// reading an export together with its logs adds no events.
pub const EVENT_ID: &str = "eventID";

/// Appends one row to a CSV text (RFC 4180: rows end with CR LF).
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

/// Returns a row to paste into a spreadsheet: cells are separated by tabs, and no cell contains a
/// character that would start another cell or a formula.
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
