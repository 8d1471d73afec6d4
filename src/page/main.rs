//! The page: draws, asks the workers, merges their small answers.
//!
//! ```text
//! engine   the workers, and everything asked of them
//! drop     files and folders, dropped or chosen
//! turn     giving way, so that no task is long
//! ```

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod drop;
#[cfg(target_arch = "wasm32")]
mod engine;
#[cfg(target_arch = "wasm32")]
mod stopped;
#[cfg(target_arch = "wasm32")]
#[path = "../worker/turn.rs"]
mod turn;

#[cfg(target_arch = "wasm32")]
fn main() {
    stopped::report_panics();
    let place = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("page"));
    match place {
        Some(place) => {
            yew::Renderer::<app::App>::with_root(place).render();
        }
        None => stopped::report("index.html has no element with the id “page”"),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("The page is built by trunk: `make run` builds and serves it");
}
