//! Draws the digests of a chain on a canvas, because a thousand elements per chain would be slow.
//! Shapes tell the classes apart without colours: verified is a block, unproven half a block,
//! INVALID extends above and below, missing is an empty outline.

use trailglass::integrity::findings::{Class, Interval};
use trailglass::integrity::overview::ChainOverview;
use trailglass::integrity::timeline::{Stripe, pixel};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::platform::canvas::Canvas;

/// The height of a lane, in CSS pixels: less than a row, to leave room for the line below it.
const LANE_PIXELS: u32 = 23;
/// The offset of a mark in its lane, and its height.
const MARK: (f64, f64) = (4.0, 11.0);
/// The same for the band of proven time.
const BAND: (f64, f64) = (18.0, 3.0);
/// The distance between the strokes in a hole.
const HATCH_PIXELS: u32 = 4;
/// Minimum width of a mark with a cross.
const CROSS_PIXELS: u32 = 9;
/// Minimum width of a mark with a gap beside it.
const GAP_PIXELS: u32 = 5;

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

    context.set_fill_style_str(&verified);
    for proven in &chain.proven {
        let (left, wide) = placed(*proven, span, width);
        context.fill_rect(left, BAND.0, wide, BAND.1);
    }
    context.set_fill_style_str(&unproven);
    for hole in &chain.holes {
        let (left, wide) = placed(hole.interval, span, width);
        for at in (0..wide.ceil() as u32).step_by(HATCH_PIXELS as usize) {
            context.fill_rect(left + f64::from(at), BAND.0, 2.0, BAND.1);
        }
    }
    for stripe in marks {
        let pixels = stripe.right - stripe.left;
        let left = f64::from(stripe.left);
        let wide = f64::from(pixels) - if pixels >= GAP_PIXELS { 1.0 } else { 0.0 };
        let (top, high) = MARK;
        match stripe.class {
            Class::Verified => {
                context.set_fill_style_str(&verified);
                context.fill_rect(left, top, wide, high);
            }
            Class::Unproven | Class::FoundKey | Class::NotCovered => {
                context.set_fill_style_str(&unproven);
                context.fill_rect(left, top + high / 2.0, wide, high / 2.0);
                context.fill_rect(left, top, wide, 1.0);
            }
            Class::Missing => {
                context.set_stroke_style_str(&missing);
                context.set_line_width(1.5);
                let dashes = js_sys::Array::of2(&2.5.into(), &2.0.into());
                let _ = context.set_line_dash(&dashes);
                context.stroke_rect(left + 0.75, top + 0.75, (wide - 1.5).max(1.0), high - 1.5);
                let _ = context.set_line_dash(&js_sys::Array::new());
            }
            Class::Invalid => {
                context.set_fill_style_str(&failed);
                context.fill_rect(left, top - 3.0, wide, high + 5.0);
                if pixels >= CROSS_PIXELS {
                    cross(context, left + wide / 2.0, top + high / 2.0 - 0.5, &surface);
                }
            }
        }
    }
}

fn cross(context: &CanvasRenderingContext2d, x: f64, y: f64, colour: &str) {
    const ARM: f64 = 3.0;
    context.begin_path();
    context.move_to(x - ARM, y - ARM);
    context.line_to(x + ARM, y + ARM);
    context.move_to(x + ARM, y - ARM);
    context.line_to(x - ARM, y + ARM);
    context.set_stroke_style_str(colour);
    context.set_line_width(1.5);
    context.stroke();
}

/// Returns the left end of a time on the line, and its width, at least one pixel.
fn placed(time: Interval, span: Interval, width: u32) -> (f64, f64) {
    let left = pixel(time.from_millis, span, width);
    let right = pixel(time.until_millis, span, width);
    (f64::from(left), f64::from(right.saturating_sub(left).max(1)))
}
