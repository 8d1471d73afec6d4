//! Checks whether the logs are authentic and complete, offline: digests, signatures, chains of
//! digests, and a verdict on every file.
//!
//! ```text
//! intake::FileEvidence of every file -> Evidence -> Checker, in steps -> Findings
//!   -> for the page, in screenfuls       overview
//!   -> chains on a time axis             timeline
//!   -> sentences for auditors            statement
//!   -> commands that fetch missing files commands
//!   -> the AWS CLI's output              aws_cli
//!   -> a report file                     report
//! ```
//!
//! A verdict never claims more than was checked. A digest is verified by a signature that opens
//! with a public key supplied by the user, or by its hash in a verified digest; a log is verified
//! by its hash in a verified digest. A file that is not verified is INVALID only if something
//! proven contradicts it, and unproven if something is missing. Keys among the logs prove nothing
//! until the user trusts them.

pub mod aws_cli;
pub mod check;
pub mod commands;
mod deep_json;
pub mod digest;
mod documents;
pub mod evidence;
pub mod findings;
pub mod location;
pub mod object_metadata;
pub mod overview;
pub mod public_key;
pub mod report;
mod service;
pub mod signature;
pub mod statement;
pub mod timeline;
mod times;
pub mod verdict;
pub mod words;

pub use check::{CheckProgress, Checker};
pub use evidence::Evidence;
pub use findings::Findings;
pub use report::ReportForm;
pub use service::IntegrityService;
