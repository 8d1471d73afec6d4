//! Copies of events: a record is hidden only by its own copy, and hidden records can be found and
//! opened.

mod choosing;
mod finding;

use serde_json::{Value, json};

/// Returns a record with an id; `more` are additional members.
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

/// Returns a record as another tool would write it: members in the opposite order, with white space
/// and escapes.
pub fn rewritten(text: &str) -> String {
    let Value::Object(members) = serde_json::from_str(text).expect("a record") else { panic!("an object") };
    let members = members.iter().rev().map(|(name, value)| format!("\"{name}\" :\n {value}"));
    let text = format!("{{ {} }}", members.collect::<Vec<_>>().join(" , "));
    text.replace("\"alice\"", "\"\\u0061lice\"").replace("\"trail\"", "\"tr\\u0061il\"")
}
