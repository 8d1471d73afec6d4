//! Evaluates a filter's tree against one shard: first by entries and values, then by rows, then,
//! for the remaining rows, by texts.

use super::fact::{self, AcceptedBooleans, Fact};
use super::predicate_set::PredicateSet;
use super::record_match::value_matches;
use super::{Path, Predicate, Term, Tree};
use crate::base::small_sort::SmallSort;
use crate::base::time::TimeRange;
use crate::model::{Field, StorageGroup};
use crate::store::bits::Bits;
use crate::store::{Store, rows::NO_TIME};

/// A tree whose conditions have been decided as far as dictionaries allow.
#[derive(Debug)]
pub(super) enum Plan {
    Everything,
    Nothing,
    /// The rows whose entry in a group is in the set.
    Entries(StorageGroup, Bits),
    /// These rows.
    Rows(Bits),
    /// The rows in a time range.
    Time(TimeRange),
    /// The rows with a readable time.
    Timed,
    /// The rows whose time, as CloudTrail writes it, passes.
    EachTime(Predicate),
    And(Vec<Plan>),
    Or(Vec<Plan>),
    Not(Box<Plan>),
    /// The rows whose text passes; it must be read.
    Cold(Term),
}

impl Plan {
    /// Whether some part of the plan is of a kind.
    fn has(&self, is_wanted: fn(&Plan) -> bool) -> bool {
        is_wanted(self)
            || match self {
                Plan::And(parts) | Plan::Or(parts) => parts.iter().any(|part| part.has(is_wanted)),
                Plan::Not(inner) => inner.has(is_wanted),
                _ => false,
            }
    }

    /// Whether texts must be read or times formatted.
    fn is_cold(&self) -> bool {
        self.has(|part| matches!(part, Plan::EachTime(_) | Plan::Cold(_)))
    }

    /// Whether texts must be read.
    pub(super) fn needs_texts(&self) -> bool {
        self.has(|part| matches!(part, Plan::Cold(_)))
    }

    /// Splits the plan into its fast part and its slow part, if any: a row matches the plan if it
    /// matches both.
    pub(super) fn by_cost(self) -> (Plan, Option<Plan>) {
        match self {
            Plan::And(parts) => {
                let (cold, warm): (Vec<Plan>, Vec<Plan>) = parts.into_iter().partition(Plan::is_cold);
                (Plan::And(warm), (!cold.is_empty()).then_some(Plan::And(cold)))
            }
            plan if plan.is_cold() => (Plan::Everything, Some(plan)),
            plan => (plan, None),
        }
    }
}

/// Returns the rows in a time range; all rows if `None`.
pub(super) fn rows_of(store: &Store, time: Option<TimeRange>) -> Bits {
    let rows = store.rows.len();
    match time {
        None => Bits::all(rows),
        Some(time) => {
            let span = store.rows.between(time.from_millis, time.until_millis);
            Bits::span(rows, span.start, span.end)
        }
    }
}

pub(super) fn compile(store: &Store, tree: &Tree) -> Plan {
    match tree {
        Tree::All => Plan::Everything,
        Tree::And(parts) => all_of(parts.iter().map(|part| compile(store, part))),
        Tree::Or(parts) => compile_alternatives(store, parts),
        Tree::Not(inner) => match compile(store, inner) {
            Plan::Everything => Plan::Nothing,
            Plan::Nothing => Plan::Everything,
            Plan::Entries(storage, mut entries) => {
                entries.not();
                entries_plan(storage, entries)
            }
            inner => Plan::Not(Box::new(inner)),
        },
        Tree::Term(term) => compile_term(store, term),
    }
}

