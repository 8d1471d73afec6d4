//! Splits a filter text into tokens.
//!
//! The meaning of a character depends on its position: a colon ends a field name, but inside a
//! value it is an ordinary character. The lexer therefore tracks its [`GrammarPosition`], and the
//! completion asks it for the position at the cursor.

use std::net::Ipv6Addr;

use ipnet::Ipv6Net;

use super::literal;
use super::predicate::Operator;
use super::when::TimeLiteral;

/// An error in a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Byte offset of the start of the erroneous text.
    pub start: usize,
    /// Byte offset of its end, exclusive.
    pub end: usize,
    /// A description of the error and of the correct form.
    pub message: String,
    /// A replacement for the erroneous text, if one is likely to help.
    pub suggestion: Option<String>,
}

/// A part of the text: bytes `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub start: usize,
    pub end: usize,
    pub kind: TokenKind,
    /// The place at which it was found.
    pub place: GrammarPosition,
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Open,
    Close,
    And,
    Or,
    Not,
    /// A `-` that negates the next term.
    Minus,
    /// The name of a field, before a colon or a comparison.
    Name {
        in_quotes: bool,
    },
    Colon,
    Compare(Operator),
    /// A value or free text without quotes.
    Word,
    Quoted {
        closed: bool,
    },
    /// A regular expression with its slashes.
    Expression(Slashes),
}

/// The end of a regular expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slashes {
    Closed,
    /// The second slash is missing.
    Missing,
    /// Text follows the second slash.
    Trailed,
}

/// A position in the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GrammarPosition {
    /// The start of a term.
    Term,
    /// After the name of a field.
    Name,
    /// After a colon or a comparison.
    Value,
    /// Inside the parentheses of a list of values.
    List,
}

/// The tokens of a text.
#[derive(Debug)]
pub(super) struct Lexed {
    pub tokens: Vec<Token>,
    /// The place after the last token.
    pub place: GrammarPosition,
    /// Number of parentheses that are still open there.
    pub open: usize,
}

/// Splits `text` into tokens; every character except blanks is part of a token.
pub(super) fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer { text, at: 0, place: GrammarPosition::Term, lists: Vec::new() };
    let tokens = std::iter::from_fn(|| lexer.token()).collect();
    Lexed { tokens, place: lexer.place, open: lexer.lists.len() }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    place: GrammarPosition,
    /// For each open parenthesis, whether it began a list of values.
    lists: Vec<bool>,
}

impl<'t> Lexer<'t> {
    fn token(&mut self) -> Option<Token> {
        self.at = skip_blanks(self.text, self.at);
        let (start, place) = (self.at, self.place);
        let rest = &self.text[start..];
        let first = rest.chars().next()?;
        let (kind, length) = match first {
            '(' => (TokenKind::Open, 1),
            ')' => (TokenKind::Close, 1),
            ':' | '<' | '>' if self.is_operator_here(rest) => operator(rest),
            '"' => self.quoted(rest),
            '/' => expression(rest),
            '-' if place != GrammarPosition::Value && has_operand(&rest[1..]) => (TokenKind::Minus, 1),
            _ => self.word(rest),
        };
        self.at = start + length;
        self.place = match kind {
            TokenKind::Open => {
                self.lists.push(matches!(place, GrammarPosition::Value | GrammarPosition::List));
                self.base()
            }
            TokenKind::Close => {
                self.lists.pop();
                self.base()
            }
            TokenKind::Name { .. } => GrammarPosition::Name,
            TokenKind::Colon | TokenKind::Compare(_) => GrammarPosition::Value,
            _ => self.base(),
        };
        Some(Token { start, end: self.at, kind, place })
    }

    /// Returns the place at which a new term or value starts.
    fn base(&self) -> GrammarPosition {
        if self.lists.last() == Some(&true) { GrammarPosition::List } else { GrammarPosition::Term }
    }

    fn is_operator_here(&self, rest: &str) -> bool {
        match self.place {
            GrammarPosition::Name => true,
            GrammarPosition::Term => !is_pasted(chunk(rest)),
            // `size:>5` gets an error of its own; a second colon is an ordinary character.
            GrammarPosition::Value => !rest.starts_with(':'),
            GrammarPosition::List => false,
        }
    }

