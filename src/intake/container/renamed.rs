//! Rows of databases as JSON objects: the members of an event under the names
//! that a column gets there, such as `event_name` (Tailpipe, Steampipe).

use super::columns::member_named;
use crate::intake::scan;

/// Members whose own members are renamed, too.
const NESTED: &[&str] = &["userIdentity", "tlsDetails"];

/// Whether these members are the columns of a table of events. Other programs
/// have columns of these names, too, but neither the version nor a source that
/// is a service of AWS.
pub(super) fn is_row<'m>(members: impl Iterator<Item = (&'m str, &'m str)> + Clone) -> bool {
    let get = |wanted: &str| members.clone().find(|(key, _)| *key == wanted).map(|(_, value)| value);
    get("event_name").is_some()
        && get("event_source").is_some_and(|source| {
            get("event_version").is_some_and(|version| version != "null")
                || source.ends_with(".amazonaws.com\"")
        })
}

/// Returns the event of a row under CloudTrail's own names. The values stay
/// as they are, but that a text which holds JSON becomes that JSON where
/// CloudTrail has some, and nulls are left out.
pub(super) fn event<'m>(members: impl Iterator<Item = (&'m str, &'m str)>) -> String {
    let mut event = String::from("{");
    for (key, value) in members {
        if value == "null" {
            continue;
        }
        match member_named(key) {
            Some((name, true)) => {
                let inner = json_in(value);
                let inner = inner.as_deref().unwrap_or(value);
                let is_nested = NESTED.contains(&name) && inner.starts_with('{');
                let inner = if is_nested { in_camel_case(inner) } else { inner.to_owned() };
                push(&mut event, name, &inner);
            }
            Some((name, false)) => push(&mut event, name, value),
            // The key is raw JSON, escapes included.
            None => push(&mut event, key, value),
        }
    }
    event.push('}');
    event
}

fn push(object: &mut String, key: &str, value: &str) {
    if object.len() > 1 {
        object.push(',');
    }
    object.push('"');
    object.push_str(key);
    object.push_str("\":");
    object.push_str(value);
}

/// Returns the object or array that a JSON string holds.
fn json_in(value: &str) -> Option<String> {
    let text = value.starts_with('"').then(|| serde_json::from_str::<String>(value).ok())??;
    let is_whole = text.starts_with(['{', '['])
        && scan::value(text.as_bytes(), 0).is_ok_and(|end| end == text.trim_end().len());
    is_whole.then(|| text.trim_end().to_owned())
}

/// Returns the object with its keys, and those of objects in it, in camel
/// case. The depth is bounded by the scanner's, [`scan::MAX_DEPTH`].
fn in_camel_case(object: &str) -> String {
    let mut out = String::from("{");
    // The whole row was scanned before, so there is no damage here.
    let _ = scan::object(object.as_bytes(), 0, |key, span| {
        let value = object.get(span).unwrap_or("null");
        let value = if value.starts_with('{') { in_camel_case(value) } else { value.to_owned() };
        push(&mut out, &camel_case(&String::from_utf8_lossy(key)), &value);
    });
    out.push('}');
    out
}

fn camel_case(key: &str) -> String {
    let mut words = key.split('_');
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_an_event_under_other_names() {
        let members = [
            ("event_name", "\"PutObject\""),
            ("event_source", "\"s3.amazonaws.com\""),
            ("event_version", "\"1.11\""),
            ("source_ip_address", "\"203.0.113.7\""),
            ("error_code", "null"),
            (
                "user_identity",
                r#"{"principal_id":"A:b","session_context":{"session_issuer":{"user_name":"Ops"}}}"#,
            ),
            ("request_parameters", r#""{\"bucket_name\":\"a\"}""#),
            ("tp_index", "\"1\""),
        ];
        assert!(is_row(members.into_iter()));
        assert_eq!(
            event(members.into_iter()),
            r#"{"eventName":"PutObject","eventSource":"s3.amazonaws.com","eventVersion":"1.11","sourceIPAddress":"203.0.113.7","userIdentity":{"principalId":"A:b","sessionContext":{"sessionIssuer":{"userName":"Ops"}}},"requestParameters":{"bucket_name":"a"},"tp_index":"1"}"#
        );
        assert!(!is_row([("event_name", "\"signup\""), ("event_source", "\"shop\"")].into_iter()));
    }
}
