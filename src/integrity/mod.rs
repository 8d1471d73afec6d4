//! Are the logs authentic and complete? Digests, signatures, chains of
//! digests, and a verdict for every file, offline.
//!
//! ```text
//! intake::Exhibit of every file -> Evidence -> Checker, in steps -> Findings
//!   -> for the page, by the screenful  overview
//!   -> chains along time               timeline
//!   -> what an auditor may quote       statement
//!   -> what would get what is missing  commands
//!   -> as the AWS CLI would print it   aws_cli
//!   -> a file to keep                  report
//! ```
//!
//! A verdict never says more than was checked: a digest is verified by a
//! signature that a public key supplied by the user opens, or by its hash in a
//! verified digest; a log by its hash in a verified digest. What is not verified
//! is INVALID only where something proven contradicts it, and unproven where
//! something is missing. Keys that lie among the logs prove nothing until the
//! user trusts them.

pub mod aws_cli;
pub mod check;
pub mod commands;
mod deep_json;
pub mod digest;
mod documents;
pub mod evidence;
mod examiner;
pub mod findings;
pub mod location;
pub mod object_metadata;
pub mod overview;
pub mod public_key;
pub mod report;
pub mod signature;
pub mod statement;
pub mod timeline;
mod times;
pub mod verdict;
pub mod words;

pub use check::{Checker, Progress};
pub use evidence::Evidence;
pub use examiner::Examiner;
pub use findings::Findings;
pub use report::ReportForm;
