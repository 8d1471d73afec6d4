//! What could come next while one types.

use super::fact::FACTS;
use super::lexer::{self, Kind, Place, Token};
use super::literal;
use super::names;
use super::parser;
use super::term;
use super::tree::Path;
use crate::event::{FIELDS, Field};
use crate::in_order::InOrder;

/// What is being typed at the cursor, and what could be put there.
#[derive(Clone, Debug, PartialEq)]
pub struct Completing {
    /// The first byte of the text that an offer replaces.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// What is being typed.
    pub what: Typing,
    /// What is known without looking at the data, best first.
    pub offers: Vec<Offer>,
    /// The filter without the term that is being typed: what its values are to
    /// be counted under.
    pub rest: String,
}

/// What stands at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typing {
    /// The beginning of a field name, a keyword or free text.
    Term {
        /// What is typed of it, up to the cursor.
        prefix: String,
    },
    /// A value of a field; ask the engine for values that contain the prefix.
    Value {
        /// Of which field.
        path: Path,
        /// What is typed of it, without quotes and escapes.
        prefix: String,
        /// Whether quotes were opened.
        in_quotes: bool,
    },
    /// Behind a field name: a colon or a comparison.
    Operator,
    /// Inside free text in quotes or a regular expression: nothing to offer.
    Nothing,
}

/// Something to put in place of `start..end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The text to put there; the cursor goes behind it.
    pub insert: String,
    /// What to show.
    pub label: String,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// What kind of thing it is.
    pub kind: OfferKind,
}

/// What an offer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferKind {
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
    /// What to put in place of `start..end` for a value of the field, with
    /// quotes where needed.
    pub fn insertion(&self, value: &str) -> String {
        match &self.what {
            Typing::Value { in_quotes: true, .. } => literal::in_quotes(value),
            _ => literal::quote(value),
        }
    }
}

/// Puts `insertion` in place of `start..end`; returns the new text and where
/// the cursor goes. Positions inside a character move to its start.
pub fn apply(text: &str, start: usize, end: usize, insertion: &str) -> (String, usize) {
    let start = boundary(text, start);
    let end = boundary(text, end).max(start);
    (format!("{}{insertion}{}", &text[..start], &text[end..]), start + insertion.len())
}

/// What could be put at byte `cursor` of `text`.
pub fn complete(text: &str, cursor: usize) -> Completing {
    let cursor = boundary(text, cursor);
    // What stands behind the cursor must not change what is being typed.
    let lexed = lexer::lex(&text[..cursor]);
    // The place behind a keyword is the same as before it.
    let touching = lexed.tokens.last().copied().filter(|last| last.end == cursor && is_open_ended(last.kind));
    let place = touching.map_or(lexed.place, |token| token.place);
    let start = touching.map_or(cursor, |token| token.start);
    let typed = &text[start..cursor];
    let path = match place {
        Place::Value | Place::List => open_field(text, &lexed.tokens),
        Place::Term | Place::Name => None,
    };
    let complete = Completing {
        start,
        end: end_of_token(text, cursor, place, touching),
        what: Typing::Nothing,
        offers: Vec::new(),
        rest: rest(text, cursor),
    };
    let in_quotes = touching.is_some_and(|token| matches!(token.kind, Kind::Quoted { .. }));
    let is_expression = touching.is_some_and(|token| matches!(token.kind, Kind::Expression(_)));
    match (place, path) {
        _ if is_expression => complete,
        (Place::Term, _) if in_quotes => complete,
        (Place::Term, _) => {
            let before = lexed.tokens.iter().rev().find(|token| token.end <= start && token.start < start);
            term_offers(complete, text, typed, before.copied())
        }
        (Place::Name, _) => Completing { what: Typing::Operator, offers: operators().collect(), ..complete },
        (_, Some(path)) => {
            let prefix = if in_quotes {
                literal::quoted_text(&typed[1..])
            } else {
                literal::word_pieces(typed).join("*")
            };
            let mut offers = Vec::new();
            if prefix.is_empty() && !in_quotes {
                offers.push(offer("*", "*", "Any value: the field is present", OfferKind::Value));
            }
            if let Path::Fact(fact) = path {
                offers.extend(
                    ["true", "false"]
                        .into_iter()
                        .filter(|value| value.starts_with(&prefix))
                        .map(|value| offer(value, value, fact.about(), OfferKind::Value)),
                );
            }
            if place == Place::List {
                let after_value = lexed.tokens.iter().rev().find(|token| token.end <= start);
                offers.extend(keyword_offers(typed, after_value.copied()));
            }
            Completing { what: Typing::Value { path, prefix, in_quotes }, offers, ..complete }
        }
        (_, None) => complete,
    }
}

/// Whether more of the same token can be typed behind it.
fn is_open_ended(kind: Kind) -> bool {
    match kind {
        Kind::Word | Kind::And | Kind::Or | Kind::Not | Kind::Expression(_) => true,
        Kind::Quoted { closed } => !closed,
        _ => false,
    }
}

