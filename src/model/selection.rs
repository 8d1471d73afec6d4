//! Which events are selected.

use serde::{Deserialize, Serialize};

use crate::base::time::TimeRange;

/// A selection of events: a filter and an additional time range.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Selection {
    /// A filter expression; empty for all events.
    pub filter: String,
    /// The time range selected in the histogram; `None` for all times.
    pub time: Option<TimeRange>,
}
