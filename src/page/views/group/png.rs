//! Converts a chart to PNG by drawing its SVG on a canvas. Both exist only in this tab's memory.

use js_sys::Array;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, Url};

/// Pixels per CSS pixel: sharp in print and on high-density screens.
const SCALE: f64 = 2.0;

/// Draws an SVG file of the given size in CSS pixels.
///
/// # Errors
///
/// If the browser cannot draw it.
pub async fn png(svg: &str, width: f64, height: f64) -> Result<Blob, JsValue> {
    let bag = BlobPropertyBag::new();
    bag.set_type("image/svg+xml");
    let file = Blob::new_with_str_sequence_and_options(&Array::of1(&svg.into()), &bag)?;
    let address = Url::create_object_url_with_blob(&file)?;
    let drawn = draw(&address, width, height).await;
    Url::revoke_object_url(&address)?;
    let canvas = drawn?;
    let blob = js_sys::Promise::new(&mut |resolve, reject| {
        let on_blob = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        if let Err(error) = canvas.to_blob(on_blob.unchecked_ref()) {
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(blob).await?.dyn_into()
}

async fn draw(address: &str, width: f64, height: f64) -> Result<HtmlCanvasElement, JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(address);
    JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = gloo::utils::document().create_element("canvas")?.dyn_into()?;
    canvas.set_width((width * SCALE) as u32);
    canvas.set_height((height * SCALE) as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    context.scale(SCALE, SCALE)?;
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    Ok(canvas)
}
