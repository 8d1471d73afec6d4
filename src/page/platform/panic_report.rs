//! Reports that the page itself crashed.

use web_sys::{CustomEvent, CustomEventInit};

/// Makes a panic show its message and place on the page. A panic aborts the module, so the page no
/// longer responds.
pub fn report_panics() {
    yew::set_custom_panic_hook(Box::new(|panic| {
        let text = panic.payload_as_str().unwrap_or("it gave no reason");
        let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line()));
        report(&format!("{text}{}", place.unwrap_or_default()));
    }));
}

/// Sends the report to `static/boot.js`, which shows it without the module.
pub fn report(words: &str) {
    web_sys::console::error_1(&words.into());
    let detail = CustomEventInit::new();
    detail.set_detail(&words.into());
    let event = CustomEvent::new_with_event_init_dict("trailglass-stopped", &detail);
    if let (Some(window), Ok(event)) = (web_sys::window(), event) {
        // Without a listener there is nothing left to do.
        let _ = window.dispatch_event(&event);
    }
}
