//! Limits of a grouping. Whatever exceeds them is counted and reported.

/// Maximum number of groups, of one worker and of all together.
pub(super) const MOST_GROUPS: usize = 1 << 20;

/// Maximum bytes of text that no column holds, per name and worker.
pub(super) const MOST_TEXT_BYTES: usize = 64 << 20;

/// Maximum bytes of text of all values of a key, over all workers.
pub(super) const MOST_MERGED_BYTES: usize = 256 << 20;

/// Maximum number of pairs of a group and a distinct value.
pub(super) const MOST_PAIRS: usize = 1 << 22;

/// Maximum number of groups that one event, with several values of several keys, is counted in.
pub(super) const MOST_GROUPS_OF_ONE: usize = 10_000;
