//! The columns of the list of events: their order and widths, and what presses on their heads do.

use crate::model::{Field, Sort};

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnState {
    /// The field that the column shows.
    pub field: Field,
    /// Its width in CSS pixels.
    pub width_px: u32,
}

/// The allowed widths of a column, in pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 48..=1_200;

/// The width of a column that has just been added.
const NEW_WIDTH_PX: u32 = 180;

/// A press that moves less than this is a click.
const DRAG_PIXELS: f64 = 6.0;

/// The width of the signs before a row: that of `.grid__mark`.
const SIGNS_PIXELS: u32 = 52;

/// Returns the columns with one resized, within the allowed widths.
pub fn resized(columns: &[ColumnState], column: usize, width_px: f64) -> Vec<ColumnState> {
    let mut columns = columns.to_vec();
    if let Some(column) = columns.get_mut(column) {
        column.width_px = width_px.clamp(f64::from(*WIDTHS.start()), f64::from(*WIDTHS.end())) as u32;
    }
    columns
}

/// Returns the columns with one moved to another place.
pub fn moved(columns: &[ColumnState], from: usize, to: usize) -> Vec<ColumnState> {
    let mut columns = columns.to_vec();
    if from < columns.len() && to < columns.len() {
        let column = columns.remove(from);
        columns.insert(to, column);
    }
    columns
}

/// Returns the columns with a field appended or removed.
pub fn with_field(columns: &[ColumnState], field: Field, is_chosen: bool) -> Vec<ColumnState> {
    let mut columns = columns.to_vec();
    columns.retain(|column| column.field != field);
    if is_chosen {
        columns.push(ColumnState { field, width_px: NEW_WIDTH_PX });
    }
    columns
}

/// Returns the width in pixels that fits a column to its values; `longest` is the number of
/// characters of the longest one.
pub fn fitting_width(field: Field, longest: usize) -> f64 {
    const CHARACTER_PIXELS: f64 = 7.4;
    const AROUND_PIXELS: f64 = 22.0;
    // The head has an arrow beside its label.
    let label = field.spec().label.len() + 2;
    longest.max(label) as f64 * CHARACTER_PIXELS + AROUND_PIXELS
}

/// Returns the order after a click on a column. The column that is sorted by is reversed; any other
/// starts with the newest for times, and ascending otherwise.
pub fn sort_after_click(sort: Sort, field: Field) -> Sort {
    if sort.field == field {
        Sort { field, descending: !sort.descending }
    } else {
        Sort { field, descending: field == Field::EventTime }
    }
}

/// Returns the style of the grid, with the value of `grid-template-columns`: the last column takes
/// the remaining width.
pub fn grid_style(columns: &[ColumnState]) -> String {
    let mut template = format!("{SIGNS_PIXELS}px");
    for (place, ColumnState { width_px, .. }) in columns.iter().enumerate() {
        template += &if place + 1 == columns.len() {
            format!(" minmax({width_px}px, 1fr)")
        } else {
            format!(" {width_px}px")
        };
    }
    let width: u32 = columns.iter().map(|column| column.width_px).sum::<u32>() + SIGNS_PIXELS;
    format!("--grid-columns: {template}; --grid-width: {width}px")
}

/// A press on the head of a column, or on its edge, that has not ended. Positions are those of the
/// pointer, in pixels from the left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HeadPress {
    /// On the edge: resizes the column.
    Edge {
        /// The column.
        column: usize,
        /// Where the press began.
        from_x: f64,
        /// The width at that time.
        width_px: u32,
    },
    /// On the head: a click sorts, a drag moves the column.
    Head {
        /// The column.
        column: usize,
        /// Where the press began.
        from_x: f64,
        /// Whether it has become a drag.
        is_drag: bool,
    },
}

/// The effect of a press that has ended.
#[derive(Clone, Debug, PartialEq)]
pub enum HeadEffect {
    /// The columns changed.
    Columns(Vec<ColumnState>),
    /// The order changed.
    Sort(Sort),
}

impl HeadPress {
    /// Begins a press; `None` if there is no such column.
    pub fn begin(columns: &[ColumnState], column: usize, is_edge: bool, x: f64) -> Option<HeadPress> {
        let width_px = columns.get(column)?.width_px;
        Some(if is_edge {
            HeadPress::Edge { column, from_x: x, width_px }
        } else {
            HeadPress::Head { column, from_x: x, is_drag: false }
        })
    }

