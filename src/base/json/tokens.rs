//! The tokens of a JSON text, one after the other, so that no nesting is too deep.

use std::ops::Range;

use super::scan::skip_space;
use super::strings::end_of_string;

/// A token of a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
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
pub fn tokens(json: &str) -> impl Iterator<Item = (Token, Range<usize>)> {
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
                b'{' => (Token::Object, start + 1),
                b'[' => (Token::Array, start + 1),
                b'}' | b']' => (Token::End, start + 1),
                b'"' => {
                    let end = end_of_string(bytes, start).unwrap_or(bytes.len());
                    let is_key = bytes.get(skip_space(bytes, end)) == Some(&b':');
                    (if is_key { Token::Key } else { Token::Text }, end)
                }
                b'-' | b'0'..=b'9' => {
                    (Token::Number, run(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)))
                }
                b'a'..=b'z' => (Token::Word, run(u8::is_ascii_lowercase)),
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

    fn read(json: &str) -> Vec<(Token, &str)> {
        tokens(json).map(|(token, span)| (token, &json[span])).collect()
    }

    #[test]
    fn tokens_come_in_order() {
        let expected = [
            (Token::Object, "{"),
            (Token::Key, r#""a\"""#),
            (Token::Array, "["),
            (Token::Text, r#""""#),
            (Token::Number, "-1.5e+3"),
            (Token::Word, "null"),
            (Token::End, "]"),
            (Token::Key, r#""b""#),
            (Token::Word, "true"),
            (Token::End, "}"),
        ];
        assert_eq!(read(r#" {"a\"" : ["", -1.5e+3,null],"b":true} "#), expected);
    }

    #[test]
    fn other_texts_have_tokens_too() {
        assert_eq!(read(r#"x12:é"a\"#), [(Token::Word, "x"), (Token::Number, "12"), (Token::Text, r#""a\"#)]);
        assert_eq!(read(""), []);
    }
}
