//! A heat map of one key against another, or against time: larger values have a stronger colour.

use super::{Anchor, ChartShape, LabelFormat, Paint, Picture, fitting, name_of, width_of};
use crate::base::buckets::TickUnit;
use crate::grouping::{GroupCell, Heading, Matrix, TimeStep};

const MARGIN: f64 = 12.0;
/// Space for times above the columns.
const HEADS: f64 = 34.0;
/// Maximum width of the slanted names above the columns.
const HEAD_NAMES: f64 = 150.0;
/// Rise of a slanted name, as a fraction of its length.
const RISE: f64 = 0.57;
/// Horizontal extent of a slanted name, as a fraction of its length.
const RUN: f64 = 0.82;
const HIGH: f64 = 24.0;
const NAMES: f64 = 220.0;
/// Minimum width of a cell that has a number.
const NUMBER_ROOM: f64 = 46.0;
/// Maximum width of a column; a wider one looks like a mistake.
const WIDEST: f64 = 120.0;
/// Minimum width of a column with a name.
const NARROWEST: f64 = 56.0;

/// Draws the cells of a matrix. Colours follow the square root, so that small values are visible
/// beside large ones. The picture is `width` wide, or wider if the names need more space.
pub fn heat(matrix: &Matrix, step: Option<TimeStep>, width: f64, writing: &LabelFormat) -> Picture {
    let longest = matrix.rows.iter().map(|row| width_of(&heading(row, step, writing))).fold(0.0, f64::max);
    let names = NAMES.min(width * 0.3).min(longest.max(40.0));
    let left = MARGIN + names + 8.0;
    let columns = matrix.columns.len().max(1) as f64;
    let is_time = matrix.columns.iter().any(|column| column.slice_millis.is_some());
    let least = if is_time { 3.0 } else { NARROWEST };
    let wide = ((width - left - MARGIN) / columns).clamp(least, WIDEST);
    let head_names = if is_time { 0.0 } else { longest_head(matrix) };
    let heads = HEADS.max(head_names * RISE + 16.0);
    // The last name extends to the right of its column.
    let whole = (left + wide * (columns - 0.5) + (wide * 0.5).max(head_names * RUN) + MARGIN).max(width);
    let mut picture = Picture::new(whole, 2.0 * MARGIN + heads + matrix.rows.len() as f64 * HIGH);
    let most = matrix.cells.iter().flatten().copied().fold(0.0, f64::max);
    write_heads(&mut picture, matrix, (left, wide, heads), writing);
    for (number, (row, cells)) in matrix.rows.iter().zip(&matrix.cells).enumerate() {
        let y = MARGIN + heads + number as f64 * HIGH;
        let name = heading(row, step, writing);
        picture.write((left - 8.0, y + HIGH / 2.0 + 4.0), Anchor::End, Paint::Label, fitting(&name, names));
        for (place, (column, value)) in matrix.columns.iter().zip(cells).enumerate() {
            // Empty cells are not drawn.
            if *value <= 0.0 {
                continue;
            }
            let x = left + place as f64 * wide;
            let strength = if most > 0.0 { (value / most).sqrt() } else { 0.0 };
            let gap = if wide > 8.0 { 1.0 } else { 0.0 };
            let shape = ChartShape::Box { x, y, width: wide - gap, height: HIGH - 1.0 };
            let title = format!("{name} · {}: {}", heading(column, step, writing), writing.number(*value));
            picture.put(shape.clone(), Paint::Heat(strength));
            if wide >= NUMBER_ROOM {
                let text = writing.number(*value);
                picture.write((x + wide / 2.0, y + HIGH / 2.0 + 4.0), Anchor::Middle, Paint::Label, text);
            }
            picture.put_cell(shape, Paint::Target, GroupCell::of_headings(row, column), title);
        }
    }
    picture
}

fn heading(heading: &Heading, step: Option<TimeStep>, writing: &LabelFormat) -> String {
    match (heading.slice_millis, step) {
        (Some(start), Some(step)) => writing.clock.show_range(step.slice(start)),
        (Some(start), None) => writing.clock.show(start),
        (None, _) => name_of(heading.values.iter().map(|(_, value)| value.as_str())),
    }
}

fn head_name(column: &Heading) -> String {
    name_of(column.values.iter().map(|(_, value)| value.as_str()))
}

/// Returns the width of the longest name above a column.
fn longest_head(matrix: &Matrix) -> f64 {
    matrix.columns.iter().map(|column| width_of(&head_name(column))).fold(0.0, f64::max).min(HEAD_NAMES)
}

/// Writes the names above the columns; of times, only as many as fit.
fn write_heads(
    picture: &mut Picture,
    matrix: &Matrix,
    (left, wide, heads): (f64, f64, f64),
    writing: &LabelFormat,
) {
    let every = (72.0 / wide).ceil().max(1.0) as usize;
    let times: Vec<i64> = matrix.columns.iter().filter_map(|column| column.slice_millis).collect();
    let apart = times.get(1).zip(times.first()).map_or(i64::MAX, |(second, first)| second - first);
    let unit = match apart {
        ..86_400_000 => TickUnit::Minutes,
        86_400_000..2_419_200_000 => TickUnit::Days,
        _ => TickUnit::Months,
    };
    let mut day_before = String::new();
    for (place, column) in matrix.columns.iter().enumerate() {
        let x = left + place as f64 * wide;
        match column.slice_millis {
            Some(start) if place % every == 0 => {
                let (time, day) = writing.clock.tick(start, unit);
                if day != day_before {
                    picture.write((x, MARGIN + 10.0), Anchor::Start, Paint::Note, day.clone());
                    day_before = day;
                }
                picture.write((x, MARGIN + 26.0), Anchor::Start, Paint::Note, time);
            }
            Some(_) => {}
            None => {
                let name = head_name(column);
                let text = fitting(&name, HEAD_NAMES);
                picture.write_slanted((x + wide / 2.0, MARGIN + heads - 6.0), Paint::Label, text);
                let shape = ChartShape::Box { x, y: MARGIN, width: wide, height: heads };
                let cell = GroupCell { values: column.values.clone(), ..GroupCell::default() };
                picture.put_cell(shape, Paint::Target, cell, name);
            }
        }
    }
}
