//! Parses tokens to a tree and reports all errors with their positions.
//!
//! ```text
//! any     = all ("or" all)*
//! all     = negated ("and"? negated)*
//! negated = ("not" | "-")* primary
//! primary = "(" any ")" | condition | word | quoted | expression
//! condition = name ":" (value | "(" any-of-values ")") | name compare value
//! ```
//!
//! The parser continues after an error: a term that it cannot parse is left out of the tree, and
//! the rest is kept.

use super::lexer::{self, GrammarPosition, SyntaxError, Token, TokenKind};
use super::limits::{self, MAX_ERRORS, MAX_TEXT_CONDITIONS};
use super::literal;
use super::outline::{self, FilterPart, Outline};
use super::pattern::Pattern;
use super::predicate::Operator;
use super::term::{self, TokenError};
use super::tree::{FreeText, Path, Tree};
use crate::base::small_sort::SmallSort;

/// A parsed filter text with its errors.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The terms that could be parsed.
    pub tree: Tree,
    /// The errors, from left to right.
    pub errors: Vec<SyntaxError>,
}

/// Parses a filter text to a tree. Never fails: a part that cannot be parsed is reported in
/// [`Parsed::errors`] and left out of the tree.
///
/// # Examples
///
/// ```
/// use trailglass::query::parse;
///
/// assert!(parse("service:iam and not eventName:(Get* or List*)").errors.is_empty());
///
/// let parsed = parse("service:iam and (who:alice");
/// assert_eq!(parsed.errors.len(), 1);
/// ```
pub fn parse(text: &str) -> Parsed {
    let (parsed, _) = outline(text);
    parsed
}

/// Parses a filter text and also returns its structure at the top level.
pub(super) fn outline(text: &str) -> (Parsed, Outline) {
    if let Some(error) = limits::too_long(text) {
        return (Parsed { tree: Tree::All, errors: vec![error] }, Outline::default());
    }
    let lexed = lexer::lex(text);
    if let Some(error) = limits::too_many_terms(&lexed.tokens) {
        return (Parsed { tree: Tree::All, errors: vec![error] }, Outline::default());
    }
    let closing = outline::closing(text, &lexed);
    let waiting = lexed.tokens.last().is_some_and(|last| last.kind == TokenKind::And);
    let mut parser = Parser {
        text,
        tokens: lexed.tokens,
        next: 0,
        depth: 0,
        gave_up: false,
        text_conditions: 0,
        errors: Vec::new(),
        outline: Outline { waiting, closing, ..Outline::default() },
    };
    let tree = parser.all_text();
    parser.errors.sort_small_by_key(|error| (error.start, error.end));
    (Parsed { tree, errors: parser.errors }, parser.outline)
}

/// Maximum nesting of parentheses: far deeper than real filters, and far from exhausting a
/// browser's stack.
const DEEPEST: usize = 64;

