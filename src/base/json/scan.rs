//! The record scanner: scans JSON text once, validates all of it, and returns the positions of
//! values without building a tree.
//!
//! It works on a window into a file, so it has three results: the value, that the window ends too
//! early, or that the text is malformed, with the position. The grammar is that of RFC 8259,
//! strictly, with one exception: the caller must check that the text is UTF-8, since the scanner
//! examines only ASCII.

use std::ops::Range;

/// Maximum nesting of values; deeper text is hostile, not a log.
pub const MAX_DEPTH: usize = 192;

/// The reason why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The window ends inside the value.
    More,
    /// The text is not valid JSON.
    Broken {
        /// Offset of the error in the window.
        at: usize,
        /// The error.
        fault: JsonFault,
    },
}

/// An error in a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonFault {
    /// Other text where a value must begin.
    #[error("a JSON value is missing")]
    Value,
    /// No `"` where a key must begin.
    #[error("a key in double quotes is missing")]
    Key,
    /// No `:` after a key.
    #[error("a ':' is missing after the key")]
    Colon,
    /// Neither `,` nor the closing bracket.
    #[error("a ',' or a closing bracket is missing")]
    Comma,
    /// A raw control character, such as a line break, in a string.
    #[error("a raw control character (such as a line break) stands in a string")]
    Control,
    /// A backslash before a character that cannot be escaped.
    #[error("an escape that JSON does not know")]
    Escape,
    /// A number in a form that JSON does not allow.
    #[error("a number that JSON does not know")]
    Number,
    /// A closing bracket of the wrong kind, or one too many.
    #[error("a bracket that closes nothing")]
    Bracket,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("nested deeper than 192 levels")]
    Depth,
}

fn broken<T>(at: usize, fault: JsonFault) -> Result<T, Stop> {
    Err(Stop::Broken { at, fault })
}

/// Returns the position of the first byte from `at` on that is not white space.
#[inline]
pub fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

/// Returns the end of the value that begins at `at` or after white space there.
///
/// A number at the end of the window counts as complete: only the caller knows whether more can
/// follow.
///
/// # Errors
/// [`Stop`] if the window ends too early or the text is malformed.
pub fn value(bytes: &[u8], at: usize) -> Result<usize, Stop> {
    // One bit per open bracket, the innermost last: set for an object.
    let mut kinds = [0_u64; MAX_DEPTH / 64];
    let mut depth = 0_usize;
    let mut at = at;
    loop {
        at = skip_space(bytes, at);
        match bytes.get(at) {
            None => return Err(Stop::More),
            Some(b'"') => at = string(bytes, at)?,
            Some(open @ (b'{' | b'[')) => {
                if depth == MAX_DEPTH {
                    return broken(at, JsonFault::Depth);
                }
                let is_object = *open == b'{';
                let bit = 1_u64 << (depth % 64);
                if is_object {
                    kinds[depth / 64] |= bit
                } else {
                    kinds[depth / 64] &= !bit
                }
                depth += 1;
                at = skip_space(bytes, at + 1);
                match bytes.get(at) {
                    None => return Err(Stop::More),
                    Some(b'}') if is_object => (at, depth) = (at + 1, depth - 1),
                    Some(b']') if !is_object => (at, depth) = (at + 1, depth - 1),
                    _ if is_object => {
                        at = key(bytes, at)?;
                        continue;
                    }
                    _ => continue,
                }
            }
            Some(b't') => at = literal(bytes, at, b"true")?,
            Some(b'f') => at = literal(bytes, at, b"false")?,
            Some(b'n') => at = literal(bytes, at, b"null")?,
            Some(b'-' | b'0'..=b'9') => at = number(bytes, at)?,
            Some(_) => return broken(at, JsonFault::Value),
        }
        // A value has ended: close brackets until another value must begin.
        loop {
            if depth == 0 {
                return Ok(at);
            }
            let in_object = kinds[(depth - 1) / 64] >> ((depth - 1) % 64) & 1 == 1;
            at = skip_space(bytes, at);
            match bytes.get(at) {
                None => return Err(Stop::More),
                Some(b',') => {
                    at += 1;
                    if in_object {
                        at = key(bytes, skip_space(bytes, at))?;
                    }
                    break;
                }
                Some(b'}') if in_object => (at, depth) = (at + 1, depth - 1),
                Some(b']') if !in_object => (at, depth) = (at + 1, depth - 1),
                Some(b'}' | b']') => return broken(at, JsonFault::Bracket),
                Some(_) => return broken(at, JsonFault::Comma),
            }
        }
    }
}

