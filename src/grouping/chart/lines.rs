//! A line chart with a line for each value over time.

use super::axis::steps;
use super::{Anchor, ChartShape, LabelFormat, MOST_SERIES, Paint, Picture, fitting, name_of};
use crate::base::buckets::ticks;
use crate::base::time::TimeRange;
use crate::grouping::{GroupCell, Matrix, TimeStep};

const MARGIN: f64 = 12.0;
const LEFT: f64 = 72.0;
const PLOT: f64 = 260.0;
/// Space for the two lines of a tick's label.
const BELOW: f64 = 44.0;
const LEGEND: f64 = 20.0;
/// Minimum space per point for points to be drawn.
const DOT_ROOM: f64 = 9.0;
/// Approximate distance between ticks on the time axis.
const TICK_ROOM: f64 = 96.0;

/// Draws a line for each of the first rows of a matrix whose columns are time slices, with a legend
/// below.
pub fn lines(matrix: &Matrix, step: TimeStep, width: f64, writing: &LabelFormat) -> Picture {
    let rows = matrix.rows.len().min(MOST_SERIES);
    let height = MARGIN + PLOT + BELOW + rows as f64 * LEGEND + MARGIN;
    let mut picture = Picture::new(width, height);
    let times: Vec<i64> = matrix.columns.iter().filter_map(|column| column.slice_millis).collect();
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return picture };
    let until = step.slice(*last).until_millis;
    let span = until.saturating_sub(*first).max(1) as f64;
    let room = (width - LEFT - MARGIN).max(40.0);
    let x_of = |millis: i64| LEFT + millis.saturating_sub(*first) as f64 / span * room;
    let middle = |start: i64| (x_of(start) + x_of(step.slice(start).until_millis)) / 2.0;

    let shown = || matrix.cells.iter().take(rows).flatten().copied();
    let levels = steps(shown().fold(0.0, f64::max));
    let top = levels.last().copied().unwrap_or(1.0);
    let floor = shown().fold(0.0, f64::min);
    let y_of = |value: f64| MARGIN + PLOT - (value - floor) / (top - floor).max(f64::MIN_POSITIVE) * PLOT;
    for level in levels {
        let y = y_of(level);
        picture.put(ChartShape::Line(vec![(LEFT, y), (LEFT + room, y)]), Paint::Axis);
        picture.write((LEFT - 8.0, y + 4.0), Anchor::End, Paint::Note, writing.number(level));
    }
    write_times(&mut picture, TimeRange { from_millis: *first, until_millis: until }, room, &x_of, writing);

    let has_dots = room / times.len().max(1) as f64 >= DOT_ROOM;
    for (number, (row, cells)) in matrix.rows.iter().zip(&matrix.cells).take(rows).enumerate() {
        let paint = Paint::Series(number as u8);
        let points: Vec<(f64, f64)> =
            times.iter().zip(cells).map(|(start, value)| (middle(*start), y_of(*value))).collect();
        // A single point makes no line.
        if has_dots || points.len() == 1 {
            points.iter().for_each(|(x, y)| picture.put(ChartShape::Dot { x: *x, y: *y }, paint));
        }
        picture.put(ChartShape::Line(points), paint);
        let y = MARGIN + PLOT + BELOW + number as f64 * LEGEND + 12.0;
        picture.put(ChartShape::Line(vec![(LEFT, y - 4.0), (LEFT + 24.0, y - 4.0)]), paint);
        let name = name_of(row.values.iter().map(|(_, value)| value.as_str()));
        let sum = writing.number(cells.iter().sum());
        let text = format!("{} ({sum})", fitting(&name, room - 110.0));
        picture.write((LEFT + 32.0, y), Anchor::Start, Paint::Label, text);
        let line = ChartShape::Box { x: LEFT, y: y - 14.0, width: room, height: LEGEND };
        let cell = GroupCell { values: row.values.clone(), ..GroupCell::default() };
        picture.put_cell(line, Paint::Target, cell, name);
    }
    put_slices(&mut picture, matrix, step, rows, &x_of, writing);
    picture
}

/// Adds a clickable column for each slice; its title lists the value of every line.
fn put_slices(
    picture: &mut Picture,
    matrix: &Matrix,
    step: TimeStep,
    rows: usize,
    x_of: &dyn Fn(i64) -> f64,
    writing: &LabelFormat,
) {
    for (place, column) in matrix.columns.iter().enumerate() {
        let Some(start) = column.slice_millis else { continue };
        let slice = step.slice(start);
        let mut title = writing.clock.show_range(slice);
        for (row, cells) in matrix.rows.iter().zip(&matrix.cells).take(rows) {
            let value = cells.get(place).copied().unwrap_or_default();
            if value != 0.0 {
                let name = name_of(row.values.iter().map(|(_, value)| value.as_str()));
                title.push_str(&format!("\n{name}: {}", writing.number(value)));
            }
        }
        let (x, end) = (x_of(slice.from_millis), x_of(slice.until_millis));
        let shape = ChartShape::Box { x, y: MARGIN, width: (end - x).max(0.5), height: PLOT };
        let cell = GroupCell { values: Vec::new(), slice: crate::grouping::Slice::From(start) };
        picture.put_cell(shape, Paint::Target, cell, title);
    }
}

fn write_times(
    picture: &mut Picture,
    range: TimeRange,
    room: f64,
    x_of: &dyn Fn(i64) -> f64,
    writing: &LabelFormat,
) {
    let at_most = (room / TICK_ROOM).max(2.0) as usize;
    let ahead = writing.clock.ahead_millis(range.from_millis);
    let ticks = ticks(range, at_most as u32, ahead);
    let mut day_before = String::new();
    for millis in ticks.at_millis {
        let x = x_of(millis);
        let (time, day) = writing.clock.tick(millis, ticks.unit);
        picture.put(ChartShape::Line(vec![(x, MARGIN + PLOT), (x, MARGIN + PLOT + 5.0)]), Paint::Axis);
        // A centred label at the edge would be cut off.
        let anchor = if x + TICK_ROOM / 2.0 > picture.width { Anchor::End } else { Anchor::Middle };
        picture.write((x, MARGIN + PLOT + 18.0), anchor, Paint::Note, time);
        if day != day_before {
            picture.write((x, MARGIN + PLOT + 33.0), anchor, Paint::Note, day.clone());
            day_before = day;
        }
    }
}
