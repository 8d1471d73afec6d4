//! Limits on the size of a filter.
//!
//! A filter may come from a link, a case file or pasted text, so the user of the page does not
//! control its length. Every limit is far above real filters: lists of indicators have up to some
//! thousands of values.

use super::lexer::{SyntaxError, Token, TokenKind};

/// Maximum length of a filter in bytes.
pub(super) const MAX_BYTES: usize = 256 * 1024;

/// Maximum number of words, values and field names in a filter.
pub(super) const MAX_TERMS: usize = 10_000;

/// Maximum number of conditions that require reading the text of every record: each costs a search
/// through all texts, while a condition on a field costs one test of each distinct value.
pub(super) const MAX_TEXT_CONDITIONS: usize = 200;

/// Maximum number of errors that are reported.
pub(super) const MAX_ERRORS: usize = 20;

/// Returns the error for a text that is too long; it marks the excess.
pub(super) fn too_long(text: &str) -> Option<SyntaxError> {
    (text.len() > MAX_BYTES).then(|| {
        let mut start = MAX_BYTES;
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let message = format!(
            "the filter is {} kB long, and at most {} kB are read; ask in several filters",
            text.len().div_ceil(1024),
            MAX_BYTES / 1024
        );
        SyntaxError { start, end: text.len(), message, suggestion: None }
    })
}

/// Returns the error for too many terms; it marks the excess.
pub(super) fn too_many_terms(tokens: &[Token]) -> Option<SyntaxError> {
    let terms = || {
        tokens.iter().filter(|token| {
            matches!(
                token.kind,
                TokenKind::Name { .. }
                    | TokenKind::Word
                    | TokenKind::Quoted { .. }
                    | TokenKind::Expression(_)
            )
        })
    };
    let first = terms().nth(MAX_TERMS)?;
    let message = format!(
        "the filter has {} words and values, and at most {MAX_TERMS} are read; ask in several filters",
        terms().count()
    );
    Some(SyntaxError { start: first.start, end: tokens.last()?.end, message, suggestion: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{complete, edit, parse};

    /// Returns the message about a filter that is refused for its size.
    fn refused(text: &str) -> String {
        let parsed = parse(text);
        assert_eq!(parsed.errors.len(), 1, "{:?}", parsed.errors.first());
        let error = &parsed.errors[0];
        assert!(error.start <= error.end && error.end <= text.len());
        error.message.clone()
    }

    #[test]
    fn long_lists_of_one_field_are_read() {
        let list = (0..MAX_TERMS - 1).map(|n| format!("10.0.{}.{}", n / 256, n % 256)).collect::<Vec<_>>();
        let text = format!("ip:({})", list.join(" or "));
        assert_eq!(parse(&text).errors, []);
    }

    #[test]
    fn what_is_too_much_is_said() {
        let words = "word ".repeat(MAX_TERMS + 1);
        assert!(refused(&words).contains("10001 words and values"), "{}", refused(&words));
        let list = format!("ip:({})", vec!["10.0.0.1"; 50_000].join(" or "));
        assert!(refused(&list).contains("kB long"));
        assert!(refused(&"é".repeat(MAX_BYTES)).contains("512 kB long"));
        let texts = vec!["requestParameters.a:b"; MAX_TEXT_CONDITIONS + 1].join(" or ");
        assert!(refused(&texts).contains("search the text"));
        assert_eq!(parse(&vec!["userIdentity.arn:b"; MAX_TEXT_CONDITIONS + 1].join(" or ")).errors, []);
    }

    #[test]
    fn errors_are_reported_up_to_a_number() {
        let quotes = "\"".repeat(100_001);
        let errors = parse(&quotes).errors;
        assert!((1..=MAX_ERRORS + 2).contains(&errors.len()), "{}", errors.len());
        let errors = parse(&"nosuchfield:x ".repeat(5_000)).errors;
        assert!((1..=MAX_ERRORS + 2).contains(&errors.len()), "{}", errors.len());
    }

    /// Reading takes time in proportion to the length, for any characters: each text has the
    /// maximum length of a filter.
    #[test]
    fn every_repeated_character_is_read_to_its_end() {
        for piece in [
            ":", "<", "(", ")", "\"", "/", "\\", "-", "a:", "a:(", "*", "not ", "\"\":", "/\\", "::1 ", "a: ",
        ] {
            let text = piece.repeat(MAX_BYTES / piece.len());
            let parsed = parse(&text);
            assert!(parsed.errors.len() <= MAX_ERRORS + 64 + 2, "{piece}: {}", parsed.errors.len());
            complete(&text, text.len());
            edit::include(&text, "eventName", "x");
        }
    }
}
