//! Writing text to the clipboard.

use gloo::utils::{document, window};
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Clipboard, HtmlElement};

/// Copies a text to the clipboard; returns whether that worked.
///
/// The asynchronous clipboard exists only on pages served securely. Elsewhere (a plain HTTP address
/// in a company's network) the old copy command is used.
pub async fn copy(text: &str) -> bool {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into());
    if let Some(clipboard) = clipboard.ok().and_then(|found| found.dyn_into::<Clipboard>().ok())
        && JsFuture::from(clipboard.write_text(text)).await.is_ok()
    {
        return true;
    }
    copy_by_command(text).unwrap_or(false)
}

fn copy_by_command(text: &str) -> Result<bool, JsValue> {
    let document = document();
    let Some(body) = document.body() else { return Ok(false) };
    let focused = document.active_element();
    let area = document.create_element("textarea")?.unchecked_into::<HtmlElement>();
    Reflect::set(&area, &"value".into(), &text.into())?;
    area.set_attribute("class", "unseen")?;
    area.set_attribute("aria-hidden", "true")?;
    body.append_child(&area)?;
    call(&area, "select", &[])?;
    let copied = call(&document, "execCommand", &["copy".into()]);
    area.remove();
    if let Some(focused) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        focused.focus()?;
    }
    Ok(copied?.is_truthy())
}

/// Calls a method that is deprecated, or whose type is not worth a `web-sys` feature.
fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function = Reflect::get(object, &method.into())?.dyn_into::<Function>()?;
    Reflect::apply(&function, object, &arguments.iter().collect())
}

/// Returns whether the user has selected text; a copy then means that text.
pub fn has_selection() -> bool {
    window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed())
}
