//! Checks whether the logs are authentic and complete, offline: digests, signatures, chains of
//! digests, and a verdict on every file.
//!
//! ```text
//! model    evidence, findings, overview: only data
//! parse    digests, keys, signatures, metadata, names of files
//! check    evidence -> findings, in steps
//! present  findings -> words, lists, a time axis, commands that fetch missing files
//! aws_cli  findings -> the AWS CLI's output
//! report   findings -> a report file
//! service  a worker's part in all this
//! ```
//!
//! Each uses only those above it; `tests/ladder/` checks it.
//!
//! A verdict never claims more than was checked. A digest is verified by a signature that opens
//! with a public key supplied by the user, or by its hash in a verified digest; a log is verified
//! by its hash in a verified digest. A file that is not verified is INVALID only if something
//! proven contradicts it, and unproven if something is missing. Keys among the logs prove nothing
//! until the user trusts them.

pub mod aws_cli;
pub mod check;
pub mod model;
mod parse;
pub mod present;
pub mod report;
mod service;

pub use check::{CheckProgress, Checker};
pub use model::{evidence, findings, overview, verdict};
pub use parse::location;
pub use present::{commands, statement, timeline, words};
pub use report::ReportForm;
pub use service::IntegrityService;
