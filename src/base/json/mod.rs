//! Reads JSON where it lies, without building a tree.

pub mod scan;
mod strings;
pub(crate) mod text_of;
mod tokens;

use std::borrow::Cow;

pub use strings::{Escaped, end_of_string, escape};
pub use tokens::{JsonToken, tokens};

/// Returns the unescaped name of a member, from the text between its quotes: `event\u004eame` is
/// `eventName`.
pub fn plain_key(key: &[u8]) -> Cow<'_, [u8]> {
    if !key.contains(&b'\\') {
        return Cow::Borrowed(key);
    }
    let quoted = [b"\"", key, b"\""].concat();
    match serde_json::from_slice::<String>(&quoted) {
        Ok(plain) => Cow::Owned(plain.into_bytes()),
        // An unpaired surrogate is not valid text.
        Err(_) => Cow::Borrowed(key),
    }
}

/// Returns the content of a JSON string, or the JSON of any other value.
pub fn plain_text(json: &str) -> Cow<'_, str> {
    match json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inside) if memchr::memchr(b'\\', inside.as_bytes()).is_none() => Cow::Borrowed(inside),
        // An unpaired surrogate is not valid text; the text is then returned as written.
        Some(inside) => Cow::Owned(serde_json::from_str(json).unwrap_or_else(|_| inside.to_owned())),
        None => Cow::Borrowed(json),
    }
}

/// Passes the members of the object that is the JSON text `json` to `member`, with unescaped names; none
/// if it is not an object.
pub fn members<'j>(json: &'j str, mut member: impl FnMut(&str, &'j str)) {
    if json.starts_with('{') {
        // Most texts were scanned when they were read; of others, the members before the error count.
        let _ = scan::object(json.as_bytes(), 0, |key, span| {
            let key = plain_key(key);
            member(std::str::from_utf8(&key).unwrap_or_default(), json.get(span).unwrap_or_default());
        });
    }
}

/// Passes the elements of the array that is the JSON text `json` to `element`; none if it is not an
/// array.
pub fn elements<'j>(json: &'j str, mut element: impl FnMut(&'j str)) {
    if json.starts_with('[') {
        let _ = scan::array(json.as_bytes(), 0, |span| element(json.get(span).unwrap_or_default()));
    }
}

/// Returns the value of `key` in the object that is the JSON text `json`.
pub fn member_of<'a>(json: &'a str, key: &str) -> Option<&'a str> {
    if !json.starts_with('{') {
        return None;
    }
    let mut found = None;
    scan::object(json.as_bytes(), 0, |name, span| {
        if *plain_key(name) == *key.as_bytes() {
            found = Some(span);
        }
    })
    .ok()?;
    json.get(found?).filter(|value| *value != "null")
}
