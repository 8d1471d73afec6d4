//! Edits a filter text on clicks: includes a value, excludes it, removes it again. The rest of the
//! text stays as typed.
//!
//! Fields are named as in the catalogue or by a path into the record; an empty value means that the
//! field is absent.

use super::outline::Outline;
use super::predicate::Predicate;
use super::tree::{Path, Term, Tree};
use super::{literal, parser, term};

/// How a filter treats a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueChoice {
    /// The filter requires this value, perhaps among others.
    Included,
    /// The filter excludes this value.
    Excluded,
}

/// Returns the effect of `text` on a value at its top level; `None` if it has none.
pub fn contains(text: &str, field: &str, value: &str) -> Option<ValueChoice> {
    let path = path(field)?;
    let parts = Parts::of(text);
    let mut choices =
        parts.shapes(&path).filter(|(_, shape)| shape.has(value)).map(|(_, shape)| shape.choice);
    choices.next()
}

/// Returns the values of a field that `text` includes or excludes at its top level: those for which
/// [`contains`] returns `Some`.
pub fn choices(text: &str, field: &str) -> Vec<(String, ValueChoice)> {
    Parts::of(text).choices(field)
}

/// Returns [`choices`] for several fields, in their order; reads the text once.
pub fn choices_of_each(text: &str, fields: &[&str]) -> Vec<Vec<(String, ValueChoice)>> {
    let parts = Parts::of(text);
    fields.iter().map(|field| parts.choices(field)).collect()
}

/// Returns `text` changed to require the value, beside other values of the same field that it
/// already requires.
pub fn include(text: &str, field: &str, value: &str) -> String {
    choose(text, field, value, ValueChoice::Included)
}

/// Returns `text` changed to exclude the value.
pub fn exclude(text: &str, field: &str, value: &str) -> String {
    choose(text, field, value, ValueChoice::Excluded)
}

/// Returns `text` narrowed to events with the value: if it is among alternatives, only this one
/// stays; otherwise a condition is added.
pub fn narrow(text: &str, field: &str, value: &str) -> String {
    let mut text = text.to_owned();
    if contains(&text, field, value) == Some(ValueChoice::Included) {
        let others = choices(&text, field).into_iter().filter(|(_, choice)| *choice == ValueChoice::Included);
        let others: Vec<String> = others.map(|(other, _)| other).chain([String::new()]).collect();
        for other in others {
            if !other.eq_ignore_ascii_case(value)
                && contains(&text, field, &other) == Some(ValueChoice::Included)
            {
                let less = remove(&text, field, &other);
                // Two conditions on one field both stay.
                if contains(&less, field, value) == Some(ValueChoice::Included) {
                    text = less;
                }
            }
        }
        return text;
    }
    and(&text, &include("", field, value))
}

/// Returns `text` with a condition added; `term` is a filter itself.
pub fn and(text: &str, term: &str) -> String {
    let parts = Parts::of(text);
    let edited = parts.and(term);
    // A text with too many errors to add to is replaced by its present meaning.
    if parser::parse(&edited).errors.is_empty() || !parts.clean {
        return edited;
    }
    match parts.tree {
        Tree::All => term.to_owned(),
        tree @ Tree::Or(_) => format!("({tree}) and {term}"),
        tree => format!("{tree} and {term}"),
    }
}

/// Applies a click on a value: makes the choice, or removes it if it was already made.
pub fn toggle(text: &str, field: &str, value: &str, choice: ValueChoice) -> String {
    if contains(text, field, value) == Some(choice) {
        remove(text, field, value)
    } else {
        choose(text, field, value, choice)
    }
}

