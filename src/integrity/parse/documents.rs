//! Reads JSON that commands have printed to files.

use std::borrow::Cow;
use std::io::Read as _;

use serde_json::Value;

use crate::intake::utf8_of;

/// Returns the text of a document, decoded from UTF-16 (which PowerShell writes) or without its
/// byte order mark (which other tools write).
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    let mut decoded = Vec::new();
    match utf8_of(bytes) {
        None => String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
        Some(mut utf16) => {
            // Reading from memory cannot fail.
            let _ = utf16.read_to_end(&mut decoded);
            Cow::Owned(String::from_utf8_lossy(&decoded).into_owned())
        }
    }
}

/// Returns the JSON objects in a text, and whether all of it was JSON. The text may be an array of
/// objects, or several objects in sequence, as when outputs were appended to a file.
pub fn json_documents(text: &str) -> (Vec<Value>, bool) {
    let mut documents = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(Value::Array(values)) => documents.extend(values),
            Ok(value) => documents.push(value),
            Err(_) => return (documents, false),
        }
    }
    (documents, true)
}
