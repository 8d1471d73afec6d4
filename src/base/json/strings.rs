//! The strings of a JSON text, and their escapes.

/// What an escape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escaped {
    /// A character.
    Char(char),
    /// An unpaired surrogate, which is not a character.
    Surrogate(u16),
}

/// Returns the end of the string whose opening quote is at `at`; `None` if the text ends before it.
pub fn end_of_string(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes[at] {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

/// Returns what the escape at the start of a text stands for, and its length in bytes; `None` if
/// JSON has no such escape.
pub fn escape(text: &[u8]) -> Option<(Escaped, usize)> {
    let character = match text.get(..2)? {
        br"\b" => '\u{8}',
        br"\f" => '\u{c}',
        br"\n" => '\n',
        br"\r" => '\r',
        br"\t" => '\t',
        [b'\\', same @ (b'"' | b'\\' | b'/')] => char::from(*same),
        br"\u" => {
            let first = unit(text)?;
            let pair = text.get(6..).and_then(unit).map(|second| char::decode_utf16([first, second]).next());
            return Some(match (char::from_u32(first.into()), pair) {
                (Some(character), _) => (Escaped::Char(character), 6),
                (None, Some(Some(Ok(character)))) => (Escaped::Char(character), 12),
                (None, _) => (Escaped::Surrogate(first), 6),
            });
        }
        _ => return None,
    };
    Some((Escaped::Char(character), 2))
}

/// Returns the value of `\uXXXX` at the start of a text.
fn unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(br"\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)? as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_end_at_their_quote() {
        for (text, end) in [(r#""""#, Some(2)), (r#""a\"b" "#, Some(6)), (r#""a"#, None), (r#""a\"#, None)] {
            assert_eq!(end_of_string(text.as_bytes(), 0), end, "{text}");
        }
    }

    #[test]
    fn every_escape_and_what_is_none() {
        for (text, character, length) in [
            (r"\b", '\u{8}', 2),
            (r"\f", '\u{c}', 2),
            (r"\n", '\n', 2),
            (r"\r", '\r', 2),
            (r"\t", '\t', 2),
            (r#"\""#, '"', 2),
            (r"\\n", '\\', 2),
            (r"\/", '/', 2),
            (r"\u00e9x", 'é', 6),
            (r"\u00E9", 'é', 6),
            (r"\ud83d\ude00", '😀', 12),
        ] {
            assert_eq!(escape(text.as_bytes()), Some((Escaped::Char(character), length)), "{text}");
        }
        for text in [r"\ud83d", r"\ud83d!", r"\ud83d\u0041", r"\ud83d\ud83d", r"\ud83d\n", r"\ud83d\ude0"] {
            assert_eq!(escape(text.as_bytes()), Some((Escaped::Surrogate(0xd83d), 6)), "{text}");
        }
        assert_eq!(escape(br"\ude00\ud83d"), Some((Escaped::Surrogate(0xde00), 6)));
        for text in ["", r"\", r"\q", r"\'", r"\u12", r"\u12g4", r"\u+123", "n"] {
            assert_eq!(escape(text.as_bytes()), None, "{text}");
        }
    }
}
