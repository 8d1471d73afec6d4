//! How long answers take, as measures of the browser's own Performance
//! interface: a developer sees them in its tools, and the benchmark reads them.

use web_sys::Performance;

/// Running from its start to [`Stopwatch::stop`].
pub(super) struct Stopwatch {
    name: &'static str,
    performance: Option<Performance>,
}

impl Stopwatch {
    /// Starts to measure.
    pub fn start(name: &'static str) -> Stopwatch {
        let performance = web_sys::window().and_then(|window| window.performance());
        if let Some(performance) = &performance {
            // Only the newest is kept, lest a long session fill the memory.
            performance.clear_marks_with_mark_name(name);
            // A missing measure is no reason to fail.
            let _ = performance.mark(name);
        }
        Stopwatch { name, performance }
    }

    /// Ends the measure, in place of an earlier one of the same name.
    pub fn stop(self) {
        if let Some(performance) = self.performance {
            performance.clear_measures_with_measure_name(self.name);
            let _ = performance.measure_with_start_mark(self.name, self.name);
        }
    }
}
