//! A bar chart with a bar for each group.

use super::{Anchor, ChartShape, LabelFormat, Paint, Picture, fitting, width_of};
use crate::grouping::GroupCell;

/// A group to draw as a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The group's name.
    pub name: String,
    /// Its time slice; `None` if it has none.
    pub time: Option<String>,
    /// The value that determines the length.
    pub value: f64,
    /// Its events; `None` for the rest that is not shown individually.
    pub cell: Option<GroupCell>,
}

impl Bar {
    /// Returns the text after the name.
    fn behind(&self) -> String {
        self.time.as_ref().map(|time| format!(" · {time}")).unwrap_or_default()
    }

    /// Returns name and time shortened to a width; only the name is cut.
    fn fitting(&self, width: f64) -> String {
        let behind = self.behind();
        format!("{}{behind}", fitting(&self.name, width - width_of(&behind)))
    }
}

const BAR: f64 = 18.0;
const PITCH: f64 = 24.0;
const MARGIN: f64 = 12.0;
/// Space for the number after the longest bar.
const NUMBERS: f64 = 84.0;

/// Draws bars one below another, with names before and numbers after them.
pub fn bars(bars: &[Bar], width: f64, writing: &LabelFormat) -> Picture {
    let mut picture = Picture::new(width, 2.0 * MARGIN + bars.len() as f64 * PITCH);
    // The column of names is no wider than the names.
    let longest = bars.iter().map(|bar| width_of(&bar.name) + width_of(&bar.behind())).fold(0.0, f64::max);
    let names = (width * 0.34).clamp(80.0, 360.0).min(longest.max(40.0));
    let from = MARGIN + names + 8.0;
    let room = (width - from - NUMBERS - MARGIN).max(20.0);
    // The rest may be many times the largest group, and a bar for it would dwarf all others; it
    // gets a number and no bar.
    let shown = bars.iter().filter(|bar| bar.cell.is_some());
    let most = shown.map(|bar| bar.value.abs()).fold(0.0, f64::max);
    for (place, bar) in bars.iter().enumerate() {
        let y = MARGIN + place as f64 * PITCH;
        let base = y + BAR / 2.0 + 4.0;
        let long = match bar.cell {
            Some(_) if most > 0.0 => (bar.value.abs() / most * room).max(1.0),
            Some(_) => 1.0,
            None => 0.0,
        };
        let number = writing.number(bar.value);
        picture.write((from - 8.0, base), Anchor::End, Paint::Label, bar.fitting(names));
        let shape = ChartShape::Box { x: from, y, width: long, height: BAR };
        picture.write((from + long + 6.0, base), Anchor::Start, Paint::Note, number.clone());
        let title = format!("{}{}: {number}", bar.name, bar.behind());
        if let Some(cell) = &bar.cell {
            picture.put(shape, Paint::Bar);
            // Short bars are hard to hit, so the whole row is clickable.
            let line = ChartShape::Box { x: 0.0, y: y - 3.0, width, height: PITCH };
            picture.put_cell(line, Paint::Target, cell.clone(), title);
        }
    }
    picture
}
