//! Redacts groupings, groups, and the tables that charts are drawn from.

use super::Redact;
use crate::grouping::{GroupRow, GroupTable, Grouping, Heading, Matrix};
use crate::redaction::Redactor;

impl Redact for Grouping {
    /// Redacts the paths, because a path into the record can contain a name.
    fn redacted(&self, by: &Redactor) -> Grouping {
        let Grouping { by: keys, time_step, distinct, number, sort, ascending, top } = self;
        let path = |path: &String| by.redact_text(path);
        Grouping {
            by: keys.iter().map(path).collect(),
            time_step: *time_step,
            distinct: distinct.as_ref().map(path),
            number: number.as_ref().map(path),
            sort: *sort,
            ascending: *ascending,
            top: *top,
        }
    }
}

/// Redacts a table of groups that was counted by `grouping`.
pub fn table(table: &GroupTable, grouping: &Grouping, by: &Redactor) -> GroupTable {
    let GroupTable { rows, rest, groups, events, memberships, left_out, is_distinct_cut } = table;
    let row = |row: &GroupRow| {
        let GroupRow { values, slice_millis, count, distinct, numbers } = row;
        let values = grouping.by.iter().zip(values);
        GroupRow {
            values: values.map(|(name, value)| by.redact_value(name, value)).collect(),
            slice_millis: *slice_millis,
            count: *count,
            distinct: *distinct,
            numbers: *numbers,
        }
    };
    GroupTable {
        rows: rows.iter().map(row).collect(),
        rest: rest.clone(),
        groups: *groups,
        events: *events,
        memberships: *memberships,
        left_out: *left_out,
        is_distinct_cut: *is_distinct_cut,
    }
}

/// Redacts a matrix of groups that was counted by `grouping`.
pub fn matrix(matrix: &Matrix, grouping: &Grouping, by: &Redactor) -> Matrix {
    let Matrix { rows, columns, cells, more_rows, more_columns, too_many_slices } = matrix;
    let headings =
        |headings: &[Heading]| headings.iter().map(|each| heading(each, grouping, by)).collect::<Vec<_>>();
    Matrix {
        rows: headings(rows),
        columns: headings(columns),
        cells: cells.clone(),
        more_rows: *more_rows,
        more_columns: *more_columns,
        too_many_slices: *too_many_slices,
    }
}

/// Redacts the heading of a row or column.
fn heading(heading: &Heading, grouping: &Grouping, by: &Redactor) -> Heading {
    let Heading { values, slice_millis } = heading;
    let value = |(key, value): &(u8, String)| {
        let name = grouping.by.get(usize::from(*key)).map_or("", String::as_str);
        (*key, by.redact_value(name, value))
    };
    Heading { values: values.iter().map(value).collect(), slice_millis: *slice_millis }
}