    /// Moves the pointer. Returns the columns to draw meanwhile, if the press resizes.
    pub fn pull(&mut self, columns: &[ColumnState], x: f64) -> Option<Vec<ColumnState>> {
        match self {
            HeadPress::Edge { column, from_x, width_px } => {
                Some(resized(columns, *column, f64::from(*width_px) + x - *from_x))
            }
            HeadPress::Head { from_x, is_drag, .. } => {
                *is_drag |= (x - *from_x).abs() >= DRAG_PIXELS;
                None
            }
        }
    }

    /// Whether the press moves the column.
    pub fn is_move(&self) -> bool {
        matches!(self, HeadPress::Head { is_drag: true, .. })
    }

    /// Ends the press with the pointer on the head of the column `over`, if any.
    pub fn end(
        mut self,
        columns: &[ColumnState],
        sort: Sort,
        x: f64,
        over: Option<usize>,
    ) -> Option<HeadEffect> {
        match self {
            HeadPress::Edge { .. } => self.pull(columns, x).map(HeadEffect::Columns),
            HeadPress::Head { column, is_drag: true, .. } => {
                let to = over.filter(|to| *to != column)?;
                Some(HeadEffect::Columns(moved(columns, column, to)))
            }
            HeadPress::Head { column, .. } => {
                Some(HeadEffect::Sort(sort_after_click(sort, columns.get(column)?.field)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<ColumnState> {
        [(Field::EventTime, 150), (Field::Who, 190), (Field::AwsRegion, 100)]
            .map(|(field, width_px)| ColumnState { field, width_px })
            .to_vec()
    }

    fn fields(columns: &[ColumnState]) -> Vec<Field> {
        columns.iter().map(|column| column.field).collect()
    }

    #[test]
    fn a_width_stays_within_its_limits() {
        let width = |to: f64| resized(&columns(), 1, to)[1].width_px;
        assert_eq!([width(-5.0), width(200.9), width(9_999.0)], [48, 200, 1_200]);
        assert_eq!(resized(&columns(), 7, 100.0), columns());
    }

    #[test]
    fn a_column_is_moved_appended_and_removed() {
        assert_eq!(fields(&moved(&columns(), 2, 0)), [Field::AwsRegion, Field::EventTime, Field::Who]);
        assert_eq!(moved(&columns(), 0, 3), columns());
        let without = with_field(&columns(), Field::Who, false);
        assert_eq!(fields(&without), [Field::EventTime, Field::AwsRegion]);
        assert_eq!(fields(&with_field(&without, Field::Who, true))[2], Field::Who);
    }

    #[test]
    fn a_click_reverses_and_another_column_starts_anew() {
        let by_time = sort_after_click(Sort { field: Field::Who, descending: true }, Field::EventTime);
        assert_eq!(by_time, Sort { field: Field::EventTime, descending: true });
        assert!(!sort_after_click(by_time, Field::EventTime).descending);
        assert!(!sort_after_click(by_time, Field::Who).descending);
    }

    #[test]
    fn the_last_column_takes_the_rest() {
        let style = "--grid-columns: 52px 150px 190px minmax(100px, 1fr); --grid-width: 492px";
        assert_eq!(grid_style(&columns()), style);
    }

    #[test]
    fn a_press_on_the_edge_resizes() {
        let mut press = HeadPress::begin(&columns(), 0, true, 100.0).unwrap();
        assert_eq!(press.pull(&columns(), 130.0).unwrap()[0].width_px, 180);
        let Some(HeadEffect::Columns(after)) = press.end(&columns(), Sort::default(), 90.0, None) else {
            panic!()
        };
        assert_eq!(after[0].width_px, 140);
    }

    #[test]
    fn a_short_press_sorts_and_a_drag_moves() {
        let sort = Sort { field: Field::EventTime, descending: true };
        let mut press = HeadPress::begin(&columns(), 1, false, 100.0).unwrap();
        assert_eq!(press.pull(&columns(), 105.0), None);
        let who = Sort { field: Field::Who, descending: false };
        assert_eq!(press.end(&columns(), sort, 105.0, Some(1)), Some(HeadEffect::Sort(who)));
        press.pull(&columns(), 94.0);
        assert!(press.is_move());
        let Some(HeadEffect::Columns(after)) = press.end(&columns(), sort, 94.0, Some(0)) else { panic!() };
        assert_eq!(fields(&after)[0], Field::Who);
        assert_eq!(press.end(&columns(), sort, 94.0, Some(1)), None);
    }

    #[test]
    fn a_fitted_column_shows_its_label() {
        assert_eq!(fitting_width(Field::EventTime, 100), 762.0);
        assert_eq!(fitting_width(Field::EventTime, 0), fitting_width(Field::EventTime, 3));
    }
}
