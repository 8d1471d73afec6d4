//! The escapes of JSON strings.

/// Appends a string without its escapes. An unpaired surrogate becomes the replacement character.
pub(super) fn unescape(escaped: &str, into: &mut String) {
    let mut rest = escaped;
    while let Some(place) = rest.find('\\') {
        into.push_str(&rest[..place]);
        let code = rest.as_bytes().get(place + 1).copied().unwrap_or(b'\\');
        let simple = match code {
            b'b' => Some('\u{8}'),
            b'f' => Some('\u{c}'),
            b'n' => Some('\n'),
            b'r' => Some('\r'),
            b't' => Some('\t'),
            b'"' | b'\\' | b'/' => Some(char::from(code)),
            _ => None,
        };
        rest = match (simple, code) {
            (Some(character), _) => {
                into.push(character);
                &rest[(place + 2).min(rest.len())..]
            }
            (None, b'u') => {
                let (character, length) = unescape_unit(&rest[place..]);
                into.push(character);
                &rest[place + length..]
            }
            // Not a valid JSON escape: both characters stay unchanged.
            (None, _) => {
                into.push('\\');
                &rest[place + 1..]
            }
        };
    }
    into.push_str(rest);
}

/// Returns the character that `\uXXXX`, or a pair of them, at the start of `text` stands for, and
/// the number of bytes that it takes.
fn unescape_unit(text: &str) -> (char, usize) {
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(digits, 16).ok()
    };
    match unit(text) {
        None => (char::REPLACEMENT_CHARACTER, 2),
        Some(high @ 0xd800..0xdc00) => match text.get(6..).and_then(unit) {
            Some(low @ 0xdc00..0xe000) => {
                let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
            }
            _ => (char::REPLACEMENT_CHARACTER, 6),
        },
        Some(code) => (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unescaped(escaped: &str) -> String {
        let mut text = String::new();
        unescape(escaped, &mut text);
        text
    }

    #[test]
    fn every_escape_and_what_is_none() {
        assert_eq!(unescaped(r#"a\n\t\"\\\/\b\f\r"#), "a\n\t\"\\/\u{8}\u{c}\r");
        assert_eq!(unescaped(r"\u00e9\u00E9\u202E"), "éé\u{202e}");
        assert_eq!(unescaped(r"\ud83d\ude00"), "😀");
        assert_eq!(unescaped(r"\q\"), "\\q\\");
    }

    #[test]
    fn half_pairs_are_replaced_and_nothing_after_them_is_lost() {
        assert_eq!(unescaped(r"\ud83d!"), "\u{fffd}!");
        assert_eq!(unescaped(r"\ude00\ud83dA"), "\u{fffd}\u{fffd}A");
        assert_eq!(unescaped(r"\ud83d\u0041"), "\u{fffd}A");
        assert_eq!(unescaped(r"\u12"), "\u{fffd}12");
        assert_eq!(unescaped(r"\u+123"), "\u{fffd}+123");
    }
}
