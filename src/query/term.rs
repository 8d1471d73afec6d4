//! Parses a single name, value or word, and recognizes the common errors in each.

use super::expression::Expression;
use super::fact::Fact;
use super::lexer::{self, Slashes};
use super::pattern::Pattern;
use super::predicate::{self, Operand, Operator, Predicate};
use super::tree::{FreeText, Path, Term, Tree};
use super::when::TimeLiteral;
use super::{literal, names};
use crate::model::Field;

/// An error in one token.
#[derive(Debug)]
pub(super) struct TokenError {
    pub message: String,
    pub suggestion: Option<String>,
}

impl TokenError {
    pub(super) fn new(message: impl Into<String>) -> TokenError {
        TokenError { message: message.into(), suggestion: None }
    }

    fn suggesting(self, suggestion: impl Into<String>) -> TokenError {
        TokenError { suggestion: Some(suggestion.into()), ..self }
    }
}

/// Returns the path for a field name, and a problem that it may have nevertheless. Searching for a
/// suggestion takes a tenth of a millisecond, so the caller decides whether to.
pub(super) fn path(
    raw: &str,
    in_quotes: bool,
    with_suggestion: bool,
) -> Result<(Path, Option<TokenError>), TokenError> {
    if in_quotes {
        let inside = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
        let keys = literal::name_keys(inside, true).map_err(TokenError::new)?;
        return Ok((names::literal_path(keys), None));
    }
    if let Some(rest) =
        raw.strip_suffix('!').or_else(|| raw.strip_prefix('!')).filter(|rest| !rest.is_empty())
    {
        let message = "write 'not' before the field name, as in 'not errorCode:AccessDenied'";
        return Err(TokenError::new(message).suggesting(format!("not {rest}")));
    }
    let keys = literal::name_keys(raw, false).map_err(TokenError::new)?;
    let path = names::short_path(keys);
    let problem = match &path {
        Path::Record(keys) if !keys.first().is_some_and(|first| names::is_record_key(first)) => {
            let problem = TokenError::new(format!("no field named '{}'", keys.join(".")));
            Some(match with_suggestion.then(|| names::suggestion(keys)).flatten() {
                Some(suggestion) => problem.suggesting(suggestion),
                None => problem,
            })
        }
        _ => None,
    };
    Ok((path, problem))
}

/// The reason why a name has no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameError {
    /// A description of the error.
    pub message: String,
    /// The name that was perhaps intended.
    pub suggestion: Option<String>,
}

/// Returns the path for a field name written as in the filter: a field of the catalogue, a path
/// into the record, or any name in quotes.
///
/// # Errors
///
/// If the name is malformed, or not one that records have.
pub fn named_path(name: &str) -> Result<Path, NameError> {
    let in_quotes = name.len() > 1 && name.starts_with('"') && name.ends_with('"');
    let wrong = |TokenError { message, suggestion }| NameError { message, suggestion };
    match path(name, in_quotes, true) {
        Ok((path, None)) => Ok(path),
        Ok((_, Some(problem))) | Err(problem) => Err(wrong(problem)),
    }
}

/// Parses a value typed without quotes.
pub(super) fn word(path: &Path, raw: &str, in_list: bool) -> Result<Tree, TokenError> {
    if in_list {
        check_no_field(raw)?;
    }
    let pieces = literal::word_pieces(raw);
    let [text] = pieces.as_slice() else {
        let pattern = Pattern::new(pieces);
        let test = if pattern.is_anything() { Predicate::Present } else { Predicate::Text(pattern) };
        return Ok(Tree::field(path.clone(), test));
    };
    if let Some(test) = time(path, Operator::Equal, text) {
        return test.map(|test| Tree::field(path.clone(), test));
    }
    let test = match predicate::network(text) {
        Some(Ok(network)) => Predicate::Network(network),
        Some(Err(message)) => return Err(TokenError::new(message).suggesting(literal::in_quotes(text))),
        None => Predicate::Text(Pattern::exact(text.as_str())),
    };
    Ok(Tree::field(path.clone(), test))
}

/// Parses a value in quotes.
pub(super) fn quoted(path: &Path, text: &str) -> Result<Tree, TokenError> {
    if text.is_empty() {
        // An empty text counts as absent.
        return Ok(Tree::not(Tree::field(path.clone(), Predicate::Present)));
    }
    let test = match time(path, Operator::Equal, text) {
        Some(test) => test?,
        None => Predicate::Text(Pattern::exact(text)),
    };
    Ok(Tree::field(path.clone(), test))
}

/// Parses the right side of a comparison, with or without quotes.
pub(super) fn comparison(path: &Path, operator: Operator, text: &str) -> Result<Predicate, TokenError> {
    if text.is_empty() {
        return Err(TokenError::new(format!("the value after '{}' is empty", operator.sign())));
    }
    match time(path, operator, text) {
        Some(test) => test,
        None => Ok(Predicate::Compare { operator, operand: Operand::parse(text) }),
    }
}

