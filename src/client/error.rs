//! Why a request has no reply.

use thiserror::Error;

/// Why the client returned no reply.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClientError {
    /// A newer request of the same kind was made; there is nothing to show.
    #[error("a newer question took its place")]
    Superseded,
    /// A worker stopped before it replied, or everything was cleared.
    #[error("a worker stopped before it had answered")]
    WorkerGone,
    /// The workers could not be started at all.
    #[error("the workers did not start: {0}")]
    NotStarted(String),
    /// The worker gave this reason.
    #[error("{0}")]
    Failed(String),
    /// The reply is of another kind than the request: page and worker are of different builds.
    #[error("the worker's answer is of another kind than the question")]
    Mismatch,
}
