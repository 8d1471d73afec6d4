//! Events from tables: columns of a CSV file or of a query result, and JSON whose members were
//! changed by a table.
//!
//! A record is reassembled under CloudTrail's own names, so that filters, resources, sessions and
//! sentences work as on the original. Nothing is invented: values that cannot be parsed with
//! certainty stay text, values that the table does not contain stay absent, and the file's report
//! states both.

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

pub(crate) use columns::{EventTable, Refusal};

/// Returns a JSON string.
fn json_text(plain: &str) -> String {
    // This cannot fail for a text.
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
