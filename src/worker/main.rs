//! The worker: one shard of the records, which answers the protocol.
//!
//! The page starts a worker from a blob that holds this binary's script, and posts it the compiled
//! module and one end of a channel. The script's last lines (see the page's `client/code.rs`)
//! instantiate the module and call [`serve`]. Everything after that goes through the channel.
//!
//! ```text
//! channel -> wire: the request and its attachments
//!         -> port: files to the loader, all other requests to trailglass::dispatch;
//!                  steps of its jobs between requests
//! loader: reads ahead (bundle, slices) -> shard -> progress
//! ```

#[cfg(target_arch = "wasm32")]
mod bundle;
#[cfg(target_arch = "wasm32")]
mod crash;
#[cfg(target_arch = "wasm32")]
mod loader;
#[cfg(target_arch = "wasm32")]
mod port;
#[cfg(target_arch = "wasm32")]
mod slices;
#[cfg(target_arch = "wasm32")]
mod turn;
#[cfg(target_arch = "wasm32")]
mod wire;

/// Runs when the module is instantiated; the work begins with [`serve`].
#[cfg(target_arch = "wasm32")]
fn main() {
    crash::report_panics();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("The worker is a part of the page: `make run` builds and serves it");
}

/// Answers every request that arrives at the port, for as long as the worker lives.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn serve(port: web_sys::MessagePort) {
    port::open(port);
}
