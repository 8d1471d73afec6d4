//! Redacts everything that can be handed on in addition to events: cases, reports, groups, chains,
//! the list of files, the integrity findings.
//!
//! ```text
//! fields     the texts in the fields of an artefact, for all of the following
//! names      names that need not be in any record: of folders and of marked things
//! case       cases                      report     reports
//! paths      paths of files
//! groups     groups and their charts    chain      trees of chains
//! sources    the account of files       integrity  integrity findings
//! questions  questions                  remark     sentences that quote from files
//! ```
//!
//! The [`Redactor`](crate::redaction::Redactor) already knows the content of the records. In addition, every output first
//! teaches it the names that the output contains in known places ([`NameCollector`]), so that a
//! sentence about a folder is redacted just like the list of files.
//!
//! All structs are listed field by field: a field that is added later does not compile until its
//! role is stated here.

mod case;
mod chain;
mod fields;
mod groups;
mod integrity;
mod names;
mod paths;
mod questions;
mod remark;
mod report;
mod sources;

pub use fields::{Redact, TextRole, TextVisitor};
pub use groups::{matrix, table};
pub use names::NameCollector;
pub use paths::path;
pub use sources::RedactedFile;
