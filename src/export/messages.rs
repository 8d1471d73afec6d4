//! Requests and answers about exports.

use serde::{Deserialize, Serialize};

use crate::model::{Field, Selection};

/// A request to a worker. Every request does a small amount of work, so that others can be answered
/// in between: the page repeats it until all is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ExportRequest {
    /// Selects the events to export, in the order of time. Answered by [`ExportReply::Begun`]. An
    /// earlier export is discarded.
    Begin(Selection),
    /// Searches more of the selected events for secrets. Answered by [`ExportReply::Learned`].
    Learn,
    /// Returns the secrets found. Answered by [`ExportReply::Dictionary`] and its buffers.
    ShareDictionary,
    /// Replaces secrets by pseudonyms from now on: the first attached buffer contains the key's 32
    /// bytes, the others the dictionary of all workers. Answered by [`ExportReply::Ready`].
    Redact,
    /// Writes more of the selected events. Answered by [`ExportReply::Written`] and two buffers: the
    /// position of each event in the order of all workers, and the events; see
    /// [`Merger`](crate::export::Merger).
    Write(ExportForm),
    /// Discards the export. Answered by [`ExportReply::Ended`].
    End,
}

/// The format of exported events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportForm {
    /// A table with these columns, followed by the event's id.
    Csv(Vec<Field>),
    /// Each record on its own line.
    JsonLines,
    /// `{"Records":[...]}`, like CloudTrail's log files.
    Records,
}

/// An answer about exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportReply {
    /// Number of selected events.
    Begun(u64),
    /// Number of events searched so far.
    Learned(u64),
    /// The buffers are attached.
    Dictionary,
    /// Further events are redacted.
    Ready,
    /// Two buffers are attached.
    Written {
        /// Whether these are the last events.
        is_last: bool,
    },
    /// The export was discarded.
    Ended,
    /// No export was begun, or files were read since.
    Stale,
}
