//! Reads the key of an earlier key file.

use js_sys::Uint8Array;
use trailglass::redaction::{RedactionKey, key_file};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;
use yew::AttrValue;

/// Returns the key of a key file, or why it has none. Only the beginning of the file is read: the
/// user may have chosen a log of gigabytes.
pub async fn key_of(file: &File) -> Result<RedactionKey, AttrValue> {
    let unread = || AttrValue::Static("the browser could not read the file; was it moved or changed?");
    let head = file.slice_with_f64_and_f64(0.0, key_file::HEAD_BYTES as f64).map_err(|_| unread())?;
    let buffer = JsFuture::from(head.array_buffer()).await.map_err(|_| unread())?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    key_file::key_of(&String::from_utf8_lossy(&bytes)).map_err(|error| error.to_string().into())
}
