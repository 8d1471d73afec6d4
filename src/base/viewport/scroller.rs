//! Converts between scroll positions and rows.

use std::ops::Range;

/// Maximum height of an element in pixels, below the limits of all browsers: 17.8 million pixels in
/// Firefox, 33.5 million in Chromium and Safari.
const TALLEST: f64 = 12_000_000.0;

/// Rows of equal height in an element that scrolls.
///
/// The *content* is as tall as all rows together. If that exceeds the limit of a browser, the
/// element has the height `TALLEST` instead. Its scroll position is then interpreted as a ratio
/// when it jumps (a dragged scroll bar), but pixel by pixel when it moves by less than a screen, so
/// that neither the wheel nor a key skips a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Scroller {
    row_height: f64,
    rows: u64,
    viewport: f64,
    /// The first visible pixel of the content.
    top: f64,
    /// The corresponding scroll position of the element.
    scroll_top: f64,
}

impl Scroller {
    /// Creates a scroller without rows, for rows of `row_height` pixels.
    pub fn new(row_height: f64) -> Scroller {
        Scroller { row_height: row_height.max(1.0), rows: 0, viewport: 0.0, top: 0.0, scroll_top: 0.0 }
    }

    /// Returns the number of rows.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Returns the height for the element that contains the rows, in pixels.
    pub fn element_height(&self) -> f64 {
        self.content().min(TALLEST)
    }

    /// Whether the scroll position is a ratio, so that wheel movements must be passed to
    /// [`Self::move_by`] to be exact.
    pub fn is_scaled(&self) -> bool {
        self.content() > TALLEST
    }

    /// Returns the scroll position that the element should have.
    pub fn scroll_top(&self) -> f64 {
        self.scroll_top
    }

    /// Changes the number of rows; the first visible row stays in place.
    pub fn set_rows(&mut self, rows: u64) {
        if rows != self.rows {
            self.rows = rows;
            self.go_to(self.top);
        }
    }

    /// Changes the height of the visible area.
    pub fn set_viewport(&mut self, height: f64) {
        if height != self.viewport {
            self.viewport = height.max(0.0);
            self.go_to(self.top);
        }
    }

    /// Notes that the element was scrolled, by the user or by the program.
    pub fn scrolled_to(&mut self, scroll_top: f64) {
        let moved = scroll_top - self.scroll_top;
        if moved.abs() < 1.0 {
            return;
        }
        self.top = if !self.is_scaled() {
            scroll_top
        } else if moved.abs() <= self.viewport {
            self.top + moved
        } else {
            scroll_top / self.scroll_range().max(1.0) * self.content_range()
        }
        .clamp(0.0, self.content_range());
        self.scroll_top = scroll_top;
    }

    /// Moves by a number of pixels of the content.
    pub fn move_by(&mut self, pixels: f64) {
        self.go_to(self.top + pixels);
    }

    /// Moves as little as possible to make a row completely visible.
    pub fn show(&mut self, row: u64) {
        let start = row.min(self.rows.saturating_sub(1)) as f64 * self.row_height;
        let end = start + self.row_height;
        if start < self.top || self.viewport < self.row_height {
            self.go_to(start);
        } else if end > self.top + self.viewport {
            self.go_to(end - self.viewport);
        }
    }

    /// Moves so that a row is the first visible one.
    pub fn start_at(&mut self, row: u64) {
        self.go_to(row as f64 * self.row_height);
    }

    /// Restores the ratio of the scroll position after moves by pixels.
    pub fn settle(&mut self) {
        self.go_to(self.top);
    }

    /// Returns the rows that are visible, completely or in part.
    pub fn seen(&self) -> Range<u64> {
        let first = (self.top / self.row_height).floor() as u64;
        let end = ((self.top + self.viewport) / self.row_height).ceil() as u64;
        first.min(self.rows)..end.min(self.rows)
    }

    /// Returns the rows to draw: the visible rows and some around them, in steps, so that most
    /// movements draw nothing new.
    pub fn drawn(&self) -> Range<u64> {
        const STEP: u64 = 8;
        let seen = self.seen();
        let start = (seen.start / STEP).saturating_sub(1) * STEP;
        let end = (seen.end.div_ceil(STEP) + 1) * STEP;
        start..end.min(self.rows)
    }

