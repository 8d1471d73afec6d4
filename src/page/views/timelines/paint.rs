//! Draws the lanes on a canvas. Shapes and positions are readable without colours: zoomed out,
//! failures are a band above the other events and changes one below; zoomed in, a call is a stroke,
//! a change a diamond, a failure a cross.

use trailglass::base::buckets;
use trailglass::base::buckets::Ticks;
use trailglass::sessions::{Certainty, EventMark};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::stage::{Drawn, LaneScene, VisibleLane};
use crate::platform::canvas::Canvas;
use crate::widgets::scroll::ROW_HEIGHT;

/// The height of the axis, in CSS pixels.
pub const AXIS_PIXELS: f64 = 32.0;
/// The offset of a session's bar in its lane, and the height of the bar.
const BAR: (f64, f64) = (4.0, 16.0);
/// The height of the bands of failures and changes.
const BAND_PIXELS: f64 = 4.0;
/// Approximate minimum distance of ticks; not all of them have room for a label.
const TICK_PIXELS: f64 = 40.0;
/// The room that a label on the axis needs, with the gap to the next.
const LABEL_PIXELS: f64 = 56.0;
/// Minimum distance of a label from the right end, where it would be cut off.
const END_PIXELS: f64 = 40.0;

struct Colours {
    bar: String,
    event: String,
    write: String,
    failed: String,
    line: String,
    text: String,
}

impl Colours {
    fn of(canvas: &Canvas) -> Colours {
        Colours {
            bar: canvas.colour("-webkit-text-fill-color"),
            event: canvas.colour("color"),
            write: canvas.colour("caret-color"),
            failed: canvas.colour("outline-color"),
            line: canvas.colour("column-rule-color"),
            text: canvas.colour("text-decoration-color"),
        }
    }
}

pub fn lanes(canvas: &HtmlCanvasElement, scene: &LaneScene) {
    let (width, height) = (scene.stretch.width(), scene.lines.len() as f64 * ROW_HEIGHT);
    let Some(canvas) = Canvas::prepare(canvas, width, height.max(1.0)) else { return };
    let colours = Colours::of(&canvas);
    let context = &canvas.context;
    let _ = context.scale(canvas.density, canvas.density);
    context.set_fill_style_str(&colours.line);
    context.set_global_alpha(0.35);
    for millis in ticks(scene).at_millis {
        context.fill_rect(scene.stretch.pixel(millis as f64).floor(), 0.0, 1.0, height);
    }
    context.set_global_alpha(1.0);
    for (at, line) in scene.lines.iter().enumerate() {
        bar(context, scene, at, line, &colours);
    }
    for (at, line) in scene.lines.iter().enumerate() {
        let Some(drawn) = line.of.and_then(|of| scene.lanes.get(&of)) else { continue };
        let top = at as f64 * ROW_HEIGHT;
        match drawn.singles(width) {
            Some(marks) => singles(context, scene, marks, top, &colours),
            None => density(context, scene, drawn, top, &colours),
        }
    }
    if let Some(time) = scene.selected {
        context.set_fill_style_str(&colours.text);
        context.set_global_alpha(0.12);
        let (from, until) =
            (scene.stretch.pixel(time.from_millis as f64), scene.stretch.pixel(time.until_millis as f64));
        context.fill_rect(0.0, 0.0, from.clamp(0.0, width), height);
        let until = until.clamp(0.0, width);
        context.fill_rect(until, 0.0, width - until, height);
        context.set_global_alpha(1.0);
    }
    if let Some((one, other)) = scene.brush {
        context.set_fill_style_str(&colours.write);
        context.set_global_alpha(0.2);
        context.fill_rect(one.min(other), 0.0, (one - other).abs(), height);
        context.set_global_alpha(1.0);
        context.fill_rect(one - 0.5, 0.0, 1.0, height);
        context.fill_rect(other - 0.5, 0.0, 1.0, height);
    }
}

/// Draws the bar from the first event to the last, and the link to the line it was obtained from.
fn bar(
    context: &CanvasRenderingContext2d,
    scene: &LaneScene,
    at: usize,
    line: &VisibleLane,
    colours: &Colours,
) {
    let Some((first, last)) = line.span else { return };
    let width = scene.stretch.width();
    let (from, until) = (scene.stretch.pixel(first as f64), scene.stretch.pixel(last as f64));
    let top = at as f64 * ROW_HEIGHT;
    if let Some(above) = line.above
        && (-2.0..=width).contains(&from)
    {
        let dashes = match line.certainty {
            Certainty::Exact => js_sys::Array::new(),
            Certainty::Inferred => js_sys::Array::of2(&5.into(), &2.into()),
            Certainty::Claimed => js_sys::Array::of2(&2.into(), &2.into()),
            Certainty::Unknown => js_sys::Array::of2(&1.into(), &4.into()),
        };
        let _ = context.set_line_dash(&dashes);
        context.set_stroke_style_str(&colours.line);
        context.set_line_width(1.0);
        context.begin_path();
        let x = from.floor() + 0.5;
        context.move_to(x, above as f64 * ROW_HEIGHT + BAR.0 + BAR.1);
        context.line_to(x, top + BAR.0);
        context.stroke();
        let _ = context.set_line_dash(&js_sys::Array::new());
    }
    if until < 0.0 || from > width {
        // Out of sight: an arrow shows on which side.
        context.set_fill_style_str(&colours.line);
        let (tip, base) = if until < 0.0 { (2.0, 8.0) } else { (width - 2.0, width - 8.0) };
        let middle = top + ROW_HEIGHT / 2.0;
        context.begin_path();
        context.move_to(tip, middle);
        context.line_to(base, middle - 4.0);
        context.line_to(base, middle + 4.0);
        context.fill();
        return;
    }
    let (from, until) = (from.max(-4.0), until.min(width + 4.0));
    context.set_fill_style_str(&colours.bar);
    if line.is_actor {
        context.fill_rect(from, top + ROW_HEIGHT / 2.0 - 1.0, (until - from).max(3.0), 2.0);
    } else {
        context.fill_rect(from, top + BAR.0, (until - from).max(3.0), BAR.1);
    }
}

