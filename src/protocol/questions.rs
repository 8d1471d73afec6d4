//! What is asked and told about questions: how many events answer one.

use serde::{Deserialize, Serialize};

use super::Selection;

/// What is wanted of a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum QuestionsAsk {
    /// How many events are selected, beside whatever else is asked: it waits
    /// for nobody and nobody waits for it. Answered by
    /// [`QuestionsTold::Counted`].
    Count(Selection),
    /// Give up counting; what was asked is answered by
    /// [`QuestionsTold::Stopped`].
    Stop,
}

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuestionsTold {
    /// So many.
    Counted(u64),
    /// Counting was given up: asked to, for another count, or since rows came
    /// or went.
    Stopped,
}
