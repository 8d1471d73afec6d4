//! What is said when the page itself stops by a fault.

use web_sys::{CustomEvent, CustomEventInit};

/// Makes a panic say what happened and where on the page, which no longer
/// answers after it: a panic aborts the module.
pub fn report_panics() {
    yew::set_custom_panic_hook(Box::new(|panic| {
        let text = panic.payload_as_str().unwrap_or("it gave no reason");
        let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line()));
        report(&format!("{text}{}", place.unwrap_or_default()));
    }));
}

/// Tells `static/boot.js`, which shows it without the page's help.
pub fn report(words: &str) {
    web_sys::console::error_1(&words.into());
    let detail = CustomEventInit::new();
    detail.set_detail(&words.into());
    let event = CustomEvent::new_with_event_init_dict("trailglass-stopped", &detail);
    if let (Some(window), Ok(event)) = (web_sys::window(), event) {
        // Nobody may be listening, and nothing is left to do then.
        let _ = window.dispatch_event(&event);
    }
}
