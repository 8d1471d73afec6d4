//! How a filter is built at its top level, for edits that keep the rest of
//! the text as typed.

use super::lexer::{Kind, Lexed};
use super::tree::Tree;

/// The top level of a filter.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// What is joined at the top level, from left to right.
    pub operands: Vec<Operand>,
    /// Whether "or" joins them, so that their order binds.
    pub alternatives: bool,
    /// Whether an "and" at the end waits for more.
    pub waiting: bool,
    /// What closes all that was left open at the end.
    pub closing: String,
}

/// Part of a filter.
#[derive(Debug)]
pub(super) struct Operand {
    /// The first byte in the text.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// What was understood of it.
    pub tree: Option<Tree>,
    /// The name of its first field, as typed.
    pub name: Option<String>,
    /// Whether all of it was understood.
    pub clean: bool,
}

impl Outline {
    /// The text without one of its top-level parts and what joined it; empty
    /// if the parts are alternatives, which cannot stand alone.
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

/// What would close everything that `text` leaves open.
pub(super) fn closing(text: &str, lexed: &Lexed) -> String {
    let mut closing = String::new();
    if text.bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1 {
        // Or it would take the meaning off what comes next.
        closing.push('\\');
    }
    if lexed.tokens.last().is_some_and(|last| last.kind == Kind::Quoted { closed: false }) {
        closing.push('"');
    }
    closing.extend(std::iter::repeat_n(')', lexed.open));
    closing
}
