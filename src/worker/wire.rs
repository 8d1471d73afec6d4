//! The worker's end of the channel: receives tickets, posts events.

use js_sys::{Array, Uint8Array};
use trailglass::protocol::{Answer, Envelope, WorkerMessage};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessagePort;

/// Reads a message from the page: the ticket, and what is attached to it.
///
/// # Errors
///
/// If the message has another form: the page and the worker come from different builds.
pub fn read(message: &JsValue) -> Result<(Envelope, Vec<JsValue>), String> {
    let parts = message.dyn_ref::<Array>().ok_or("the message is not a list")?;
    let descriptor = serde_wasm_bindgen::from_value(parts.get(0)).map_err(|error| error.to_string())?;
    Ok((descriptor, parts.iter().skip(1).collect()))
}

/// Returns the id of a ticket that cannot be read otherwise; 0 if that cannot be read either.
pub fn id_of(message: &JsValue) -> u32 {
    let descriptor = message.dyn_ref::<Array>().map(|parts| parts.get(0)).unwrap_or_default();
    let id = js_sys::Reflect::get(&descriptor, &JsValue::from_str("id")).ok().and_then(|id| id.as_f64());
    id.unwrap_or_default() as u32
}

/// Posts a message with the buffers `attachments` attached.
pub fn post(port: &MessagePort, id: u32, answer: Answer, attachments: &[Vec<u8>]) {
    let written = match (WorkerMessage { id, answer }).to_bytes() {
        Ok(written) => written,
        Err(error) => return web_sys::console::error_1(&error.to_string().into()),
    };
    let message = Array::new();
    for bytes in std::iter::once(&written).chain(attachments) {
        message.push(&Uint8Array::from(bytes.as_slice()).buffer());
    }
    // The buffers are moved, not copied.
    if let Err(error) = port.post_message_with_transferable(&message, &message) {
        web_sys::console::error_1(&error);
    }
}
