//! Redacts groupings, groups, and the tables that charts are drawn from.

use super::fields::redact_fields;
use crate::grouping::{GroupRow, GroupTable, Grouping, Heading, Matrix};
use crate::redaction::Redactor;

redact_fields! {
    Grouping {
        // A path into the record can contain a name.
        Sentence: by, distinct, number;
        Keep: time_step, sort, ascending, top;
    }
}

/// Redacts a table of groups that was counted by `grouping`.
pub fn table(table: &GroupTable, grouping: &Grouping, by: &Redactor) -> GroupTable {
    let mut redacted = table.clone();
    let GroupTable { rows, rest: _, groups: _, events: _, memberships: _, left_out: _, is_distinct_cut: _ } =
        &mut redacted;
    for GroupRow { values, slice_millis: _, count: _, distinct: _, numbers: _ } in rows {
        values.truncate(grouping.by.len());
        for (name, value) in grouping.by.iter().zip(values) {
            *value = by.redact_value(name, value);
        }
    }
    redacted
}

/// Redacts a matrix of groups that was counted by `grouping`.
pub fn matrix(matrix: &Matrix, grouping: &Grouping, by: &Redactor) -> Matrix {
    let mut redacted = matrix.clone();
    let Matrix { rows, columns, cells: _, more_rows: _, more_columns: _, too_many_slices: _ } = &mut redacted;
    for Heading { values, slice_millis: _ } in rows.iter_mut().chain(columns) {
        for (key, value) in values {
            let name = grouping.by.get(usize::from(*key)).map_or("", String::as_str);
            *value = by.redact_value(name, value);
        }
    }
    redacted
}