/// Parses a time; the time of the event can only be compared with a time.
fn time(path: &Path, operator: Operator, text: &str) -> Option<Result<Predicate, TokenError>> {
    if *path != Path::Column(Field::EventTime) {
        return None;
    }
    Some(match TimeLiteral::parse(text) {
        Some(literal) => Ok(Predicate::Compare { operator, operand: Operand::Time(literal) }),
        None => Err(TokenError::new(format!(
            "'{text}' is no time; write 2024-03-01, 2024-03-01T10:00 or 2024-03-01T10:00:00Z"
        ))),
    })
}

/// Creates a condition on a field with a regular expression.
pub(super) fn found(path: &Path, expression: Expression) -> Tree {
    Tree::field(path.clone(), Predicate::Expression(expression))
}

/// Whether a text that begins with a slash and is not a complete regular expression is a name such
/// as `/aws/lambda/x`: apart from its first slash, it has no characteristics of a regular
/// expression.
pub(super) fn is_name_with_slashes(raw: &str, slashes: Slashes) -> bool {
    slashes != Slashes::Closed
        && raw.len() > 1
        && raw.chars().all(|character| {
            character.is_alphanumeric()
                || matches!(character, '/' | '-' | '_' | '.' | ':' | '@' | '=' | '#' | ',' | '%' | '~')
        })
}

/// Parses a regular expression with its slashes.
pub(super) fn expression(raw: &str, slashes: Slashes) -> Result<Expression, TokenError> {
    match slashes {
        Slashes::Closed => {}
        Slashes::Missing => {
            let message = "missing '/' at the end of the regular expression; to look for a text that begins with '/', put it in quotes";
            return Err(TokenError::new(message).suggesting(literal::in_quotes(raw)));
        }
        Slashes::Trailed => {
            let message = "write '\\/' for a '/' inside a regular expression; to look for a text that begins with '/', put it in quotes";
            return Err(TokenError::new(message).suggesting(literal::in_quotes(raw)));
        }
    }
    let inside = raw.strip_suffix('i').filter(|rest| rest.len() > 1).unwrap_or(raw);
    let inside = inside.get(1..inside.len() - 1).unwrap_or_default();
    if inside.is_empty() {
        return Err(TokenError::new("the regular expression is empty; write '*' for any value"));
    }
    Expression::new(&without_escaped_slashes(inside))
        .map_err(|reason| TokenError::new(format!("not a regular expression: {reason}")))
}

fn without_escaped_slashes(raw: &str) -> String {
    let mut source = String::with_capacity(raw.len());
    let mut characters = raw.chars();
    while let Some(character) = characters.next() {
        match (character, characters.clone().next()) {
            ('\\', Some('/')) => {}
            ('\\', Some(next)) => {
                source.extend([character, next]);
                characters.next();
            }
            _ => source.push(character),
        }
    }
    source
}

/// Creates a free-text term.
pub(super) fn text(text: FreeText) -> Tree {
    Tree::Term(Term::Text(text))
}

/// Parses a word of free text, and catches operators of other languages.
pub(super) fn free_word(raw: &str) -> Result<Tree, TokenError> {
    match raw {
        "&&" | "&" => return Err(TokenError::new("write 'and' for '&&'").suggesting("and")),
        "||" | "|" => return Err(TokenError::new("write 'or' for '||'").suggesting("or")),
        "-" | "!" => {
            let message =
                "'-' means not where it stands right before a term; put it in quotes to search for it";
            return Err(TokenError::new(message));
        }
        _ => {}
    }
    if let Some(rest) = raw.strip_prefix('!') {
        return Err(TokenError::new("write '-' or 'not' for '!'").suggesting(format!("-{rest}")));
    }
    // An escaped equals sign is taken literally.
    if let Some(equals) = lexer::find_bare(raw, &['=']) {
        let (name, value) = (&raw[..equals], raw[equals..].trim_start_matches('='));
        let (not, name) = name.strip_suffix('!').map_or(("", name), |name| ("not ", name));
        if is_field(name) && !value.is_empty() {
            let message = "write ':' for equals; put the text in quotes to search for it";
            return Err(TokenError::new(message).suggesting(format!("{not}{name}:{value}")));
        }
    }
    let pieces: Vec<String> = literal::word_pieces(raw);
    let pattern = Pattern::within(pieces);
    Ok(if pattern.is_anything() { Tree::All } else { text(FreeText::Contains(pattern)) })
}

/// Reports a field name inside the parentheses of a list: it is an error, mostly a missing
/// parenthesis.
fn check_no_field(raw: &str) -> Result<(), TokenError> {
    match raw.split_once(':') {
        Some((name, _)) if is_field(name) && !lexer::is_pasted(raw) => Err(TokenError::new(format!(
            "only values can stand in these parentheses: close them before '{name}:', or put the value in quotes"
        ))),
        _ => Ok(()),
    }
}

fn is_field(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or_default();
    Field::named(name).is_some()
        || name.eq_ignore_ascii_case(names::RESOURCE)
        || Fact::named(name).is_some()
        || names::is_record_key(first)
}
