//! What a filter means, once it has been read.

use super::expression::Expression;
use super::fact::Fact;
use super::pattern::Pattern;
use super::test::Test;
use crate::event::Field;

/// A filter as a tree of conditions.
///
/// [`super::parse`] makes it, and its `Display` writes it in a canonical form
/// that parses to the same tree again.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// Every event.
    All,
    /// Events that all of these match; at least two.
    And(Vec<Tree>),
    /// Events that one of these matches; at least two.
    Or(Vec<Tree>),
    /// Events that this does not match.
    Not(Box<Tree>),
    /// Events that meet one condition.
    Term(Term),
}

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// Some value at a path passes a test.
    Field {
        /// Where to look.
        path: Path,
        /// What to look for.
        test: Test,
    },
    /// Some key or scalar anywhere in the record has this in it.
    Text(Text),
}

/// Where in an event to look.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Path {
    /// A field of the catalogue.
    Column(Field),
    /// Names, ARNs and ids of what the event touched, see
    /// [`super::resource_names`].
    Resource,
    /// Whether a fact holds: `true` or `false`.
    Fact(Fact),
    /// Keys from the top of the record downwards, compared ignoring ASCII
    /// case.
    ///
    /// Arrays are looked through on the way and at the end. Where the path
    /// ends at an object, every scalar in the object is meant. A JSON null
    /// counts as absent, as does an empty text.
    Record(Vec<String>),
}

impl Path {
    /// Whether what is there is known only once sessions have been followed.
    pub fn asks_for_sessions(&self) -> bool {
        matches!(self, Path::Column(Field::Actor | Field::Session | Field::Chain | Field::Key))
    }

    /// Whether a condition on it is decided by the texts of records, and not by
    /// the distinct values of a column. All of `userIdentity` is kept once for
    /// each distinct identity.
    pub(super) fn reads_texts(&self) -> bool {
        match self {
            Path::Column(_) => false,
            Path::Resource | Path::Fact(_) => true,
            Path::Record(keys) => {
                !keys.first().is_some_and(|first| first.eq_ignore_ascii_case("userIdentity"))
            }
        }
    }

    /// Whether two paths lead to the same place.
    pub fn is_same(&self, other: &Path) -> bool {
        match (self, other) {
            (Path::Record(keys), Path::Record(others)) => {
                keys.len() == others.len()
                    && keys.iter().zip(others).all(|(key, other)| key.eq_ignore_ascii_case(other))
            }
            _ => self == other,
        }
    }
}

/// What free text looks for in every key and every scalar of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// Text, perhaps with wildcards, anywhere inside one key or scalar: a
    /// [`Pattern::within`]. Its pieces are as typed, its needles in lower case.
    Contains(Pattern),
    /// A regular expression, found in one key or scalar.
    Expression(Expression),
}

impl Text {
    /// Whether one key or scalar of a record has the text in it; an empty one
    /// has nothing in it.
    pub fn matches(&self, key_or_scalar: &str) -> bool {
        !key_or_scalar.is_empty()
            && match self {
                Text::Contains(pattern) => pattern.matches(key_or_scalar),
                Text::Expression(expression) => expression.matches(key_or_scalar),
            }
    }
}

impl Tree {
    /// Whether it asks for what is known only once sessions have been
    /// followed: actors, sessions, chains, and who issued a key.
    pub fn asks_for_sessions(&self) -> bool {
        match self {
            Tree::All | Tree::Term(Term::Text(_)) => false,
            Tree::And(parts) | Tree::Or(parts) => parts.iter().any(Tree::asks_for_sessions),
            Tree::Not(part) => part.asks_for_sessions(),
            Tree::Term(Term::Field { path, .. }) => path.asks_for_sessions(),
        }
    }

    /// All of `parts`, flattened, and without the parts that ask nothing.
    pub fn and(parts: Vec<Tree>) -> Tree {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Tree::All => {}
                Tree::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match flat.len() {
            0 => Tree::All,
            1 => flat.swap_remove(0),
            _ => Tree::And(flat),
        }
    }

    /// Any of `parts`, flattened; everything if one of them is everything, or
    /// if there are none.
    pub fn or(parts: Vec<Tree>) -> Tree {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Tree::All => return Tree::All,
                Tree::Or(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match flat.len() {
            0 => Tree::All,
            1 => flat.swap_remove(0),
            _ => Tree::Or(flat),
        }
    }

    /// What `tree` leaves out; twice not is nothing done.
    #[expect(clippy::should_implement_trait, reason = "reads as and, or, not")]
    pub fn not(tree: Tree) -> Tree {
        match tree {
            Tree::Not(inner) => *inner,
            other => Tree::Not(Box::new(other)),
        }
    }

    /// A condition on a field.
    pub fn field(path: Path, test: Test) -> Tree {
        Tree::Term(Term::Field { path, test })
    }
}

#[cfg(test)]
mod tests {
    use crate::query::parse;

    #[test]
    fn who_asks_for_sessions_is_known() {
        for text in ["actor:alice", "-chain:AKIA1", "service:iam or (who:bob session:x)", "key:ASIA1"] {
            assert!(parse(text).tree.asks_for_sessions(), "{text}");
        }
        for text in ["", "who:alice", "actor", "\"actor:alice\"", "requestParameters.session:x"] {
            assert!(!parse(text).tree.asks_for_sessions(), "{text}");
        }
    }
}
