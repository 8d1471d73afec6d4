//! The tokens of a JSON text, one after the other, so that no nesting is too deep.

use std::ops::Range;

use super::scan::skip_space;
use super::strings::end_of_string;

/// A token of a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonToken {
    /// The brace that opens an object.
    Object,
    /// The bracket that opens an array.
    Array,
    /// The end of an object or an array.
    End,
    /// A string before a colon, with its quotes.
    Key,
    /// Any other string, with its quotes.
    Text,
    /// A number.
    Number,
    /// `true`, `false` or `null`.
    Word,
}

/// Returns the tokens of a JSON text and their places.
///
/// Whether the text is valid is not checked: in any other text, a string without an end reaches to
/// the end of the text, and bytes that begin no token are skipped.
pub fn tokens(json: &str) -> impl Iterator<Item = (JsonToken, Range<usize>)> {
    let bytes = json.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at;
            let run = |is_part: fn(&u8) -> bool| {
                start + bytes[start..].iter().take_while(|byte| is_part(byte)).count()
            };
            let token;
            (token, at) = match bytes.get(start)? {
                b'{' => (JsonToken::Object, start + 1),
                b'[' => (JsonToken::Array, start + 1),
                b'}' | b']' => (JsonToken::End, start + 1),
                b'"' => {
                    let end = end_of_string(bytes, start).unwrap_or(bytes.len());
                    let is_key = bytes.get(skip_space(bytes, end)) == Some(&b':');
                    (if is_key { JsonToken::Key } else { JsonToken::Text }, end)
                }
                b'-' | b'0'..=b'9' => {
                    (JsonToken::Number, run(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)))
                }
                b'a'..=b'z' => (JsonToken::Word, run(u8::is_ascii_lowercase)),
                _ => {
                    at += 1;
                    continue;
                }
            };
            return Some((token, start..at));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Vec<(JsonToken, &str)> {
        tokens(json).map(|(token, span)| (token, &json[span])).collect()
    }

    #[test]
    fn tokens_come_in_order() {
        let expected = [
            (JsonToken::Object, "{"),
            (JsonToken::Key, r#""a\"""#),
            (JsonToken::Array, "["),
            (JsonToken::Text, r#""""#),
            (JsonToken::Number, "-1.5e+3"),
            (JsonToken::Word, "null"),
            (JsonToken::End, "]"),
            (JsonToken::Key, r#""b""#),
            (JsonToken::Word, "true"),
            (JsonToken::End, "}"),
        ];
        assert_eq!(read(r#" {"a\"" : ["", -1.5e+3,null],"b":true} "#), expected);
    }

    #[test]
    fn other_texts_have_tokens_too() {
        assert_eq!(
            read(r#"x12:é"a\"#),
            [(JsonToken::Word, "x"), (JsonToken::Number, "12"), (JsonToken::Text, r#""a\"#)]
        );
        assert_eq!(read(""), []);
    }
}
