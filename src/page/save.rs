//! Saving something as a file.

use gloo::timers::callback::Timeout;
use gloo::utils::document;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// How long the browser may take to read the text after the file was named.
const READ_WITHIN_MILLIS: u32 = 60_000;

/// Saves a text as a file with this name; says whether the browser took it.
/// Nothing leaves the page: the file is made of a blob in memory.
pub fn save(name: &str, media_type: &str, text: &str) -> bool {
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &bag_of(media_type));
    blob.and_then(|blob| save_blob(name, &blob)).is_ok()
}

/// The same with a text in parts, which are never put together in memory.
pub fn save_parts(name: &str, media_type: &str, parts: &Array) -> bool {
    let blob = Blob::new_with_str_sequence_and_options(parts, &bag_of(media_type));
    blob.and_then(|blob| save_blob(name, &blob)).is_ok()
}

/// The same with bytes in a buffer.
pub fn save_bytes(name: &str, media_type: &str, buffer: &JsValue) -> bool {
    let parts = Array::of1(buffer);
    let blob = Blob::new_with_buffer_source_sequence_and_options(&parts, &bag_of(media_type));
    blob.and_then(|blob| save_blob(name, &blob)).is_ok()
}

fn bag_of(media_type: &str) -> BlobPropertyBag {
    let bag = BlobPropertyBag::new();
    bag.set_type(media_type);
    bag
}

fn save_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let link = document().create_element("a")?.unchecked_into::<HtmlAnchorElement>();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Timeout::new(READ_WITHIN_MILLIS, move || {
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}
