//! Copies of events: no record is hidden by another that is not its copy, and
//! what is hidden can be found and opened.

mod choosing;
mod finding;

use serde_json::{Value, json};

/// A file of records.
pub fn file_of(records: &[String]) -> String {
    format!("{{\"Records\":[{}]}}", records.join(","))
}

/// A record with an id; `more` are members beside the usual ones.
pub fn record(id: &str, name: &str, second: u32, more: &Value) -> String {
    let mut record = json!({
        "eventVersion": "1.08", "eventName": name, "eventSource": "cloudtrail.amazonaws.com",
        "eventTime": format!("2024-03-01T10:00:{second:02}Z"), "awsRegion": "eu-west-1",
        "recipientAccountId": "111122223333", "userIdentity": {"type": "IAMUser", "userName": "alice"},
        "eventID": id, "requestParameters": {"name": "trail"},
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        record[key] = value.clone();
    }
    record.to_string()
}

/// A record as another tool writes it: members in the opposite order, with
/// blanks and escapes.
pub fn rewritten(text: &str) -> String {
    let Value::Object(members) = serde_json::from_str(text).expect("a record") else { panic!("an object") };
    let members = members.iter().rev().map(|(name, value)| format!("\"{name}\" :\n {value}"));
    let text = format!("{{ {} }}", members.collect::<Vec<_>>().join(" , "));
    text.replace("\"alice\"", "\"\\u0061lice\"").replace("\"trail\"", "\"tr\\u0061il\"")
}
