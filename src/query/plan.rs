//! A filter's tree against one shard: first what can be decided by looking at
//! entries and values, then rows, then, for the rows that are left, texts.

use super::fact::{self, Asked, Fact};
use super::record_test::{
    any_key_or_scalar, hit_is_inside, may_be_in_guid, record_matches, required, value_matches,
};
use super::test_set::TestSet;
use super::{Needle, Path, Term, Test, Text, Tree};
use crate::event::{Field, Home};
use crate::in_order::InOrder;
use crate::protocol::TimeRange;
use crate::store::bits::Bits;
use crate::store::cuts::{GROUPS, IDENTITY, guid_text, parts};
use crate::store::{Store, rows::NO_TIME};

/// A tree whose conditions have been decided as far as dictionaries go.
#[derive(Debug)]
pub(super) enum Plan {
    Everything,
    Nothing,
    /// Rows whose entry in a group is in the set.
    Entries(Home, Bits),
    /// These rows.
    Rows(Bits),
    /// Rows of a time.
    Time(TimeRange),
    /// Rows with any readable time.
    Timed,
    /// Rows whose time, as CloudTrail writes it, passes.
    EachTime(Test),
    And(Vec<Plan>),
    Or(Vec<Plan>),
    Not(Box<Plan>),
    /// Rows whose text has to be looked at.
    Cold(Term),
}

impl Plan {
    /// Whether texts have to be looked at, or times be written out.
    fn is_cold(&self) -> bool {
        match self {
            Plan::EachTime(_) | Plan::Cold(_) => true,
            Plan::And(parts) | Plan::Or(parts) => parts.iter().any(Plan::is_cold),
            Plan::Not(inner) => inner.is_cold(),
            Plan::Everything
            | Plan::Nothing
            | Plan::Entries(..)
            | Plan::Rows(_)
            | Plan::Time(_)
            | Plan::Timed => false,
        }
    }

    /// What is done in a moment, and what takes long, if anything does: a row
    /// that matches the plan matches both.
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

/// The rows of a shard that a tree and a time range match.
pub fn matching(store: &Store, tree: &Tree, time: Option<TimeRange>) -> Bits {
    let mut within = rows_of(store, time);
    let plan = compile(store, tree);
    narrow(store, &plan, &mut within);
    within
}

/// The rows of a time; all where there is none.
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
            Plan::Entries(home, mut entries) => {
                entries.not();
                entries_plan(home, entries)
            }
            inner => Plan::Not(Box::new(inner)),
        },
        Tree::Term(term) => compile_term(store, term),
    }
}

