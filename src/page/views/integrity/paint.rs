//! Draws the digests of a chain on a canvas, because a thousand elements per chain would be slow.

use trailglass::app_state::digest_chains::{ChainPaint, LaneShape, lane_shapes};
use trailglass::integrity::findings::Interval;
use trailglass::integrity::overview::ChainOverview;
use trailglass::integrity::timeline::Stripe;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::platform::canvas::Canvas;

/// The height of a lane, in CSS pixels: less than a row, to leave room for the line below it.
const LANE_PIXELS: u32 = 23;

/// Draws a chain, `width` CSS pixels wide.
pub fn paint(
    canvas: &HtmlCanvasElement,
    chain: &ChainOverview,
    marks: &[Stripe],
    span: Interval,
    width: u32,
) {
    let Some(canvas) = Canvas::prepare(canvas, f64::from(width), f64::from(LANE_PIXELS)) else { return };
    let colour = |property: &str| canvas.colour(property);
    let context = &canvas.context;
    let (verified, unproven, failed, missing) =
        (colour("color"), colour("caret-color"), colour("outline-color"), colour("column-rule-color"));
    let surface = colour("text-decoration-color");
    let _ = context.scale(canvas.density, canvas.density);
    for shape in lane_shapes(chain, marks, span, width) {
        let LaneShape { paint, left, top, width, height } = shape;
        let filled = match paint {
            ChainPaint::Verified => &verified,
            ChainPaint::Unproven => &unproven,
            ChainPaint::Failed => &failed,
            ChainPaint::Missing => {
                context.set_stroke_style_str(&missing);
                context.set_line_width(1.5);
                let dashes = js_sys::Array::of2(&2.5.into(), &2.0.into());
                let _ = context.set_line_dash(&dashes);
                context.stroke_rect(left, top, width, height);
                let _ = context.set_line_dash(&js_sys::Array::new());
                continue;
            }
            ChainPaint::Cross => {
                cross(context, shape, &surface);
                continue;
            }
        };
        context.set_fill_style_str(filled);
        context.fill_rect(left, top, width, height);
    }
}

fn cross(context: &CanvasRenderingContext2d, shape: LaneShape, colour: &str) {
    let LaneShape { left, top, width, height, .. } = shape;
    context.begin_path();
    context.move_to(left, top);
    context.line_to(left + width, top + height);
    context.move_to(left + width, top);
    context.line_to(left, top + height);
    context.set_stroke_style_str(colour);
    context.set_line_width(1.5);
    context.stroke();
}
