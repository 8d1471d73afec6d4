//! What is handed on beside events, redacted: cases, reports, groups, chains,
//! the list of files, the findings of integrity.
//!
//! ```text
//! names      names that no record need hold: of folders, of whoever was marked
//! case       a case                     report     a report
//! groups     groups and their charts    chain      a chain's tree
//! sources    the account of files       integrity  the findings
//! questions  questions                  remark     sentences that quote
//! ```
//!
//! What the records hold is known to the [`Redactor`] already. On top of that,
//! whatever is written here learns first the names that it holds by their place
//! ([`Names`]), so that a sentence about a folder names it no more than the list
//! of files does.
//!
//! Everything is taken apart member by member: one that is added later has to
//! be thought of here before it compiles.

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
pub use names::{Names, path};
pub use sources::RedactedFile;

use crate::redaction::Redactor;

/// Something that can be handed on without saying whom it is about.
pub trait Redact {
    /// The same, with pseudonyms for what is secret.
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

/// A hash or a fingerprint as a file states it, which stays where it is one.
fn hexadecimal(text: &str, by: &Redactor) -> String {
    let is_hash = matches!(text.len(), 32 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { text.to_owned() } else { by.redact_name(text) }
}
