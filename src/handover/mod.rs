//! Redacts everything that can be handed on in addition to events: cases, reports, groups, chains,
//! the list of files, the integrity findings.
//!
//! ```text
//! fields     the texts in the fields of an artefact, for all of the following
//! names      names that need not be in any record: of folders and of marked things
//! case       cases                      report     reports
//! groups     groups and their charts    chain      trees of chains
//! sources    the account of files       integrity  integrity findings
//! questions  questions                  remark     sentences that quote from files
//! ```
//!
//! The [`Redactor`] already knows the content of the records. In addition, every output first
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
mod questions;
mod remark;
mod report;
mod sources;

pub use fields::{Redact, TextRole, TextVisitor};
pub use groups::{matrix, table};
pub use names::{NameCollector, path};
pub use sources::RedactedFile;

use crate::redaction::Redactor;

/// Returns a hash or fingerprint that a file states, unchanged if it has the form of one.
fn hexadecimal(text: &str, by: &Redactor) -> String {
    let is_hash = matches!(text.len(), 32 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { text.to_owned() } else { by.redact_name(text) }
}
