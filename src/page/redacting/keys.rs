//! The key of an earlier file.

use js_sys::Uint8Array;
use trailglass::redaction::{RedactionKey, key_file};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;
use yew::AttrValue;

/// What came of reading a key file.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyRead {
    /// The key is that of the file with this name.
    Used(AttrValue),
    /// It has none, for this reason.
    Refused(AttrValue),
}

/// The key of a file, or why it gives none. Of whatever was chosen, only the
/// beginning is read: it may be a log of gigabytes.
pub async fn key_of(file: &File) -> Result<RedactionKey, AttrValue> {
    let unread = || AttrValue::Static("the browser could not read the file; was it moved or changed?");
    let head = file.slice_with_f64_and_f64(0.0, key_file::HEAD_BYTES as f64).map_err(|_| unread())?;
    let buffer = JsFuture::from(head.array_buffer()).await.map_err(|_| unread())?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    key_file::key_of(&String::from_utf8_lossy(&bytes)).map_err(|error| error.to_string().into())
}
