//! A JSON reader for digests written by other programs: it accepts any nesting depth, numbers and
//! escapes that no Rust value can hold, and documents larger than a tree of values would allow.
//! Members are visited in place.

use std::ops::Range;

use crate::base::json::{Escaped, escape, scan};

/// Returns the end of the value that begins at `at` or after white space there, at any depth;
/// `None` if it is not JSON or incomplete.
pub(super) fn end_of(bytes: &[u8], at: usize) -> Option<usize> {
    // One entry per open bracket: whether it opens an object.
    let mut open: Vec<bool> = Vec::new();
    let mut at = scan::skip_space(bytes, at);
    loop {
        match bytes.get(at)? {
            b'{' => {
                at = scan::skip_space(bytes, at + 1);
                if bytes.get(at)? == &b'}' {
                    at += 1;
                } else {
                    open.push(true);
                    at = scan::skip_space(bytes, key_end(bytes, at)?);
                    continue;
                }
            }
            b'[' => {
                at = scan::skip_space(bytes, at + 1);
                if bytes.get(at)? == &b']' {
                    at += 1;
                } else {
                    open.push(false);
                    continue;
                }
            }
            _ => at = scan::value(bytes, at).ok()?,
        }
        // A value has ended: close brackets until another value must begin.
        loop {
            let Some(&in_object) = open.last() else { return Some(at) };
            at = scan::skip_space(bytes, at);
            match (bytes.get(at)?, in_object) {
                (b',', true) => {
                    let key = scan::skip_space(bytes, at + 1);
                    at = scan::skip_space(bytes, key_end(bytes, key)?);
                    break;
                }
                (b',', false) => {
                    at = scan::skip_space(bytes, at + 1);
                    break;
                }
                (b'}', true) | (b']', false) => {
                    open.pop();
                    at += 1;
                }
                _ => return None,
            }
        }
    }
}

/// Returns the position after a key and its colon.
fn key_end(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes.get(at)? != &b'"' {
        return None;
    }
    let at = scan::skip_space(bytes, scan::value(bytes, at).ok()?);
    (bytes.get(at)? == &b':').then_some(at + 1)
}

/// Calls `member` with each member of the object that begins at `at`: its decoded key and the span
/// of its value. Returns the end of the object; `None` if there is no object.
pub(super) fn members(
    bytes: &[u8],
    at: usize,
    mut member: impl FnMut(String, Range<usize>),
) -> Option<usize> {
    if bytes.get(at)? != &b'{' {
        return None;
    }
    let mut at = scan::skip_space(bytes, at + 1);
    if bytes.get(at)? == &b'}' {
        return Some(at + 1);
    }
    loop {
        let key = at..scan::value(bytes, at).ok()?;
        let start = scan::skip_space(bytes, key_end(bytes, at)?);
        let end = end_of(bytes, start)?;
        member(text(bytes.get(key)?)?, start..end);
        at = scan::skip_space(bytes, end);
        match bytes.get(at)? {
            b',' => at = scan::skip_space(bytes, at + 1),
            b'}' => return Some(at + 1),
            _ => return None,
        }
    }
}

/// Calls `element` with the position of each element of the array that begins at `at`. Returns the
/// end of the array; `None` if there is no array.
pub(super) fn elements(bytes: &[u8], at: usize, mut element: impl FnMut(usize)) -> Option<usize> {
    if bytes.get(at)? != &b'[' {
        return None;
    }
    let mut at = scan::skip_space(bytes, at + 1);
    if bytes.get(at)? == &b']' {
        return Some(at + 1);
    }
    loop {
        element(at);
        at = scan::skip_space(bytes, end_of(bytes, at)?);
        match bytes.get(at)? {
            b',' => at = scan::skip_space(bytes, at + 1),
            b']' => return Some(at + 1),
            _ => return None,
        }
    }
}

/// Returns the text of a JSON string, given with its quotes; `None` for any other value. An
/// unpaired surrogate, which is not a character, stays escaped.
pub(super) fn text(json: &[u8]) -> Option<String> {
    let inside = std::str::from_utf8(json.strip_prefix(b"\"")?.strip_suffix(b"\"")?).ok()?;
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (escaped, length) = escape(rest.as_bytes())?;
        match escaped {
            Escaped::Char(letter) => out.push(letter),
            Escaped::Surrogate(_) => out.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_depth_and_any_number_is_json() {
        let deep = format!("{}1e400{}", "[{\"a\":".repeat(50_000), "}]".repeat(50_000));
        assert_eq!(end_of(deep.as_bytes(), 0), Some(deep.len()));
        assert_eq!(end_of(&deep.as_bytes()[..deep.len() - 1], 0), None);
        for broken in ["{\"a\":1]", "[1,]", "{,}", "[1 2]", "{\"a\"}", "", "{\"a\":}", "[}"] {
            assert_eq!(end_of(broken.as_bytes(), 0), None, "{broken}");
        }
        let mut keys = Vec::new();
        let object = br#"{"a\u0062":[1,{}],"c":null}"#;
        assert_eq!(members(object, 0, |key, span| keys.push((key, span.len()))), Some(object.len()));
        assert_eq!(keys, [("ab".to_owned(), 6), ("c".to_owned(), 4)]);
    }

    #[test]
    fn strings_are_decoded_and_half_pairs_stay() {
        let read = |json: &str| text(json.as_bytes());
        assert_eq!(read(r#""a\/\n\u00e9\ud83d\ude00""#).as_deref(), Some("a/\né😀"));
        assert_eq!(read(r#""\ud83dx\udc00""#).as_deref(), Some("\\ud83dx\\udc00"));
        assert_eq!(read(r#""\ud83d\u0041""#).as_deref(), Some("\\ud83dA"));
        assert_eq!(read("1"), None);
    }
}
