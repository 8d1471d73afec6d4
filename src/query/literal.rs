//! The syntax of names and values in a filter.
//!
//! - In quotes, every character stands for itself except `\"`, `\\`, `\n`, `\r` and `\t`; a
//!   backslash before any other character is a backslash.
//! - Outside quotes, a backslash escapes any character that is not a letter or digit; before those
//!   it is a backslash (`DOMAIN\user`).
//! - A name is split at its dots, in quotes and outside. In quotes, a dot that belongs to a key is
//!   written `\.`. A name in quotes is always a path into the record and never a short name, so
//!   that any key can be written.

use super::names;
use super::pattern::Pattern;

/// The words that join terms.
pub(super) const KEYWORDS: [&str; 3] = ["and", "or", "not"];

/// Whether a word typed without quotes is a keyword.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}

/// Splits a word typed without quotes at its wildcards.
pub(super) fn word_pieces(raw: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for (character, escaped) in unescaped(raw) {
        if character == '*' && !escaped {
            pieces.push(String::new());
        } else if let Some(last) = pieces.last_mut() {
            last.push(character);
        }
    }
    pieces
}

/// Reads the text inside quotes.
pub(super) fn quoted_text(raw: &str) -> String {
    quoted(raw, false).map(|(character, _)| character).collect()
}

/// Splits a field name into its keys.
///
/// # Errors
///
/// If the name is malformed: what is wrong with it.
pub(super) fn name_keys(raw: &str, in_quotes: bool) -> Result<Vec<String>, String> {
    let mut keys = vec![String::new()];
    let mut read = |character, escaped| {
        match (character, escaped) {
            ('.', false) => keys.push(String::new()),
            ('*', false) if !in_quotes => return false,
            _ => keys.last_mut().into_iter().for_each(|key| key.push(character)),
        }
        true
    };
    let without_wildcard = if in_quotes {
        quoted(raw, true).all(|(character, escaped)| read(character, escaped))
    } else {
        unescaped(raw).all(|(character, escaped)| read(character, escaped))
    };
    if !without_wildcard {
        return Err(
            "a field name cannot have '*' in it; to look everywhere, write the value alone".to_owned()
        );
    }
    if !in_quotes && keys.iter().any(String::is_empty) {
        return Err(format!("a key is missing beside a '.' in '{raw}'"));
    }
    Ok(keys)
}

/// Returns the characters of a word, and whether each was escaped by a backslash.
fn unescaped(raw: &str) -> impl Iterator<Item = (char, bool)> {
    let mut characters = raw.chars().peekable();
    std::iter::from_fn(move || match characters.next()? {
        '\\' => match characters.next_if(|next| !next.is_alphanumeric()) {
            Some(next) => Some((next, true)),
            None => Some(('\\', true)),
        },
        character => Some((character, false)),
    })
}

/// Returns the same for the text inside quotes; in a name, a dot can also be escaped.
fn quoted(raw: &str, is_name: bool) -> impl Iterator<Item = (char, bool)> {
    let mut characters = raw.chars().peekable();
    std::iter::from_fn(move || match characters.next()? {
        '\\' => {
            let next = characters
                .next_if(|next| matches!(next, '"' | '\\' | 'n' | 'r' | 't') || (is_name && *next == '.'));
            Some(match next {
                Some('n') => ('\n', true),
                Some('r') => ('\r', true),
                Some('t') => ('\t', true),
                Some(next) => (next, true),
                None => ('\\', true),
            })
        }
        character => Some((character, false)),
    })
}

/// Writes a value so that it is taken literally: unchanged if that is safe, in quotes otherwise.
pub fn quote(value: &str) -> String {
    let safe = !value.is_empty()
        && !value.starts_with(['-', '/', '.', '+', '@', ','])
        && value.chars().all(|character| {
            character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | '/' | '+' | '@' | ',' | '#')
        })
        && !is_keyword(value)
        // A network would match more than this value.
        && !value.rsplit_once('/').is_some_and(|(_, rest)| rest.bytes().all(|byte| byte.is_ascii_digit()));
    if safe { value.to_owned() } else { in_quotes(value) }
}

/// Writes a value in quotes.
pub fn in_quotes(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    text.push('"');
    push_quoted(&mut text, value);
    text.push('"');
    text
}

fn push_quoted(text: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            other => text.push(other),
        }
    }
}

