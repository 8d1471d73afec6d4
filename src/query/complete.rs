//! Completions for the filter while it is being typed.

use super::fact::FACTS;
use super::lexer::{self, GrammarPosition, Token, TokenKind};
use super::tree::Path;
use super::{literal, names, parser, term};
use crate::base::small_sort::SmallSort;
use crate::model::{FIELDS, Field};

/// The text that is being typed at the cursor, and its completions.
#[derive(Clone, Debug, PartialEq)]
pub struct Completing {
    /// Start of the text that an offer replaces, as a byte offset.
    pub start: usize,
    /// End of that text, exclusive.
    pub end: usize,
    /// The kind of text that is being typed.
    pub what: Typing,
    /// The completions that do not depend on the data, best first.
    pub offers: Vec<Completion>,
    /// The filter without the term that is being typed: the values of the field are counted under
    /// it.
    pub rest: String,
}

/// The kind of text at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typing {
    /// The beginning of a field name, a keyword or free text.
    Term {
        /// The part of it before the cursor.
        prefix: String,
    },
    /// A value of a field; the engine has the values that contain the prefix.
    Value {
        /// The field.
        path: Path,
        /// The part before the cursor, without quotes and escapes.
        prefix: String,
        /// Whether a quote is open.
        in_quotes: bool,
    },
    /// An operator after a field name: a colon or a comparison.
    Operator,
    /// Free text in quotes or a regular expression: there are no completions.
    Nothing,
}

/// A completion that can replace `start..end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The new text; the cursor is placed after it.
    pub insert: String,
    /// The text to display.
    pub label: String,
    /// A description in one sentence.
    pub about: &'static str,
    /// The kind of completion.
    pub kind: CompletionKind,
}

/// The kind of a completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// A field of the catalogue, or `resource`.
    Field,
    /// A path into the record.
    Path,
    /// `and`, `or`, `not`.
    Keyword,
    /// `:` and the comparisons.
    Operator,
    /// A value.
    Value,
}

impl Completing {
    /// Returns the text that replaces `start..end` for a value of the field, in quotes if
    /// necessary.
    pub fn insertion(&self, value: &str) -> String {
        match &self.what {
            Typing::Value { in_quotes: true, .. } => literal::in_quotes(value),
            _ => literal::quote(value),
        }
    }
}

/// Replaces `start..end` with `insertion`; returns the new text and the position of the cursor.
/// Positions inside a character move to its start.
pub fn apply(text: &str, start: usize, end: usize, insertion: &str) -> (String, usize) {
    let start = boundary(text, start);
    let end = boundary(text, end).max(start);
    (format!("{}{insertion}{}", &text[..start], &text[end..]), start + insertion.len())
}

/// Returns the completions at byte `cursor` of `text`.
pub fn complete(text: &str, cursor: usize) -> Completing {
    let cursor = boundary(text, cursor);
    // The text after the cursor must not change what is being typed.
    let lexed = lexer::lex(&text[..cursor]);
    // Tokens that end here: the place after a keyword is the same as before it.
    let touching = lexed.tokens.last().copied().filter(|last| last.end == cursor && is_open_ended(last.kind));
    let place = touching.map_or(lexed.place, |token| token.place);
    let start = touching.map_or(cursor, |token| token.start);
    let typed = &text[start..cursor];
    let path = match place {
        GrammarPosition::Value | GrammarPosition::List => open_field(text, &lexed.tokens),
        GrammarPosition::Term | GrammarPosition::Name => None,
    };
    let complete = Completing {
        start,
        end: end_of_token(text, cursor, place, touching),
        what: Typing::Nothing,
        offers: Vec::new(),
        rest: rest(text, cursor),
    };
    let in_quotes = touching.is_some_and(|token| matches!(token.kind, TokenKind::Quoted { .. }));
    let is_expression = touching.is_some_and(|token| matches!(token.kind, TokenKind::Expression(_)));
    match (place, path) {
        _ if is_expression => complete,
        (GrammarPosition::Term, _) if in_quotes => complete,
        (GrammarPosition::Term, _) => {
            let before = lexed.tokens.iter().rev().find(|token| token.end <= start && token.start < start);
            term_offers(complete, text, typed, before.copied())
        }
        (GrammarPosition::Name, _) => {
            Completing { what: Typing::Operator, offers: operators().collect(), ..complete }
        }
        (_, Some(path)) => {
            let prefix = if in_quotes {
                literal::quoted_text(&typed[1..])
            } else {
                literal::word_pieces(typed).join("*")
            };
            let mut offers = Vec::new();
            if prefix.is_empty() && !in_quotes {
                offers.push(offer("*", "*", "Any value: the field is present", CompletionKind::Value));
            }
            if let Path::Fact(fact) = path {
                offers.extend(
                    ["true", "false"]
                        .into_iter()
                        .filter(|value| value.starts_with(&prefix))
                        .map(|value| offer(value, value, fact.about(), CompletionKind::Value)),
                );
            }
            if place == GrammarPosition::List {
                let after_value = lexed.tokens.iter().rev().find(|token| token.end <= start);
                offers.extend(keyword_offers(typed, after_value.copied()));
            }
            Completing { what: Typing::Value { path, prefix, in_quotes }, offers, ..complete }
        }
        (_, None) => complete,
    }
}

