//! The page: draws the views, and passes the user's choices to the client of the workers.
//!
//! ```text
//! platform    the browser: storage, clipboard, saving, canvases, panics
//! client      the client of the workers, over the browser's message ports
//! bookmarks   adds and removes the bookmarks of events and files
//! contexts    what every component may use without a property
//! widgets     parts that several views share
//! views       the views, and what surrounds the list of events
//! dialogs     export, redaction, SQL, saving a question, help
//! app         the frame: header, tabs, keyboard, theme, address, the table of views
//! ```
//!
//! Each uses only those above it.

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod bookmarks;
#[cfg(target_arch = "wasm32")]
mod client;
#[cfg(target_arch = "wasm32")]
mod contexts;
#[cfg(target_arch = "wasm32")]
mod dialogs;
#[cfg(target_arch = "wasm32")]
mod platform;
#[cfg(target_arch = "wasm32")]
mod views;
#[cfg(target_arch = "wasm32")]
mod widgets;

#[cfg(target_arch = "wasm32")]
fn main() {
    use platform::panic_report;

    panic_report::report_panics();
    let place = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("page"));
    match place {
        Some(place) => {
            yew::Renderer::<app::shell::App>::with_root(place).render();
        }
        None => panic_report::report("index.html has no element with the id “page”"),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("The page is built by trunk: `make run` builds and serves it");
}
