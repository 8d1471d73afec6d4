//! What every drawing on a canvas begins with.
//!
//! Colours come from the style sheet, through properties of the canvas that
//! mean nothing else to it: a custom property would be handed over as it is
//! written, with its `light-dark()` unresolved.

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, CssStyleDeclaration, HtmlCanvasElement};

/// An empty canvas as sharp as the screen.
pub struct Canvas {
    /// By which one draws, in device pixels.
    pub context: CanvasRenderingContext2d,
    /// How many device pixels a CSS pixel has, at least 1.
    pub density: f64,
    style: Option<CssStyleDeclaration>,
}

impl Canvas {
    /// Empties a canvas and gives it so many CSS pixels; `None` where the
    /// browser cannot draw.
    pub fn prepare(canvas: &HtmlCanvasElement, width: f64, height: f64) -> Option<Canvas> {
        let window = gloo::utils::window();
        let density = window.device_pixel_ratio().max(1.0);
        canvas.set_width((width * density).round() as u32);
        canvas.set_height((height * density).round() as u32);
        let context = canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
        Some(Canvas { context, density, style: window.get_computed_style(canvas).ok().flatten() })
    }

    /// The colour that a property of the canvas has.
    pub fn colour(&self, property: &str) -> String {
        self.style.as_ref().and_then(|style| style.get_property_value(property).ok()).unwrap_or_default()
    }
}
