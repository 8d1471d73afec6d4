//! Yielding to the browser's event loop.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort};

/// Ends the current task and continues in a new one, behind those that wait.
///
/// A message to its own port does that at once. A timer would wait four milliseconds; a resolved
/// promise would let nothing else run.
#[derive(Debug)]
pub struct Turn {
    here: MessagePort,
    there: MessagePort,
}

impl Turn {
    /// Creates the message channel that a loop needs to yield.
    pub fn new() -> Result<Turn, JsValue> {
        let channel = MessageChannel::new()?;
        Ok(Turn { here: channel.port1(), there: channel.port2() })
    }

    /// Lets every waiting task run first.
    pub async fn pass(&mut self) {
        let passed = Promise::new(&mut |resolve, _| {
            self.here.set_onmessage(Some(resolve.unchecked_ref()));
            if self.there.post_message(&JsValue::NULL).is_err() {
                // A loop that cannot yield continues anyway.
                let _ = resolve.call0(&JsValue::UNDEFINED);
            }
        });
        // The promise is never rejected.
        let _ = JsFuture::from(passed).await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // An open port keeps its channel alive.
        self.here.set_onmessage(None);
        self.here.close();
    }
}
