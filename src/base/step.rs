//! The result of one step of work that is done a slice at a time.

/// What a step of a job came to. A job that may be idle returns an `Option` of
/// it, one that may fail a `Result`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<Progress, Output> {
    /// There is more to do.
    Running(Progress),
    /// The job is finished.
    Done(Output),
}
