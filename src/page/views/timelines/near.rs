//! Finds what a lane shows under the pointer.

use trailglass::base::time::TimeRange;
use trailglass::base::viewport::TimeScale;
use trailglass::sessions::{EventMark, LaneBucket};

use super::stage::Drawn;

/// Maximum distance between the pointer and a mark it hits, in CSS pixels.
const REACH_PIXELS: f64 = 6.0;

/// A hit under the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Near {
    Event(EventMark),
    /// The events of one bucket, with its time range.
    Some(TimeRange, LaneBucket),
}

/// Returns the event or bucket at a pixel of a lane; `None` if there is none.
pub fn near(lane: &Drawn, stretch: &TimeScale, pixel: f64) -> Option<Near> {
    if let Some(marks) = lane.singles(stretch.width()) {
        let distance = |mark: &EventMark| (stretch.pixel(mark.millis as f64) - pixel).abs();
        let nearest = marks.iter().min_by(|one, other| distance(one).total_cmp(&distance(other)))?;
        return (distance(nearest) <= REACH_PIXELS).then_some(Near::Event(*nearest));
    }
    let millis = stretch.millis(pixel);
    // A bucket may be drawn wider than its time range.
    let slack = stretch.millis_per_pixel() * 2.0;
    let found = lane.lane.buckets.iter().find(|bucket| {
        let from = (lane.from_millis + i64::from(bucket.bucket) * lane.step_millis) as f64;
        (from - slack..from + lane.step_millis as f64 + slack).contains(&millis)
    })?;
    let from_millis = lane.from_millis + i64::from(found.bucket) * lane.step_millis;
    Some(Near::Some(TimeRange { from_millis, until_millis: from_millis + lane.step_millis }, *found))
}
