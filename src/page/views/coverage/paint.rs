//! Draws the cells on a canvas: ten thousand elements would be noticeably slow.

use trailglass::query::coverage::{CoverageCell, CoverageMap};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::platform::canvas::Canvas;

/// The height of a row in CSS pixels, including the line to the next row.
pub const ROW_PIXELS: u32 = 18;

/// The distance between two lines of a hatch, in CSS pixels.
const HATCH_PIXELS: f64 = 5.0;
/// Number of shades. More could not be told apart, and each costs one fill.
const SHADES: u32 = 24;
/// The opacity of a single event, so that it stands out from silence.
const LEAST_SHADE: f64 = 0.22;

/// Draws these rows of the map, `width` CSS pixels wide.
pub fn paint(canvas: &HtmlCanvasElement, map: &CoverageMap, rows: &[usize], width: u32) {
    let height = rows.len() as f64 * f64::from(ROW_PIXELS);
    let Some(canvas) = Canvas::prepare(canvas, f64::from(width), height) else { return };
    let colour = |property: &str| canvas.colour(property);
    let density = canvas.density;
    let drawing = CoverageDrawing {
        context: &canvas.context,
        map,
        rows,
        density,
        step: f64::from(width) * density / f64::from(map.steps.count.max(1)),
        row: f64::from(ROW_PIXELS) * density,
    };
    drawing.kind(CoverageCell::Silent, &colour("caret-color"));
    drawing.events(&colour("color"));
    for kind in [CoverageCell::Hole, CoverageCell::Nothing] {
        drawing.kind(kind, &colour("column-rule-color"));
        drawing.hatch(kind, &colour("outline-color"));
    }
}

/// The canvas and the measures that the map is drawn with.
struct CoverageDrawing<'a> {
    context: &'a CanvasRenderingContext2d,
    map: &'a CoverageMap,
    rows: &'a [usize],
    density: f64,
    /// The width of a step, in device pixels.
    step: f64,
    /// The height of a row, in device pixels.
    row: f64,
}

impl CoverageDrawing<'_> {
    /// Fills the cells of one kind. Consecutive ones are drawn as one rectangle.
    fn kind(&self, kind: CoverageCell, colour: &str) {
        self.context.begin_path();
        for (place, number) in self.rows.iter().enumerate() {
            let Some(row) = self.map.rows.get(*number) else { continue };
            let mut first = 0;
            for run in row.cells.chunk_by(|one, next| one == next) {
                if run.first() == Some(&kind) {
                    self.add(place, first, first + run.len(), 0.0);
                }
                first += run.len();
            }
        }
        self.context.set_fill_style_str(colour);
        self.context.fill();
    }

    fn events(&self, colour: &str) {
        let mut shades: Vec<Vec<(usize, usize)>> = vec![Vec::new(); SHADES as usize + 1];
        for (place, number) in self.rows.iter().enumerate() {
            let Some(row) = self.map.rows.get(*number) else { continue };
            for (at, count) in row.counts.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                let shade = (self.map.strength(*count) * f64::from(SHADES)).round() as usize;
                shades[shade.min(SHADES as usize)].push((place, row.counts.first as usize + at));
            }
        }
        // A gap separates wide cells; narrow ones would be all gaps.
        let gap = if self.step > 7.0 * self.density { self.density.round() } else { 0.0 };
        self.context.set_fill_style_str(colour);
        for (shade, cells) in shades.into_iter().enumerate().filter(|(_, cells)| !cells.is_empty()) {
            self.context.begin_path();
            for (place, step) in cells {
                self.add(place, step, step + 1, gap);
            }
            let strength = shade as f64 / f64::from(SHADES);
            self.context.set_global_alpha(LEAST_SHADE + (1.0 - LEAST_SHADE) * strength);
            self.context.fill();
        }
        self.context.set_global_alpha(1.0);
    }

    /// Adds steps of a row to the path, on whole pixels so that edges are sharp.
    fn add(&self, place: usize, first: usize, until: usize, gap: f64) {
        let left = (first as f64 * self.step).round();
        let right = (until as f64 * self.step).round();
        let top = (place as f64 * self.row).round();
        let height = self.row.round() - self.density.round();
        self.context.rect(left, top, (right - left - gap).max(1.0), height);
    }

    /// Draws lines across the path that was filled last; in both directions for cells with no
    /// events anywhere, so that the two kinds differ by more than colour.
    fn hatch(&self, kind: CoverageCell, colour: &str) {
        let (width, height) =
            (f64::from(self.map.steps.count) * self.step, self.rows.len() as f64 * self.row);
        let context = self.context;
        context.save();
        context.clip();
        context.begin_path();
        let mut left = -height;
        while left < width {
            context.move_to(left, height);
            context.line_to(left + height, 0.0);
            if kind == CoverageCell::Nothing {
                context.move_to(left, 0.0);
                context.line_to(left + height, height);
            }
            left += HATCH_PIXELS * self.density;
        }
        context.set_stroke_style_str(colour);
        context.set_line_width(self.density);
        context.stroke();
        context.restore();
    }
}
