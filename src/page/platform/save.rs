//! Saving data as a file.

use gloo::timers::callback::Timeout;
use gloo::utils::document;
use js_sys::{Array, Promise, Uint8Array};
use trailglass::client::FileSink;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, HtmlAnchorElement, ReadableStream, Response, Url, WritableStream,
    WritableStreamDefaultWriter,
};

use crate::platform::turn::Turn;

/// Time after which the browser must have read a saved blob.
const READ_WITHIN_MILLIS: u32 = 60_000;

/// Saves a text as a file with this name. Returns whether the browser accepted it.
///
/// Nothing leaves the page: the file is a blob in memory.
pub fn save(name: &str, media_type: &str, text: &str) -> bool {
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &bag_of(media_type));
    blob.and_then(|blob| save_blob(name, &blob)).is_ok()
}

/// Saves a text in parts, which are never joined in memory; see [`save`].
pub fn save_parts(name: &str, media_type: &str, parts: &Array) -> bool {
    let blob = Blob::new_with_str_sequence_and_options(parts, &bag_of(media_type));
    blob.and_then(|blob| save_blob(name, &blob)).is_ok()
}

/// Saves the bytes in a buffer; see [`save`].
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

// Supported by every browser that Trailglass runs in; `web-sys` still calls it unstable.
#[wasm_bindgen]
extern "C" {
    type CompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn readable(this: &CompressionStream) -> ReadableStream;

    #[wasm_bindgen(method, getter)]
    fn writable(this: &CompressionStream) -> WritableStream;
}

/// Maximum number of bytes per call of the browser's compression, which runs on the page's thread.
const PACKED_AT_ONCE: u32 = 256 << 10;

/// Number of bytes that are collected before a transfer to the browser's blob storage: the page
/// must wait for each transfer.
const KEPT_AT_ONCE: u32 = 8 << 20;

/// A file that grows part by part. The browser stores the parts, large ones on disk.
///
/// Gzip uses the browser's own compression, which adds nothing to the download.
pub struct FileParts {
    parts: Array,
    /// The parts that are not transferred yet, and their size in bytes.
    gathered: (Array, u32),
    gzip: Option<(WritableStreamDefaultWriter, Promise)>,
    turn: Option<Turn>,
    media_type: &'static str,
}

impl FileParts {
    /// Creates an empty file of this type.
    ///
    /// # Errors
    ///
    /// If the browser does not compress.
    pub fn new(media_type: &'static str, is_gzip: bool) -> Result<FileParts, JsValue> {
        let gzip = match is_gzip {
            true => {
                let stream = CompressionStream::new("gzip")?;
                let writer = stream.writable().get_writer()?;
                // This makes no network request: the response is built from the stream.
                let packed = Response::new_with_opt_readable_stream(Some(&stream.readable()))?.blob()?;
                Some((writer, packed))
            }
            false => None,
        };
        Ok(FileParts {
            parts: Array::new(),
            gathered: (Array::new(), 0),
            gzip,
            turn: Turn::new().ok(),
            media_type,
        })
    }

    /// Adds a part. With gzip, waits until earlier parts are compressed.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        let part = Uint8Array::from(bytes);
        let Some((writer, _)) = &self.gzip else {
            self.gathered.0.push(&part);
            self.gathered.1 += part.length();
            return if self.gathered.1 >= KEPT_AT_ONCE { self.keep() } else { Ok(()) };
        };
        for from in (0..part.length()).step_by(PACKED_AT_ONCE as usize) {
            let some = part.subarray(from, (from + PACKED_AT_ONCE).min(part.length()));
            JsFuture::from(writer.write_with_chunk(&some)).await?;
            if let Some(turn) = &mut self.turn {
                turn.pass().await;
            }
        }
        Ok(())
    }

    /// Transfers the collected parts to the browser.
    fn keep(&mut self) -> Result<(), JsValue> {
        let (gathered, _) = std::mem::take(&mut self.gathered);
        self.parts.push(&Blob::new_with_u8_array_sequence(&gathered)?.into());
        Ok(())
    }

    /// Returns the file after reading its last byte: a browser without room for it reports that
    /// only to a reader.
    pub async fn finish(mut self) -> Result<Blob, JsValue> {
        let file = match self.gzip.take() {
            Some((writer, packed)) => {
                JsFuture::from(writer.close()).await?;
                let packed: Blob = JsFuture::from(packed).await?.unchecked_into();
                packed.slice_with_f64_and_f64_and_content_type(0.0, packed.size(), self.media_type)?
            }
            None => {
                self.keep()?;
                Blob::new_with_blob_sequence_and_options(&self.parts, &bag_of(self.media_type))?
            }
        };
        if let Some(turn) = &mut self.turn {
            turn.pass().await;
        }
        let last = file.slice_with_f64_and_f64((file.size() - 1.0).max(0.0), file.size())?;
        JsFuture::from(last.array_buffer()).await?;
        Ok(file)
    }
}

/// Returns the reason why the browser does not take a file.
pub fn refusal(error: JsValue) -> String {
    let words = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    format!(
        "the browser does not take the file; is there room on the disk? What was saved in the last minute still \
         takes some. ({})",
        words.unwrap_or_else(|| format!("{error:?}"))
    )
}

impl FileSink for FileParts {
    type File = Blob;

    async fn push(&mut self, bytes: &[u8]) -> Result<(), String> {
        FileParts::push(self, bytes).await.map_err(refusal)
    }

    async fn finish(self) -> Result<Blob, String> {
        FileParts::finish(self).await.map_err(refusal)
    }
}

/// Saves a file with this name.
///
/// # Errors
///
/// If the browser does not accept the file.
pub fn save_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
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