/// Conditions on one column are decided together, so that a list of ten thousand addresses takes
/// one lookup for each distinct value instead of ten thousand tests.
fn compile_alternatives(store: &Store, parts: &[Tree]) -> Plan {
    let mut sets: Vec<(Field, PredicateSet<'_>)> = Vec::new();
    let mut plans = Vec::new();
    for part in parts {
        match part {
            Tree::Term(Term::Field { path: Path::Column(field), test }) if is_plain_column(*field) => {
                match sets.iter_mut().find(|(known, _)| known == field) {
                    Some((_, set)) => set.insert(test),
                    None => sets.push((*field, PredicateSet::of(test))),
                }
            }
            _ => plans.push(compile(store, part)),
        }
    }
    plans.extend(sets.iter().map(|(field, set)| compile_column(store, *field, |value| set.matches(value))));
    any_of(plans.into_iter())
}

/// Whether the column alone decides a condition on the field.
fn is_plain_column(field: Field) -> bool {
    !matches!(field, Field::EventTime | Field::Actor | Field::Session | Field::Chain | Field::Key)
}

/// Conditions on entries of one group are combined as sets of entries; cheap conditions come first.
fn all_of(parts: impl Iterator<Item = Plan>) -> Plan {
    let mut rest: Vec<Plan> = Vec::new();
    for part in parts {
        match part {
            Plan::Everything => {}
            Plan::Nothing => return Plan::Nothing,
            Plan::Entries(storage, entries) => match entries_of(&mut rest, storage) {
                Some(others) => others.and(&entries),
                None => rest.push(Plan::Entries(storage, entries)),
            },
            other => rest.push(other),
        }
    }
    if rest.iter().any(|part| matches!(part, Plan::Entries(_, entries) if entries.is_empty())) {
        return Plan::Nothing;
    }
    rest.sort_small_by_key(cost);
    match rest.len() {
        0 => Plan::Everything,
        1 => rest.swap_remove(0),
        _ => Plan::And(rest),
    }
}

fn any_of(parts: impl Iterator<Item = Plan>) -> Plan {
    let mut rest: Vec<Plan> = Vec::new();
    for part in parts {
        match part {
            Plan::Everything => return Plan::Everything,
            Plan::Nothing => {}
            Plan::Entries(storage, entries) => match entries_of(&mut rest, storage) {
                Some(others) => others.or(&entries),
                None => rest.push(Plan::Entries(storage, entries)),
            },
            other => rest.push(other),
        }
    }
    rest.sort_small_by_key(cost);
    match rest.len() {
        0 => Plan::Nothing,
        1 => rest.swap_remove(0),
        _ => Plan::Or(rest),
    }
}

fn entries_of(parts: &mut [Plan], storage: StorageGroup) -> Option<&mut Bits> {
    parts.iter_mut().find_map(|part| match part {
        Plan::Entries(other, entries) if *other == storage => Some(entries),
        _ => None,
    })
}

fn cost(plan: &Plan) -> u32 {
    match plan {
        Plan::Everything | Plan::Nothing => 0,
        Plan::Time(_) | Plan::Timed => 1,
        Plan::EachTime(_) => 50,
        Plan::Entries(..) => 2,
        Plan::Rows(_) => 3,
        Plan::Not(inner) => cost(inner) + 1,
        Plan::And(parts) | Plan::Or(parts) => parts.iter().map(cost).max().unwrap_or(0) + 1,
        Plan::Cold(Term::Field { path: Path::Record(_), .. }) => 100,
        Plan::Cold(_) => 200,
    }
}

fn entries_plan(storage: StorageGroup, entries: Bits) -> Plan {
    if entries.is_empty() {
        Plan::Nothing
    } else if entries.count() == entries.length() {
        Plan::Everything
    } else {
        Plan::Entries(storage, entries)
    }
}

fn compile_term(store: &Store, term: &Term) -> Plan {
    match term {
        Term::Field { path: Path::Column(Field::EventTime), test } => match (test.time_range(), test) {
            (Some(range), _) => Plan::Time(range),
            (None, Predicate::Present) => Plan::Timed,
            (None, _) => Plan::EachTime(test.clone()),
        },
        Term::Field { path: Path::Column(field @ (Field::Actor | Field::Session | Field::Chain)), test } => {
            let Some(lineage) = &store.lineage else { return Plan::Nothing };
            let passes = |value: &str| test.matches(value);
            let entries = match field {
                Field::Actor => lineage.with_actor(passes),
                Field::Session => lineage.with_session(passes),
                _ => lineage.with_chain(passes),
            };
            let has = |entry: usize| entries.get(entry).copied().unwrap_or(false);
            entries_plan(StorageGroup::Identity, Bits::of(store.identities.len(), has))
        }
        Term::Field { path: Path::Column(Field::Key), test } => {
            let used = compile_column(store, Field::Key, |value| test.matches(value));
            any_of([used, issuing(store, test)].into_iter())
        }
        Term::Field { path: Path::Column(field), test } => {
            compile_column(store, *field, |value| test.matches(value))
        }
        Term::Field { path: Path::Record(keys), test } => match keys.split_first() {
            // All of `userIdentity` is interned: its texts are the entries.
            Some((first, rest)) if first.eq_ignore_ascii_case("userIdentity") => entries_plan(
                StorageGroup::Identity,
                identities(store, |json| value_matches(json, rest, test)),
            ),
            Some(_) => Plan::Cold(term.clone()),
            None => Plan::Nothing,
        },
        Term::Field { path: Path::Fact(fact), test } => match fact::asked(test) {
            AcceptedBooleans::Both => Plan::Everything,
            AcceptedBooleans::Neither => Plan::Nothing,
            AcceptedBooleans::True => holding(store, *fact),
            AcceptedBooleans::False => Plan::Not(Box::new(holding(store, *fact))),
        },
        Term::Field { path: Path::Resource, .. } | Term::Text(_) => Plan::Cold(term.clone()),
    }
}

/// Returns a plan for the rows for which a fact holds.
fn holding(store: &Store, fact: Fact) -> Plan {
    let by_text = Plan::Cold(fact.condition());
    if fact == Fact::OpenPolicy {
        return by_text;
    }
    let (crossing, open) = fact::crossing_by_columns(store);
    Plan::Or(vec![Plan::Rows(crossing), Plan::And(vec![Plan::Rows(open), by_text])])
}

fn compile_column(store: &Store, field: Field, passes: impl Fn(&str) -> bool) -> Plan {
    let storage = field.spec().storage;
    let Some(column) = store.column(field) else { return Plan::Nothing };
    let passes = Bits::of(column.values.codes(), |code| column.values.text(code as u32).is_some_and(&passes));
    entries_plan(storage, Bits::of(column.codes.len(), |entry| passes.has(column.codes[entry] as usize)))
}

/// Returns a plan for the rows that issued a key that passes.
fn issuing(store: &Store, test: &Predicate) -> Plan {
    let records = store.lineage.as_ref().map(|lineage| lineage.issuing(|key| test.matches(key)));
    let records = records.unwrap_or_default();
    if records.is_empty() {
        return Plan::Nothing;
    }
    let mut wanted = Bits::none(store.texts.count() as usize);
    records.into_iter().for_each(|record| wanted.insert(record as usize));
    Plan::Rows(Bits::of(store.rows.len(), |row| wanted.has(store.rows.record[row] as usize)))
}

/// Returns the identity entries whose `userIdentity` text passes.
pub(super) fn identities(store: &Store, mut passes: impl FnMut(&str) -> bool) -> Bits {
    Bits::of(store.identities.len(), |entry| {
        std::str::from_utf8(store.identity_text(entry as u32)).is_ok_and(&mut passes)
    })
}

/// Returns a row's time for a sort key: rows without a time come first.
pub(crate) fn sort_millis(millis: i64) -> Option<i64> {
    (millis != NO_TIME).then_some(millis)
}