    fn quoted(&self, rest: &str) -> (TokenKind, usize) {
        let Some(length) = closing(rest, '"') else {
            return (TokenKind::Quoted { closed: false }, rest.len());
        };
        let is_name = self.place == GrammarPosition::Term && begins_operator(&rest[length..]);
        (
            if is_name { TokenKind::Name { in_quotes: true } } else { TokenKind::Quoted { closed: true } },
            length,
        )
    }

    fn word(&self, rest: &'t str) -> (TokenKind, usize) {
        let word = chunk(rest);
        if self.place == GrammarPosition::Term {
            if !is_pasted(word)
                && let Some(length) = name_length(word)
            {
                return (TokenKind::Name { in_quotes: false }, length);
            }
            if !literal::is_keyword(word) && !is_pasted(word) && begins_operator(&rest[word.len()..]) {
                return (TokenKind::Name { in_quotes: false }, word.len());
            }
        }
        let kind = match word {
            word if word.eq_ignore_ascii_case("and") => TokenKind::And,
            word if word.eq_ignore_ascii_case("or") => TokenKind::Or,
            word if word.eq_ignore_ascii_case("not") => TokenKind::Not,
            _ => TokenKind::Word,
        };
        (kind, word.len())
    }
}

/// Returns the end of the blanks that start at `at`.
fn skip_blanks(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// Whether `rest` begins with an operand for a minus.
fn has_operand(rest: &str) -> bool {
    rest.chars().next().is_some_and(|next| !next.is_whitespace() && next != ')')
}

/// Returns the beginning of `rest` up to the next blank, parenthesis or quote.
pub(super) fn chunk(rest: &str) -> &str {
    let mut characters = rest.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '(' | ')' | '"' => return &rest[..at],
            blank if blank.is_whitespace() => return &rest[..at],
            _ => {}
        }
    }
    rest
}

/// Returns the length in bytes of the field name at the start of `word`, if an operator follows it.
fn name_length(word: &str) -> Option<usize> {
    find_bare(word, &[':', '<', '>'])
}

/// Returns the position of the first of some characters that is not preceded by a backslash.
pub(super) fn find_bare(word: &str, wanted: &[char]) -> Option<usize> {
    let mut characters = word.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            _ if wanted.contains(&character) => return Some(at),
            _ => {}
        }
    }
    None
}

/// Whether, perhaps after blanks, an operator follows that turns the text before it into a name.
fn begins_operator(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with([':', '<', '>']) && !is_pasted(chunk(rest))
}

fn operator(rest: &str) -> (TokenKind, usize) {
    match rest.as_bytes() {
        [b'<', b'=', ..] => (TokenKind::Compare(Operator::AtMost), 2),
        [b'<', ..] => (TokenKind::Compare(Operator::Below), 1),
        [b'>', b'=', ..] => (TokenKind::Compare(Operator::AtLeast), 2),
        [b'>', ..] => (TokenKind::Compare(Operator::Above), 1),
        _ => (TokenKind::Colon, 1),
    }
}

/// Returns the length of the text from its first character to the next occurrence of the same
/// character, both included, skipping escaped characters.
fn closing(rest: &str, delimiter: char) -> Option<usize> {
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        if character == '\\' {
            characters.next();
        } else if character == delimiter {
            return Some(at + delimiter.len_utf8());
        }
    }
    None
}

fn expression(rest: &str) -> (TokenKind, usize) {
    let Some(mut length) = closing(rest, '/') else {
        return (TokenKind::Expression(Slashes::Missing), chunk(rest).len());
    };
    // Case is ignored anyway, so the flag that requests it is accepted.
    if rest[length..].starts_with('i') {
        length += 1;
    }
    match rest[length..].chars().next() {
        Some(next) if !next.is_whitespace() && next != ')' => {
            (TokenKind::Expression(Slashes::Trailed), chunk(rest).len())
        }
        _ => (TokenKind::Expression(Slashes::Closed), length),
    }
}

