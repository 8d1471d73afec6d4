//! The structure of a filter at its top level, for edits that keep the rest of the text as typed.

use super::lexer::{Lexed, TokenKind};
use super::tree::Tree;

/// The top level of a filter.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The operands at the top level, from left to right.
    pub operands: Vec<FilterPart>,
    /// Whether they are joined by "or", so that adding a term needs parentheses.
    pub alternatives: bool,
    /// Whether the text ends with an "and".
    pub waiting: bool,
    /// The text that closes everything left open at the end.
    pub closing: String,
}

/// A part of a filter at its top level.
#[derive(Debug)]
pub(super) struct FilterPart {
    /// Byte offset of its start.
    pub start: usize,
    /// Byte offset of its end, exclusive.
    pub end: usize,
    /// The parsed tree, as far as it could be parsed.
    pub tree: Option<Tree>,
    /// The name of its first field, as typed.
    pub name: Option<String>,
    /// Whether it was parsed without errors.
    pub clean: bool,
}

impl Outline {
    /// Returns the text without one of its top-level parts and the operator that joined it; empty
    /// if the parts are alternatives, which are one term.
    pub(super) fn without(&self, text: &str, at: usize) -> String {
        let operands = &self.operands;
        let Some(operand) = operands.get(at).filter(|_| !self.alternatives) else { return String::new() };
        let before = at.checked_sub(1).and_then(|before| operands.get(before));
        match (before, operands.get(at + 1)) {
            (_, Some(after)) => format!("{}{}", &text[..operand.start], &text[after.start..]),
            (Some(before), None) => format!("{}{}", &text[..before.end], text[operand.end..].trim_end()),
            (None, None) => format!("{}{}", text[..operand.start].trim_end(), text[operand.end..].trim()),
        }
    }
}

/// Returns the text that closes everything that `text` leaves open.
pub(super) fn closing(text: &str, lexed: &Lexed) -> String {
    let mut closing = String::new();
    if text.bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1 {
        // Otherwise the backslash would escape the next character.
        closing.push('\\');
    }
    if lexed.tokens.last().is_some_and(|last| last.kind == TokenKind::Quoted { closed: false }) {
        closing.push('"');
    }
    closing.extend(std::iter::repeat_n(')', lexed.open));
    closing
}
