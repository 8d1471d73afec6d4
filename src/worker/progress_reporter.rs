//! Progress messages about loading, at a limited rate.

use std::cell::RefCell;

use trailglass::intake::Report;
use trailglass::protocol::{Answer, LoadUpdate};
use web_sys::{MessagePort, Performance};

use crate::wire;

/// Minimum time between two progress messages.
const PAUSE_MILLIS: f64 = 50.0;

/// Collects progress and posts it at a limited rate.
///
/// For every reported file, the bytes in the progress messages add up to its size, so that the
/// page's totals are exact.
pub struct ProgressReporter {
    port: MessagePort,
    clock: Option<Performance>,
    state: RefCell<ReporterState>,
}

#[derive(Default)]
struct ReporterState {
    pending: LoadUpdate,
    bytes_of_file: u64,
    last_post: f64,
}

impl ProgressReporter {
    pub fn new(port: MessagePort, clock: Option<Performance>) -> ProgressReporter {
        ProgressReporter { port, clock, state: RefCell::default() }
    }

    /// Returns the milliseconds since the worker started.
    pub fn now_millis(&self) -> f64 {
        self.clock.as_ref().map_or_else(js_sys::Date::now, Performance::now)
    }

    /// Adds bytes that were read of the current file, for this request.
    pub fn bytes(&self, request: u32, bytes: u64) {
        let mut state = self.state.borrow_mut();
        state.pending.bytes += bytes;
        state.bytes_of_file += bytes;
        drop(state);
        self.post_if_due(request);
    }

    /// Ends the current file, which has `bytes_on_disk` bytes.
    pub fn finished(&self, request: u32, bytes_on_disk: u64, report: Report) {
        let mut state = self.state.borrow_mut();
        let said = std::mem::take(&mut state.bytes_of_file);
        state.pending.bytes += bytes_on_disk.saturating_sub(said);
        state.pending.records += report.records;
        state.pending.reports.push(report);
        drop(state);
        self.post_if_due(request);
    }

    /// Ends the request: all its files are finished.
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

    fn take(&self) -> LoadUpdate {
        let mut state = self.state.borrow_mut();
        state.last_post = self.now_millis();
        let mut progress = std::mem::take(&mut state.pending);
        progress.memory_bytes = memory_bytes();
        progress
    }
}

/// Returns the size of the worker's memory, in bytes; it never shrinks.
pub fn memory_bytes() -> u64 {
    const PAGE_BYTES: u64 = 65_536;
    core::arch::wasm32::memory_size(0) as u64 * PAGE_BYTES
}
