//! Reports about loading, at a limited rate.

use super::memory_bytes;
use crate::intake::Report;
use crate::protocol::LoadUpdate;

/// Minimum time between two reports, in milliseconds.
const PAUSE_MILLIS: f64 = 50.0;

/// Collects what was read since the last report.
///
/// For every finished file, the reported bytes add up to its size, so that the page's totals are
/// exact.
#[derive(Debug, Default)]
pub struct LoadReporter {
    pending: LoadUpdate,
    bytes_of_file: u64,
    last_millis: f64,
}

impl LoadReporter {
    /// Adds bytes that were read of the current file.
    pub fn add_bytes(&mut self, bytes: u64) {
        self.pending.bytes += bytes;
        self.bytes_of_file += bytes;
    }

    /// Ends the current file, which has `bytes_on_disk` bytes.
    pub fn finish_file(&mut self, bytes_on_disk: u64, report: Report) {
        let reported = std::mem::take(&mut self.bytes_of_file);
        self.pending.bytes += bytes_on_disk.saturating_sub(reported);
        self.pending.records += report.records;
        self.pending.reports.push(report);
    }

    /// Takes what was collected, if the last report is long enough ago.
    pub fn take_if_due(&mut self, now_millis: f64) -> Option<LoadUpdate> {
        (now_millis - self.last_millis >= PAUSE_MILLIS).then(|| self.take(now_millis))
    }

    /// Takes what was collected.
    pub fn take(&mut self, now_millis: f64) -> LoadUpdate {
        self.last_millis = now_millis;
        LoadUpdate { memory_bytes: memory_bytes(), ..std::mem::take(&mut self.pending) }
    }
}