/// Whether a token can be continued by typing after it.
fn is_open_ended(kind: TokenKind) -> bool {
    match kind {
        TokenKind::Word | TokenKind::And | TokenKind::Or | TokenKind::Not | TokenKind::Expression(_) => true,
        TokenKind::Quoted { closed } => !closed,
        _ => false,
    }
}

/// Returns the field whose value is being typed at the end of the tokens.
fn open_field(text: &str, tokens: &[Token]) -> Option<Path> {
    let mut fields: Vec<Option<Token>> = Vec::new();
    let mut name = None;
    for token in tokens {
        match token.kind {
            TokenKind::Name { .. } => name = Some(*token),
            TokenKind::Colon | TokenKind::Compare(_) if token.place != GrammarPosition::Name => name = None,
            // A parenthesis in a list continues the same field.
            TokenKind::Open => fields.push(if token.place == GrammarPosition::Term { None } else { name }),
            TokenKind::Close => name = fields.pop().flatten(),
            _ => {}
        }
    }
    let name = name?;
    let in_quotes = matches!(name.kind, TokenKind::Name { in_quotes: true });
    term::path(&text[name.start..name.end], in_quotes, false).ok().map(|(path, _)| path)
}

/// Returns the end of the token under the cursor, so that an offer replaces all of it.
fn end_of_token(text: &str, cursor: usize, place: GrammarPosition, touching: Option<Token>) -> usize {
    let behind = &text[cursor..];
    let length = match touching {
        // Only a quote that closes this one, not the next one that opens.
        Some(Token { kind: TokenKind::Quoted { .. }, .. }) => behind
            .find('"')
            .filter(|&at| {
                behind[at + 1..].chars().next().is_none_or(|next| next.is_whitespace() || next == ')')
            })
            .map_or(0, |at| at + 1),
        Some(Token { kind: TokenKind::Expression(_), .. }) => 0,
        _ if place == GrammarPosition::Term => behind
            .find(|character: char| character.is_whitespace() || "()\":<>".contains(character))
            .unwrap_or(behind.len()),
        _ => lexer::chunk(behind).len(),
    };
    cursor + length
}

/// Returns the text without the top-level term that contains the cursor.
fn rest(text: &str, cursor: usize) -> String {
    let (_, outline) = parser::outline(text);
    let at = outline.operands.iter().position(|operand| (operand.start..=operand.end).contains(&cursor));
    match at {
        Some(at) => outline.without(text, at),
        // An unfinished term has its operator to the left of the cursor.
        None => {
            let before = outline.operands.iter().rposition(|operand| operand.end <= cursor);
            match before.filter(|&at| !outline.operands[at].clean) {
                Some(at) => outline.without(text, at),
                None => text.trim_end().to_owned(),
            }
        }
    }
}

