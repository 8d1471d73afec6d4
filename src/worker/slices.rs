//! Reads of a large file, slice by slice.

use std::io::{self, Read};

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, FileReaderSync};

/// Size of a slice, in bytes: large enough that the cost of a disk access does not matter, small
/// enough to hold twice in memory.
const SLICE_BYTES: f64 = (8 << 20) as f64;

/// Reads a file without holding more of it than a slice.
pub struct Slices<'a> {
    file: &'a Blob,
    reader: FileReaderSync,
    next: f64,
    has_begun: bool,
    slice: Vec<u8>,
    taken: usize,
    on_read: &'a mut dyn FnMut(u64),
}

impl<'a> Slices<'a> {
    /// Starts at the file's first byte. `on_read` is called after every slice with its length in
    /// bytes.
    pub fn new(file: &'a Blob, on_read: &'a mut dyn FnMut(u64)) -> Result<Slices<'a>, JsValue> {
        let reader = FileReaderSync::new()?;
        Ok(Slices { file, reader, next: 0.0, has_begun: false, slice: Vec::new(), taken: 0, on_read })
    }

    fn read_slice(&mut self) -> Result<(), JsValue> {
        let size = self.file.size();
        let end = (self.next + SLICE_BYTES).min(size);
        // A file that is gone may have the size 0: only reading all of it tells it from an empty
        // one.
        let piece =
            if size == 0.0 { self.file.clone() } else { self.file.slice_with_f64_and_f64(self.next, end)? };
        let bytes = Uint8Array::new(&self.reader.read_as_array_buffer(&piece)?.into());
        self.slice.resize(bytes.length() as usize, 0);
        bytes.copy_to(&mut self.slice);
        self.taken = 0;
        self.next = end;
        (self.on_read)(self.slice.len() as u64);
        Ok(())
    }
}

impl Read for Slices<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.slice.len() {
            if self.has_begun && self.next >= self.file.size() {
                return Ok(0);
            }
            self.has_begun = true;
            self.read_slice().map_err(|error| io::Error::other(in_words(&error)))?;
        }
        let length = into.len().min(self.slice.len() - self.taken);
        into[..length].copy_from_slice(&self.slice[self.taken..self.taken + length]);
        self.taken += length;
        Ok(length)
    }
}

/// Returns the reason why the browser could not read a file.
pub fn in_words(error: &JsValue) -> String {
    let reason = error
        .dyn_ref::<js_sys::Error>()
        .map(|error| format!("{}: {}", String::from(error.name()), String::from(error.message())))
        .or_else(|| {
            // A DOMException is no Error to `dyn_ref` in every browser.
            let part = |name| js_sys::Reflect::get(error, &JsValue::from_str(name)).ok()?.as_string();
            Some(format!("{}: {}", part("name")?, part("message")?))
        })
        .unwrap_or_else(|| "no reason given".to_owned());
    format!("the browser could not read the file; was it moved or changed after it was dropped? ({reason})")
}
