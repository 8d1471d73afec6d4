//! Events that came through a table: columns of a CSV file or of a query's
//! answer, and JSON whose members a table respelled.
//!
//! A record is put together again under CloudTrail's own names, so that
//! filters, resources, sessions and sentences work as they do on the original.
//! Nothing is made up: what cannot be read with certainty stays text, what the
//! table does not tell stays absent, and the file's report says both.

mod columns;
mod known;
mod node;
mod own;
mod python;
mod report;
pub(crate) mod respell;
mod rows;
mod schema;
mod structure;
mod times;

pub(crate) use columns::{Refusal, Table};

/// A JSON string.
fn json_text(plain: &str) -> String {
    // A text always is one.
    serde_json::to_string(plain).unwrap_or_default()
}

/// Appends a member to an open object.
fn add(object: &mut String, name: &str, value: &str) {
    if object != "{" {
        object.push(',');
    }
    object.push_str(&json_text(name));
    object.push(':');
    object.push_str(value);
}