/// Draws many events as densities: all of them, and of these the failures and the changes.
fn density(
    context: &CanvasRenderingContext2d,
    scene: &LaneScene,
    drawn: &Drawn,
    top: f64,
    colours: &Colours,
) {
    let width = scene.stretch.width();
    let most = drawn.lane.buckets.iter().map(|bucket| bucket.events).max().unwrap_or(1);
    let scale = f64::from(1 + most).ln();
    let place = |bucket: u32| {
        let from = drawn.from_millis + i64::from(bucket) * drawn.step_millis;
        scene.stretch.pixel(from as f64)
    };
    let step = place(1) - place(0);
    let first = drawn.lane.buckets.partition_point(|bucket| place(bucket.bucket) + step < 0.0);
    let seen = drawn.lane.buckets.get(first..).unwrap_or_default();
    let seen = seen.get(..seen.partition_point(|bucket| place(bucket.bucket) <= width)).unwrap_or_default();
    let wide = step.max(1.5);
    let middle = BAR.1 - 2.0 * BAND_PIXELS;
    context.set_fill_style_str(&colours.event);
    for bucket in seen {
        let high = 2.0 + (middle - 2.0) * (f64::from(1 + bucket.events).ln() / scale);
        context.fill_rect(
            place(bucket.bucket),
            top + BAR.0 + BAND_PIXELS + (middle - high) / 2.0,
            wide,
            high,
        );
    }
    context.set_fill_style_str(&colours.write);
    for bucket in seen.iter().filter(|bucket| bucket.writes > 0) {
        context.fill_rect(
            place(bucket.bucket),
            top + BAR.0 + BAR.1 - BAND_PIXELS,
            wide.max(2.0),
            BAND_PIXELS,
        );
    }
    context.set_fill_style_str(&colours.failed);
    for bucket in seen.iter().filter(|bucket| bucket.failed > 0) {
        context.fill_rect(place(bucket.bucket), top + BAR.0 - 1.0, wide.max(2.0), BAND_PIXELS);
    }
}

/// Draws few events, each with its shape.
fn singles(
    context: &CanvasRenderingContext2d,
    scene: &LaneScene,
    marks: &[EventMark],
    top: f64,
    colours: &Colours,
) {
    let width = scene.stretch.width();
    let middle = top + ROW_HEIGHT / 2.0;
    let placed = || {
        marks
            .iter()
            .map(|mark| (mark, scene.stretch.pixel(mark.millis as f64)))
            .filter(|(_, x)| (-6.0..=width + 6.0).contains(x))
    };
    context.set_fill_style_str(&colours.event);
    for (_, x) in placed().filter(|(mark, _)| !mark.failed && !mark.write) {
        context.fill_rect(x - 1.0, middle - 5.0, 2.0, 10.0);
    }
    context.set_fill_style_str(&colours.write);
    context.begin_path();
    for (_, x) in placed().filter(|(mark, _)| mark.write && !mark.failed) {
        const ARM: f64 = 5.0;
        context.move_to(x, middle - ARM);
        context.line_to(x + ARM, middle);
        context.line_to(x, middle + ARM);
        context.line_to(x - ARM, middle);
    }
    context.fill();
    context.set_stroke_style_str(&colours.failed);
    context.set_line_width(2.0);
    context.begin_path();
    for (_, x) in placed().filter(|(mark, _)| mark.failed) {
        const ARM: f64 = 4.0;
        context.move_to(x - ARM, middle - ARM);
        context.line_to(x + ARM, middle + ARM);
        context.move_to(x + ARM, middle - ARM);
        context.line_to(x - ARM, middle + ARM);
    }
    context.stroke();
}

fn ticks(scene: &LaneScene) -> Ticks {
    let range = scene.stretch.range();
    let at_most = (scene.stretch.width() / TICK_PIXELS).clamp(2.0, 24.0) as u32;
    buckets::ticks(range, at_most, scene.times.offset_millis(range.from_millis))
}

/// Draws the times above the lanes.
pub fn axis(canvas: &HtmlCanvasElement, scene: &LaneScene) {
    let width = scene.stretch.width();
    let Some(canvas) = Canvas::prepare(canvas, width, AXIS_PIXELS) else { return };
    let colours = Colours::of(&canvas);
    let font = canvas.colour("font");
    let context = &canvas.context;
    let _ = context.scale(canvas.density, canvas.density);
    let ticks = ticks(scene);
    context.set_font(&font);
    let mut day_before = String::new();
    let mut free_from = f64::NEG_INFINITY;
    for millis in ticks.at_millis {
        let x = scene.stretch.pixel(millis as f64).floor();
        context.set_fill_style_str(&colours.line);
        context.fill_rect(x, 0.0, 1.0, AXIS_PIXELS);
        if width - x < END_PIXELS || x < free_from {
            continue;
        }
        free_from = x + LABEL_PIXELS;
        let (time, day) = scene.times.tick(millis, ticks.unit);
        context.set_fill_style_str(&colours.text);
        let _ = context.fill_text(&time, x + 4.0, 12.0);
        if day != day_before {
            let _ = context.fill_text(&day, x + 4.0, 26.0);
            day_before = day;
        }
    }
}
