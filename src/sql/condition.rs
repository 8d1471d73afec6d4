//! SQL conditions, and the bounds of a filter that SQL cannot express exactly.

use super::{Approximation, LeftOut};
use crate::query::{Term, Tree};

/// A condition in SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sql {
    /// True of every row.
    True,
    /// True of no row.
    False,
    /// An expression that needs no brackets as an operand of AND, OR and NOT.
    Leaf(String),
    /// The conjunction of these conditions.
    And(Vec<Sql>),
    /// The disjunction of these conditions.
    Or(Vec<Sql>),
    /// The negation of a condition.
    Not(Box<Sql>),
}

impl Sql {
    /// Returns the conjunction of `parts`, simplified.
    pub fn and(parts: impl IntoIterator<Item = Sql>) -> Sql {
        let mut rest = Vec::new();
        for part in parts {
            match part {
                Sql::True => {}
                Sql::False => return Sql::False,
                Sql::And(inner) => rest.extend(inner),
                other => rest.push(other),
            }
        }
        match rest.len() {
            0 => Sql::True,
            1 => rest.swap_remove(0),
            _ => Sql::And(rest),
        }
    }

    /// Returns the disjunction of `parts`, simplified.
    pub fn or(parts: impl IntoIterator<Item = Sql>) -> Sql {
        let mut rest = Vec::new();
        for part in parts {
            match part {
                Sql::False => {}
                Sql::True => return Sql::True,
                Sql::Or(inner) => rest.extend(inner),
                other => rest.push(other),
            }
        }
        match rest.len() {
            0 => Sql::False,
            1 => rest.swap_remove(0),
            _ => Sql::Or(rest),
        }
    }

    /// Returns the negation of `part`, simplified.
    pub fn not(part: Sql) -> Sql {
        match part {
            Sql::True => Sql::False,
            Sql::False => Sql::True,
            Sql::Not(inner) => *inner,
            other => Sql::Not(Box::new(other)),
        }
    }

    /// Returns the SQL text on one line.
    pub fn inline(&self) -> String {
        match self {
            Sql::True => "TRUE".to_owned(),
            Sql::False => "FALSE".to_owned(),
            Sql::Leaf(text) => text.clone(),
            Sql::And(parts) => join(parts, " AND ", |part| part.operand(matches!(part, Sql::Or(_)))),
            Sql::Or(parts) => join(parts, " OR ", |part| part.operand(matches!(part, Sql::And(_)))),
            // An absent value passes no test, so its negation must be true; plain SQL would yield
            // NULL.
            Sql::Not(inner) => format!("NOT coalesce({}, FALSE)", inner.inline()),
        }
    }

    fn operand(&self, in_brackets: bool) -> String {
        if in_brackets { format!("({})", self.inline()) } else { self.inline() }
    }

    /// Returns the SQL text on several lines, each but the first indented by `indent` spaces.
    pub fn lines(&self, indent: usize) -> String {
        let short = self.inline();
        let (parts, joint) = match self {
            _ if short.len() + indent <= 96 => return short,
            Sql::And(parts) => (parts, "AND "),
            Sql::Or(parts) => (parts, "OR "),
            Sql::Not(inner) => return format!("NOT coalesce({}, FALSE)", inner.lines(indent + 2)),
            _ => return short,
        };
        let line = |part: &Sql| match part {
            Sql::And(_) | Sql::Or(_) => format!("({})", part.lines(indent + 2)),
            other => other.lines(indent + 2),
        };
        let margin = format!("\n{}", " ".repeat(indent));
        parts.iter().map(line).collect::<Vec<_>>().join(&format!("{margin}{joint}"))
    }
}

fn join(parts: &[Sql], joint: &str, part: impl Fn(&Sql) -> String) -> String {
    parts.iter().map(part).collect::<Vec<_>>().join(joint)
}

/// A condition of a filter as a pair of SQL bounds: every matching event passes the upper one, and
/// only matching events pass the lower one. The two are equal if SQL can express the condition
/// exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ConditionBounds {
    /// True of every event that meets the condition, and possibly of others.
    pub upper: Sql,
    /// True only of events that meet the condition, but possibly not of all.
    pub lower: Sql,
    /// The reason why the two differ; `None` if the condition is exact.
    pub reason: Option<String>,
}

