//! Saving something as a file.

use gloo::timers::callback::Timeout;
use gloo::utils::document;
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, HtmlAnchorElement, ReadableStream, Response, Url, WritableStream,
    WritableStreamDefaultWriter,
};

use crate::turn::Turn;

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

// Every browser that Trailglass runs in has it; web-sys calls it unstable.
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

/// The browser's compression works on the page's thread, so it gets no more at
/// a time, in bytes.
const PACKED_AT_ONCE: u32 = 256 << 10;

/// Handing bytes over to the browser for good makes the page wait for it, so
/// they are gathered up to so many.
const KEPT_AT_ONCE: u32 = 8 << 20;

/// A file that grows part by part. The browser keeps the parts, on the disk
/// where they are large.
///
/// What is to be gzipped goes through the browser's own compression, which
/// costs no download.
pub struct FileParts {
    parts: Array,
    /// What is not handed over yet, and how many bytes that is.
    gathered: (Array, u32),
    gzip: Option<(WritableStreamDefaultWriter, Promise)>,
    turn: Option<Turn>,
    media_type: &'static str,
}

impl FileParts {
    /// An empty file of this type.
    pub fn new(media_type: &'static str, is_gzip: bool) -> Result<FileParts, JsValue> {
        let gzip = match is_gzip {
            true => {
                let stream = CompressionStream::new("gzip")?;
                let writer = stream.writable().get_writer()?;
                // No request: the answer is made here, of what comes out.
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

    /// Adds a part; waits for as long as what came before is being packed.
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

    /// Hands what was gathered over to the browser.
    fn keep(&mut self) -> Result<(), JsValue> {
        let (gathered, _) = std::mem::take(&mut self.gathered);
        self.parts.push(&Blob::new_with_u8_array_sequence(&gathered)?.into());
        Ok(())
    }

    /// The file, after a look whether the browser really has it: where there
    /// is no room it says so only to whoever reads.
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

/// Saves a file with this name.
///
/// # Errors
///
/// Where the browser does not take it.
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
