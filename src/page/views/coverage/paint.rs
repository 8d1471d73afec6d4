//! Draws the cells on a canvas: ten thousand elements would be noticeably slow.

use trailglass::app_state::coverage::{CoverageDrawing, CoverageGrid, ROW_PIXELS};
use trailglass::app_state::plot::hatch;
use trailglass::query::coverage::CoverageCell;
use web_sys::HtmlCanvasElement;

use crate::platform::canvas::Canvas;

/// The distance between two lines of a hatch, in CSS pixels.
const HATCH_PIXELS: f64 = 5.0;

/// Draws the grid, `width` CSS pixels wide.
pub fn paint(canvas: &HtmlCanvasElement, grid: CoverageGrid<'_>, width: u32) {
    let height = grid.rows.len() as f64 * f64::from(ROW_PIXELS);
    let Some(canvas) = Canvas::prepare(canvas, f64::from(width), height) else { return };
    let drawing = CoverageDrawing::new(grid, width, canvas.density);
    canvas.fill(&canvas.colour("caret-color"), &drawing.cells(CoverageCell::Silent));
    let events = canvas.colour("color");
    for (opacity, cells) in drawing.shades() {
        canvas.context.set_global_alpha(opacity);
        canvas.fill(&events, &cells);
    }
    canvas.context.set_global_alpha(1.0);
    let (fill, lines) = (canvas.colour("column-rule-color"), canvas.colour("outline-color"));
    let (width, height) = drawing.size();
    for kind in [CoverageCell::Hole, CoverageCell::Nothing] {
        canvas.fill(&fill, &drawing.cells(kind));
        // In both directions for cells with no events anywhere, so that the two kinds differ by
        // more than colour.
        let distance = HATCH_PIXELS * canvas.density;
        canvas.hatch(&lines, &hatch(width, height, distance, kind == CoverageCell::Nothing));
    }
}
