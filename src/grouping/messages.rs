//! Requests and answers about groups of events.

use serde::{Deserialize, Serialize};

use super::{GroupCount, Grouped, Grouping, Matrix, MatrixRequest, NumberStatistics};
use crate::model::Selection;

/// A request to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum GroupRequest {
    /// Counts the groups of some events; replaces a count in progress. Answered by any number of
    /// [`GroupReply::Counting`], and then by [`GroupReply::Counted`] and a buffer.
    Count {
        /// The selected events.
        selection: Selection,
        /// The grouping.
        grouping: Grouping,
    },
    /// Cancels the count, which is then answered by [`GroupReply::Stopped`].
    Stop,
    /// Adds up the groups of all workers in the attached buffers; from now on this worker answers
    /// for all. Answered by [`GroupReply::Merged`].
    Merge(Grouping),
    /// Returns the sorted groups, from the worker that added them up. Answered by
    /// [`GroupReply::Table`].
    Table(Grouping),
    /// Returns the groups as a matrix of rows and columns. Answered by [`GroupReply::Matrix`].
    Matrix(MatrixRequest),
}

/// An answer about groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum GroupReply {
    /// The progress of counting.
    Counting(Grouped),
    /// The groups are counted; a buffer is attached.
    Counted,
    /// Counting was cancelled.
    Stopped,
    /// Number of groups over all workers.
    Merged(u64),
    /// The answer to [`GroupRequest::Table`].
    Table(GroupTable),
    /// The answer to [`GroupRequest::Matrix`].
    Matrix(Matrix),
}

/// Sorted groups.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupTable {
    /// The first groups.
    pub rows: Vec<GroupRow>,
    /// All other groups together; `None` if there are no more.
    pub rest: Option<RestOfGroups>,
    /// Number of groups.
    pub groups: u64,
    /// Number of events in the selection.
    pub events: u64,
    /// Sum of the events of all groups: more than the number of events if some have several values.
    pub memberships: u64,
    /// Number of events that are in no group because there are too many groups; if it is not 0, the
    /// counts are lower bounds.
    pub left_out: u64,
    /// Whether there were too many distinct values, so that their number is a lower bound.
    pub is_distinct_cut: bool,
}

/// One group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupRow {
    /// Its values, in the order of the grouping's keys; empty if absent.
    pub values: Vec<String>,
    /// Start of its slice of time, in milliseconds since 1970 UTC; `None` for events without a
    /// readable time, and without slices.
    pub slice_millis: Option<i64>,
    /// Its events.
    pub count: GroupCount,
    /// Number of distinct values, if requested.
    pub distinct: Option<u64>,
    /// Its numbers, if requested.
    pub numbers: Option<NumberStatistics>,
}

/// Groups that are not listed individually.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RestOfGroups {
    /// Number of groups.
    pub groups: u64,
    /// Sum of their events, as in [`GroupTable::memberships`].
    pub count: GroupCount,
    /// Number of distinct values of all together.
    pub distinct: Option<u64>,
    /// Numbers of all together.
    pub numbers: Option<NumberStatistics>,
}
