//! Answers of queries as the AWS CLI prints them: `get-query-results` of
//! CloudTrail Lake (rows of single pairs) and of Athena (rows of cells, the
//! names in the metadata or in the first row).

use super::columns::{CAST_IDENTITY, Columns, is_printed_structure};
use super::{Container, Head, Unwrapped, Walk};
use crate::intake::report::Status;
use crate::intake::{member_of, plain_text, scan};

pub(super) struct LakeResults;

impl Container for LakeResults {
    fn claims(&self, head: &Head<'_>) -> Option<&'static str> {
        (head.has("QueryResultRows") || head.has("QueryStatistics")).then_some("CloudTrail Lake results")
    }

    fn read(&self, _head: &Head<'_>, walk: &mut Walk<'_, '_>) -> Status {
        walk.take_objects_with(&["QueryResultRows"], &|walk| walk.take_wrapped(&lake_row))
    }
}

/// A row: `[{"eventName":"..."},{"eventSource":"..."}]`, all values text.
fn lake_row(row: &str, out: &mut Unwrapped<'_>) {
    let (mut names, mut cells) = (Vec::new(), Vec::new());
    elements(row, |pair| {
        if !pair.starts_with('{') {
            return;
        }
        // Damage would have been found when the whole row was scanned.
        let _ = scan::object(pair.as_bytes(), 0, |name, value| {
            names.push(String::from_utf8_lossy(name).into_owned());
            cells.push(plain_text(pair.get(value).unwrap_or_default()).into_owned());
        });
    });
    let columns = Columns::of(names.iter().map(String::as_str));
    table_row(columns.as_ref(), &cells, out);
}

pub(super) struct AthenaResults;

impl Container for AthenaResults {
    fn claims(&self, head: &Head<'_>) -> Option<&'static str> {
        head.has("ResultSet").then_some("Athena results")
    }

    fn read(&self, head: &Head<'_>, walk: &mut Walk<'_, '_>) -> Status {
        match names_in_first_row(head) {
            // Row by row, so that a cut keeps those before it.
            Some((names, columns)) => walk.take_objects_with(&["ResultSet", "Rows"], &|walk| {
                walk.take_wrapped(&|row, out| {
                    let cells = athena_cells(row);
                    if cells != names {
                        table_row(Some(&columns), &cells, out);
                    }
                })
            }),
            None => walk.take_values(&|walk| walk.take_wrapped(&athena_page)),
        }
    }
}

/// The names of the columns, if the first row of the first page has them, as
/// that of a query's first page does.
fn names_in_first_row(head: &Head<'_>) -> Option<(Vec<String>, Columns)> {
    let rows = memchr::memmem::find(head.bytes, b"\"Rows\"")?;
    let row = rows + memchr::memchr(b'{', &head.bytes[rows..])?;
    let end = scan::value(head.bytes, row).ok()?;
    let names = athena_cells(std::str::from_utf8(&head.bytes[row..end]).ok()?);
    let columns = Columns::of(names.iter().map(String::as_str))?;
    Some((names, columns))
}

/// `{"Data":[{"VarCharValue":"..."}]}`
fn athena_cells(row: &str) -> Vec<String> {
    let mut cells = Vec::new();
    elements(member_of(row, "Data").unwrap_or_default(), |cell| {
        cells.push(member_of(cell, "VarCharValue").map(plain_text).unwrap_or_default().into_owned());
    });
    cells
}

/// `{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"..."}]}],"ResultSetMetadata":...}}`
fn athena_page(page: &str, out: &mut Unwrapped<'_>) {
    let set = member_of(page, "ResultSet").unwrap_or_default();
    let mut rows: Vec<Vec<String>> = Vec::new();
    elements(member_of(set, "Rows").unwrap_or_default(), |row| rows.push(athena_cells(row)));
    let mut names = Vec::new();
    let metadata = member_of(set, "ResultSetMetadata").and_then(|metadata| member_of(metadata, "ColumnInfo"));
    elements(metadata.unwrap_or_default(), |column| {
        names.push(member_of(column, "Name").map(plain_text).unwrap_or_default().into_owned());
    });
    // Only the first page repeats the names as a row.
    let first = if names.is_empty() || rows.first() == Some(&names) { 1 } else { 0 };
    if names.is_empty() {
        names = rows.first().cloned().unwrap_or_default();
    }
    let columns = Columns::of(names.iter().map(String::as_str));
    for row in rows.iter().skip(first) {
        table_row(columns.as_ref(), row, out);
    }
}

fn table_row(columns: Option<&Columns>, cells: &[String], out: &mut Unwrapped<'_>) {
    let Some(event) = columns.and_then(|columns| columns.event(cells.iter().map(String::as_str))) else {
        return out.left_out(
            "a row without an event: neither eventJson nor eventName and eventSource are among its columns",
        );
    };
    out.event(&event);
    if is_printed_structure(&event) {
        out.note(CAST_IDENTITY);
    }
}

fn elements(array: &str, mut element: impl FnMut(&str)) {
    if array.starts_with('[') {
        // Damage would have been found when the whole value was scanned.
        let _ = scan::array(array.as_bytes(), 0, |span| element(array.get(span).unwrap_or_default()));
    }
}