/// Returns the end of a key and its colon.
fn key(bytes: &[u8], at: usize) -> Result<usize, Stop> {
    match bytes.get(at) {
        None => return Err(Stop::More),
        Some(b'"') => {}
        Some(_) => return broken(at, JsonFault::Key),
    }
    let at = skip_space(bytes, string(bytes, at)?);
    match bytes.get(at) {
        None => Err(Stop::More),
        Some(b':') => Ok(at + 1),
        Some(_) => broken(at, JsonFault::Colon),
    }
}

/// Returns the end of the string whose opening quote is at `at`.
#[inline]
fn string(bytes: &[u8], at: usize) -> Result<usize, Stop> {
    let mut at = at + 1;
    loop {
        at = plain_run(bytes, at);
        match bytes.get(at) {
            None => return Err(Stop::More),
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => match bytes.get(at + 1) {
                None => return Err(Stop::More),
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                Some(b'u') => {
                    let digits = bytes.get(at + 2..bytes.len().min(at + 6)).unwrap_or_default();
                    if let Some(wrong) = digits.iter().position(|digit| !digit.is_ascii_hexdigit()) {
                        return broken(at + 2 + wrong, JsonFault::Escape);
                    }
                    if digits.len() < 4 {
                        return Err(Stop::More);
                    }
                    at += 6;
                }
                Some(_) => return broken(at, JsonFault::Escape),
            },
            Some(_) => return broken(at, JsonFault::Control),
        }
    }
}

/// Returns the position of the first quote, backslash or control character from `at` on. Processes
/// eight bytes at a time, since strings are most of a log.
#[inline]
fn plain_run(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES << 7;
    while let Some(chunk) = bytes.get(at..at + 8) {
        let Ok(chunk) = <[u8; 8]>::try_from(chunk) else { break };
        let word = u64::from_le_bytes(chunk);
        // A lane's high bit is set if the lane is below 0x20, or zero after the exclusive or; lanes
        // of 0x80 and above are excluded. Only lanes above the first hit can be wrong (because of a
        // borrow), and they are not used.
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let quote = word ^ (ONES * u64::from(b'"'));
        let quote = quote.wrapping_sub(ONES) & !quote;
        let slash = word ^ (ONES * u64::from(b'\\'));
        let slash = slash.wrapping_sub(ONES) & !slash;
        let hits = (control | quote | slash) & HIGHS;
        if hits != 0 {
            return at + (hits.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            break;
        }
        at += 1;
    }
    at
}

fn literal(bytes: &[u8], at: usize, word: &[u8]) -> Result<usize, Stop> {
    let end = at + word.len();
    let there = &bytes[at..bytes.len().min(end)];
    match there.iter().zip(word).position(|(is, wanted)| is != wanted) {
        Some(wrong) => broken(at + wrong, JsonFault::Value),
        None if there.len() < word.len() => Err(Stop::More),
        None => Ok(end),
    }
}

fn number(bytes: &[u8], at: usize) -> Result<usize, Stop> {
    let digits = |mut at: usize| -> Result<usize, Stop> {
        let start = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        match (at > start, bytes.get(at)) {
            (true, _) => Ok(at),
            (false, None) => Err(Stop::More),
            (false, Some(_)) => broken(at, JsonFault::Number),
        }
    };
    let mut end = at + usize::from(bytes.get(at) == Some(&b'-'));
    let leading_zero = bytes.get(end) == Some(&b'0');
    let start = end;
    end = digits(end)?;
    if leading_zero && end > start + 1 {
        return broken(start, JsonFault::Number);
    }
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        end += 1;
        end += usize::from(matches!(bytes.get(end), Some(b'+' | b'-')));
        end = digits(end)?;
    }
    Ok(end)
}

/// Scans the object whose brace is at `at` and passes each member to `member`: the key as written
/// between its quotes, and the range of the value. Returns the object's end.
///
/// # Errors
/// [`Stop`] if the window ends too early or the text is malformed.
pub fn object<'j>(
    bytes: &'j [u8],
    at: usize,
    mut member: impl FnMut(&'j [u8], Range<usize>),
) -> Result<usize, Stop> {
    let mut at = skip_space(bytes, at + 1);
    if bytes.get(at) == Some(&b'}') {
        return Ok(at + 1);
    }
    loop {
        let value_at = skip_space(bytes, key(bytes, at)?);
        // `key` has validated a complete string that begins at `at`.
        let name = &bytes[at + 1..];
        let name = &name[..string_end(name)];
        let end = value(bytes, value_at)?;
        member(name, value_at..end);
        at = skip_space(bytes, end);
        match bytes.get(at) {
            None => return Err(Stop::More),
            Some(b',') => at = skip_space(bytes, at + 1),
            Some(b'}') => return Ok(at + 1),
            Some(b']') => return broken(at, JsonFault::Bracket),
            Some(_) => return broken(at, JsonFault::Comma),
        }
    }
}