/// Writes a pattern: its pieces with wildcards between them.
pub(super) fn pattern_text(pieces: &[String]) -> String {
    if let [text] = pieces {
        return quote(text);
    }
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            text.push('*');
        }
        for character in piece.chars() {
            let plain = character.is_alphanumeric() || matches!(character, '_' | '.' | ',' | '@' | '#');
            // These signs have a meaning only at the start.
            let plain = plain || (matches!(character, '-' | '/' | '+') && !text.is_empty());
            if !plain {
                text.push('\\');
            }
            text.push(character);
        }
    }
    text
}

/// Writes the text of a free-text term.
pub(super) fn contains_text(pattern: &Pattern) -> String {
    match pattern.pieces() {
        [first, inner @ .., last] if first.is_empty() && last.is_empty() && !inner.is_empty() => {
            pattern_text(inner)
        }
        other => pattern_text(other),
    }
}

/// Writes a path into the record as the name of a field.
///
/// The keys are joined with dots if that parses to the same path, and written in quotes otherwise.
pub fn path_text<Key: AsRef<str>>(keys: &[Key]) -> String {
    let plain = |key: &str| {
        !key.is_empty()
            && key.chars().all(|character| character.is_alphanumeric() || matches!(character, '_' | '-'))
    };
    let known = keys.first().is_some_and(|first| names::is_record_key(first.as_ref()));
    if known && keys.iter().all(|key| plain(key.as_ref())) {
        return keys.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(".");
    }
    let mut text = String::from('"');
    for (at, key) in keys.iter().enumerate() {
        if at > 0 {
            text.push('.');
        }
        let mut parts = key.as_ref().split('.');
        push_quoted(&mut text, parts.next().unwrap_or_default());
        for part in parts {
            text.push_str("\\.");
            push_quoted(&mut text, part);
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotes_only_what_needs_them() {
        for value in
            ["DeleteBucket", "alice@example.com", "i-0123", "10.0.0.1", "prod_a,b#1", "aws-cli/2.1+x", "é"]
        {
            assert_eq!(quote(value), value);
        }
        for (value, expected) in [
            ("", r#""""#),
            ("secret plans", r#""secret plans""#),
            ("a*", r#""a*""#),
            ("AND", r#""AND""#),
            ("-x", r#""-x""#),
            ("/x/", r#""/x/""#),
            ("10.0.0.0/8", r#""10.0.0.0/8""#),
            ("a:b", r#""a:b""#),
            ("(a)", r#""(a)""#),
            (r#"a"b\c"#, r#""a\"b\\c""#),
            ("two\nlines", r#""two\nlines""#),
        ] {
            assert_eq!(quote(value), expected, "{value}");
        }
    }

    #[test]
    fn words_know_wildcards_and_escapes() {
        assert_eq!(word_pieces(r"a*b\*c"), ["a", "b*c"]);
        assert_eq!(word_pieces(r"DOMAIN\user\ name\"), [r"DOMAIN\user name\"]);
        assert_eq!(quoted_text(r#"a\"b\\c\d\.e\n"#), "a\"b\\c\\d\\.e\n");
    }

    #[test]
    fn names_are_cut_at_dots() {
        assert_eq!(name_keys("a.b", false).unwrap(), ["a", "b"]);
        assert_eq!(name_keys(r"a\.b.c\:d", false).unwrap(), ["a.b", "c:d"]);
        assert_eq!(name_keys(r"a\.b.c:d*", true).unwrap(), ["a.b", "c:d*"]);
        assert!(name_keys("a.*", false).unwrap_err().contains('*'));
        assert!(name_keys("a..b", false).is_err());
        assert_eq!(path_text(&["requestParameters", "x-amz-acl"]), "requestParameters.x-amz-acl");
        assert_eq!(path_text(&["eventContext", "aws:Via.x"]), r#""eventContext.aws:Via\.x""#);
        assert_eq!(path_text(&["key"]), r#""key""#, "a short name, were it not in quotes");
    }

    proptest! {
        #[test]
        fn quoted_values_read_back(value in any::<String>()) {
            let quoted = in_quotes(&value);
            prop_assert_eq!(quoted_text(&quoted[1..quoted.len() - 1]), value);
        }

        #[test]
        fn names_read_back(keys in prop::collection::vec(r#"[a.:*"\\\\ ]{0,4}"#, 1..4)) {
            let text = path_text(&keys);
            prop_assert_eq!(name_keys(&text[1..text.len() - 1], true).unwrap(), keys);
        }

        #[test]
        fn patterns_read_back(pieces in prop::collection::vec(r#"[a.:*"\\\\ /()-]{0,4}"#, 2..4)) {
            prop_assert_eq!(word_pieces(&pattern_text(&pieces)), pieces);
        }
    }
}