/// The field whose list of values is being read.
#[derive(Clone, Copy)]
struct ListField<'l> {
    path: &'l Path,
    name: &'l str,
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
    /// Whether the rest of the text is ignored.
    gave_up: bool,
    /// Number of conditions so far that require the texts of records.
    text_conditions: usize,
    errors: Vec<SyntaxError>,
    outline: Outline,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.next).copied()
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.peek()?;
        self.next += 1;
        Some(token)
    }

    fn raw(&self, token: Token) -> &'t str {
        &self.text[token.start..token.end]
    }

    fn error(&mut self, token: Token, message: impl Into<String>) {
        self.problem(token, TokenError { message: message.into(), suggestion: None });
    }

    /// Adds an error. Stops reading a text that has very many: reporting all would take longer than
    /// reading them.
    fn problem(&mut self, token: Token, problem: TokenError) {
        let TokenError { message, suggestion } = problem;
        self.errors.push(SyntaxError { start: token.start, end: token.end, message, suggestion });
        if self.errors.len() >= MAX_ERRORS {
            self.give_up();
        }
    }

    fn give_up(&mut self) {
        self.next = self.tokens.len();
        self.gave_up = true;
    }

    /// Counts a condition that reads texts; at most [`MAX_TEXT_CONDITIONS`] are accepted.
    fn reads_texts(&mut self, token: Token) {
        self.text_conditions += 1;
        if self.text_conditions > MAX_TEXT_CONDITIONS && !self.gave_up {
            let message = format!(
                "more than {MAX_TEXT_CONDITIONS} conditions that search the text of every record are too many; \
                 fields such as ip, key or who take long lists"
            );
            self.error(token, message);
            self.give_up();
        }
    }

    fn all_text(&mut self) -> Tree {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.any(None));
            // `any` stops at the end and at a closing parenthesis without an opening one.
            let Some(stray) = self.take() else { break };
            self.error(stray, "there is no '(' for this ')'; put it in quotes to search for it");
        }
        Tree::and(parts)
    }

    fn any(&mut self, list: Option<ListField<'_>>) -> Option<Tree> {
        let mut alternatives = Vec::new();
        loop {
            let before = self.next;
            alternatives.extend(self.all(list));
            let found = self.next > before;
            match self.peek() {
                Some(or) if or.kind == TokenKind::Or => {
                    if !found {
                        self.error(or, format!("{} is missing before 'or'", thing(list)));
                    }
                    self.next += 1;
                    if self.depth == 0 {
                        self.outline.alternatives = true;
                    }
                    if self.peek().is_none_or(|next| next.kind == TokenKind::Close) {
                        self.error(or, format!("{} is missing after 'or'", thing(list)));
                    }
                }
                _ => break,
            }
        }
        (!alternatives.is_empty()).then(|| Tree::or(alternatives))
    }

    fn all(&mut self, list: Option<ListField<'_>>) -> Option<Tree> {
        let mut operands = Vec::new();
        let mut previous: Option<Token> = None;
        let mut and: Option<Token> = None;
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Close | TokenKind::Or => break,
                TokenKind::And => {
                    if previous.is_none() || and.is_some() {
                        self.error(token, format!("{} is missing before 'and'", thing(list)));
                    }
                    and = Some(token);
                    self.next += 1;
                }
                _ => {
                    if let (Some(previous), None) = (previous, and) {
                        self.check_neighbours(previous, token, list);
                    }
                    and = None;
                    operands.extend(self.operand(token, list));
                    previous = self.tokens.get(self.next.wrapping_sub(1)).copied();
                }
            }
        }
        if let Some(and) = and {
            self.error(and, format!("{} is missing after 'and'", thing(list)));
        }
        (!operands.is_empty()).then(|| Tree::and(operands))
    }

    /// Checks two terms without an operator between them: mostly "and", sometimes a typing error.
    fn check_neighbours(&mut self, previous: Token, token: Token, list: Option<ListField<'_>>) {
        let text = |kind| matches!(kind, TokenKind::Word | TokenKind::Quoted { .. });
        if previous.end == token.start
            && text(previous.kind)
            && (text(token.kind) || token.kind == TokenKind::Open)
        {
            self.error(token, "a blank is missing before this; if it belongs to what stands before, put all of it in quotes");
        } else if let Some(list) = list
            && !matches!(token.kind, TokenKind::Not | TokenKind::Minus)
        {
            let message = format!(
                "write 'or' before this to match any value of '{}', or 'and' to ask for all",
                list.name
            );
            self.error(token, message);
        }
    }

    /// Parses a term; at the top level it is added to the outline.
    fn operand(&mut self, first: Token, list: Option<ListField<'_>>) -> Option<Tree> {
        if self.depth > 0 {
            return self.negated(list);
        }
        let (before, errors) = (self.next, self.errors.len());
        let tree = self.negated(list);
        let tokens = &self.tokens[before..self.next];
        let name = tokens.iter().find(|token| matches!(token.kind, TokenKind::Name { .. }));
        self.outline.operands.push(FilterPart {
            start: first.start,
            end: tokens.last().map_or(first.end, |last| last.end),
            tree: tree.clone(),
            name: name.map(|name| self.text[name.start..name.end].to_owned()),
            clean: errors == self.errors.len(),
        });
        tree
    }

    fn negated(&mut self, list: Option<ListField<'_>>) -> Option<Tree> {
        let mut negative = false;
        let mut sign = None;
        while let Some(token) = self.peek()
            && matches!(token.kind, TokenKind::Not | TokenKind::Minus)
        {
            negative = !negative;
            sign = Some(token);
            self.next += 1;
        }
        if let Some(sign) = sign
            && self
                .peek()
                .is_none_or(|next| matches!(next.kind, TokenKind::Close | TokenKind::And | TokenKind::Or))
        {
            self.error(sign, format!("{} is missing after '{}'", thing(list), self.raw(sign)));
            return None;
        }
        let tree = self.primary(list)?;
        Some(if negative { Tree::not(tree) } else { tree })
    }

    fn primary(&mut self, list: Option<ListField<'_>>) -> Option<Tree> {
        let token = self.take()?;
        match token.kind {
            TokenKind::Open => self.group(token, list),
            TokenKind::Name { in_quotes } => self.condition(token, in_quotes),
            TokenKind::Colon | TokenKind::Compare(_) => {
                let sign = self.raw(token);
                self.error(
                    token,
                    format!("a field name is missing before '{sign}'; put it in quotes to search for it"),
                );
                // The value alone would have another meaning.
                if self.peek().is_some_and(|next| is_value(next.kind)) {
                    self.next += 1;
                }
                None
            }
            _ => match list {
                Some(list) => self.value(token, list),
                None => self.free_text(token),
            },
        }
    }

    fn group(&mut self, open: Token, list: Option<ListField<'_>>) -> Option<Tree> {
        if self.depth >= DEEPEST {
            self.error(open, format!("more than {DEEPEST} parentheses in each other are too many"));
            self.give_up();
            return None;
        }
        let errors = self.errors.len();
        let before = self.next;
        self.depth += 1;
        let tree = self.any(list);
        self.depth -= 1;
        if self.next == before && self.errors.len() == errors && self.peek().is_some() {
            self.error(open, format!("{} is missing after '('", thing(list)));
        }
        if self.take().is_none() && !self.gave_up {
            let at = self.text[..open.start].chars().count() + 1;
            self.error(open, format!("missing ')' for the '(' at {at}"));
        }
        tree
    }

    /// Parses a condition: a field name and its test.
    fn condition(&mut self, name: Token, in_quotes: bool) -> Option<Tree> {
        let operator = self.take()?;
        let typed = self.raw(name);
        let path = match term::path(typed, in_quotes, true) {
            Ok((path, None)) => Some(path),
            Ok((path, Some(problem))) => {
                self.problem(name, problem);
                Some(path)
            }
            Err(problem) => {
                self.problem(name, problem);
                None
            }
        };
        let value = self.peek().filter(|next| is_value(next.kind) || next.kind == TokenKind::Open);
        let Some(value) = value else {
            self.missing_value(name, operator);
            return None;
        };
        self.next += 1;
        // Errors in the value are reported even if the name is invalid.
        let anything = Path::Record(Vec::new());
        let known = path.as_ref().unwrap_or(&anything);
        let tree = match (operator.kind, value.kind) {
            (TokenKind::Colon, TokenKind::Open) => {
                self.group(value, Some(ListField { path: known, name: typed }))
            }
            (TokenKind::Compare(_), TokenKind::Open) => {
                let errors = self.errors.len();
                self.group(value, Some(ListField { path: known, name: typed }));
                self.errors.truncate(errors);
                let sign = self.raw(operator);
                self.error(value, format!("'{sign}' compares with a single value, not with a list"));
                None
            }
            (TokenKind::Compare(operator), _) => self.comparison(value, known, operator),
            _ => self.value(value, ListField { path: known, name: typed }),
        };
        path.and(tree)
    }

    fn missing_value(&mut self, name: Token, operator: Token) {
        let sign = self.raw(operator);
        match (operator.kind, self.peek()) {
            // `size:>5` and `size>:5`.
            (TokenKind::Colon, Some(next)) if matches!(next.kind, TokenKind::Compare(_)) => {
                self.next += 1;
                let value = self.peek().filter(|value| is_value(value.kind));
                self.next += usize::from(value.is_some());
                let (typed, compare) = (self.raw(name), self.raw(next));
                let whole = Token { end: value.map_or(next.end, |value| value.end), ..name };
                let suggestion = value.map(|value| format!("{typed} {compare} {}", self.raw(value)));
                let message = format!("write '{compare}' in place of ':', not behind it");
                self.problem(whole, TokenError { message, suggestion });
            }
            _ => self.error(operator, format!("a value is missing after '{sign}'")),
        }
    }

    fn comparison(&mut self, token: Token, path: &Path, operator: Operator) -> Option<Tree> {
        if path.reads_texts() {
            self.reads_texts(token);
        }
        let sign = operator.sign();
        let typed = match token.kind {
            TokenKind::Word => match literal::word_pieces(self.raw(token)).as_slice() {
                [typed] => typed.clone(),
                _ => {
                    self.error(token, format!("'{sign}' cannot compare with wildcards; they go with ':'"));
                    return None;
                }
            },
            TokenKind::Quoted { .. } => self.inside_quotes(token),
            _ => {
                self.error(
                    token,
                    format!("'{sign}' cannot compare with a regular expression; it goes with ':'"),
                );
                return None;
            }
        };
        match term::comparison(path, operator, &typed) {
            Ok(test) => Some(Tree::field(path.clone(), test)),
            Err(problem) => {
                self.problem(token, problem);
                None
            }
        }
    }

    /// Parses one value of a field.
    fn value(&mut self, token: Token, list: ListField<'_>) -> Option<Tree> {
        let path = list.path;
        if path.reads_texts() {
            self.reads_texts(token);
        }
        let result = match token.kind {
            TokenKind::Word => term::word(path, self.raw(token), token.place == GrammarPosition::List),
            TokenKind::Quoted { .. } => term::quoted(path, &self.inside_quotes(token)),
            TokenKind::Expression(slashes) if term::is_name_with_slashes(self.raw(token), slashes) => {
                term::word(path, self.raw(token), token.place == GrammarPosition::List)
            }
            TokenKind::Expression(slashes) => {
                term::expression(self.raw(token), slashes).map(|expression| term::found(path, expression))
            }
            _ => {
                // Only a misplaced operator can be here.
                self.error(token, format!("'{}' cannot stand here; put it in quotes", self.raw(token)));
                return None;
            }
        };
        result.map_err(|problem| self.problem(token, problem)).ok()
    }

    fn free_text(&mut self, token: Token) -> Option<Tree> {
        let raw = self.raw(token);
        self.reads_texts(token);
        let result = match token.kind {
            TokenKind::Expression(slashes) if term::is_name_with_slashes(raw, slashes) => {
                Ok(term::text(FreeText::Contains(Pattern::within(vec![raw.to_owned()]))))
            }
            TokenKind::Expression(slashes) => {
                term::expression(raw, slashes).map(|expression| term::text(FreeText::Expression(expression)))
            }
            TokenKind::Quoted { .. } => {
                let text = self.inside_quotes(token);
                if text.is_empty() {
                    Err(TokenError::new("there is nothing between the quotes"))
                } else {
                    Ok(term::text(FreeText::Contains(Pattern::within(vec![text]))))
                }
            }
            _ => term::free_word(raw),
        };
        result.map_err(|problem| self.problem(token, problem)).ok()
    }

    fn inside_quotes(&mut self, token: Token) -> String {
        let raw = &self.raw(token)[1..];
        if token.kind == (TokenKind::Quoted { closed: false }) {
            let at = self.text[..token.start].chars().count() + 1;
            self.error(
                Token { end: token.start + 1, ..token },
                format!("missing '\"' for the one at {at}; write \\\" for a quote inside quotes"),
            );
            return literal::quoted_text(raw);
        }
        literal::quoted_text(&raw[..raw.len() - 1])
    }
}

/// Returns the word for an element of a list or of a filter.
fn thing(list: Option<ListField<'_>>) -> &'static str {
    if list.is_some() { "a value" } else { "a term" }
}

fn is_value(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Word | TokenKind::Quoted { .. } | TokenKind::Expression(_))
}