fn term_offers(complete: Completing, text: &str, typed: &str, before: Option<Token>) -> Completing {
    let behind = text[complete.end..].trim_start();
    // A name that already has its operator needs no second one.
    let has_operator = behind.starts_with([':', '<', '>']);
    let mut ranked: Vec<(u8, Completion)> = Vec::new();
    for spec in FIELDS {
        let aliases = spec.aliases.iter().map(|alias| (rank(alias, typed), *alias));
        let best = std::iter::once((rank(spec.name, typed), spec.name))
            .chain(aliases)
            .filter_map(|(rank, name)| rank.map(|rank| (rank, name)))
            .min_by_key(|(rank, _)| *rank);
        let by_label = || rank(spec.label, typed).map(|_| (LABEL, spec.name));
        if let Some((rank, name)) = best.or_else(by_label) {
            ranked.push((rank, name_offer(name, spec.about, CompletionKind::Field, has_operator)));
        }
    }
    if let Some(rank) = rank(names::RESOURCE, typed) {
        ranked.push((
            rank,
            name_offer(names::RESOURCE, names::RESOURCE_ABOUT, CompletionKind::Field, has_operator),
        ));
    }
    for fact in FACTS {
        if let Some(rank) = rank(fact.name(), typed) {
            ranked.push((rank, name_offer(fact.name(), fact.about(), CompletionKind::Field, has_operator)));
        }
    }
    // Eighty paths would be too long a list, so they are offered only after something is typed.
    for (path, about) in names::common_paths().filter(|_| !typed.is_empty()) {
        if let Some(rank) = rank(path, typed) {
            ranked.push((rank, name_offer(path, about, CompletionKind::Path, has_operator)));
        }
    }
    ranked.sort_small_by_key(|(rank, _)| *rank);
    let names = ranked.into_iter().map(|(_, offer)| offer);
    let mut offers = Vec::new();
    let is_name = |token: Token| Field::named(&text[token.start..token.end]).is_some();
    if typed.is_empty() && before.is_some_and(is_name) {
        offers.extend(operators());
    }
    offers.extend(keyword_offers(typed, before));
    offers.extend(names);
    Completing { what: Typing::Term { prefix: typed.to_owned() }, offers, ..complete }
}

/// The rank of a match in a field's label, which is not what is typed: after all others.
const LABEL: u8 = 4;

/// Returns how well a name matches the typed text: smaller is better; `None` for no match.
fn rank(name: &str, typed: &str) -> Option<u8> {
    let (name, typed) = (name.to_ascii_lowercase(), typed.to_ascii_lowercase());
    if name == typed {
        Some(0)
    } else if name.starts_with(&typed) {
        Some(1)
    } else if name.match_indices(&typed).any(|(at, _)| name[..at].ends_with('.')) {
        Some(2)
    } else {
        name.contains(&typed).then_some(3)
    }
}

fn name_offer(name: &str, about: &'static str, kind: CompletionKind, has_operator: bool) -> Completion {
    let insert = if has_operator { name.to_owned() } else { format!("{name}:") };
    Completion { insert, label: name.to_owned(), about, kind }
}

/// Offers `and` and `or` after a term that they can join, `not` anywhere.
fn keyword_offers(typed: &str, before: Option<Token>) -> impl Iterator<Item = Completion> {
    let joins = before.is_some_and(|before| {
        matches!(
            before.kind,
            TokenKind::Close | TokenKind::Word | TokenKind::Quoted { .. } | TokenKind::Expression(_)
        )
    });
    [
        ("and", "Both must match", joins),
        ("or", "One of both must match", joins),
        ("not", "Must not match", true),
    ]
    .into_iter()
    .filter(move |(keyword, _, fits)| *fits && keyword.starts_with(&typed.to_ascii_lowercase()))
    .map(|(keyword, about, _)| offer(&format!("{keyword} "), keyword, about, CompletionKind::Keyword))
}

fn operators() -> impl Iterator<Item = Completion> {
    [
        (":", "Equals, with * as a wildcard"),
        (">=", "At least"),
        (">", "More than"),
        ("<=", "At most"),
        ("<", "Less than"),
    ]
    .into_iter()
    .map(|(sign, about)| {
        let insert = if sign == ":" { sign.to_owned() } else { format!("{sign} ") };
        offer(&insert, sign, about, CompletionKind::Operator)
    })
}

fn offer(insert: &str, label: &str, about: &'static str, kind: CompletionKind) -> Completion {
    Completion { insert: insert.to_owned(), label: label.to_owned(), about, kind }
}

