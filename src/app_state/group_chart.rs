//! The chart of groups: what it is drawn from, and what it does not show.

use std::rc::Rc;

use super::group_form::grouping_title;
use crate::base::text;
use crate::base::time_display::TimeDisplay;
use crate::grouping::chart::{Bar, LabelFormat, Picture, Unit, bars, heat, lines, name_of};
use crate::grouping::{GroupCell, GroupForm, GroupTable, Grouping, Matrix, Measure, NumberStatistics};
use crate::handover::{self, Redact};
use crate::redaction::Redactor;

/// Maximum number of bars drawn; the table shows the rest.
const MOST_BARS: usize = 200;

/// Everything that a chart is drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartDrawing {
    /// The kind of chart.
    pub form: GroupForm,
    /// The grouping as counted.
    pub grouping: Rc<Grouping>,
    /// The groups.
    pub table: Rc<GroupTable>,
    /// The groups in rows and columns.
    pub matrix: Option<Rc<Matrix>>,
    /// The clock of its labels.
    pub times: TimeDisplay,
    /// In CSS pixels.
    pub width: u32,
    /// The unit of sums.
    pub unit: Unit,
}

impl ChartDrawing {
    /// Returns the chart.
    pub fn picture(&self) -> Picture {
        let ChartDrawing { form, grouping, table, matrix, times, width, unit } = self;
        // The unit applies to sums only: events and distinct values are counts.
        let unit = if grouping.measure() == Measure::Sum { *unit } else { Unit::Count };
        let writing = LabelFormat { clock: times.clock(), unit };
        // Leave room for a scroll bar.
        let wide = f64::from(width.saturating_sub(16).max(320));
        match (form, matrix, grouping.time_step) {
            (GroupForm::Lines, Some(matrix), Some(step)) => lines(matrix, step, wide, &writing),
            (GroupForm::Heat, Some(matrix), step) => heat(matrix, step, wide, &writing),
            (GroupForm::Bars, ..) => bars(&bars_of(grouping, table, &writing), wide, &writing),
            _ => Picture::default(),
        }
    }

    /// Returns the title of the chart.
    pub fn title(&self) -> String {
        grouping_title(&self.grouping)
    }

    /// Returns the drawing with pseudonyms.
    pub fn redacted(&self, by: &Redactor) -> ChartDrawing {
        let matrix = self.matrix.as_ref();
        ChartDrawing {
            grouping: Rc::new(self.grouping.redacted(by)),
            table: Rc::new(handover::table(&self.table, &self.grouping, by)),
            matrix: matrix.map(|matrix| Rc::new(handover::matrix(matrix, &self.grouping, by))),
            ..self.clone()
        }
    }

    /// Returns what the chart does not show; `None` if it shows everything.
    pub fn note(&self) -> Option<String> {
        let more = |number: u64, what: &str| Some(format!("{} more {what} not drawn", text::count(number)));
        let bars = self.table.rows.len();
        match (self.form, self.matrix.as_deref()) {
            (GroupForm::Bars, _) if bars > MOST_BARS => {
                more((bars - MOST_BARS) as u64, "groups are in the table and")
            }
            (GroupForm::Lines | GroupForm::Heat, Some(matrix)) if matrix.too_many_slices => Some(
                "There are too many slices of time to draw: choose a longer time step, or a shorter time."
                    .to_owned(),
            ),
            (GroupForm::Lines, Some(matrix)) if matrix.more_rows > 0 => more(matrix.more_rows, "lines are"),
            (GroupForm::Heat, Some(matrix)) => match (matrix.more_rows, matrix.more_columns) {
                (0, 0) => None,
                (rows, 0) => more(rows, "rows are"),
                (0, columns) => more(columns, "columns are"),
                (rows, columns) => more(rows, &format!("rows and {} more columns are", text::count(columns))),
            },
            _ => None,
        }
    }
}

/// Returns the height of a bar.
fn value(grouping: &Grouping, events: u64, distinct: Option<u64>, numbers: Option<&NumberStatistics>) -> f64 {
    match (grouping.measure(), distinct, numbers) {
        (Measure::Distinct, Some(distinct), _) => distinct as f64,
        (Measure::Sum, _, Some(numbers)) => numbers.sum.to_f64(),
        _ => events as f64,
    }
}

fn bars_of(grouping: &Grouping, table: &GroupTable, writing: &LabelFormat) -> Vec<Bar> {
    let rows = table.rows.iter().take(MOST_BARS).map(|row| Bar {
        name: name_of(row.values.iter().map(String::as_str)),
        time: grouping.time_step.map(|step| {
            let slice = row.slice_millis.map(|start| writing.clock.show_range(step.slice(start)));
            slice.unwrap_or_else(|| "no time".to_owned())
        }),
        value: value(grouping, row.count.events, row.distinct, row.numbers.as_ref()),
        cell: Some(GroupCell::of_row(grouping, row)),
    });
    let rest = table.rest.as_ref().map(|rest| Bar {
        name: text::counted(rest.groups, "more group", "more groups"),
        time: None,
        value: value(grouping, rest.count.events, rest.distinct, rest.numbers.as_ref()),
        cell: None,
    });
    rows.chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grouping::{GroupCount, GroupRow};

    fn drawing(form: GroupForm, rows: usize) -> ChartDrawing {
        let row = |place: usize| GroupRow {
            values: vec![format!("v{place}")],
            slice_millis: None,
            count: GroupCount { events: 1, ..GroupCount::default() },
            distinct: None,
            numbers: None,
        };
        let table = GroupTable {
            rows: (0..rows).map(row).collect(),
            groups: rows as u64,
            events: rows as u64,
            ..GroupTable::default()
        };
        ChartDrawing {
            form,
            grouping: Rc::new(Grouping { by: vec!["service".to_owned()], ..Grouping::default() }),
            table: Rc::new(table),
            matrix: None,
            times: TimeDisplay::default(),
            width: 800,
            unit: Unit::Count,
        }
    }

    #[test]
    fn bars_beyond_the_maximum_are_reported() {
        let all = drawing(GroupForm::Bars, 3);
        assert_eq!((all.note(), all.picture().cells.len()), (None, 3));
        let many = drawing(GroupForm::Bars, 1_300);
        assert_eq!(many.note().as_deref(), Some("1,100 more groups are in the table and not drawn"));
        assert_eq!(many.picture().cells.len(), MOST_BARS);
    }

    #[test]
    fn a_table_is_no_picture() {
        assert_eq!(drawing(GroupForm::Table, 3).picture(), Picture::default());
        assert_eq!(drawing(GroupForm::Table, 3).title(), "Events by service");
    }
}
