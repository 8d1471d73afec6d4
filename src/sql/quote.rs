//! Values as SQL literals. Values come from logs and links, both of which an attacker can write, so
//! nothing in them may be read as anything but a value.

use crate::query::Pattern;

/// The escape character before a literal `%`, `_`, or itself.
const ESCAPE: char = '!';

/// Returns a text literal. Quotes are doubled, the only escape that standard SQL has.
pub(super) fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// Returns a text that stays on one line of a comment: control characters and line separators
/// become spaces.
pub(super) fn comment(value: &str) -> String {
    let plain = |letter: char| {
        let breaks = letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
        if breaks { ' ' } else { letter }
    };
    value.chars().map(plain).collect()
}

/// Returns an identifier in double quotes.
pub(super) fn name(value: &str) -> String {
    format!("\"{}\"", value.replace('"', "\"\""))
}

/// Returns the LIKE operator with a pattern in lower case, and an ESCAPE clause if the pattern
/// needs one.
pub(super) fn like(pattern: &Pattern) -> String {
    let mut escaped = false;
    let mut pieces = Vec::new();
    for piece in pattern.pieces() {
        let mut text = String::with_capacity(piece.len());
        for letter in piece.chars() {
            if matches!(letter, '%' | '_' | ESCAPE) {
                // The escape character need not be escaped if nothing else is, but always escaping
                // it is simpler.
                escaped = true;
                text.push(ESCAPE);
            }
            text.push(letter.to_ascii_lowercase());
        }
        pieces.push(text);
    }
    let literal = text(&pieces.join("%"));
    if escaped { format!("LIKE {literal} ESCAPE '{ESCAPE}'") } else { format!("LIKE {literal}") }
}

/// Returns whether a statement can contain the text: no engine accepts a NUL.
pub(super) fn can_be_said(value: &str) -> bool {
    !value.contains('\0')
}

/// Returns a key of a JSON path, quoted unless it is a plain word; `None` if the dialects would
/// read it differently.
pub(super) fn path_key(key: &str) -> Option<String> {
    let is_word = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_word {
        return Some(key.to_owned());
    }
    let is_plain =
        !key.is_empty() && !key.contains(|letter: char| matches!(letter, '"' | '\\') || letter.is_control());
    is_plain.then(|| format!("\"{key}\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wildcards_of_values_are_escaped() {
        let pattern =
            |pieces: &[&str]| Pattern::new(pieces.iter().map(|piece| (*piece).to_owned()).collect());
        assert_eq!(like(&pattern(&["Prod-", ""])), "LIKE 'prod-%'");
        assert_eq!(like(&pattern(&["", "50%_!'", ""])), "LIKE '%50!%!_!!''%' ESCAPE '!'");
    }

    proptest! {
        #[test]
        fn no_value_ends_its_literal(value in ".{0,20}") {
            let literal = text(&value);
            let inside = &literal[1..literal.len() - 1];
            prop_assert!(!inside.replace("''", "").contains('\''));
            prop_assert_eq!(inside.replace("''", "'"), value);
        }

        #[test]
        fn no_value_ends_its_comment(value in "[\\x00-\\x20a\u{85}\u{2028}\u{2029}]{0,20}") {
            prop_assert!(comment(&value).chars().all(|letter| letter == ' ' || letter == 'a'));
        }
    }
}