/// Whether a word is of a kind that is often pasted and contains colons without naming a field: an
/// ARN, a resource type, a URL, an IPv6 address or network, a time.
pub(super) fn is_pasted(word: &str) -> bool {
    let starts =
        |prefix: &str| word.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    starts("arn:aws:")
        || starts("arn:aws-")
        || starts("AWS::")
        || word.split_once("://").is_some_and(|(scheme, host)| {
            !scheme.is_empty()
                && !host.is_empty()
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+')
        })
        || (word.contains(':')
            && (word.parse::<Ipv6Addr>().is_ok()
                || word.parse::<Ipv6Net>().is_ok()
                || TimeLiteral::parse(word).is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
        lex(text).tokens.iter().map(|token| (token.kind, &text[token.start..token.end])).collect()
    }

    const NAME: TokenKind = TokenKind::Name { in_quotes: false };
    const QUOTED: TokenKind = TokenKind::Quoted { closed: true };

    #[test]
    fn names_values_and_operators() {
        assert_eq!(
            kinds("a.b:c:d e >= -5 f : (g or h:i) j"),
            [
                (NAME, "a.b"),
                (TokenKind::Colon, ":"),
                (TokenKind::Word, "c:d"),
                (NAME, "e"),
                (TokenKind::Compare(Operator::AtLeast), ">="),
                (TokenKind::Word, "-5"),
                (NAME, "f"),
                (TokenKind::Colon, ":"),
                (TokenKind::Open, "("),
                (TokenKind::Word, "g"),
                (TokenKind::Or, "or"),
                (TokenKind::Word, "h:i"),
                (TokenKind::Close, ")"),
                (TokenKind::Word, "j"),
            ]
        );
    }

    #[test]
    fn quotes_and_minus() {
        assert_eq!(
            kinds(r#"-a "b \" c" "d.e":"f" a-b - "#),
            [
                (TokenKind::Minus, "-"),
                (TokenKind::Word, "a"),
                (QUOTED, r#""b \" c""#),
                (TokenKind::Name { in_quotes: true }, r#""d.e""#),
                (TokenKind::Colon, ":"),
                (QUOTED, r#""f""#),
                (TokenKind::Word, "a-b"),
                (TokenKind::Word, "-"),
            ]
        );
        assert_eq!(kinds(r#"a "b c"#)[1], (TokenKind::Quoted { closed: false }, r#""b c"#));
    }

    #[test]
    fn regular_expressions() {
        for (text, end, length) in [
            (r"/a\/b c/ d", Slashes::Closed, 8),
            ("/a/i)", Slashes::Closed, 4),
            ("/a/b/ c", Slashes::Trailed, 5),
            ("/etc passwd", Slashes::Missing, 4),
        ] {
            let (kind, typed) = kinds(text)[0];
            assert_eq!((kind, typed.len()), (TokenKind::Expression(end), length), "{text}");
        }
    }

    #[test]
    fn pasted_things_are_words() {
        for text in [
            "arn:aws:iam::111122223333:role/ops/Admin",
            "arn:aws-cn:s3:::logs*",
            "AWS::S3::Bucket",
            "https://signin.aws.amazon.com/oauth?x=y",
            "2001:db8::1",
            "::1",
            "2001:db8::/32",
            "2024-03-01T10:00:00Z",
        ] {
            assert_eq!(kinds(text), [(TokenKind::Word, text)]);
            assert_eq!(kinds(&format!("x {text}")), [(TokenKind::Word, "x"), (TokenKind::Word, text)]);
        }
        assert_eq!(kinds("arn:*/Admin")[0], (NAME, "arn"));
    }

    #[test]
    fn the_place_behind_the_last_token() {
        for (text, place) in [
            ("", GrammarPosition::Term),
            ("a", GrammarPosition::Term),
            ("a:", GrammarPosition::Value),
            ("a:b", GrammarPosition::Term),
            ("a:(b", GrammarPosition::List),
            ("a:(b)", GrammarPosition::Term),
            ("(a:(b) ", GrammarPosition::Term),
            ("a >= ", GrammarPosition::Value),
        ] {
            assert_eq!(lex(text).place, place, "{text}");
        }
    }
}
