//! Many small files read as one.
//!
//! A browser takes a good part of a millisecond to give the bytes of a file,
//! however small it is, and twenty thousand files are twenty seconds. A blob
//! put together of many files is given in one go.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// Files on their way together.
pub struct Bundle {
    state: RefCell<State>,
    /// How many there have to be, or a file has changed.
    bytes: u32,
}

enum State {
    Coming(JsFuture),
    Here(Uint8Array),
    /// One of the files could not be read, and nobody says which.
    Failed,
}

impl Bundle {
    /// Asks for the bytes of all the files at once, so many together; `None`
    /// where the browser cannot put them together.
    pub fn of(files: &[Blob], bytes: u32) -> Option<Rc<Bundle>> {
        let parts: Array = files.iter().map(JsValue::from).collect();
        let whole = Blob::new_with_blob_sequence(&parts).ok()?;
        let coming = JsFuture::from(whole.array_buffer());
        Some(Rc::new(Bundle { state: RefCell::new(State::Coming(coming)), bytes }))
    }

    /// The bytes from `start` up to without `end`; `None` if the files have to
    /// be read one by one.
    pub async fn part(&self, start: u32, end: u32) -> Option<Uint8Array> {
        let state = self.state.replace(State::Failed);
        let state = match state {
            State::Coming(coming) => match coming.await {
                Ok(buffer) => {
                    let here = Uint8Array::new(&buffer);
                    if here.length() == self.bytes { State::Here(here) } else { State::Failed }
                }
                Err(_) => State::Failed,
            },
            known => known,
        };
        let part = match &state {
            State::Here(bytes) if end <= bytes.length() => Some(bytes.subarray(start, end)),
            _ => None,
        };
        *self.state.borrow_mut() = state;
        part
    }
}
