//! The errors in the filter, as they are marked and explained.

use std::ops::Range;

use crate::query::SyntaxError;

/// A part of the filter's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterPiece<'t> {
    /// Text without an error.
    Right(&'t str),
    /// The text of an error.
    Wrong(&'t str),
}

/// Cuts the text of a filter at its errors.
pub fn pieces<'t>(text: &'t str, errors: &[SyntaxError]) -> Vec<FilterPiece<'t>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for error in errors {
        let Range { start, end } = range_of(text, error);
        if start < at {
            continue;
        }
        pieces.push(FilterPiece::Right(&text[at..start]));
        // An error at the very end has no letter to underline.
        pieces.push(FilterPiece::Wrong(if start == end { "\u{a0}" } else { &text[start..end] }));
        at = end;
    }
    pieces.push(FilterPiece::Right(&text[at..]));
    pieces
}

/// Returns the filter with an error corrected; `None` without a suggestion.
pub fn corrected(text: &str, error: &SyntaxError) -> Option<String> {
    let Range { start, end } = range_of(text, error);
    error.suggestion.as_ref().map(|suggestion| format!("{}{suggestion}{}", &text[..start], &text[end..]))
}

/// Returns the message of an error as a sentence.
pub fn sentence_of(error: &SyntaxError) -> String {
    let mut letters = error.message.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// Returns the range of an error in bytes, extended to character boundaries.
fn range_of(text: &str, error: &SyntaxError) -> Range<usize> {
    let mut start = error.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = error.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(start: usize, end: usize, suggestion: Option<&str>) -> SyntaxError {
        let suggestion = suggestion.map(str::to_owned);
        SyntaxError { start, end, message: "no such field".to_owned(), suggestion }
    }

    #[test]
    fn errors_are_cut_out_at_character_boundaries() {
        let errors = [error(1, 2, None), error(1, 3, None), error(9, 9, None)];
        assert_eq!(
            pieces("éa b", &errors),
            [
                FilterPiece::Right(""),
                FilterPiece::Wrong("é"),
                FilterPiece::Right("a b"),
                FilterPiece::Wrong("\u{a0}"),
                FilterPiece::Right(""),
            ]
        );
    }

    #[test]
    fn a_suggestion_replaces_the_error() {
        let wrong = error(0, 3, Some("who"));
        assert_eq!(corrected("wbo:alice", &wrong).as_deref(), Some("who:alice"));
        assert_eq!(sentence_of(&wrong), "No such field");
        assert_eq!(corrected("wbo:alice", &error(0, 3, None)), None);
    }
}
