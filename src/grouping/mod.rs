//! Events counted by the values of fields: by one to three of them, by slices
//! of time, with distinct values and sums.

mod ask;

pub use ask::{GroupSort, Grouping, GroupingError, MOST_KEYS, MOST_TOP, Paths, TimeStep, USUAL_TOP};
