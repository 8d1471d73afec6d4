//! Reports of a worker's panics.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

/// Makes a panic send its message and place before the worker stops. A panic aborts the module,
/// whose state must not be used afterwards. The text goes through the worker's own channel, not the
/// port, so that the page can tell it from a reply.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let text = panic.payload_as_str().unwrap_or("it gave no reason");
        let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line()));
        let words = format!("{text}{}", place.unwrap_or_default());
        if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
            // Nothing is left to do with a failure to report a failure.
            let _ = scope.post_message(&JsValue::from_str(&words));
        }
    }));
}