/// Returns the start of the character that contains byte `at`, or the end of the text.
fn boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Completes at the `|` in the text.
    fn at(marked: &str) -> (String, Completing) {
        let cursor = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        let completing = complete(&text, cursor);
        (text, completing)
    }

    fn labels(marked: &str) -> Vec<String> {
        at(marked).1.offers.into_iter().map(|offer| offer.label).collect()
    }

    #[test]
    fn names_by_prefix_then_substring() {
        assert_eq!(labels("eventN|")[0], "eventName");
        assert_eq!(labels("ip|")[0], "ip", "the alias typed in full");
        assert_eq!(labels("BUCKET|")[0], "requestParameters.bucketName");
        assert_eq!(labels("accessKey|")[0], "accessKeyId");
        let user = labels("user|");
        let place = |name: &str| user.iter().position(|label| label == name).unwrap();
        assert_eq!(place("user"), 0);
        assert!(place("userIdentity.type") < place("requestParameters.userName"));
        assert!(labels("addr|").contains(&"sourceIPAddress".to_owned()), "found by its label");
        let empty = labels("|");
        assert!(empty.len() > FIELDS.len() && empty.contains(&"resource".to_owned()));
        assert!(!empty.contains(&"and".to_owned()) && empty.contains(&"not".to_owned()));
    }

    #[test]
    fn keywords_behind_a_term() {
        assert_eq!(labels("who:alice |")[..3], ["and", "or", "not"]);
        assert_eq!(labels("who:alice o|")[0], "or");
        assert!(!labels("who:alice and o|").contains(&"or".to_owned()));
        assert!(labels("who:(alice |").contains(&"or".to_owned()));
        assert_eq!(labels("eventTime |")[..2], [":", ">="], "the name of a field wants an operator");
        assert_eq!(labels("who:alice an|")[0], "and");
    }

    #[test]
    fn values_know_their_field() {
        for (marked, prefix, quoted) in [
            ("who:|", "", false),
            ("who: |", "", false),
            ("x user:al|", "al", false),
            ("who:\"al|", "al", true),
            ("who:\"a \\\"b|", "a \"b", true),
            ("who:(x or al|", "al", false),
            ("who:(x or (y and |", "", false),
            ("who > al|", "al", false),
            (r"who:a\ b|", "a b", false),
        ] {
            let (_, completing) = at(marked);
            let expected = Typing::Value {
                path: Path::Column(Field::Who),
                prefix: prefix.to_owned(),
                in_quotes: quoted,
            };
            assert_eq!(completing.what, expected, "{marked}");
        }
        assert_eq!(
            at("requestParameters.x:(a) resource:|").1.what,
            Typing::Value { path: Path::Resource, prefix: String::new(), in_quotes: false }
        );
    }

    #[test]
    fn nothing_inside_free_text_in_quotes() {
        for marked in ["\"se|", "/se|", "who:/se|", "x \"a\" \"b|"] {
            assert_eq!(at(marked).1.what, Typing::Nothing, "{marked}");
            assert!(at(marked).1.offers.is_empty());
        }
    }

    #[test]
    fn an_offer_replaces_what_is_typed() {
        for (marked, insert, expected) in [
            ("x eventN|", "eventName:", "x eventName:"),
            ("x ev|entN and y", "eventName:", "x eventName: and y"),
            ("even|:Delete* y", "eventName", "eventName:Delete* y"),
            ("who:al|ice y", "bob", "who:bob y"),
            ("who:\"al| y", "\"alice b\"", "who:\"alice b\" y"),
            ("who:\"al|ice\" y", "bob", "who:bob y"),
            ("who:\"al| ip:\"::1\"", "\"alice\"", "who:\"alice\" ip:\"::1\""),
            ("who:(a or |)", "b", "who:(a or b)"),
            ("who:alice |", "and ", "who:alice and "),
        ] {
            let (text, completing) = at(marked);
            let (completed, cursor) = apply(&text, completing.start, completing.end, insert);
            assert_eq!(completed, expected, "{marked}");
            assert!(completed[..cursor].ends_with(insert));
        }
        let named = at("even|:Delete*").1.offers;
        assert!(named.iter().all(|offer| !offer.insert.ends_with(':')), "the colon is there already");
    }

    #[test]
    fn insertions_are_quoted_where_needed() {
        assert_eq!(at("who:al|").1.insertion("alice"), "alice");
        assert_eq!(at("who:al|").1.insertion("alice b"), "\"alice b\"");
        assert_eq!(at("who:\"al|").1.insertion("alice"), "\"alice\"");
    }

    #[test]
    fn values_are_counted_under_the_rest() {
        for (marked, rest) in [
            ("who:al|", ""),
            ("x and who:al| y", "x and y"),
            ("x who:|", "x"),
            ("x who: |", "x"),
            ("x who:(a or b|) y", "x y"),
            ("x who:(a or |", "x"),
            ("x or who:al|", ""),
            ("x who:a |", "x who:a"),
        ] {
            assert_eq!(at(marked).1.rest, rest, "{marked}");
        }
    }
}