/// Scans the array whose bracket is at `at` and passes the range of each element to `element`.
/// Returns the array's end.
///
/// # Errors
/// [`Stop`] if the window ends too early or the text is malformed.
pub fn array(bytes: &[u8], at: usize, mut element: impl FnMut(Range<usize>)) -> Result<usize, Stop> {
    let mut at = skip_space(bytes, at + 1);
    if bytes.get(at) == Some(&b']') {
        return Ok(at + 1);
    }
    loop {
        let start = skip_space(bytes, at);
        let end = value(bytes, start)?;
        element(start..end);
        at = skip_space(bytes, end);
        match bytes.get(at) {
            None => return Err(Stop::More),
            Some(b',') => at += 1,
            Some(b']') => return Ok(at + 1),
            Some(b'}') => return broken(at, JsonFault::Bracket),
            Some(_) => return broken(at, JsonFault::Comma),
        }
    }
}

/// Returns the length up to the closing quote of a string that is known to be complete.
fn string_end(inside: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at = plain_run(inside, at);
        match inside.get(at) {
            Some(b'\\') => at += 2,
            _ => return at.min(inside.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(text: &str) -> bool {
        value(text.as_bytes(), 0) == Ok(text.len())
    }

    #[test]
    fn what_json_is_and_is_not() {
        for text in [
            "{}",
            "[]",
            "\"\"",
            "0",
            "-0.5e+10",
            "true",
            "null",
            r#"{"a":[1,{"b":"\u00e9\/\n"}],"c":null}"#,
            " \r\n\t[ 1 , 2 ]",
            r#""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaä""#,
        ] {
            assert!(whole(text), "{text}");
        }
        let cases = [
            ("{]", 1, JsonFault::Key),
            ("[}", 1, JsonFault::Value),
            ("[1 2]", 3, JsonFault::Comma),
            ("[1,]", 3, JsonFault::Value),
            ("{\"a\" 1}", 5, JsonFault::Colon),
            ("{\"a\":1]", 6, JsonFault::Bracket),
            ("\"a\nb\"", 2, JsonFault::Control),
            ("\"12345678\u{1}\"", 9, JsonFault::Control),
            ("\"\\x\"", 1, JsonFault::Escape),
            ("\"\\u12g4\"", 5, JsonFault::Escape),
            ("012", 0, JsonFault::Number),
            ("1.x", 2, JsonFault::Number),
            ("nul1", 3, JsonFault::Value),
            ("'a'", 0, JsonFault::Value),
        ];
        for (text, at, fault) in cases {
            assert_eq!(value(text.as_bytes(), 0), Err(Stop::Broken { at, fault }), "{text}");
        }
        let deep = "[".repeat(MAX_DEPTH + 1);
        assert_eq!(value(deep.as_bytes(), 0), Err(Stop::Broken { at: MAX_DEPTH, fault: JsonFault::Depth }));
        let fits = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
        assert!(whole(&fits));
    }

    #[test]
    fn members_are_visited_in_order() {
        let text = br#"{ "a" : 1 , "b\"" : {"c": [] } }"#;
        let mut seen = Vec::new();
        let end = object(text, 0, |key, span| {
            seen.push((
                String::from_utf8_lossy(key).into_owned(),
                String::from_utf8_lossy(&text[span]).into_owned(),
            ));
        });
        assert_eq!(end, Ok(text.len()));
        assert_eq!(seen, [("a".to_owned(), "1".to_owned()), ("b\\\"".to_owned(), "{\"c\": [] }".to_owned())]);
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            ".*".prop_map(Into::into),
        ];
        leaf.prop_recursive(6, 60, 8, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
                proptest::collection::btree_map(".*", inner, 0..8)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_json_text_is_whole_and_every_prefix_asks_for_more(document in json(), pretty: bool) {
            let text = if pretty {
                serde_json::to_string_pretty(&document)
            } else {
                serde_json::to_string(&document)
            }.unwrap_or_default();
            prop_assert_eq!(value(text.as_bytes(), 0), Ok(text.len()));
            if document.is_object() || document.is_array() || document.is_string() {
                for end in 0..text.len() {
                    prop_assert_eq!(value(&text.as_bytes()[..end], 0), Err(Stop::More));
                }
            }
        }

        #[test]
        fn the_verdict_is_serde_jsons(text in r#"[\[\]{},:"\\a0-9.eE+\-tfnrul \n/]{0,24}"#) {
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            let ours = value(text.as_bytes(), 0).is_ok_and(|end| skip_space(text.as_bytes(), end) == text.len());
            prop_assert_eq!(ours, theirs, "{}", text);
        }
    }
}