/// Returns `text` without the value at its top level, whether included or excluded.
pub fn remove(text: &str, field: &str, value: &str) -> String {
    let Some(path) = path(field) else { return text.to_owned() };
    let mut text = text.to_owned();
    // Every round removes a term or shortens one.
    loop {
        let parts = Parts::of(&text);
        let found = parts.shapes(&path).find(|(_, shape)| shape.has(value));
        let Some((at, mut shape)) = found else { return text };
        shape.elements.retain(|element| !element.is(value));
        text = if shape.elements.is_empty() {
            parts.outline.without(&parts.text, at)
        } else {
            parts.with(at, &shape.written(parts.name(at, field)))
        };
    }
}

fn choose(text: &str, field: &str, value: &str, choice: ValueChoice) -> String {
    let Some(path) = path(field) else { return text.to_owned() };
    if contains(text, field, value) == Some(choice) {
        return text.to_owned();
    }
    let text = remove(text, field, value);
    let element =
        if value.is_empty() { Element::Absent } else { Element::Value(literal::quote(value), None) };
    let edited = {
        let parts = Parts::of(&text);
        let mergeable = (choice == ValueChoice::Included)
            .then(|| parts.shapes(&path).find(|(_, shape)| shape.choice == ValueChoice::Included))
            .flatten();
        match mergeable {
            Some((at, mut shape)) => {
                shape.elements.push(element.clone());
                parts.with(at, &shape.written(parts.name(at, field)))
            }
            None => parts.and(&FieldTerm { choice, elements: vec![element.clone()] }.written(&name(field))),
        }
    };
    if contains(&edited, field, value) == Some(choice) {
        return edited;
    }
    // The text has too many errors to add to: keep its present meaning.
    let term = FieldTerm { choice, elements: vec![element] }.written(&name(field));
    match parser::parse(&text).tree {
        Tree::All => term,
        tree @ Tree::Or(_) => format!("({tree}) and {term}"),
        tree => format!("{tree} and {term}"),
    }
}

/// Returns the path that a name stands for; `None` if it is not a valid name.
fn path(field: &str) -> Option<Path> {
    term::path(&name(field), name(field).starts_with('"'), false).ok().map(|(path, _)| path)
}

/// Returns a name as it must be written in the text.
fn name(field: &str) -> String {
    if field.starts_with('"') && field.len() > 1 && field.ends_with('"') {
        return field.to_owned();
    }
    match literal::name_keys(field, false).map(super::names::short_path) {
        Ok(Path::Record(keys)) => literal::path_text(&keys),
        Ok(Path::Column(_) | Path::Resource | Path::Fact(_)) => field.to_owned(),
        // Not a name that could be typed, but a path nevertheless.
        Err(_) => literal::path_text(&field.split('.').collect::<Vec<_>>()),
    }
}

/// A term that chooses values of one field: `f:a`, `f:(a or b)`, `not f:a`,
/// `not f:(a or b)`, and with `f:*` for "not absent".
#[derive(Debug)]
struct FieldTerm {
    choice: ValueChoice,
    elements: Vec<Element>,
}

#[derive(Clone, Debug)]
enum Element {
    /// No value.
    Absent,
    /// A value as written, and the test that it was parsed to.
    Value(String, Option<Predicate>),
}

impl Element {
    fn is(&self, value: &str) -> bool {
        match self {
            Element::Absent => value.is_empty(),
            Element::Value(_, test) => {
                !value.is_empty() && test.as_ref().is_some_and(|test| test.names_exactly(value))
            }
        }
    }

    fn of(tree: &Tree, path: &Path) -> Option<Element> {
        match tree {
            Tree::Term(Term::Field { path: other, test }) if other.is_same(path) && test.is_exact() => {
                Some(Element::Value(test.to_string(), Some(test.clone())))
            }
            Tree::Not(inner) if is_present(inner, path) => Some(Element::Absent),
            _ => None,
        }
    }
}

fn is_present(tree: &Tree, path: &Path) -> bool {
    matches!(tree, Tree::Term(Term::Field { path: other, test: Predicate::Present }) if other.is_same(path))
}

