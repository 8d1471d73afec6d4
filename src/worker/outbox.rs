//! What the worker has to say of loading, said not too often.

use std::cell::RefCell;

use trailglass::intake::Report;
use trailglass::protocol::{Answer, Progress};
use web_sys::{MessagePort, Performance};

use crate::wire;

/// Progress is posted this often at most.
const PAUSE_MILLIS: f64 = 50.0;

/// Collects progress and posts it now and then.
///
/// For every file that is reported, the bytes said add up to its size, so
/// that the page's sums come out even.
pub struct Outbox {
    port: MessagePort,
    clock: Option<Performance>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    pending: Progress,
    bytes_of_file: u64,
    last_post: f64,
}

impl Outbox {
    /// Posts through the port.
    pub fn new(port: MessagePort, clock: Option<Performance>) -> Outbox {
        Outbox { port, clock, state: RefCell::default() }
    }

    /// Milliseconds since the worker started.
    pub fn now_millis(&self) -> f64 {
        self.clock.as_ref().map_or_else(js_sys::Date::now, Performance::now)
    }

    /// So many bytes of the file at hand were read, for this request.
    pub fn bytes(&self, request: u32, bytes: u64) {
        let mut state = self.state.borrow_mut();
        state.pending.bytes += bytes;
        state.bytes_of_file += bytes;
        drop(state);
        self.post_if_due(request);
    }

    /// The file at hand is finished: it has so many bytes on disk.
    pub fn finished(&self, request: u32, bytes_on_disk: u64, report: Report) {
        let mut state = self.state.borrow_mut();
        let said = std::mem::take(&mut state.bytes_of_file);
        state.pending.bytes += bytes_on_disk.saturating_sub(said);
        state.pending.records += report.records;
        state.pending.reports.push(report);
        drop(state);
        self.post_if_due(request);
    }

    /// All files of the request are finished.
    pub fn loaded(&self, request: u32) {
        let progress = self.take();
        wire::post(&self.port, request, Answer::Loaded(progress), &[]);
    }

    fn post_if_due(&self, request: u32) {
        if self.now_millis() - self.state.borrow().last_post >= PAUSE_MILLIS {
            let progress = self.take();
            wire::post(&self.port, request, Answer::Progress(progress), &[]);
        }
    }

    fn take(&self) -> Progress {
        let mut state = self.state.borrow_mut();
        state.last_post = self.now_millis();
        let mut progress = std::mem::take(&mut state.pending);
        progress.memory_bytes = memory_bytes();
        progress
    }
}

/// Bytes that the worker's memory has grown to; it never shrinks.
pub fn memory_bytes() -> u64 {
    const PAGE_BYTES: u64 = 65_536;
    core::arch::wasm32::memory_size(0) as u64 * PAGE_BYTES
}