impl ConditionBounds {
    /// Returns a condition that SQL expresses exactly.
    pub fn exact(sql: Sql) -> ConditionBounds {
        ConditionBounds { upper: sql.clone(), lower: sql, reason: None }
    }

    /// Returns a condition that an SQL expression states exactly.
    pub fn leaf(text: impl Into<String>) -> ConditionBounds {
        ConditionBounds::exact(Sql::Leaf(text.into()))
    }

    /// Returns a condition that SQL cannot express at all.
    pub fn unsaid(reason: impl Into<String>) -> ConditionBounds {
        ConditionBounds { upper: Sql::True, lower: Sql::False, reason: Some(reason.into()) }
    }

    /// Returns a condition known only to lie between two bounds.
    pub fn between(lower: Sql, upper: Sql, reason: impl Into<String>) -> ConditionBounds {
        ConditionBounds { upper, lower, reason: Some(reason.into()) }
    }

    /// Returns the disjunction of `parts`.
    pub fn or(parts: Vec<ConditionBounds>) -> ConditionBounds {
        let reason = parts.iter().find_map(|part| part.reason.clone());
        let (upper, lower): (Vec<Sql>, Vec<Sql>) =
            parts.into_iter().map(|part| (part.upper, part.lower)).unzip();
        ConditionBounds { upper: Sql::or(upper), lower: Sql::or(lower), reason }
    }

    /// Returns the condition with both bounds wrapped by a monotonic function, such as a search
    /// through an array.
    pub fn wrapped(self, wrap: impl Fn(&str) -> String) -> ConditionBounds {
        let wrap = |sql: Sql| match sql {
            Sql::True | Sql::False => sql,
            other => Sql::Leaf(wrap(&other.inline())),
        };
        ConditionBounds { upper: wrap(self.upper), lower: wrap(self.lower), reason: self.reason }
    }
}

/// Returns the SQL condition that every matching event passes, and records in `left_out` what it
/// does not express.
pub(super) fn widest(
    tree: &Tree,
    say: &mut dyn FnMut(&Term) -> ConditionBounds,
    left_out: &mut Vec<LeftOut>,
) -> Sql {
    bound(tree, true, say, left_out)
}

