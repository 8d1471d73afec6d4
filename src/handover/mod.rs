//! Redacts everything that can be handed on in addition to events: cases, reports, groups, chains,
//! the list of files, the integrity findings.
//!
//! ```text
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
//! All structs are destructured member by member: a member that is added later does not compile
//! until it is handled here.

mod case;
mod chain;
mod groups;
mod integrity;
mod names;
mod questions;
mod remark;
mod report;
mod sources;

pub use groups::{matrix, table};
pub use names::{NameCollector, path};
pub use sources::RedactedFile;

use crate::redaction::Redactor;

/// A type that can be redacted, and then handed on without revealing whom it is about.
pub trait Redact {
    /// Returns a copy with pseudonyms in place of secrets.
    fn redacted(&self, by: &Redactor) -> Self;
}

impl<T: Redact> Redact for Vec<T> {
    fn redacted(&self, by: &Redactor) -> Vec<T> {
        self.iter().map(|each| each.redacted(by)).collect()
    }
}

impl<T: Redact> Redact for Option<T> {
    fn redacted(&self, by: &Redactor) -> Option<T> {
        self.as_ref().map(|there| there.redacted(by))
    }
}

fn texts(texts: &[String], by: &Redactor) -> Vec<String> {
    texts.iter().map(|text| by.redact_text(text)).collect()
}

/// Returns a hash or fingerprint that a file states, unchanged if it has the form of one.
fn hexadecimal(text: &str, by: &Redactor) -> String {
    let is_hash = matches!(text.len(), 32 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { text.to_owned() } else { by.redact_name(text) }
}
