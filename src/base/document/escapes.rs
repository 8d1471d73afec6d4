//! The escapes of JSON strings in a record that is displayed.

use crate::base::json::{Escaped, escape};

/// Appends a string without its escapes. An unpaired surrogate becomes the replacement character.
pub(super) fn unescape(escaped: &str, into: &mut String) {
    let mut rest = escaped;
    while let Some(at) = rest.find('\\') {
        into.push_str(&rest[..at]);
        rest = &rest[at..];
        let (character, length) = match escape(rest.as_bytes()) {
            Some((Escaped::Char(character), length)) => (character, length),
            Some((Escaped::Surrogate(_), length)) => (char::REPLACEMENT_CHARACTER, length),
            None if rest.starts_with("\\u") => (char::REPLACEMENT_CHARACTER, 2),
            // Not a valid JSON escape: both characters stay unchanged.
            None => ('\\', 1),
        };
        into.push(character);
        rest = &rest[length..];
    }
    into.push_str(rest);
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