/// Returns the upper bound of a tree, or its lower bound. A negation swaps the two. Leaving out
/// what SQL cannot express therefore never loses a matching event.
fn bound(
    tree: &Tree,
    upper: bool,
    say: &mut dyn FnMut(&Term) -> ConditionBounds,
    left_out: &mut Vec<LeftOut>,
) -> Sql {
    let before = left_out.len();
    let sql = match tree {
        Tree::All => Sql::True,
        Tree::And(parts) => {
            Sql::and(parts.iter().map(|part| bound(part, upper, say, left_out)).collect::<Vec<_>>())
        }
        Tree::Or(parts) => {
            Sql::or(parts.iter().map(|part| bound(part, upper, say, left_out)).collect::<Vec<_>>())
        }
        Tree::Not(inner) => Sql::not(bound(inner, !upper, say, left_out)),
        Tree::Term(term) => {
            let said = say(term);
            let sql = if upper { said.upper } else { said.lower };
            if let Some(reason) = said.reason {
                let nothing = if upper { Sql::True } else { Sql::False };
                let effect = if sql == nothing { Approximation::LeftOut } else { Approximation::Wider };
                left_out.push(LeftOut { text: term.to_string(), reason, effect });
            }
            sql
        }
    };
    // If leaving out a part makes the enclosing expression vacuous, that expression is left out as
    // a whole and reported.
    let nothing = if upper { Sql::True } else { Sql::False };
    if sql == nothing && *tree != Tree::All && !matches!(tree, Tree::Term(_)) {
        let text = tree.to_string();
        for gone in left_out.iter_mut().skip(before) {
            gone.text.clone_from(&text);
            gone.effect = Approximation::LeftOut;
        }
        left_out.dedup_by(|later, earlier| {
            later.text == text && earlier.text == text && later.reason == earlier.reason
        });
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;
    use proptest::prelude::*;

    /// Expresses `eventName` exactly, leaves out `actor`, and bounds `who`.
    fn say(term: &Term) -> ConditionBounds {
        let text = term.to_string();
        match &text {
            text if text.starts_with("actor") => ConditionBounds::unsaid("unknown"),
            text if text.starts_with("who") => {
                ConditionBounds::between(Sql::Leaf("narrow".into()), Sql::Leaf("wide".into()), "roughly")
            }
            _ => ConditionBounds::leaf(text.replace("eventName:", "")),
        }
    }

    fn translated(filter: &str) -> (String, Vec<(String, Approximation)>) {
        let mut left_out = Vec::new();
        let sql = widest(&parse(filter).tree, &mut say, &mut left_out);
        (sql.inline(), left_out.into_iter().map(|left| (left.text, left.effect)).collect())
    }

    #[test]
    fn what_cannot_be_said_only_ever_widens() {
        let left = |text: &str| (text.to_owned(), Approximation::LeftOut);
        for (filter, sql, gone) in [
            ("eventName:a eventName:b", "a AND b", vec![]),
            ("eventName:a actor:x", "a", vec![left("actor:x")]),
            ("eventName:a or actor:x", "TRUE", vec![left("eventName:a or actor:x")]),
            ("not actor:x", "TRUE", vec![left("not actor:x")]),
            ("not (eventName:a or actor:x)", "NOT coalesce(a, FALSE)", vec![left("actor:x")]),
            ("eventName:b not (eventName:a actor:x)", "b", vec![left("not (eventName:a and actor:x)")]),
            ("who:x", "wide", vec![("who:x".to_owned(), Approximation::Wider)]),
            ("not who:x", "NOT coalesce(narrow, FALSE)", vec![("who:x".to_owned(), Approximation::Wider)]),
            ("not not actor:x", "TRUE", vec![left("actor:x")]),
            ("eventName:a or eventName:b eventName:c", "a OR (b AND c)", vec![]),
        ] {
            let (condition, left_out) = translated(filter);
            assert_eq!((condition.as_str(), left_out), (sql, gone), "{filter}");
        }
    }

    fn trees() -> impl Strategy<Value = Tree> {
        let leaf = prop_oneof![Just("eventName:a"), Just("eventName:b"), Just("actor:x"), Just("who:x")]
            .prop_map(|text| parse(text).tree);
        leaf.prop_recursive(4, 16, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 2..4).prop_map(Tree::and),
                prop::collection::vec(inner.clone(), 2..4).prop_map(Tree::or),
                inner.prop_map(Tree::not),
            ]
        })
    }

    fn holds(tree: &Tree, truth: &dyn Fn(&str) -> bool) -> bool {
        match tree {
            Tree::All => true,
            Tree::And(parts) => parts.iter().all(|part| holds(part, truth)),
            Tree::Or(parts) => parts.iter().any(|part| holds(part, truth)),
            Tree::Not(part) => !holds(part, truth),
            Tree::Term(term) => truth(&term.to_string()),
        }
    }

    fn passes(sql: &Sql, truth: &dyn Fn(&str) -> bool) -> bool {
        match sql {
            Sql::True => true,
            Sql::False => false,
            Sql::Leaf(text) => truth(text),
            Sql::And(parts) => parts.iter().all(|part| passes(part, truth)),
            Sql::Or(parts) => parts.iter().any(|part| passes(part, truth)),
            Sql::Not(part) => !passes(part, truth),
        }
    }

    proptest! {
        #[test]
        fn no_matching_event_is_lost(tree in trees(), bits in 0_u8..32) {
            let bit = |at: u8| bits >> at & 1 == 1;
            let (narrow, wide) = (bit(3) && bit(4), bit(3) || bit(4));
            // The truth about `who` lies between narrow and wide.
            let who = if bit(2) { wide } else { narrow };
            let meant = |term: &str| match term {
                "eventName:a" => bit(0),
                "eventName:b" => bit(1),
                "actor:x" => bit(2),
                _ => who,
            };
            let said = |term: &str| match term {
                "a" => bit(0),
                "b" => bit(1),
                "narrow" => narrow,
                _ => wide,
            };
            let mut left_out = Vec::new();
            let sql = widest(&tree, &mut say, &mut left_out);
            if holds(&tree, &meant) {
                prop_assert!(passes(&sql, &said), "{} became {}", tree, sql.inline());
            } else if left_out.is_empty() {
                prop_assert!(!passes(&sql, &said), "{} became {}", tree, sql.inline());
            }
        }
    }
}
