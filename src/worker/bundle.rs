//! Reads of many small files as one blob.
//!
//! A browser takes close to a millisecond to return the bytes of a file, however small it is:
//! twenty thousand files take twenty seconds. A blob concatenated from many files is returned in
//! one read.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// Files that are read together.
pub struct Bundle {
    state: RefCell<BundleState>,
    /// The expected number of bytes; any other number means that a file has changed.
    bytes: u32,
}

enum BundleState {
    Coming(JsFuture),
    Here(Uint8Array),
    /// One of the files could not be read; the browser does not say which.
    Failed,
}

impl Bundle {
    /// Starts reading all the files, of `bytes` bytes in total. Returns `None` if the browser
    /// cannot concatenate them.
    pub fn of(files: &[Blob], bytes: u32) -> Option<Rc<Bundle>> {
        let parts: Array = files.iter().map(JsValue::from).collect();
        let whole = Blob::new_with_blob_sequence(&parts).ok()?;
        let coming = JsFuture::from(whole.array_buffer());
        Some(Rc::new(Bundle { state: RefCell::new(BundleState::Coming(coming)), bytes }))
    }

    /// Returns the bytes from `start` up to but not including `end`; `None` if the files must be
    /// read one by one.
    pub async fn part(&self, start: u32, end: u32) -> Option<Uint8Array> {
        let state = self.state.replace(BundleState::Failed);
        let state = match state {
            BundleState::Coming(coming) => match coming.await {
                Ok(buffer) => {
                    let here = Uint8Array::new(&buffer);
                    if here.length() == self.bytes { BundleState::Here(here) } else { BundleState::Failed }
                }
                Err(_) => BundleState::Failed,
            },
            known => known,
        };
        let part = match &state {
            BundleState::Here(bytes) if end <= bytes.length() => Some(bytes.subarray(start, end)),
            _ => None,
        };
        *self.state.borrow_mut() = state;
        part
    }
}
