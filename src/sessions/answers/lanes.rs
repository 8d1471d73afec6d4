//! Events along a time axis.

/// The lanes of all workers together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    /// The lanes, in the order of the question.
    pub lanes: Vec<SessionLane>,
}

/// The events of one actor or session along a time axis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionLane {
    /// The buckets that have events, ascending.
    pub buckets: Vec<LaneBucket>,
    /// The lane's single events by time; `None` if there are too many in all lanes.
    pub marks: Option<Vec<EventMark>>,
}

/// The events of a lane in one bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaneBucket {
    /// Index of the bucket, from 0 at the start of the time range.
    pub bucket: u32,
    /// Number of events.
    pub events: u32,
    /// Number of these that failed.
    pub failed: u32,
    /// Number of these that may have changed something and did not fail.
    pub writes: u32,
}

/// One event in a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventMark {
    /// Time in milliseconds.
    pub millis: i64,
    /// Index of the worker, in the order of the merged parts.
    pub worker: u32,
    /// Number of the record in that worker.
    pub record: u32,
    /// Whether it failed.
    pub failed: bool,
    /// Whether it may have changed something and did not fail.
    pub write: bool,
}