/// Conditions on one column are decided together, so that a list of ten
/// thousand addresses takes one look at each distinct value and not ten
/// thousand.
fn compile_alternatives(store: &Store, parts: &[Tree]) -> Plan {
    let mut sets: Vec<(Field, TestSet<'_>)> = Vec::new();
    let mut plans = Vec::new();
    for part in parts {
        match part {
            Tree::Term(Term::Field { path: Path::Column(field), test }) if is_plain_column(*field) => {
                match sets.iter_mut().find(|(known, _)| known == field) {
                    Some((_, set)) => set.insert(test),
                    None => sets.push((*field, TestSet::of(test))),
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

/// Conditions on entries of one group are settled between entries; the cheap
/// ones come first.
fn all_of(parts: impl Iterator<Item = Plan>) -> Plan {
    let mut rest: Vec<Plan> = Vec::new();
    for part in parts {
        match part {
            Plan::Everything => {}
            Plan::Nothing => return Plan::Nothing,
            Plan::Entries(home, entries) => match entries_of(&mut rest, home) {
                Some(others) => others.and(&entries),
                None => rest.push(Plan::Entries(home, entries)),
            },
            other => rest.push(other),
        }
    }
    if rest.iter().any(|part| matches!(part, Plan::Entries(_, entries) if entries.is_empty())) {
        return Plan::Nothing;
    }
    rest.put_in_order_by_key(cost);
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
            Plan::Entries(home, entries) => match entries_of(&mut rest, home) {
                Some(others) => others.or(&entries),
                None => rest.push(Plan::Entries(home, entries)),
            },
            other => rest.push(other),
        }
    }
    rest.put_in_order_by_key(cost);
    match rest.len() {
        0 => Plan::Nothing,
        1 => rest.swap_remove(0),
        _ => Plan::Or(rest),
    }
}

fn entries_of(parts: &mut [Plan], home: Home) -> Option<&mut Bits> {
    parts.iter_mut().find_map(|part| match part {
        Plan::Entries(other, entries) if *other == home => Some(entries),
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

fn entries_plan(home: Home, entries: Bits) -> Plan {
    if entries.is_empty() {
        Plan::Nothing
    } else if entries.count() == entries.length() {
        Plan::Everything
    } else {
        Plan::Entries(home, entries)
    }
}

fn compile_term(store: &Store, term: &Term) -> Plan {
    match term {
        Term::Field { path: Path::Column(Field::EventTime), test } => match (test.time_range(), test) {
            (Some(range), _) => Plan::Time(range),
            (None, Test::Present) => Plan::Timed,
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
            entries_plan(Home::Identity, Bits::of(store.identities.len(), has))
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
            Some((first, rest)) if first.eq_ignore_ascii_case("userIdentity") => {
                entries_plan(Home::Identity, identities(store, |json| value_matches(json, rest, test)))
            }
            Some(_) => Plan::Cold(term.clone()),
            None => Plan::Nothing,
        },
        Term::Field { path: Path::Fact(fact), test } => match fact::asked(test) {
            Asked::Both => Plan::Everything,
            Asked::Neither => Plan::Nothing,
            Asked::True => holding(store, *fact),
            Asked::False => Plan::Not(Box::new(holding(store, *fact))),
        },
        Term::Field { path: Path::Resource, .. } | Term::Text(_) => Plan::Cold(term.clone()),
    }
}

/// The rows of which a fact holds.
fn holding(store: &Store, fact: Fact) -> Plan {
    let by_text = Plan::Cold(fact.condition());
    if fact == Fact::OpenPolicy {
        return by_text;
    }
    let (crossing, open) = fact::crossing_by_columns(store);
    Plan::Or(vec![Plan::Rows(crossing), Plan::And(vec![Plan::Rows(open), by_text])])
}

fn compile_column(store: &Store, field: Field, passes: impl Fn(&str) -> bool) -> Plan {
    let home = field.spec().home;
    let Some(column) = store.column(field) else { return Plan::Nothing };
    let passes = Bits::of(column.values.codes(), |code| column.values.text(code as u32).is_some_and(&passes));
    entries_plan(home, Bits::of(column.codes.len(), |entry| passes.has(column.codes[entry] as usize)))
}

/// The rows that issued a key that passes.
fn issuing(store: &Store, test: &Test) -> Plan {
    let records = store.lineage.as_ref().map(|lineage| lineage.issuing(|key| test.matches(key)));
    let records = records.unwrap_or_default();
    if records.is_empty() {
        return Plan::Nothing;
    }
    let mut wanted = Bits::none(store.texts.count() as usize);
    records.into_iter().for_each(|record| wanted.insert(record as usize));
    Plan::Rows(Bits::of(store.rows.len(), |row| wanted.has(store.rows.record[row] as usize)))
}

/// The identity entries whose `userIdentity` text passes.
fn identities(store: &Store, mut passes: impl FnMut(&str) -> bool) -> Bits {
    Bits::of(store.identities.len(), |entry| {
        std::str::from_utf8(store.identity_text(entry as u32)).is_ok_and(&mut passes)
    })
}

/// Takes out of `within` what the plan does not match.
pub(super) fn narrow(store: &Store, plan: &Plan, within: &mut Bits) {
    match plan {
        Plan::Everything => {}
        Plan::Nothing => *within = Bits::none(within.length()),
        Plan::Time(range) => {
            let span = store.rows.between(range.from_millis, range.until_millis);
            within.and(&Bits::span(within.length(), span.start, span.end));
        }
        Plan::Timed => within.and(&Bits::span(within.length(), store.rows.without_time(), within.length())),
        Plan::EachTime(test) => {
            let millis = &store.rows.millis;
            let rows = Bits::of(within.length(), |row| {
                within.has(row) && millis[row] != NO_TIME && test.matches_time(millis[row])
            });
            within.and(&rows);
        }
        Plan::Entries(home, entries) => {
            let codes = store.entries(*home);
            let rows = Bits::of(within.length(), |row| entries.has(codes[row] as usize));
            within.and(&rows);
        }
        Plan::Rows(rows) => within.and(rows),
        Plan::And(parts) => {
            for part in parts {
                if within.is_empty() {
                    return;
                }
                narrow(store, part, within);
            }
        }
        Plan::Or(parts) => {
            let mut found = Bits::none(within.length());
            for part in parts {
                // What was found need not be looked at again.
                let mut rest = within.clone();
                rest.and_not(&found);
                narrow(store, part, &mut rest);
                found.or(&rest);
            }
            *within = found;
        }
        Plan::Not(inner) => {
            let mut found = within.clone();
            narrow(store, inner, &mut found);
            within.and_not(&found);
        }
        Plan::Cold(term) => narrow_by_text(store, term, within),
    }
}

/// Looks at the texts of the rows in `within`, block by block.
fn narrow_by_text(store: &Store, term: &Term, within: &mut Bits) {
    let rows = &store.rows;
    let records = store.texts.count() as usize;
    let mut row_of = vec![u32::MAX; records];
    for row in within.iter() {
        row_of[rows.record[row] as usize] = row as u32;
    }
    let finder = Finder::new(store, term);
    let mut found = Bits::none(within.length());
    let mut buffer = Vec::new();
    let mut text = Vec::new();
    for block in 0..store.texts.blocks() {
        let numbers = store.texts.records_in(block);
        if row_of[numbers.start as usize..numbers.end as usize].iter().all(|row| *row == u32::MAX) {
            continue;
        }
        let unpacked = store.texts.unpack(block, buffer);
        let has_required = finder.has_required(&unpacked.bytes);
        for (record, cut) in (unpacked.first..).zip(unpacked.records()) {
            let row = row_of.get(record as usize).copied().unwrap_or(u32::MAX);
            if row != u32::MAX && finder.matches(record, row as usize, cut, has_required, &mut text) {
                found.insert(row as usize);
            }
        }
        buffer = unpacked.bytes;
    }
    *within = found;
}

/// A condition on texts, with what can be known of it beforehand.
struct Finder<'a> {
    store: &'a Store,
    term: &'a Term,
    /// One of these must occur in the cut text, ignoring case, unless the
    /// record has escapes; empty if nothing is known.
    required: Vec<Needle>,
    /// For free text: the entries of every group whose values, which are cut
    /// out of the texts, contain it.
    entries: Vec<(Home, Bits)>,
    in_guids: bool,
}

impl<'a> Finder<'a> {
    fn new(store: &'a Store, term: &'a Term) -> Finder<'a> {
        let (entries, in_guids) = match term {
            Term::Text(text) => (entries_with(store, text), may_be_in_guid(text)),
            Term::Field { .. } => (Vec::new(), false),
        };
        Finder { store, term, required: required(term), entries, in_guids }
    }

    /// Whether the text that must occur does so anywhere in a block: one look
    /// over all of it is faster than one over each record.
    fn has_required(&self, block: &[u8]) -> bool {
        self.required.is_empty() || self.required.iter().any(|needle| needle.is_in(block))
    }

    fn matches(&self, record: u32, row: usize, cut: &[u8], has_required: bool, text: &mut Vec<u8>) -> bool {
        let in_entries =
            |(home, entries): &(Home, Bits)| entries.has(self.store.entries(*home)[row] as usize);
        if self.entries.iter().any(in_entries) || self.is_in_guids(record) {
            return true;
        }
        // Escapes may hide what is looked for.
        if !self.store.texts.is_escaped(record) {
            if !has_required {
                return false;
            }
            let hit = self.required.iter().find_map(|needle| Some((needle, needle.find(cut)?)));
            match (hit, self.term) {
                (None, _) if !self.required.is_empty() => return false,
                (Some((needle, at)), Term::Text(Text::Contains(pattern))) if pattern.needles().len() == 1 => {
                    if let Some(answer) = hit_is_inside(needle.lower(), cut, at) {
                        return answer;
                    }
                }
                _ => {}
            }
        }
        self.matches_restored(record, row, cut, text)
    }

    /// Free text may stand in an id that is kept as a number.
    fn is_in_guids(&self, record: u32) -> bool {
        let Term::Text(free) = self.term else { return false };
        self.in_guids
            && self.store.texts.ids(record).iter().any(|id| {
                *id != 0 && std::str::from_utf8(&guid_text(*id)).is_ok_and(|text| free.matches(text))
            })
    }

    fn matches_restored(&self, record: u32, row: usize, cut: &[u8], text: &mut Vec<u8>) -> bool {
        let texts = &self.store.texts;
        match self.term {
            // What was cut out is settled by its entries, and must not be
            // counted a second time: nothing is found in these.
            Term::Text(_) => {
                let blank = |mark| if mark == IDENTITY { &b"{}"[..] } else { &b"null"[..] };
                texts.restore(record, cut, blank, text);
            }
            Term::Field { .. } => {
                texts.restore(record, cut, |mark| self.store.cut_value(row, mark), text);
            }
        }
        std::str::from_utf8(text).is_ok_and(|text| record_matches(self.term, text))
    }
}

/// For each group, the entries with values that a free text occurs in.
fn entries_with(store: &Store, free: &Text) -> Vec<(Home, Bits)> {
    let occurs = |json: &[u8]| {
        std::str::from_utf8(json).is_ok_and(|json| any_key_or_scalar(json, &mut |part| free.matches(part)))
    };
    let mut found = vec![(Home::Identity, identities(store, |json| occurs(json.as_bytes())))];
    for (home, members) in GROUPS {
        let entries = store.group(home).map_or(0, |group| group.len());
        let has = |entry| parts(store.parts(home, entry as u32), members).any(occurs);
        found.push((home, Bits::of(entries, has)));
    }
    found
}

/// The sort key's time of a row: rows without one come first.
pub(crate) fn sort_millis(millis: i64) -> Option<i64> {
    (millis != NO_TIME).then_some(millis)
}
