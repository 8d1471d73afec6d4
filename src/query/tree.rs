//! The meaning of a parsed filter.

use super::expression::Expression;
use super::fact::Fact;
use super::pattern::Pattern;
use super::predicate::Predicate;
use crate::model::Field;

/// A filter as a tree of conditions.
///
/// [`super::parse`] creates it, and its `Display` writes it in a canonical form that parses to the
/// same tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// Every event.
    All,
    /// Events that match all of these; at least two.
    And(Vec<Tree>),
    /// Events that match one of these; at least two.
    Or(Vec<Tree>),
    /// Events that do not match this.
    Not(Box<Tree>),
    /// Events that meet one condition.
    Term(Term),
}

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// Some value at a path passes a test.
    Field {
        /// The place to look at.
        path: Path,
        /// The test that a value must pass.
        test: Predicate,
    },
    /// Some key or scalar anywhere in the record contains this.
    Text(FreeText),
}

/// A place in an event.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Path {
    /// A field of the catalogue.
    Column(Field),
    /// Names, ARNs and ids of the resources of the event, see [`super::resource_names`].
    Resource,
    /// Whether a fact holds: `true` or `false`.
    Fact(Fact),
    /// Keys from the top of the record downwards, compared ignoring ASCII case.
    ///
    /// Arrays are traversed along the path and at its end. If the path ends at an object, it stands
    /// for every scalar in the object. A JSON null counts as absent, as does an empty text.
    Record(Vec<String>),
}

impl Path {
    /// Whether its value is known only after sessions have been followed.
    pub fn asks_for_sessions(&self) -> bool {
        matches!(self, Path::Column(Field::Actor | Field::Session | Field::Chain | Field::Key))
    }

    /// Whether a condition on it is decided by the texts of records instead of the distinct values
    /// of a column. All of `userIdentity` is stored once for each distinct identity.
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

/// The free text that is searched for in every key and every scalar of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FreeText {
    /// Text, perhaps with wildcards, anywhere inside one key or scalar: a [`Pattern::within`]. Its
    /// pieces are as typed, its needles in lower case.
    Contains(Pattern),
    /// A regular expression that occurs in one key or scalar.
    Expression(Expression),
}

impl FreeText {
    /// Whether a key or scalar of a record contains the text; an empty one contains nothing.
    pub fn matches(&self, key_or_scalar: &str) -> bool {
        !key_or_scalar.is_empty()
            && match self {
                FreeText::Contains(pattern) => pattern.matches(key_or_scalar),
                FreeText::Expression(expression) => expression.matches(key_or_scalar),
            }
    }
}

impl Tree {
    /// Whether the filter depends on facts that are known only after sessions have been followed:
    /// actors, sessions, chains, and the issuer of a key.
    pub fn asks_for_sessions(&self) -> bool {
        match self {
            Tree::All | Tree::Term(Term::Text(_)) => false,
            Tree::And(parts) | Tree::Or(parts) => parts.iter().any(Tree::asks_for_sessions),
            Tree::Not(part) => part.asks_for_sessions(),
            Tree::Term(Term::Field { path, .. }) => path.asks_for_sessions(),
        }
    }

    /// Returns the conjunction of `parts`, flattened, without parts that match everything.
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

    /// Returns the disjunction of `parts`, flattened; everything if one of them is everything, or
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

    /// Returns the negation of `tree`; a double negation is removed.
    #[expect(clippy::should_implement_trait, reason = "reads as and, or, not")]
    pub fn not(tree: Tree) -> Tree {
        match tree {
            Tree::Not(inner) => *inner,
            other => Tree::Not(Box::new(other)),
        }
    }

    /// Returns a condition on a field.
    pub fn field(path: Path, test: Predicate) -> Tree {
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
