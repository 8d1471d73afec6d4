//! Records whose form was changed by a table: keys in lower case or with underscores, members as
//! JSON text, booleans as text. Athena's UNLOAD and CREATE TABLE AS write such records as JSON.

use super::schema::{MemberKind, RECORD, SchemaMember, member};
use super::structure::{self, Orders};
use super::{add, json_text, python, times};
use crate::base::json::{member_of, plain_text, scan};

/// The note about such a file on the Sources page.
pub(crate) const NOTE: &str = "the events came through a table, which respells members: they were put together \
     again under CloudTrail's names, and their text is not the original's byte for byte";

/// Returns the record under CloudTrail's own names; `None` if the text is not an event from a
/// table.
pub(crate) fn event(json: &str) -> Option<String> {
    let respelled = object(json, RECORD, true)?;
    let has = |name: &str| member_of(&respelled, name).is_some();
    // Other events also have names and times.
    let is_of_aws = || ["awsRegion", "userIdentity", "sourceIPAddress", "eventVersion"].into_iter().any(has);
    let is_event = has("eventName") && (has("eventSource") || has("eventTime") && is_of_aws())
        || has("eventVersion") && has("eventID");
    is_event.then_some(respelled)
}

/// Returns an object under the names of these members. A `null` is omitted, except where CloudTrail
/// writes it.
pub(super) fn object(json: &str, members: &'static [SchemaMember], is_record: bool) -> Option<String> {
    let json = json.trim();
    if !json.starts_with('{') {
        return None;
    }
    let mut out = String::from("{");
    scan::object(json.as_bytes(), 0, |key, span| {
        let key = plain_text(&format!("\"{}\"", String::from_utf8_lossy(key))).into_owned();
        let value = json.get(span).unwrap_or_default();
        match member(members, &key) {
            Some(SchemaMember { name, .. }) if value == "null" => {
                if is_record && matches!(*name, "requestParameters" | "responseElements") {
                    add(&mut out, name, value);
                }
            }
            Some(SchemaMember { name, kind }) => add(&mut out, name, &converted(value, *kind)),
            None => add(&mut out, &key, value),
        }
    })
    .ok()?;
    out.push('}');
    Some(out)
}

/// Converts a value of such a record to CloudTrail's form.
fn converted(value: &str, kind: MemberKind) -> String {
    let is_text = value.starts_with('"');
    let content = plain_text(value);
    let changed = match kind {
        MemberKind::Text => None,
        MemberKind::Flag => {
            ["true", "false"].into_iter().find(|flag| flag.eq_ignore_ascii_case(&content)).map(str::to_owned)
        }
        MemberKind::Time => times::canonical(&content, None).map(|time| json_text(&time)),
        MemberKind::Open => (is_text && is_json(&content)).then(|| content.trim().to_owned()),
        MemberKind::Object(members) if is_json(&content) => object(content.trim(), members, false),
        MemberKind::List(members) if is_json(&content) => list(content.trim(), members),
        MemberKind::Object(_) | MemberKind::List(_) => {
            structure::to_json(&content, kind, &mut Orders::default())
        }
    };
    changed.unwrap_or_else(|| value.to_owned())
}

/// Converts Python's print format to the names of members.
pub(super) fn python(text: &str, kind: MemberKind) -> Option<String> {
    let json = python::to_json(text)?;
    match kind {
        MemberKind::Object(members) => object(&json, members, false),
        MemberKind::List(members) => list(&json, members),
        _ => Some(json),
    }
}

/// Returns an array of objects under the names of these members.
pub(super) fn list(json: &str, members: &'static [SchemaMember]) -> Option<String> {
    if !json.starts_with('[') {
        return None;
    }
    let mut elements = Vec::new();
    scan::array(json.as_bytes(), 0, |span| {
        let element = json.get(span).unwrap_or_default();
        elements.push(object(element, members, false).unwrap_or_else(|| element.to_owned()));
    })
    .ok()?;
    Some(format!("[{}]", elements.join(",")))
}

/// Whether a text is a JSON object or array.
pub(super) fn is_json(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['{', '[']) && scan::value(text.as_bytes(), 0).is_ok_and(|end| end == text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(value: &Value) -> Option<Value> {
        event(&value.to_string()).map(|text| serde_json::from_str(&text).expect("JSON"))
    }

    #[test]
    fn a_record_comes_back_as_it_was() {
        let table = json!({
            "eventversion": "1.11",
            "useridentity": {"type": "AssumedRole", "principalid": "A:b", "invokedby": null, "sessioncontext": {
                "sessionissuer": {"username": "Ops"}, "attributes": {"mfaauthenticated": "true"}}},
            "eventtime": "2025-05-06 08:01:00.000", "eventsource": "s3.amazonaws.com", "eventname": "PutObject",
            "sourceipaddress": "192.0.2.1", "readonly": "false", "managementevent": true, "errorcode": null,
            "requestparameters": "{\"bucketName\": \"b\"}", "responseelements": null, "errormessage": "{\"a\":1}",
            "resources": [{"arn": "a", "accountid": "1", "type": "T"}], "year": "2025",
        });
        assert_eq!(
            read(&table),
            Some(json!({
                "eventVersion": "1.11",
                "userIdentity": {"type": "AssumedRole", "principalId": "A:b", "sessionContext": {
                    "sessionIssuer": {"userName": "Ops"}, "attributes": {"mfaAuthenticated": "true"}}},
                "eventTime": "2025-05-06T08:01:00Z", "eventSource": "s3.amazonaws.com", "eventName": "PutObject",
                "sourceIPAddress": "192.0.2.1", "readOnly": false, "managementEvent": true,
                "requestParameters": {"bucketName": "b"}, "responseElements": null, "errorMessage": "{\"a\":1}",
                "resources": [{"ARN": "a", "accountId": "1", "type": "T"}], "year": "2025",
            }))
        );
    }

    #[test]
    fn underscores_and_members_as_text_are_read() {
        let table = json!({
            "event_name": "A", "event_source": "b", "user_identity": "{\"access_key_id\": \"AKIAX\"}",
            "source_ip_address": "192.0.2.1", "tls_details": "{tlsversion=TLSv1.3, ciphersuite=null}",
        });
        assert_eq!(
            read(&table),
            Some(json!({
                "eventName": "A", "eventSource": "b", "userIdentity": {"accessKeyId": "AKIAX"},
                "sourceIPAddress": "192.0.2.1", "tlsDetails": {"tlsVersion": "TLSv1.3"},
            }))
        );
        assert_eq!(read(&json!({"event": "x"})), None);
        assert_eq!(read(&json!({"event_name": "click", "event_time": "2025-05-06", "event_id": "1"})), None);
        assert_eq!(event("[]"), None);
    }
}
