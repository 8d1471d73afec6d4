//! A view of a few rows of a list of millions: the rows on screen, and those of them that must be
//! fetched.
//!
//! A page draws only visible rows. [`Scroller`] converts a scroll position to rows, even if the
//! list is longer than the maximum height of an element; [`Pages`] caches fetched rows and
//! determines the next request; [`TimeScale`] is the visible part of a time axis.

mod pages;
mod scroller;
mod stretch;

pub use pages::{Ask, Pages};
pub use scroller::Scroller;
pub use stretch::TimeScale;

/// The height of a row in CSS pixels: `--row-height` of the style sheet.
pub const ROW_HEIGHT: f64 = 24.0;

/// Returns the distance of a turn of the wheel in pixels. `mode` is its unit as browsers number
/// them: 0 for pixels, 1 for lines, 2 for pages of `page` pixels.
pub fn wheel_pixels(delta: f64, mode: u32, page: f64) -> f64 {
    match mode {
        1 => delta * ROW_HEIGHT,
        2 => delta * page,
        _ => delta,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wheel_turns_by_pixels_lines_and_pages() {
        assert_eq!([0, 1, 2].map(|mode| wheel_pixels(-2.0, mode, 400.0)), [-2.0, -48.0, -800.0]);
    }
}
