//! What is asked and told about groups of events.

use serde::{Deserialize, Serialize};

use super::Selection;
use crate::grouping::{Count, Grouping, Matrix, MatrixAsk, Numbers};

/// What is wanted of a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum GroupAsk {
    /// Count the groups of some events, in the place of what is being counted.
    /// Answered by [`GroupTold::Counting`] again and again, and then by
    /// [`GroupTold::Counted`] and a buffer.
    Count {
        /// Which events.
        selection: Selection,
        /// By what.
        grouping: Grouping,
    },
    /// Give that up; it is answered by [`GroupTold::Stopped`].
    Stop,
    /// Add up the groups of all workers, in the buffers beside; from now on
    /// this worker answers for all. Answered by [`GroupTold::Merged`].
    Merge(Grouping),
    /// The groups in an order, of the worker that added them up. Answered by
    /// [`GroupTold::Table`].
    Table(Grouping),
    /// The same drawn up in rows and columns. Answered by
    /// [`GroupTold::Matrix`].
    Matrix(MatrixAsk),
}

/// What is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum GroupTold {
    /// How far counting has come.
    Counting(Grouped),
    /// A buffer beside.
    Counted,
    /// Counting was given up.
    Stopped,
    /// So many groups there are over all workers.
    Merged(u64),
    /// To [`GroupAsk::Table`].
    Table(GroupTable),
    /// To [`GroupAsk::Matrix`].
    Matrix(Matrix),
}

/// How far counting has come: rows, or blocks of texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grouped {
    /// Counted.
    pub done: u64,
    /// There are.
    pub total: u64,
}

/// Groups in an order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupTable {
    /// The first of them.
    pub rows: Vec<GroupRow>,
    /// All others together; `None` where there are no more.
    pub rest: Option<RestOfGroups>,
    /// How many groups there are.
    pub groups: u64,
    /// How many events there are in the selection.
    pub events: u64,
    /// The sum of the events of all groups: more than there are events where
    /// some have several values.
    pub memberships: u64,
    /// Events that are in no group, since there would be too many: what is
    /// told is at least so much.
    pub left_out: u64,
    /// Whether there were too many distinct values: what is told of them is
    /// at least so much.
    pub is_distinct_cut: bool,
}

/// One group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupRow {
    /// Its values, by the keys of the grouping; empty where there is none.
    pub values: Vec<String>,
    /// Where its slice of time begins, in milliseconds since 1970 UTC; `None`
    /// for events without a readable time, and without slices.
    pub slice_millis: Option<i64>,
    /// Its events.
    pub count: Count,
    /// How many distinct values, where that was asked.
    pub distinct: Option<u64>,
    /// Its numbers, where these were asked for.
    pub numbers: Option<Numbers>,
}

/// Groups that are not shown one by one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RestOfGroups {
    /// How many.
    pub groups: u64,
    /// The sum of their events, as [`GroupTable::memberships`].
    pub count: Count,
    /// How many distinct values they have together.
    pub distinct: Option<u64>,
    /// Their numbers together.
    pub numbers: Option<Numbers>,
}
