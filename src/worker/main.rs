//! The worker: one shard of the records, answering the protocol.
//!
//! The page starts a worker from a blob that holds this binary's script, and
//! posts it the compiled module and one end of a channel; the script's last
//! lines (see the page's `engine/crew.rs`) instantiate the module and call
//! [`serve`]. Everything after that goes through the channel.
//!
//! ```text
//! channel -> wire: ticket and what lies beside it
//!         -> inbox: which request is it?  -> the desk answers at once
//!                                         -> loader: files join the queue
//!                                         -> checks: evidence, verdicts
//!                                         -> timelines: sessions, who is behind them
//!                                         -> resources: the index of them
//!                                         -> groups: counts by values
//!                                         -> export: events on their way out
//!                                         -> questions: how many events answer them
//!                                            (all but the desk work in steps)
//!    loader: read ahead -> shard.read_file -> outbox: progress, reports
//!    when all is read:     shard.take_evidence -> checks
//! ```

#[cfg(target_arch = "wasm32")]
mod bundle;
#[cfg(target_arch = "wasm32")]
mod checks;
#[cfg(target_arch = "wasm32")]
mod crash;
#[cfg(target_arch = "wasm32")]
mod export;
#[cfg(target_arch = "wasm32")]
mod groups;
#[cfg(target_arch = "wasm32")]
mod inbox;
#[cfg(target_arch = "wasm32")]
mod loader;
#[cfg(target_arch = "wasm32")]
mod outbox;
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

/// Called by the module's start; the work begins with [`serve`].
#[cfg(target_arch = "wasm32")]
fn main() {
    crash::report_panics();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("The worker is a part of the page: `make run` builds and serves it");
}

/// Answers every ticket that comes through the port, for as long as the
/// worker lives.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn serve(port: web_sys::MessagePort) {
    inbox::open(port);
}
