//! How much a grouping may take. What lies beyond is counted, and said.

/// Groups of one worker, and of all together.
pub(super) const MOST_GROUPS: usize = 1 << 20;

/// Text of values that no column holds, for each name, in one worker.
pub(super) const MOST_TEXT_BYTES: usize = 64 << 20;

/// Text of all values of a key over all workers.
pub(super) const MOST_MERGED_BYTES: usize = 256 << 20;

/// Pairs of a group and a value, where distinct values are counted.
pub(super) const MOST_PAIRS: usize = 1 << 22;

/// Groups that one event is in: it has several values of several keys.
pub(super) const MOST_GROUPS_OF_ONE: usize = 10_000;
