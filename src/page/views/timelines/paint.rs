//! Paints the shapes of the lanes and the times above them on canvases.

use trailglass::app_state::lanes::{AXIS_PIXELS, LaneColour, LanesController, LanesShape};
use trailglass::base::clock::Clock;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::platform::canvas::Canvas;

/// The height of an arrow, in CSS pixels.
const ARROW_PIXELS: f64 = 8.0;

struct Colours([String; 6]);

impl Colours {
    fn of(canvas: &Canvas) -> Colours {
        // In the order of `LaneColour`.
        let properties = [
            "-webkit-text-fill-color",
            "color",
            "caret-color",
            "outline-color",
            "column-rule-color",
            "text-decoration-color",
        ];
        Colours(properties.map(|property| canvas.colour(property)))
    }

    fn get(&self, colour: LaneColour) -> &str {
        &self.0[colour as usize]
    }
}

/// Draws the lanes.
pub fn lanes(canvas: &HtmlCanvasElement, lanes: &LanesController, clock: Clock) {
    let (width, height) = lanes.size();
    let Some(canvas) = Canvas::prepare(canvas, width, height.max(1.0)) else { return };
    let colours = Colours::of(&canvas);
    let context = &canvas.context;
    let _ = context.scale(canvas.density, canvas.density);
    for shape in lanes.shapes(clock) {
        draw(context, &shape, &colours);
    }
}

fn draw(context: &CanvasRenderingContext2d, shape: &LanesShape, colours: &Colours) {
    match shape {
        LanesShape::Rects(colour, opacity, rects) => {
            context.set_fill_style_str(colours.get(*colour));
            context.set_global_alpha(*opacity);
            for rect in rects {
                context.fill_rect(rect.left, rect.top, rect.width, rect.height);
            }
            context.set_global_alpha(1.0);
        }
        LanesShape::Link { x, from, until, dashes } => {
            let none = js_sys::Array::new;
            let lengths =
                dashes.map_or_else(none, |(dash, gap)| js_sys::Array::of2(&dash.into(), &gap.into()));
            let _ = context.set_line_dash(&lengths);
            let lines = [[(*x, *from), (*x, *until)]];
            stroke(context, colours.get(LaneColour::Line), 1.0, &lines);
            let _ = context.set_line_dash(&none());
        }
        LanesShape::Arrow { tip: (x, y), base } => {
            context.set_fill_style_str(colours.get(LaneColour::Line));
            context.begin_path();
            context.move_to(*x, *y);
            context.line_to(*base, y - ARROW_PIXELS / 2.0);
            context.line_to(*base, y + ARROW_PIXELS / 2.0);
            context.fill();
        }
        LanesShape::Diamonds(centres) => {
            const ARM: f64 = 5.0;
            context.set_fill_style_str(colours.get(LaneColour::Write));
            context.begin_path();
            for (x, y) in centres {
                context.move_to(*x, y - ARM);
                context.line_to(x + ARM, *y);
                context.line_to(*x, y + ARM);
                context.line_to(x - ARM, *y);
            }
            context.fill();
        }
        LanesShape::Crosses(centres) => {
            const ARM: f64 = 4.0;
            let cross = |(x, y): &(f64, f64)| {
                [[(x - ARM, y - ARM), (x + ARM, y + ARM)], [(x + ARM, y - ARM), (x - ARM, y + ARM)]]
            };
            let lines: Vec<_> = centres.iter().flat_map(cross).collect();
            stroke(context, colours.get(LaneColour::Failed), 2.0, &lines);
        }
    }
}

fn stroke(context: &CanvasRenderingContext2d, colour: &str, width: f64, lines: &[[(f64, f64); 2]]) {
    context.set_stroke_style_str(colour);
    context.set_line_width(width);
    context.begin_path();
    for [(from_x, from_y), (to_x, to_y)] in lines {
        context.move_to(*from_x, *from_y);
        context.line_to(*to_x, *to_y);
    }
    context.stroke();
}

/// Draws the times above the lanes.
pub fn axis(canvas: &HtmlCanvasElement, lanes: &LanesController, clock: Clock) {
    let Some(canvas) = Canvas::prepare(canvas, lanes.scale.width(), AXIS_PIXELS) else { return };
    let colours = Colours::of(&canvas);
    let font = canvas.colour("font");
    let context = &canvas.context;
    let _ = context.scale(canvas.density, canvas.density);
    context.set_font(&font);
    for tick in lanes.axis(clock) {
        context.set_fill_style_str(colours.get(LaneColour::Line));
        context.fill_rect(tick.x, 0.0, 1.0, AXIS_PIXELS);
        if let Some((time, day)) = tick.label {
            context.set_fill_style_str(colours.get(LaneColour::Text));
            let _ = context.fill_text(&time, tick.x + 4.0, 12.0);
            let _ = context.fill_text(&day, tick.x + 4.0, 26.0);
        }
    }
}
