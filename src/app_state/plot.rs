//! Geometry that the drawn views share, in pixels.

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlotRect {
    /// The left edge.
    pub left: f64,
    /// The upper edge.
    pub top: f64,
    /// The width.
    pub width: f64,
    /// The height.
    pub height: f64,
}

impl PlotRect {
    /// Creates a rectangle.
    pub fn new(left: f64, top: f64, width: f64, height: f64) -> PlotRect {
        PlotRect { left, top, width, height }
    }
}

/// The place of a drawing on screen, in CSS pixels. They may be fractions of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlotArea {
    /// The left edge.
    pub left: f64,
    /// The upper edge.
    pub top: f64,
    /// The width.
    pub width: f64,
}

impl PlotArea {
    /// Returns the position of an x coordinate of the screen, from 0 at the left edge to 1 at the
    /// right one; less or more outside.
    pub fn part(&self, x: f64) -> f64 {
        (x - self.left) / self.width.max(1.0)
    }

    /// Returns the step under an x coordinate if the area is divided into `count` steps; the
    /// nearest one outside the area.
    pub fn step(&self, x: f64, count: u32) -> u32 {
        let step = (self.part(x) * f64::from(count)).floor();
        step.clamp(0.0, f64::from(count.saturating_sub(1))) as u32
    }
}

/// Returns lines that rise from left to right through an area, as (x, y) of their ends; `crossed`
/// adds lines that fall.
pub fn hatch(width: f64, height: f64, distance: f64, crossed: bool) -> Vec<[(f64, f64); 2]> {
    let mut lines = Vec::new();
    let mut left = -height;
    while left < width {
        lines.push([(left, height), (left + height, 0.0)]);
        if crossed {
            lines.push([(left, 0.0), (left + height, height)]);
        }
        left += distance;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_found_inside_and_at_both_ends() {
        let area = PlotArea { left: 100.5, top: 0.0, width: 50.0 };
        assert_eq!([0.0, 100.5, 110.4, 110.5, 150.4, 900.0].map(|x| area.step(x, 5)), [0, 0, 0, 1, 4, 4]);
        assert_eq!(area.step(120.0, 0), 0);
    }

    #[test]
    fn a_hatch_covers_the_corners() {
        let lines = hatch(10.0, 4.0, 4.0, false);
        assert_eq!(lines, [-4.0, 0.0, 4.0, 8.0].map(|left| [(left, 4.0), (left + 4.0, 0.0)]));
        assert_eq!(hatch(10.0, 4.0, 4.0, true).len(), 8);
    }
}
