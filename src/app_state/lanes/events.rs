//! The events of the lanes: what is requested, and which one is under the pointer.

use std::collections::HashMap;

use super::rows::VisibleLane;
use crate::base::small_sort::SmallSort;
use crate::base::time::TimeRange;
use crate::base::viewport::TimeScale;
use crate::sessions::{EventMark, LaneBucket, Lanes, LanesRequest, SessionLane, SessionScope};

/// Maximum distance between the pointer and an event it hits.
const REACH_PIXELS: f64 = 6.0;
/// The width of a bucket.
const BUCKET_PIXELS: f64 = 2.0;
/// Maximum number of events on all lanes for which workers return single events.
const MOST_MARKS: u32 = 4_000;
/// Minimum room for a single event. With less, events are drawn as densities.
const MARK_PIXELS: f64 = 3.0;
/// The fraction of the visible time that is requested in addition, on either side.
const BESIDE: f64 = 0.5;

/// The events of a lane, and the buckets that time is divided into.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnLane {
    /// The start of the first bucket.
    pub from_millis: i64,
    /// The length of a bucket.
    pub step_millis: i64,
    /// The events.
    pub lane: SessionLane,
}

impl DrawnLane {
    /// Returns its single events if they are known and have room on `width` pixels.
    pub fn singles(&self, width: f64) -> Option<&[EventMark]> {
        let marks = self.lane.marks.as_ref()?;
        (marks.len() as f64 * MARK_PIXELS <= width).then_some(marks.as_slice())
    }

    /// Returns the event or bucket at a pixel; `None` if there is none.
    pub fn hit(&self, scale: &TimeScale, pixel: f64) -> Option<LaneHit> {
        if let Some(marks) = self.singles(scale.width()) {
            let distance = |mark: &EventMark| (scale.pixel(mark.millis as f64) - pixel).abs();
            let nearest = marks.iter().min_by(|one, other| distance(one).total_cmp(&distance(other)))?;
            return (distance(nearest) <= REACH_PIXELS).then_some(LaneHit::Event(*nearest));
        }
        let millis = scale.millis(pixel);
        // A bucket may be drawn wider than its time range.
        let slack = scale.millis_per_pixel() * 2.0;
        let found = self.lane.buckets.iter().find(|bucket| {
            let from = self.start_of(bucket.bucket) as f64;
            (from - slack..from + self.step_millis as f64 + slack).contains(&millis)
        })?;
        let from_millis = self.start_of(found.bucket);
        let time = TimeRange { from_millis, until_millis: from_millis + self.step_millis };
        Some(LaneHit::Bucket(time, *found))
    }

    /// Returns the start of a bucket in milliseconds.
    pub fn start_of(&self, bucket: u32) -> i64 {
        self.from_millis + i64::from(bucket) * self.step_millis
    }
}

/// A hit under the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LaneHit {
    /// A single event.
    Event(EventMark),
    /// The events of one bucket, with its time range.
    Bucket(TimeRange, LaneBucket),
}

/// Returns the request for the events of the lanes; `None` if nothing can be drawn yet.
pub(super) fn lanes_request(lines: &[VisibleLane], scale: &TimeScale, filter: &str) -> Option<LanesRequest> {
    let mut lanes: Vec<SessionScope> = lines.iter().filter_map(|line| line.of).collect();
    lanes.sort_small();
    lanes.dedup();
    if lanes.is_empty() || scale.width() <= 1.0 {
        return None;
    }
    let step_millis = ((scale.millis_per_pixel() * BUCKET_PIXELS) as i64).max(1);
    let seen = scale.range();
    let beside = ((seen.until_millis - seen.from_millis) as f64 * BESIDE) as i64;
    // Start on a whole step, so that events fall into the same buckets after panning.
    let from_millis = (seen.from_millis - beside).div_euclid(step_millis) * step_millis;
    let time = TimeRange { from_millis, until_millis: seen.until_millis + beside };
    Some(LanesRequest { lanes, filter: filter.to_owned(), time, step_millis, marks: MOST_MARKS })
}

/// Returns the lanes of an answer.
pub(super) fn drawn_lanes(asked: &LanesRequest, lanes: Lanes) -> HashMap<SessionScope, DrawnLane> {
    let (from_millis, step_millis) = (asked.time.from_millis, asked.step_millis);
    let new = asked.lanes.iter().copied().zip(lanes.lanes);
    new.map(|(of, lane)| (of, DrawnLane { from_millis, step_millis, lane })).collect()
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::rows;
    use super::*;

    #[test]
    fn requests_begin_on_a_whole_step_and_reach_beyond_the_screen() {
        let all = TimeRange { from_millis: 0, until_millis: 100_000 };
        let mut scale = TimeScale::new(all);
        scale.set_width(1_000.0);
        scale.show(all);
        let lines = rows().0.visible(0..6);
        let ask = lanes_request(&lines, &scale, "a").unwrap();
        assert_eq!((ask.step_millis, ask.lanes.len()), (200, 6));
        assert_eq!(ask.time, TimeRange { from_millis: -50_000, until_millis: 150_000 });
        scale.zoom(0.5, 500.0);
        scale.pan(0.7);
        let ask = lanes_request(&lines, &scale, "a").unwrap();
        assert_eq!(ask.time.from_millis % ask.step_millis, 0);
        let drawn = drawn_lanes(&ask, Lanes { lanes: vec![SessionLane::default(); 6] });
        assert_eq!(drawn.len(), 6);
        assert_eq!(lanes_request(&[], &scale, "a"), None);
    }
}
