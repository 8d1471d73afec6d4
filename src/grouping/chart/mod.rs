//! Charts of groups: bars, lines over time, and heat maps.
//!
//! ```text
//! rows of a table, a matrix -> marks in a picture           bars, lines, heat
//!   with their axes                                         axis
//!   -> a self-contained SVG file                            svg
//! ```
//!
//! The page draws the same marks itself, in the colours of its theme and with clickable areas; a
//! file must be self-contained.

mod axis;
mod bars;
mod heat;
mod lines;
mod svg;

pub use bars::{Bar, bars};
pub use heat::heat;
pub use lines::lines;
pub use svg::{TITLE_HEIGHT, opacity, points_text, slant, svg};

use super::GroupCell;
use crate::base::clock::Clock;
use crate::base::text::without_middle;

/// A picture: its marks in drawing order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// The width in pixels.
    pub width: f64,
    /// The height in pixels.
    pub height: f64,
    /// The marks.
    pub marks: Vec<ChartMark>,
    /// The cells that marks refer to.
    pub cells: Vec<GroupCell>,
}

/// A mark of a chart: a shape with its colour and tooltip.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartMark {
    /// The shape and its position.
    pub shape: ChartShape,
    /// The role of the mark, which determines its colour.
    pub paint: Paint,
    /// The index of the mark's cell in the picture; `None` if it has none.
    pub cell: Option<u32>,
    /// The tooltip; empty if there is none.
    pub title: String,
}

/// The shape of a mark, in pixels from the left and the top.
#[derive(Clone, Debug, PartialEq)]
pub enum ChartShape {
    /// A rectangle.
    Box {
        /// The left edge.
        x: f64,
        /// The upper edge.
        y: f64,
        /// The width.
        width: f64,
        /// The height.
        height: f64,
    },
    /// Straight lines from point to point.
    Line(Vec<(f64, f64)>),
    /// A round point.
    Dot {
        /// The x coordinate of the centre.
        x: f64,
        /// The y coordinate of the centre.
        y: f64,
    },
    /// A text on one line.
    Text {
        /// The x coordinate of the anchor.
        x: f64,
        /// The y coordinate of the baseline.
        y: f64,
        /// The part of the text that is at `x`.
        anchor: Anchor,
        /// Whether the text rises to the right, by [`SLANT_DEGREES`].
        is_slanted: bool,
        /// The text itself.
        text: String,
    },
}

/// The part of a text that is at its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// The role of a mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Paint {
    /// A bar.
    Bar,
    /// A line of a chart, by its number; lines also differ in their dashes.
    Series(u8),
    /// A heat map cell, from 0 (nothing) to 1 (the maximum).
    Heat(f64),
    /// An axis or a grid line.
    Axis,
    /// A name.
    Label,
    /// A number, or a remark on the picture.
    Note,
    /// An invisible, clickable area.
    Target,
}

/// Maximum number of distinguishable lines in one picture.
pub const MOST_SERIES: usize = 8;

/// The unit in which numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A plain number.
    Count,
    /// Bytes; used if the path of the numbers is one of bytes.
    Bytes,
}

/// How the labels of a chart are written.
#[derive(Clone, Copy, Debug)]
pub struct LabelFormat {
    /// The clock that times are shown in.
    pub clock: Clock,
    /// The unit of numbers.
    pub unit: Unit,
}

impl LabelFormat {
    /// Returns a number for display.
    pub fn number(&self, number: f64) -> String {
        match self.unit {
            Unit::Bytes if number.abs() >= 1.0 => crate::base::text::bytes(number.abs() as u64),
            _ if number.fract() == 0.0 && number.abs() < 1e15 => {
                let sign = if number < 0.0 { "-" } else { "" };
                format!("{sign}{}", crate::base::text::count(number.abs() as u64))
            }
            _ => format!("{number:.2}"),
        }
    }
}

impl Picture {
    fn new(width: f64, height: f64) -> Picture {
        Picture { width, height, ..Picture::default() }
    }

    fn put(&mut self, shape: ChartShape, paint: Paint) {
        self.marks.push(ChartMark { shape, paint, cell: None, title: String::new() });
    }

    fn put_cell(&mut self, shape: ChartShape, paint: Paint, cell: GroupCell, title: String) {
        let number = self.cells.len() as u32;
        self.cells.push(cell);
        self.marks.push(ChartMark { shape, paint, cell: Some(number), title });
    }

    fn write(&mut self, (x, y): (f64, f64), anchor: Anchor, paint: Paint, text: String) {
        self.put(ChartShape::Text { x, y, anchor, is_slanted: false, text }, paint);
    }

    /// Writes a text that is slanted upwards from its start.
    fn write_slanted(&mut self, (x, y): (f64, f64), paint: Paint, text: String) {
        self.put(ChartShape::Text { x, y, anchor: Anchor::Start, is_slanted: true, text }, paint);
    }
}

/// Counterclockwise rotation of slanted text, in degrees.
pub const SLANT_DEGREES: f64 = 35.0;

/// Approximate width of a letter of a label in pixels.
const LETTER: f64 = 7.1;

