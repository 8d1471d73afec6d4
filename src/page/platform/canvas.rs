//! Preparation of a canvas for drawing.
//!
//! Colours come from the style sheet, through CSS properties that have no other effect on a canvas.
//! A custom property would not work: its computed value still contains an unresolved
//! `light-dark()`.

use trailglass::app_state::plot::{PlotArea, PlotRect};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, CssStyleDeclaration, Element, HtmlCanvasElement};
use yew::NodeRef;

/// An empty canvas at the resolution of the screen.
pub struct Canvas {
    /// The drawing context; its unit is the device pixel.
    pub context: CanvasRenderingContext2d,
    /// Device pixels per CSS pixel, at least 1.
    pub density: f64,
    style: Option<CssStyleDeclaration>,
}

impl Canvas {
    /// Empties a canvas and sets its size in CSS pixels. Returns `None` if the browser cannot draw.
    pub fn prepare(canvas: &HtmlCanvasElement, width: f64, height: f64) -> Option<Canvas> {
        let window = gloo::utils::window();
        let density = window.device_pixel_ratio().max(1.0);
        canvas.set_width((width * density).round() as u32);
        canvas.set_height((height * density).round() as u32);
        let context = canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
        Some(Canvas { context, density, style: window.get_computed_style(canvas).ok().flatten() })
    }

    /// Returns the colour in a CSS property of the canvas.
    pub fn colour(&self, property: &str) -> String {
        self.style.as_ref().and_then(|style| style.get_property_value(property).ok()).unwrap_or_default()
    }

    /// Fills rectangles as one path.
    pub fn fill(&self, colour: &str, rects: &[PlotRect]) {
        self.context.begin_path();
        for rect in rects {
            self.context.rect(rect.left, rect.top, rect.width, rect.height);
        }
        self.context.set_fill_style_str(colour);
        self.context.fill();
    }

    /// Draws lines, one CSS pixel wide, across the path that was filled last.
    pub fn hatch(&self, colour: &str, lines: &[[(f64, f64); 2]]) {
        self.context.save();
        self.context.clip();
        self.context.begin_path();
        for [(from_x, from_y), (to_x, to_y)] in lines {
            self.context.move_to(*from_x, *from_y);
            self.context.line_to(*to_x, *to_y);
        }
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(self.density);
        self.context.stroke();
        self.context.restore();
    }
}

/// Returns the place of an element on screen; `None` if it is not on the page.
pub fn area_of(node: &NodeRef) -> Option<PlotArea> {
    let area = node.cast::<Element>()?.get_bounding_client_rect();
    Some(PlotArea { left: area.left(), top: area.top(), width: area.width() })
}
