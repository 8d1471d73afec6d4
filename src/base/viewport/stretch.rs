//! The visible part of a time axis, which can be zoomed and panned.

use crate::base::time::TimeRange;

/// Minimum length of the visible part in milliseconds.
const SHORTEST_MILLIS: f64 = 1_000.0;

/// Maximum margin at each end, relative to the whole time.
const MARGIN: f64 = 0.03;

/// The visible part of the time axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeScale {
    from: f64,
    until: f64,
    all: (f64, f64),
    width: f64,
}

impl TimeScale {
    /// Creates a view of the whole time, one pixel wide.
    pub fn new(all: TimeRange) -> TimeScale {
        let (from, until) =
            (all.from_millis as f64, (all.until_millis as f64).max(all.from_millis as f64 + 1.0));
        let margin = ((until - from) * MARGIN).max(SHORTEST_MILLIS / 2.0);
        let all = (from - margin, until + margin);
        TimeScale { from: all.0, until: all.1, all, width: 1.0 }
    }

    /// Sets the width in pixels.
    pub fn set_width(&mut self, width: f64) {
        self.width = width.max(1.0);
    }

    /// Returns the width in pixels.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// Returns the visible time.
    pub fn range(&self) -> TimeRange {
        let from_millis = self.from.floor() as i64;
        TimeRange { from_millis, until_millis: (self.until.ceil() as i64).max(from_millis + 1) }
    }

    /// Returns the pixel of a time; outside `0..width` if the time is not visible.
    pub fn pixel(&self, millis: f64) -> f64 {
        (millis - self.from) / (self.until - self.from) * self.width
    }

    /// Returns the time of a pixel.
    pub fn millis(&self, pixel: f64) -> f64 {
        self.from + pixel / self.width * (self.until - self.from)
    }

    /// Returns the length of a pixel in milliseconds.
    pub fn millis_per_pixel(&self) -> f64 {
        (self.until - self.from) / self.width
    }

    /// Scales the visible length by a factor, and keeps the time at this pixel.
    pub fn zoom(&mut self, times: f64, pixel: f64) {
        let length = self.until - self.from;
        let next = (length * times).clamp(SHORTEST_MILLIS, self.all.1 - self.all.0);
        let held = self.millis(pixel);
        let from = held - pixel / self.width * next;
        self.go_to(from, next);
    }

    /// Moves by a number of pixels.
    pub fn pan(&mut self, pixels: f64) {
        let length = self.until - self.from;
        self.go_to(self.from + pixels * self.millis_per_pixel(), length);
    }

    /// Shows the whole time.
    pub fn show_all(&mut self) {
        (self.from, self.until) = self.all;
    }

    /// Shows this time.
    pub fn show(&mut self, time: TimeRange) {
        let length = ((time.until_millis - time.from_millis) as f64).max(SHORTEST_MILLIS);
        self.go_to(time.from_millis as f64, length.min(self.all.1 - self.all.0));
    }

    /// Whether the whole time is visible.
    pub fn is_all(&self) -> bool {
        (self.from, self.until) == self.all
    }

    fn go_to(&mut self, from: f64, length: f64) {
        self.from = from.clamp(self.all.0, (self.all.1 - length).max(self.all.0));
        self.until = self.from + length;
        if (self.all.1 - self.all.0) - length < 1e-3 {
            self.show_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch() -> TimeScale {
        let mut stretch = TimeScale::new(TimeRange { from_millis: 0, until_millis: 3_600_000 });
        stretch.set_width(1_000.0);
        stretch
    }

    #[test]
    fn the_time_under_the_pointer_stays_there() {
        let mut seen = stretch();
        for pixel in [400.0, 700.0, 500.0] {
            let before = seen.millis(pixel);
            seen.zoom(0.5, pixel);
            assert!((seen.millis(pixel) - before).abs() < 1e-6);
            assert!((seen.pixel(before) - pixel).abs() < 1e-6);
        }
    }

    #[test]
    fn nobody_leaves_what_there_is() {
        let mut seen = stretch();
        let all = seen;
        seen.zoom(0.1, 0.0);
        seen.pan(-1e9);
        assert_eq!(seen.range().from_millis, all.range().from_millis);
        seen.pan(1e9);
        assert_eq!(seen.range().until_millis, all.range().until_millis);
        seen.zoom(1e9, 10.0);
        assert!(seen.is_all());
        seen.zoom(1e-12, 500.0);
        let near = seen.range();
        assert!((1_000..=1_002).contains(&(near.until_millis - near.from_millis)));
    }

    #[test]
    fn a_time_is_shown_and_all_again() {
        let mut seen = stretch();
        seen.show(TimeRange { from_millis: 60_000, until_millis: 120_000 });
        assert_eq!(seen.range(), TimeRange { from_millis: 60_000, until_millis: 120_000 });
        assert_eq!(seen.millis_per_pixel(), 60.0);
        assert!(!seen.is_all());
        seen.show_all();
        assert!(seen.is_all());
    }
}
