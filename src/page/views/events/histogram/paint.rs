//! Draws the bars on a canvas.

use trailglass::app_state::histogram::BarCounts;
use trailglass::app_state::plot::hatch;
use web_sys::HtmlCanvasElement;

use crate::platform::canvas::Canvas;

/// The distance between two lines of a hatch, in CSS pixels.
const HATCH_PIXELS: f64 = 4.0;

/// Draws the bars into the canvas, `width` CSS pixels wide.
pub fn paint(canvas: &HtmlCanvasElement, bars: BarCounts<'_>, width: u32) {
    let height = f64::from(canvas.client_height().max(0));
    let Some(canvas) = Canvas::prepare(canvas, f64::from(width), height) else { return };
    let density = canvas.density;
    let (width, height) = (f64::from(width) * density, height * density);
    let (passed, failed) = bars.bars(width, height, density);
    canvas.fill(&canvas.colour("color"), &passed);
    canvas.fill(&canvas.colour("outline-color"), &failed);
    canvas.hatch(&canvas.colour("caret-color"), &hatch(width, height, HATCH_PIXELS * density, false));
}
