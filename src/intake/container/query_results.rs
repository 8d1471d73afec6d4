//! Query results as the AWS CLI prints them: `get-query-results` of CloudTrail Lake (rows of single
//! pairs) and of Athena (rows of cells, the names in the metadata or in the first row).

use std::cell::RefCell;

use super::{Container, ContainerWalk, TextHead, Unwrapped};
use crate::base::json::{member_of, plain_text, scan};
use crate::intake::report::Status;
use crate::intake::table::{EventTable, Refusal, respell};

pub(super) struct LakeResults;

impl Container for LakeResults {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        (head.has("QueryResultRows") || head.has("QueryStatistics")).then_some("CloudTrail Lake results")
    }

    fn read(&self, _head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        let tables = Tables::default();
        let status = walk.take_objects_with(&["QueryResultRows"], &|walk| {
            walk.take_wrapped(&|row, out| lake_row(row, &tables, out))
        });
        tables.note(walk);
        status
    }
}

/// Takes the event of a row: `[{"eventName":"..."},{"eventSource":"..."}]`, all values text.
fn lake_row(row: &str, tables: &Tables, out: &mut Unwrapped<'_>) {
    let (mut names, mut cells) = (Vec::new(), Vec::new());
    elements(row, |pair| {
        if !pair.starts_with('{') {
            return;
        }
        // Errors would have been found when the whole row was scanned.
        let _ = scan::object(pair.as_bytes(), 0, |name, value| {
            names.push(String::from_utf8_lossy(name).into_owned());
            cells.push(plain_text(pair.get(value).unwrap_or_default()).into_owned());
        });
    });
    tables.row(&names, &cells, out);
}

pub(super) struct AthenaResults;

impl Container for AthenaResults {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        head.has("ResultSet").then_some("Athena results")
    }

    fn read(&self, head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        let tables = Tables::default();
        let status = match names_in_first_row(head) {
            // Row by row, so that a truncation keeps the rows before it.
            Some(names) => walk.take_objects_with(&["ResultSet", "Rows"], &|walk| {
                walk.take_wrapped(&|row, out| {
                    let cells = athena_cells(row);
                    if cells != names {
                        tables.row(&names, &cells, out);
                    }
                })
            }),
            None => walk.take_values(&|walk| walk.take_wrapped(&|page, out| athena_page(page, &tables, out))),
        };
        tables.note(walk);
        status
    }
}

/// Returns the names of the columns if they are the first row of the first page, as in the first
/// page of a query.
fn names_in_first_row(head: &TextHead<'_>) -> Option<Vec<String>> {
    let rows = memchr::memmem::find(head.bytes, b"\"Rows\"")?;
    let row = rows + memchr::memchr(b'{', &head.bytes[rows..])?;
    let end = scan::value(head.bytes, row).ok()?;
    let names = athena_cells(std::str::from_utf8(&head.bytes[row..end]).ok()?);
    table_of(&names).is_ok().then_some(names)
}

/// Returns the cells of `{"Data":[{"VarCharValue":"..."}]}`.
fn athena_cells(row: &str) -> Vec<String> {
    let mut cells = Vec::new();
    elements(member_of(row, "Data").unwrap_or_default(), |cell| {
        cells.push(member_of(cell, "VarCharValue").map(plain_text).unwrap_or_default().into_owned());
    });
    cells
}

/// Takes the events of
/// `{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"..."}]}],"ResultSetMetadata":...}}`.
fn athena_page(page: &str, tables: &Tables, out: &mut Unwrapped<'_>) {
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
    for row in rows.iter().skip(first) {
        tables.row(&names, row, out);
    }
}

/// The tables of a file: every row of Lake's results repeats the names.
#[derive(Default)]
struct Tables(RefCell<Vec<NamedTable>>);

/// The column names of a table, and the table.
type NamedTable = (Vec<String>, Result<EventTable, Refusal>);

/// Maximum number of tables, one for each set of column names, that are kept at a time; rows with
/// further sets get a table each.
const MOST_TABLES: usize = 16;

impl Tables {
    fn row(&self, names: &[String], cells: &[String], out: &mut Unwrapped<'_>) {
        let mut tables = self.0.borrow_mut();
        let place = tables.iter().position(|(known, _)| known == names).unwrap_or_else(|| {
            if tables.len() == MOST_TABLES {
                tables.pop();
            }
            tables.push((names.to_vec(), table_of(names)));
            tables.len() - 1
        });
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        match tables.get_mut(place).map(|(_, table)| table) {
            Some(Ok(table)) => match table.event(&cells) {
                Some(event) => {
                    if !table.has_whole_events() {
                        out.note(respell::NOTE);
                    }
                    out.event(&event);
                }
                None => out.left_out("a row without an event; it was left out"),
            },
            Some(Err(Refusal::Lacking(why))) => out.left_out(why),
            Some(Err(Refusal::OfSomethingElse)) | None => out.left_out(
                "a row without an event: neither eventJson nor eventName and eventSource are among its columns",
            ),
        }
    }

    /// Reports the limitations of the tables.
    fn note(&self, walk: &mut ContainerWalk<'_, '_>) {
        for (_, table) in self.0.borrow().iter() {
            table.iter().flat_map(EventTable::notes).for_each(|note| walk.account.note(&note));
        }
    }
}

fn table_of(names: &[String]) -> Result<EventTable, Refusal> {
    EventTable::of(&names.iter().map(String::as_str).collect::<Vec<_>>(), false)
}

fn elements(array: &str, mut element: impl FnMut(&str)) {
    if array.starts_with('[') {
        // Errors would have been found when the whole value was scanned.
        let _ = scan::array(array.as_bytes(), 0, |span| element(array.get(span).unwrap_or_default()));
    }
}
