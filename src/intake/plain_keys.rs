//! Removes unnecessary escapes from member names.

use std::borrow::Cow;

use crate::base::json::scan;

/// Returns the JSON with the name of every member written without unnecessary escapes:
/// `"event\u004eame"` becomes `"eventName"`. Values stay byte for byte, and so does a name that is
/// not valid text because of an unpaired surrogate.
pub(crate) fn with_plain_keys(json: &str) -> Cow<'_, str> {
    let bytes = json.as_bytes();
    if memchr::memchr(b'\\', bytes).is_none() {
        return Cow::Borrowed(json);
    }
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(quote) = memchr::memchr(b'"', &bytes[at..]).map(|found| at + found) {
        // The JSON is complete: text that is not a string here is not one elsewhere.
        let Ok(end) = scan::value(bytes, quote) else { break };
        at = end;
        let written = &json[quote..end];
        let is_key = bytes.get(scan::skip_space(bytes, end)) == Some(&b':');
        if is_key
            && written.contains('\\')
            && let Ok(name) = serde_json::from_str::<String>(written)
            && let Ok(plain) = serde_json::to_string(&name)
            && plain != written
        {
            out.push_str(&json[copied..quote]);
            out.push_str(&plain);
            copied = end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    out.push_str(&json[copied..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_plain_and_values_stay() {
        let json = r#"{"event\u004eame" : "\u0041", "a\"b":{"\u0061":["\u0062\n"]},"\ud800":1}"#;
        let plain = r#"{"eventName" : "\u0041", "a\"b":{"a":["\u0062\n"]},"\ud800":1}"#;
        assert_eq!(with_plain_keys(json), plain);
        for json in [plain, r#"{"a":1}"#, "\"\\", "{\"a\\", ""] {
            assert!(matches!(with_plain_keys(json), Cow::Borrowed(same) if same == json), "{json}");
        }
    }
}
