//! Writes a tree as text, in a canonical form: equal trees have equal texts, and the text parses to
//! the same tree.

use std::fmt::{Display, Formatter, Result};

use super::predicate::{Operand, Operator, Predicate};
use super::tree::{FreeText, Path, Term, Tree};
use super::{literal, names};

impl Display for Tree {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Tree::All => f.write_str("*"),
            Tree::And(parts) => joined(f, parts, " and ", |part| matches!(part, Tree::And(_) | Tree::Or(_))),
            Tree::Or(parts) => joined(f, parts, " or ", |part| matches!(part, Tree::Or(_))),
            Tree::Not(inner) => {
                f.write_str("not ")?;
                operand(f, inner, matches!(**inner, Tree::And(_) | Tree::Or(_)))
            }
            Tree::Term(term) => term.fmt(f),
        }
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Tree], joint: &str, binds_less: fn(&Tree) -> bool) -> Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(joint)?;
        }
        operand(f, part, binds_less(part))?;
    }
    Ok(())
}

fn operand(f: &mut Formatter<'_>, tree: &Tree, in_parentheses: bool) -> Result {
    if in_parentheses { write!(f, "({tree})") } else { write!(f, "{tree}") }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Term::Field { path, test: Predicate::Compare { operator, operand } }
                if *operator != Operator::Equal =>
            {
                write!(f, "{path} {} {operand}", operator.sign())
            }
            Term::Field { path, test } => write!(f, "{path}:{test}"),
            Term::Text(FreeText::Contains(pattern)) => f.write_str(&literal::contains_text(pattern)),
            Term::Text(FreeText::Expression(expression)) => slashed(f, expression.source()),
        }
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Path::Column(field) => f.write_str(field.spec().name),
            Path::Resource => f.write_str(names::RESOURCE),
            Path::Fact(fact) => f.write_str(fact.name()),
            Path::Record(keys) => f.write_str(&literal::path_text(keys)),
        }
    }
}

/// The text after the colon.
impl Display for Predicate {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Predicate::Present => f.write_str("*"),
            Predicate::Text(pattern) => f.write_str(&literal::pattern_text(pattern.pieces())),
            Predicate::Compare { operand, .. } => operand.fmt(f),
            Predicate::Network(network) => network.fmt(f),
            Predicate::Expression(expression) => slashed(f, expression.source()),
        }
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&literal::quote(match self {
            Operand::Number(_, typed) => typed,
            Operand::Time(literal) => literal.text(),
            Operand::Text(text) => text,
        }))
    }
}

/// A regular expression between slashes.
fn slashed(f: &mut Formatter<'_>, source: &str) -> Result {
    f.write_str("/")?;
    let mut escaped = false;
    for character in source.chars() {
        if character == '/' && !escaped {
            f.write_str("\\")?;
        }
        write!(f, "{character}")?;
        escaped = character == '\\' && !escaped;
    }
    f.write_str("/")
}
