//! Draws the bars on a canvas.

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::platform::canvas::Canvas;
use crate::views::events::overview::Bars;

/// Minimum height of a non-empty bar and of its failed part: one failure among a million must be
/// visible.
const LEAST_PIXELS: f64 = 2.0;
/// The distance between two lines of a hatch.
const HATCH_PIXELS: f64 = 4.0;

/// Draws the bars into the canvas, `width` CSS pixels wide.
pub fn paint(canvas: &HtmlCanvasElement, bars: &Bars, width: u32) {
    let height = canvas.client_height().max(0);
    let Some(canvas) = Canvas::prepare(canvas, f64::from(width), f64::from(height)) else { return };
    let (context, density) = (&canvas.context, canvas.density);
    let drawing = HistogramDrawing {
        width: f64::from(width) * density,
        height: f64::from(height) * density,
        density,
        count: f64::from(bars.buckets.count.max(1)),
        most: f64::from(bars.matching.iter().copied().max().unwrap_or(0).max(1)),
    };
    let (bar, failed, hatch) =
        (canvas.colour("color"), canvas.colour("outline-color"), canvas.colour("caret-color"));
    context.clear_rect(0.0, 0.0, drawing.width, drawing.height);

    context.begin_path();
    for (at, (matching, failed)) in bars.matching.iter().zip(&bars.failed).enumerate() {
        if matching > failed {
            drawing.add(context, at, drawing.high(*failed), drawing.high(*matching));
        }
    }
    context.set_fill_style_str(&bar);
    context.fill();

    context.begin_path();
    for (at, failed) in bars.failed.iter().enumerate().filter(|(_, failed)| **failed > 0) {
        drawing.add(context, at, 0.0, drawing.high(*failed));
    }
    context.set_fill_style_str(&failed);
    context.fill();
    context.clip();
    drawing.hatch(context, &hatch);
}

/// The measures of a drawing of the bars.
struct HistogramDrawing {
    width: f64,
    height: f64,
    density: f64,
    count: f64,
    most: f64,
}

impl HistogramDrawing {
    /// Returns the height of a count, in device pixels.
    fn high(&self, count: u32) -> f64 {
        if count == 0 {
            return 0.0;
        }
        let high = f64::from(count) / self.most * self.height;
        high.max(LEAST_PIXELS * self.density).round()
    }

    /// Adds a bar from one height to another to the path, with a gap of one pixel to the next bar
    /// if there is space, on whole pixels so that edges are sharp.
    fn add(&self, context: &CanvasRenderingContext2d, at: usize, from: f64, to: f64) {
        let left = (at as f64 * self.width / self.count).round();
        let right = ((at as f64 + 1.0) * self.width / self.count).round();
        let gap = if right - left > 3.0 * self.density { self.density.round() } else { 0.0 };
        // If the minimum height of the failed part leaves no height for the rest, the rest is drawn
        // on top of it.
        let to = to.max(from + if from > 0.0 { self.density } else { 0.0 });
        context.rect(left, self.height - to, (right - left - gap).max(1.0), to - from);
    }

    fn hatch(&self, context: &CanvasRenderingContext2d, colour: &str) {
        let step = HATCH_PIXELS * self.density;
        context.begin_path();
        let mut left = -self.height;
        while left < self.width {
            context.move_to(left, self.height);
            context.line_to(left + self.height, 0.0);
            left += step;
        }
        context.set_stroke_style_str(colour);
        context.set_line_width(self.density);
        context.stroke();
    }
}
