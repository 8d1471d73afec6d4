//! Events along time.

/// Lanes of all workers together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    /// A lane for each that was asked for, in that order.
    pub lanes: Vec<Lane>,
}

/// One lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// The buckets that have events, ascending.
    pub buckets: Vec<Bucket>,
    /// Its single events by time; `None` where there are too many in all.
    pub marks: Option<Vec<EventMark>>,
}

/// Events of a lane in a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// Its number, from 0 at the beginning of the time.
    pub bucket: u32,
    /// Events.
    pub events: u32,
    /// Of these, those that failed.
    pub failed: u32,
    /// Of these, those that may have changed something and did not fail.
    pub writes: u32,
}

/// One event in a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventMark {
    /// When.
    pub millis: i64,
    /// The worker, by the order of the parts that were merged.
    pub worker: u32,
    /// The number in that worker.
    pub record: u32,
    /// Whether it failed.
    pub failed: bool,
    /// Whether it may have changed something and did not fail.
    pub write: bool,
}
