//! Preparation of a canvas for drawing.
//!
//! Colours come from the style sheet, through CSS properties that have no other effect on a canvas.
//! A custom property would not work: its computed value still contains an unresolved
//! `light-dark()`.

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, CssStyleDeclaration, HtmlCanvasElement};

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
}