impl FieldTerm {
    fn of(tree: &Tree, path: &Path) -> Option<FieldTerm> {
        let any_of = |tree: &Tree| match tree {
            Tree::Or(parts) => parts.iter().map(|part| Element::of(part, path)).collect(),
            other => Element::of(other, path).map(|element| vec![element]),
        };
        if is_present(tree, path) {
            return Some(FieldTerm { choice: ValueChoice::Excluded, elements: vec![Element::Absent] });
        }
        if let Some(elements) = any_of(tree) {
            return Some(FieldTerm { choice: ValueChoice::Included, elements });
        }
        match tree {
            Tree::Not(inner) => {
                any_of(inner).map(|elements| FieldTerm { choice: ValueChoice::Excluded, elements })
            }
            _ => None,
        }
    }

    fn has(&self, value: &str) -> bool {
        self.elements.iter().any(|element| element.is(value))
    }

    fn written(&self, name: &str) -> String {
        let not = if self.choice == ValueChoice::Excluded { "not " } else { "" };
        match (self.elements.as_slice(), self.choice) {
            ([Element::Absent], ValueChoice::Included) => format!("not {name}:*"),
            ([Element::Absent], ValueChoice::Excluded) => format!("{name}:*"),
            ([Element::Value(value, _)], _) => format!("{not}{name}:{value}"),
            (elements, _) => {
                let values: Vec<&str> = elements
                    .iter()
                    .map(|element| match element {
                        Element::Absent => "not *",
                        Element::Value(value, _) => value,
                    })
                    .collect();
                format!("{not}{name}:({})", values.join(" or "))
            }
        }
    }
}

/// A text and its parts at the top level.
struct Parts {
    text: String,
    outline: Outline,
    /// The parsed whole.
    tree: Tree,
    clean: bool,
}

impl Parts {
    /// Closes everything that the text leaves open, so that a term can be added.
    fn of(text: &str) -> Parts {
        let (parsed, outline) = parser::outline(text);
        if outline.closing.is_empty() {
            return Parts {
                text: text.to_owned(),
                outline,
                tree: parsed.tree,
                clean: parsed.errors.is_empty(),
            };
        }
        let text = format!("{text}{}", outline.closing);
        let (parsed, outline) = parser::outline(&text);
        Parts { text, outline, tree: parsed.tree, clean: parsed.errors.is_empty() }
    }

    /// Returns the top-level terms that choose values at `path`, with their positions. Alternatives
    /// are one term.
    fn shapes<'p>(&'p self, path: &'p Path) -> impl Iterator<Item = (usize, FieldTerm)> + 'p {
        let whole = (self.outline.alternatives && self.clean)
            .then(|| FieldTerm::of(&self.tree, path))
            .flatten()
            .map(|shape| (usize::MAX, shape));
        let operands = if self.outline.alternatives { &[] } else { self.outline.operands.as_slice() };
        let parts = operands.iter().enumerate().filter_map(move |(at, operand)| {
            let tree = operand.tree.as_ref().filter(|_| operand.clean)?;
            FieldTerm::of(tree, path).map(|shape| (at, shape))
        });
        whole.into_iter().chain(parts)
    }

    /// Returns the values of a field that are chosen at the top level.
    fn choices(&self, field: &str) -> Vec<(String, ValueChoice)> {
        let Some(path) = path(field) else { return Vec::new() };
        let chosen = |shape: FieldTerm| {
            let values = shape.elements.into_iter().filter_map(|element| match element {
                Element::Value(_, test) => test?.exact_text(),
                Element::Absent => None,
            });
            values.map(|value| (value, shape.choice)).collect::<Vec<_>>()
        };
        self.shapes(&path).flat_map(|(_, shape)| chosen(shape)).collect()
    }

    /// Returns the name of the field in a part, as typed.
    fn name<'p>(&'p self, at: usize, field: &'p str) -> &'p str {
        let operand = self.outline.operands.get(if at == usize::MAX { 0 } else { at });
        operand.and_then(|operand| operand.name.as_deref()).unwrap_or(field)
    }

