//! Requests and answers about questions: the number of events that answer one.

use serde::{Deserialize, Serialize};

use super::Selection;

/// A request to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum QuestionsRequest {
    /// Counts the selected events concurrently with all other requests: neither waits for the
    /// other. Answered by [`QuestionsReply::Counted`].
    Count(Selection),
    /// Cancels counting; the request is then answered by [`QuestionsReply::Stopped`].
    Stop,
}

/// An answer about questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuestionsReply {
    /// Number of events.
    Counted(u64),
    /// Counting was cancelled: on request, for another count, or because rows were added or
    /// removed.
    Stopped,
}
