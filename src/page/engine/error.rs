//! Why a question has no answer.

use thiserror::Error;

/// Why the engine did not answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EngineError {
    /// A newer question of the same kind was asked; there is nothing to show.
    #[error("a newer question took its place")]
    Superseded,
    /// A worker stopped while it was asked, or everything was cleared.
    #[error("a worker stopped before it had answered")]
    WorkerGone,
    /// The workers could not be started at all.
    #[error("the workers did not start: {0}")]
    NotStarted(String),
    /// The worker says why it cannot answer.
    #[error("{0}")]
    Failed(String),
    /// The worker answered another question: page and worker do not fit.
    #[error("the worker's answer is of another kind than the question")]
    Mismatch,
}
