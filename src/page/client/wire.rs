//! The page's end of the message channel: requests out, events in.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use trailglass::protocol::{Envelope, WorkerMessage};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessagePort;

/// Posts a request with the objects in `attachments`. Buffers among them are transferred and must not be
/// used again.
pub fn post(port: &MessagePort, envelope: &Envelope, attachments: &Array) -> Result<(), JsValue> {
    // Numbers beyond 2^53, such as the time of an event that has none, are sent as BigInt.
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_large_number_types_as_bigints(true);
    let message = Array::of1(&envelope.serialize(&serializer)?);
    let moved = Array::new();
    for thing in attachments.iter() {
        message.push(&thing);
        if thing.is_instance_of::<js_sys::ArrayBuffer>() {
            moved.push(&thing);
        }
    }
    port.post_message_with_transferable(&message, &moved)
}

/// Reads a message of a worker: its content, and the buffers beside it.
///
/// # Errors
///
/// If the message cannot be read, with the reason: page and worker are of different builds.
pub fn read(message: &JsValue) -> Result<(WorkerMessage, Vec<JsValue>), String> {
    let parts = message.dyn_ref::<Array>().ok_or("the message is not a list")?;
    let bytes = Uint8Array::new(&parts.get(0)).to_vec();
    let message = WorkerMessage::from_bytes(&bytes).map_err(|error| error.to_string())?;
    Ok((message, parts.iter().skip(1).collect()))
}