/// Returns a text shortened to a width. The middle is left out, because names differ at their ends.
fn fitting(text: &str, width: f64) -> String {
    without_middle(text, (width / LETTER).max(4.0) as usize)
}

/// Returns the approximate width of a text in pixels.
fn width_of(text: &str) -> f64 {
    text.chars().count() as f64 * LETTER
}

/// The text shown for a missing value.
pub const NO_VALUE: &str = "(none)";

/// Returns several values as one name.
pub fn name_of<'v>(values: impl IntoIterator<Item = &'v str>) -> String {
    let shown = values.into_iter().map(|value| if value.is_empty() { NO_VALUE } else { value });
    shown.collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grouping::{Heading, Matrix, Slice, TimeStep};
    use proptest::prelude::*;

    const UTC: LabelFormat = LabelFormat { clock: Clock::UTC, unit: Unit::Count };

    fn matrix(names: &[&str], slices: usize) -> Matrix {
        let day =
            |number: usize| Heading { slice_millis: Some(number as i64 * 86_400_000), ..Heading::default() };
        Matrix {
            rows: names
                .iter()
                .map(|name| Heading { values: vec![(0, (*name).to_owned())], slice_millis: None })
                .collect(),
            columns: (0..slices).map(day).collect(),
            cells: names
                .iter()
                .map(|name| (0..slices).map(|slice| (name.len() * slice) as f64).collect())
                .collect(),
            ..Matrix::default()
        }
    }

    #[test]
    fn every_bar_stands_for_its_group_and_the_rest_has_none() {
        let cell = GroupCell { values: vec![(0, "alice".to_owned())], slice: Slice::Any };
        let picture = bars(
            &[
                Bar { name: "alice".to_owned(), time: None, value: 40.0, cell: Some(cell.clone()) },
                Bar { name: "bob".to_owned(), time: None, value: 10.0, cell: Some(GroupCell::default()) },
                Bar { name: "the rest".to_owned(), time: None, value: 4_000.0, cell: None },
            ],
            800.0,
            &UTC,
        );
        assert_eq!(picture.cells, [cell, GroupCell::default()]);
        // The bars are scaled to the shown groups, however many are left out.
        let widths: Vec<f64> = picture
            .marks
            .iter()
            .filter(|mark| mark.paint == Paint::Bar)
            .filter_map(
                |mark| if let ChartShape::Box { width, .. } = mark.shape { Some(width) } else { None },
            )
            .collect();
        assert!(
            matches!(widths.as_slice(), [long, short] if *long == short * 4.0 && *long > 200.0),
            "{widths:?}"
        );
    }

    #[test]
    fn lines_have_a_place_for_every_slice_and_line() {
        let picture = lines(&matrix(&["alice", "bob"], 5), TimeStep::Day, 900.0, &UTC);
        assert_eq!(picture.cells.len(), 7);
        let series = |mark: &&ChartMark| matches!((&mark.shape, mark.paint), (ChartShape::Line(points), Paint::Series(_)) if points.len() == 5);
        assert_eq!(picture.marks.iter().filter(series).count(), 2);
        assert_eq!(lines(&Matrix::default(), TimeStep::Day, 900.0, &UTC).cells, []);
    }

    #[test]
    fn the_strongest_cell_has_the_most() {
        let picture = heat(&matrix(&["alice"], 3), Some(TimeStep::Day), 900.0, &UTC);
        let strengths: Vec<f64> = picture
            .marks
            .iter()
            .filter_map(|mark| if let Paint::Heat(strength) = mark.paint { Some(strength) } else { None })
            .collect();
        assert_eq!(strengths.len(), 2, "nothing is drawn where there is nothing");
        assert_eq!(strengths.last(), Some(&1.0));
        assert!(picture.marks.iter().any(|mark| mark.title == "alice · 1970-01-03: 10"));
    }

    proptest! {
        #[test]
        fn a_file_is_well_formed_whatever_names_hold(name in any::<String>(), other in "[<>&\"'\\]\\[!-]{0,20}", width in 10.0..3000.0_f64) {
            let matrix = matrix(&[&name, &other], 4);
            for picture in [
                lines(&matrix, TimeStep::Day, width, &UTC),
                heat(&matrix, Some(TimeStep::Day), width, &UTC),
                bars(&[Bar { name: name.clone(), time: None, value: 1.0, cell: Some(GroupCell::default()) }], width, &UTC),
            ] {
                let file = svg(&picture, &other);
                // No text opens or closes an element: only the marks' own elements exist.
                for part in file.split('<').skip(1) {
                    let tag = part.trim_start_matches('/').split([' ', '>', '/']).next().unwrap_or_default();
                    prop_assert!(["svg", "title", "rect", "text", "g", "polyline", "circle"].contains(&tag), "{tag}");
                }
                let control = file.chars().find(|letter| letter.is_control() && *letter != '\n');
                prop_assert_eq!(control, None);
                prop_assert_eq!(file.matches("<text").count(), file.matches("</text>").count());
                prop_assert!(picture.marks.iter().filter_map(|mark| mark.cell).all(|cell| (cell as usize) < picture.cells.len()));
            }
        }
    }
}
