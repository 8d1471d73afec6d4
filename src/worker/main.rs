//! The worker: one shard of the records, which answers the protocol.
//!
//! The page starts a worker from a blob that holds this binary's script, and posts it the compiled
//! module and one end of a channel. The script's last lines (see the page's `engine/pool.rs`)
//! instantiate the module and call [`serve`]. Everything after that goes through the channel.
//!
//! ```text
//! channel -> wire: the ticket and its attachments
//!         -> dispatch: which request is it? -> the query answers at once
//!                                         -> loader: files join the queue
//!                                         -> checks: evidence, results
//!                                         -> timelines: sessions and their origins
//!                                         -> resources: their index
//!                                         -> groups: counts by values
//!                                         -> export: events, written as files
//!                                         -> questions: the number of matching events
//!                                            (all but the query work in steps)
//!    loader: read ahead -> shard.read_file -> progress_reporter: progress, reports
//!    when all is read:     shard.take_evidence -> checks
//! ```

#[cfg(target_arch = "wasm32")]
mod bundle;
#[cfg(target_arch = "wasm32")]
mod checks;
#[cfg(target_arch = "wasm32")]
mod crash;
#[cfg(target_arch = "wasm32")]
mod dispatch;
#[cfg(target_arch = "wasm32")]
mod export;
#[cfg(target_arch = "wasm32")]
mod groups;
#[cfg(target_arch = "wasm32")]
mod loader;
#[cfg(target_arch = "wasm32")]
mod progress_reporter;
#[cfg(target_arch = "wasm32")]
mod questions;
#[cfg(target_arch = "wasm32")]
mod resources;
#[cfg(target_arch = "wasm32")]
mod room;
#[cfg(target_arch = "wasm32")]
mod slices;
#[cfg(target_arch = "wasm32")]
mod steps;
#[cfg(target_arch = "wasm32")]
mod timelines;
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

/// Answers every ticket that arrives at the port, for as long as the worker lives.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn serve(port: web_sys::MessagePort) {
    dispatch::open(port);
}
