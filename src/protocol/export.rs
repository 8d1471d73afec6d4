//! What is asked and told when events are written out.

use serde::{Deserialize, Serialize};

use super::Selection;
use crate::event::Field;

/// What is wanted of a worker. Every request does a small piece of work, so
/// that others come in between: the page asks again until all is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ExportAsk {
    /// Note which events are selected, by time. Answered by
    /// [`ExportTold::Begun`]. What was begun before is forgotten.
    Begin(Selection),
    /// Look for what is secret in some more of them. Answered by
    /// [`ExportTold::Learned`].
    Learn,
    /// Give what was found. Answered by [`ExportTold::Dictionary`] and its
    /// buffers.
    ShareDictionary,
    /// Write pseudonyms from now on: the key's 32 bytes are in the first of
    /// the buffers beside, the dictionary of all workers in the others.
    /// Answered by [`ExportTold::Ready`].
    Redact,
    /// Write some more events. Answered by [`ExportTold::Written`] and two
    /// buffers: where each event is in the order of all workers, and the
    /// events; see [`Merger`](crate::export::Merger).
    Write(ExportForm),
    /// Forget what was begun. Answered by [`ExportTold::Ended`].
    End,
}

/// As what events are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportForm {
    /// A table with these columns, and the event's id behind them.
    Csv(Vec<Field>),
    /// Each record on a line of its own.
    JsonLines,
    /// `{"Records":[...]}`, as CloudTrail's log files are.
    Records,
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportTold {
    /// So many events are selected.
    Begun(u64),
    /// So many events were looked at so far.
    Learned(u64),
    /// Buffers beside.
    Dictionary,
    /// What is written is redacted.
    Ready,
    /// Two buffers beside.
    Written {
        /// Whether these were the last.
        is_last: bool,
    },
    /// Nothing is kept.
    Ended,
    /// Nothing was begun, or other files were read since.
    Stale,
}