    /// Returns the text with one part replaced.
    fn with(&self, at: usize, replacement: &str) -> String {
        match self.outline.operands.get(at) {
            Some(operand) => {
                format!("{}{replacement}{}", &self.text[..operand.start], &self.text[operand.end..])
            }
            None => replacement.to_owned(),
        }
    }

    /// Returns the text with a condition added.
    fn and(&self, term: &str) -> String {
        let text = self.text.trim_end();
        if text.trim_start().is_empty() {
            term.to_owned()
        } else if self.outline.alternatives {
            format!("({text}) and {term}")
        } else if self.outline.waiting {
            format!("{text} {term}")
        } else {
            format!("{text} and {term}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn including_adds_or_merges() {
        for (text, field, value, expected) in [
            ("", "who", "alice", "who:alice"),
            ("  ", "who", "two words", "who:\"two words\""),
            ("secret  plans ", "who", "alice", "secret  plans and who:alice"),
            ("secret and", "who", "alice", "secret and who:alice"),
            ("a or b", "who", "alice", "(a or b) and who:alice"),
            ("user:alice x", "who", "bob", "user:(alice or bob) x"),
            ("x who:(alice or \"b c\") y", "who", "bob", "x who:(alice or \"b c\" or bob) y"),
            ("who:alice or who:bob", "who", "eve", "who:(alice or bob or eve)"),
            ("who:Alice", "who", "alice", "who:Alice"),
            ("who:al*", "who", "alice", "who:al* and who:alice"),
            ("not who:alice x", "who", "alice", "x and who:alice"),
            ("x -who:(alice or bob)", "who", "alice", "x not who:bob and who:alice"),
            ("errorCode:AccessDenied", "errorCode", "", "errorCode:(AccessDenied or not *)"),
            ("", "errorCode", "", "not errorCode:*"),
            ("errorCode:*", "errorCode", "", "not errorCode:*"),
            (
                "requestparameters.BUCKETNAME:a",
                "requestParameters.bucketName",
                "b",
                "requestparameters.BUCKETNAME:(a or b)",
            ),
            ("", "eventContext.requestContext.aws:Via", "x", "\"eventContext.requestContext.aws:Via\":x"),
            ("ip:2001:db8::1", "sourceIPAddress", "2001:db8:0::1", "ip:2001:db8::1"),
            ("time:2024-03-02", "eventTime", "2024-03-04", "time:(2024-03-02 or 2024-03-04)"),
            ("a \"b", "who", "alice", "a \"b\" and who:alice"),
            ("who:(alice or (bob", "ip", "::1", "who:(alice or (bob)) and ip:\"::1\""),
            ("a \\", "who", "alice", "a \\\\ and who:alice"),
        ] {
            assert_eq!(include(text, field, value), expected, "{text} + {field}:{value}");
        }
    }

    #[test]
    fn excluding_adds_a_term() {
        for (text, field, value, expected) in [
            ("", "who", "alice", "not who:alice"),
            ("not who:alice", "who", "bob", "not who:alice and not who:bob"),
            ("who:(alice or bob) x", "who", "alice", "who:bob x and not who:alice"),
            ("x", "errorCode", "", "x and errorCode:*"),
            ("not errorCode:*", "errorCode", "", "errorCode:*"),
        ] {
            assert_eq!(exclude(text, field, value), expected, "{text} - {field}:{value}");
        }
    }

    #[test]
    fn narrowing_leaves_one_value() {
        for (text, field, value, expected) in [
            ("", "who", "alice", "who:alice"),
            ("who:(alice or bob) x", "who", "alice", "who:alice x"),
            ("who:(alice or not *)", "who", "alice", "who:alice"),
            ("errorCode:(a or not *)", "errorCode", "", "not errorCode:*"),
            ("who:Alice", "who", "alice", "who:Alice"),
            (
                "requestParameters.b:x",
                "requestParameters.b",
                "y",
                "requestParameters.b:x and requestParameters.b:y",
            ),
            ("who:al*", "who", "alice", "who:al* and who:alice"),
            ("a or b", "who", "alice", "(a or b) and who:alice"),
            ("who:alice or who:bob", "who", "bob", "who:bob"),
        ] {
            assert_eq!(narrow(text, field, value), expected, "{text}: {field}:{value}");
        }
        assert_eq!(and("a or b", "not (c and d)"), "(a or b) and not (c and d)");
        assert_eq!(and(" ", "not (c and d)"), "not (c and d)");
    }

    #[test]
    fn removing_collapses() {
        for (text, field, value, expected) in [
            ("who:alice", "who", "alice", ""),
            ("x and who:alice", "who", "alice", "x"),
            ("who:alice and x", "who", "alice", "x"),
            ("x  y and who:alice  z", "who", "alice", "x  y and z"),
            ("who:(alice or bob or eve)", "who", "bob", "who:(alice or eve)"),
            ("-user:(alice or bob)", "who", "bob", "not user:alice"),
            ("who:alice who:ALICE", "who", "alice", ""),
            ("x errorCode:(a or not *)", "errorCode", "", "x errorCode:a"),
            ("x errorCode:(a or not *)", "errorCode", "a", "x not errorCode:*"),
            ("who:alice or x", "who", "alice", "who:alice or x"),
            ("x", "who", "alice", "x"),
        ] {
            assert_eq!(remove(text, field, value), expected, "{text} without {field}:{value}");
        }
    }

    #[test]
    fn contains_looks_at_the_top_level() {
        for (text, field, value, expected) in [
            ("who:alice x", "who", "ALICE", Some(ValueChoice::Included)),
            ("x -who:(alice or bob)", "who", "bob", Some(ValueChoice::Excluded)),
            ("who:\"alice\"", "who", "alice", Some(ValueChoice::Included)),
            ("(who:alice or x)", "who", "alice", None),
            ("who:alice or x", "who", "alice", None),
            ("who:al*", "who", "alice", None),
            ("errorCode:*", "errorCode", "", Some(ValueChoice::Excluded)),
            ("not errorCode:*", "errorCode", "", Some(ValueChoice::Included)),
            ("ip:\"10.0.0.0/8\"", "ip", "10.0.0.0/8", Some(ValueChoice::Included)),
            ("ip:10.0.0.0/8", "ip", "10.0.0.1", None),
        ] {
            assert_eq!(contains(text, field, value), expected, "{text}: {field}:{value}");
        }
    }

    #[test]
    fn choices_are_what_contains_answers_for() {
        let text = "who:(alice or \"b c\") -user:eve service:iam* ip:10.0.0.1 x -ip:10.0.0.0/8";
        let chosen = |values: &[(&str, ValueChoice)]| -> Vec<(String, ValueChoice)> {
            values.iter().map(|(value, choice)| ((*value).to_owned(), *choice)).collect()
        };
        assert_eq!(
            choices(text, "who"),
            chosen(&[
                ("alice", ValueChoice::Included),
                ("b c", ValueChoice::Included),
                ("eve", ValueChoice::Excluded)
            ])
        );
        assert_eq!(choices(text, "sourceIPAddress"), chosen(&[("10.0.0.1", ValueChoice::Included)]));
        assert_eq!(choices(text, "service"), []);
        assert_eq!(choices("who:alice or x", "who"), []);
        for (value, choice) in choices(text, "who") {
            assert_eq!(contains(text, "who", &value), Some(choice));
        }
    }

    #[test]
    fn toggling_goes_back_and_forth() {
        let once = toggle("x", "who", "alice", ValueChoice::Excluded);
        assert_eq!(once, "x and not who:alice");
        assert_eq!(toggle(&once, "who", "alice", ValueChoice::Excluded), "x");
        assert_eq!(toggle(&once, "who", "alice", ValueChoice::Included), "x and who:alice");
    }
}