    /// Returns the number of rows that fit on the screen, at least one.
    pub fn screenful(&self) -> u64 {
        ((self.viewport / self.row_height).floor() as u64).max(1)
    }

    /// Returns the position of a row, in pixels from the start of the element.
    pub fn place(&self, row: u64) -> f64 {
        row as f64 * self.row_height - self.top + self.scroll_top
    }

    fn content(&self) -> f64 {
        self.rows as f64 * self.row_height
    }

    fn content_range(&self) -> f64 {
        (self.content() - self.viewport).max(0.0)
    }

    fn scroll_range(&self) -> f64 {
        (self.element_height() - self.viewport).max(0.0)
    }

    fn go_to(&mut self, top: f64) {
        self.top = top.clamp(0.0, self.content_range());
        // Whole pixels, so that rounding by the browser is not mistaken for scrolling.
        self.scroll_top = if self.is_scaled() {
            (self.top / self.content_range().max(1.0) * self.scroll_range()).round()
        } else {
            self.top = self.top.round();
            self.top
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scroller(rows: u64) -> Scroller {
        let mut scroller = Scroller::new(24.0);
        scroller.set_viewport(480.0);
        scroller.set_rows(rows);
        scroller
    }

    #[test]
    fn a_short_list_scrolls_as_it_is() {
        let mut list = scroller(1_000);
        assert_eq!(list.element_height(), 24_000.0);
        assert_eq!(list.seen(), 0..20);
        list.scrolled_to(250.0);
        assert_eq!(list.seen(), 10..31);
        assert_eq!(list.place(10), 240.0);
        assert!(list.drawn().start <= 8 && list.drawn().end >= 31);
    }

    #[test]
    fn most_small_movements_draw_nothing_new() {
        let mut list = scroller(1_000);
        list.scrolled_to(2_420.0);
        let drawn = list.drawn();
        list.scrolled_to(2_460.0);
        assert_eq!(list.drawn(), drawn);
    }

    #[test]
    fn every_row_of_a_long_list_can_be_reached_by_pixels_and_by_ratio() {
        let mut list = scroller(5_000_000);
        assert!(list.is_scaled());
        assert_eq!(list.element_height(), TALLEST);
        // The wheel: one notch is the same number of rows at every position.
        list.move_by(240.0);
        assert_eq!(list.seen().start, 10);
        assert!((list.place(10) - list.scroll_top()).abs() < 1e-6);
        // A dragged scroll bar: to the end.
        list.scrolled_to(TALLEST - 480.0);
        assert_eq!(list.seen().end, 5_000_000);
        list.scrolled_to((TALLEST - 480.0) / 2.0);
        assert!(list.seen().contains(&2_500_000));
    }

    #[test]
    fn a_finger_moves_a_long_list_pixel_by_pixel() {
        let mut list = scroller(5_000_000);
        list.start_at(1_000_000);
        let from = list.scroll_top();
        list.scrolled_to(from + 100.0);
        list.scrolled_to(from + 240.0);
        assert_eq!(list.seen().start, 1_000_010);
        assert!((list.place(1_000_010) - list.scroll_top()).abs() < 1e-6);
        list.settle();
        assert_eq!(list.seen().start, 1_000_010);
        assert!((list.scroll_top() - (from + 24.0)).abs() < 1.0);
    }

    #[test]
    fn showing_a_row_moves_no_more_than_it_must() {
        for rows in [1_000, 5_000_000] {
            let mut list = scroller(rows);
            list.show(19);
            assert_eq!(list.seen().start, 0);
            list.show(20);
            assert_eq!(list.seen(), 1..21);
            list.show(500);
            assert_eq!(list.seen().end, 501);
            list.show(499);
            assert_eq!(list.seen().end, 501);
            list.show(rows + 7);
            assert_eq!(list.seen().end, rows);
            assert!(list.place(rows - 1) + 24.0 <= list.element_height() + 1e-3);
        }
    }

    #[test]
    fn the_first_row_stays_while_rows_arrive() {
        let mut list = scroller(400_000);
        list.start_at(1_234);
        for rows in [450_000, 600_000, 2_000_000] {
            list.set_rows(rows);
            assert_eq!(list.seen().start, 1_234);
        }
        list.set_rows(10);
        assert_eq!(list.seen(), 0..10);
        list.set_rows(0);
        assert_eq!((list.seen(), list.drawn()), (0..0, 0..0));
    }
}
