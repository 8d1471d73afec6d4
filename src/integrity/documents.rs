//! JSON as commands print it into files.

use std::borrow::Cow;
use std::io::Read as _;

use serde_json::Value;

use crate::intake::utf8_of;

/// The text of a document: PowerShell writes UTF-16, other tools a byte order
/// mark.
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    let mut decoded = Vec::new();
    match utf8_of(bytes) {
        None => String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
        Some(mut utf16) => {
            // Reading from memory does not fail.
            let _ = utf16.read_to_end(&mut decoded);
            Cow::Owned(String::from_utf8_lossy(&decoded).into_owned())
        }
    }
}

/// The JSON objects in a text, which may be an array of them, or several one
/// after another, as where answers were appended to a file; and whether all of
/// it was JSON.
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
