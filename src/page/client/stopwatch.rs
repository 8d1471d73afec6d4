//! Response times, as measures of the browser's Performance API. Developer tools show them, and the
//! benchmark reads them.

use web_sys::Performance;

/// A running measurement, until [`Stopwatch::stop`].
pub struct Stopwatch {
    name: &'static str,
    performance: Option<Performance>,
}

impl Stopwatch {
    /// Starts measuring.
    pub fn start(name: &'static str) -> Stopwatch {
        let performance = web_sys::window().and_then(|window| window.performance());
        if let Some(performance) = &performance {
            // Keep only the newest, so that a long session does not fill the memory.
            performance.clear_marks_with_mark_name(name);
            // A failed measurement must not fail the request.
            let _ = performance.mark(name);
        }
        Stopwatch { name, performance }
    }

    /// Ends the measurement, replacing an earlier one of the same name.
    pub fn stop(self) {
        if let Some(performance) = self.performance {
            performance.clear_measures_with_measure_name(self.name);
            let _ = performance.measure_with_start_mark(self.name, self.name);
        }
    }
}
