//! The width of a pane beside the view, which a bar at its inner edge changes.

use std::ops::RangeInclusive;

/// The distance that an arrow key moves a bar.
const STEP_PIXELS: i32 = 16;

/// The position of a pane relative to the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaneSide {
    /// Before the view: the pane grows to the right.
    Before,
    /// After the view: the pane grows to the left.
    After,
}

impl PaneSide {
    /// Returns the width of a pane after its bar was moved to the right by `pixels`.
    pub fn moved(self, width: i32, pixels: i32, limits: &RangeInclusive<i32>) -> i32 {
        let grown = match self {
            PaneSide::Before => width + pixels,
            PaneSide::After => width - pixels,
        };
        grown.clamp(*limits.start(), *limits.end())
    }

    /// Returns the width that a key on the bar asks for; `None` for other keys.
    pub fn width_by_key(self, key: &str, width: i32, limits: &RangeInclusive<i32>) -> Option<i32> {
        match key {
            "ArrowLeft" => Some(self.moved(width, -STEP_PIXELS, limits)),
            "ArrowRight" => Some(self.moved(width, STEP_PIXELS, limits)),
            "Home" => Some(*limits.start()),
            "End" => Some(*limits.end()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pane_grows_away_from_its_side_and_within_its_limits() {
        let limits = 100..=300;
        assert_eq!(PaneSide::Before.moved(200, 20, &limits), 220);
        assert_eq!(PaneSide::After.moved(200, 20, &limits), 180);
        assert_eq!(PaneSide::Before.moved(200, 900, &limits), 300);
        assert_eq!(PaneSide::After.width_by_key("ArrowLeft", 200, &limits), Some(216));
        assert_eq!(PaneSide::After.width_by_key("Home", 200, &limits), Some(100));
        assert_eq!(PaneSide::Before.width_by_key("a", 200, &limits), None);
    }
}