/// The field whose value is being typed at the end of the tokens.
fn open_field(text: &str, tokens: &[Token]) -> Option<Path> {
    let mut fields: Vec<Option<Token>> = Vec::new();
    let mut name = None;
    for token in tokens {
        match token.kind {
            Kind::Name { .. } => name = Some(*token),
            Kind::Colon | Kind::Compare(_) if token.place != Place::Name => name = None,
            // A parenthesis in a list is about the same field.
            Kind::Open => fields.push(if token.place == Place::Term { None } else { name }),
            Kind::Close => name = fields.pop().flatten(),
            _ => {}
        }
    }
    let name = name?;
    let in_quotes = matches!(name.kind, Kind::Name { in_quotes: true });
    term::path(&text[name.start..name.end], in_quotes, false).ok().map(|(path, _)| path)
}

/// Where the token under the cursor ends, so that an offer replaces all of it.
fn end_of_token(text: &str, cursor: usize, place: Place, touching: Option<Token>) -> usize {
    let behind = &text[cursor..];
    let length = match touching {
        // Only a quote that closes something, not the next one that opens.
        Some(Token { kind: Kind::Quoted { .. }, .. }) => behind
            .find('"')
            .filter(|&at| {
                behind[at + 1..].chars().next().is_none_or(|next| next.is_whitespace() || next == ')')
            })
            .map_or(0, |at| at + 1),
        Some(Token { kind: Kind::Expression(_), .. }) => 0,
        _ if place == Place::Term => behind
            .find(|character: char| character.is_whitespace() || "()\":<>".contains(character))
            .unwrap_or(behind.len()),
        _ => lexer::chunk(behind).len(),
    };
    cursor + length
}

/// The text without the top-level term that the cursor is in.
fn rest(text: &str, cursor: usize) -> String {
    let (_, outline) = parser::outline(text);
    let at = outline.operands.iter().position(|operand| (operand.start..=operand.end).contains(&cursor));
    match at {
        Some(at) => outline.without(text, at),
        // An unfinished term has its operator at the cursor's left.
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
    // A name that has its operator already needs no second one.
    let has_operator = behind.starts_with([':', '<', '>']);
    let mut ranked: Vec<(u8, Offer)> = Vec::new();
    for spec in FIELDS {
        let aliases = spec.aliases.iter().map(|alias| (rank(alias, typed), *alias));
        let best = std::iter::once((rank(spec.name, typed), spec.name))
            .chain(aliases)
            .filter_map(|(rank, name)| rank.map(|rank| (rank, name)))
            .min_by_key(|(rank, _)| *rank);
        let by_label = || rank(spec.label, typed).map(|_| (LABEL, spec.name));
        if let Some((rank, name)) = best.or_else(by_label) {
            ranked.push((rank, name_offer(name, spec.about, OfferKind::Field, has_operator)));
        }
    }
    if let Some(rank) = rank(names::RESOURCE, typed) {
        ranked
            .push((rank, name_offer(names::RESOURCE, names::RESOURCE_ABOUT, OfferKind::Field, has_operator)));
    }
    for fact in FACTS {
        if let Some(rank) = rank(fact.name(), typed) {
            ranked.push((rank, name_offer(fact.name(), fact.about(), OfferKind::Field, has_operator)));
        }
    }
    // Nobody reads eighty paths: they come when something is typed.
    for (path, about) in names::COMMON_PATHS.iter().filter(|_| !typed.is_empty()) {
        if let Some(rank) = rank(path, typed) {
            ranked.push((rank, name_offer(path, about, OfferKind::Path, has_operator)));
        }
    }
    ranked.put_in_order_by_key(|(rank, _)| *rank);
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

/// A match in a field's label, which one does not type: after all the others.
const LABEL: u8 = 4;

/// How well a name fits what is typed: the smaller the better.
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

fn name_offer(name: &str, about: &'static str, kind: OfferKind, has_operator: bool) -> Offer {
    let insert = if has_operator { name.to_owned() } else { format!("{name}:") };
    Offer { insert, label: name.to_owned(), about, kind }
}

/// `and` and `or` behind something that they can join, `not` anywhere.
fn keyword_offers(typed: &str, before: Option<Token>) -> impl Iterator<Item = Offer> {
    let joins = before.is_some_and(|before| {
        matches!(before.kind, Kind::Close | Kind::Word | Kind::Quoted { .. } | Kind::Expression(_))
    });
    [
        ("and", "Both must match", joins),
        ("or", "One of both must match", joins),
        ("not", "Must not match", true),
    ]
    .into_iter()
    .filter(move |(keyword, _, fits)| *fits && keyword.starts_with(&typed.to_ascii_lowercase()))
    .map(|(keyword, about, _)| offer(&format!("{keyword} "), keyword, about, OfferKind::Keyword))
}

fn operators() -> impl Iterator<Item = Offer> {
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
        offer(&insert, sign, about, OfferKind::Operator)
    })
}

fn offer(insert: &str, label: &str, about: &'static str, kind: OfferKind) -> Offer {
    Offer { insert: insert.to_owned(), label: label.to_owned(), about, kind }
}

/// The start of the character at byte `at`, or the end of the text.
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
