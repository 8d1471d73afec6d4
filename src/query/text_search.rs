//! Searches the texts of records: one pass over the packed blocks for any number of conditions.

use std::cell::Cell;

use super::fact::Fact;
use super::plan::{Plan, identities};
use super::record_match::{any_key_or_scalar, hit_is_inside, may_be_in_guid, record_matches, required};
use super::{FreeText, Needle, Path, Term};
use crate::model::{Field, StorageGroup};
use crate::store::Store;
use crate::store::bits::Bits;
use crate::store::cuts::{GROUPS, IDENTITY, guid_text, parts};

/// A plan that requires texts, prepared for testing one record after another.
pub(super) struct TextSearch<'a> {
    store: &'a Store,
    test: TextTest<'a>,
}

/// The test of a record.
enum TextTest<'a> {
    /// Membership in these rows, which columns decided.
    Rows(Bits),
    All(Vec<TextTest<'a>>),
    Any(Vec<TextTest<'a>>),
    Not(Box<TextTest<'a>>),
    Term(TermSearch<'a>),
}

/// The record that is being tested.
struct SearchedRecord<'a> {
    record: u32,
    row: usize,
    /// Its text, without the parts that are stored in columns.
    cut: &'a [u8],
    /// The texts of all records of its block.
    block: &'a [u8],
}

impl<'a> TextSearch<'a> {
    /// Creates a search for the rows in `within` that match every plan.
    pub(super) fn all(store: &'a Store, plans: &[&'a Plan], within: &Bits) -> TextSearch<'a> {
        TextSearch { store, test: TextTest::All(TextTest::each(store, plans.iter().copied(), within)) }
    }

    /// Creates a search for the rows in `within` that match any of the plans.
    pub(super) fn any(store: &'a Store, plans: &[&'a Plan], within: &Bits) -> TextSearch<'a> {
        TextSearch { store, test: TextTest::Any(TextTest::each(store, plans.iter().copied(), within)) }
    }

    /// Removes the rows that do not match from `within`.
    pub(super) fn narrow(&self, within: &mut Bits) {
        let (record_of, texts) = (&self.store.rows.record, &self.store.texts);
        let records = || within.iter().map(|row| record_of[row]);
        let (Some(first), Some(last)) = (records().min(), records().max()) else { return };
        let mut row_of = vec![u32::MAX; (last - first) as usize + 1];
        for row in within.iter() {
            row_of[(record_of[row] - first) as usize] = row as u32;
        }
        let row_of = |record: u32| {
            let row = row_of.get(record.checked_sub(first)? as usize).copied()?;
            (row != u32::MAX).then_some(row as usize)
        };
        let mut found = Bits::none(within.length());
        let mut buffer = Vec::new();
        let mut text = Vec::new();
        for block in texts.block_of(first)..=texts.block_of(last) {
            if texts.records_in(block).all(|record| row_of(record).is_none()) {
                continue;
            }
            let unpacked = texts.unpack(block, buffer);
            self.test.enter_block();
            for (record, cut) in (unpacked.first..).zip(unpacked.records()) {
                let Some(row) = row_of(record) else { continue };
                let searched = SearchedRecord { record, row, cut, block: &unpacked.bytes };
                if self.test.matches(&searched, &mut text) {
                    found.insert(row);
                }
            }
            buffer = unpacked.bytes;
        }
        *within = found;
    }
}

impl<'a> TextTest<'a> {
    fn of(store: &'a Store, plan: &'a Plan, within: &Bits) -> TextTest<'a> {
        match plan {
            Plan::Cold(term) => TextTest::Term(TermSearch::new(store, term)),
            Plan::And(parts) if plan.needs_texts() => TextTest::All(TextTest::each(store, parts, within)),
            Plan::Or(parts) if plan.needs_texts() => TextTest::Any(TextTest::each(store, parts, within)),
            Plan::Not(inner) if plan.needs_texts() => {
                TextTest::Not(Box::new(TextTest::of(store, inner, within)))
            }
            columns => {
                let mut rows = within.clone();
                columns.narrow(store, &mut rows);
                TextTest::Rows(rows)
            }
        }
    }

    fn each(store: &'a Store, plans: impl IntoIterator<Item = &'a Plan>, within: &Bits) -> Vec<TextTest<'a>> {
        plans.into_iter().map(|plan| TextTest::of(store, plan, within)).collect()
    }

    /// Clears the cached results of the previous block.
    fn enter_block(&self) {
        match self {
            TextTest::Rows(_) => {}
            TextTest::All(parts) | TextTest::Any(parts) => parts.iter().for_each(TextTest::enter_block),
            TextTest::Not(inner) => inner.enter_block(),
            TextTest::Term(term) => term.is_in_block.set(None),
        }
    }

    /// Whether a record passes; `text` is a buffer.
    fn matches(&self, searched: &SearchedRecord<'_>, text: &mut Vec<u8>) -> bool {
        match self {
            TextTest::Rows(rows) => rows.has(searched.row),
            TextTest::All(parts) => parts.iter().all(|part| part.matches(searched, text)),
            TextTest::Any(parts) => parts.iter().any(|part| part.matches(searched, text)),
            TextTest::Not(inner) => !inner.matches(searched, text),
            TextTest::Term(term) => term.matches(searched, text),
        }
    }
}

/// A condition on texts, with everything that can be computed in advance.
struct TermSearch<'a> {
    store: &'a Store,
    term: &'a Term,
    /// One of these must occur in the cut text, ignoring case, unless the record has escapes; empty
    /// if none are known.
    required: Vec<Needle>,
    /// For free text: the entries of every group whose values, which are cut out of the texts,
    /// contain it.
    entries: Vec<(StorageGroup, Bits)>,
    in_guids: bool,
    /// Whether any text of `required` occurs in the current block; `None` until that was tested.
    is_in_block: Cell<Option<bool>>,
}

impl<'a> TermSearch<'a> {
    fn new(store: &'a Store, term: &'a Term) -> TermSearch<'a> {
        let (entries, in_guids) = match term {
            Term::Text(text) => (entries_with(store, text), may_be_in_guid(text)),
            Term::Field { .. } => (Vec::new(), false),
        };
        TermSearch { store, term, required: required(term), entries, in_guids, is_in_block: Cell::new(None) }
    }

    /// Whether any text of `required` occurs in the block: one search over the whole block is
    /// faster than one for each record.
    fn may_be_in(&self, block: &[u8]) -> bool {
        self.is_in_block.get().unwrap_or_else(|| {
            let is_in = self.required.is_empty() || self.required.iter().any(|needle| needle.is_in(block));
            self.is_in_block.set(Some(is_in));
            is_in
        })
    }

    fn matches(&self, searched: &SearchedRecord<'_>, text: &mut Vec<u8>) -> bool {
        let SearchedRecord { record, row, cut, block } = *searched;
        let in_entries = |(storage, entries): &(StorageGroup, Bits)| {
            entries.has(self.store.entries(*storage)[row] as usize)
        };
        if self.entries.iter().any(in_entries) || self.is_in_guids(record) {
            return true;
        }
        // Escapes may hide the text.
        if !self.store.texts.is_escaped(record) {
            if !self.may_be_in(block) {
                return false;
            }
            let hit = self.required.iter().find_map(|needle| Some((needle, needle.find(cut)?)));
            match (hit, self.term) {
                (None, _) if !self.required.is_empty() => return false,
                (Some((needle, at)), Term::Text(FreeText::Contains(pattern)))
                    if pattern.needles().len() == 1 =>
                {
                    if let Some(answer) = hit_is_inside(needle.lower(), cut, at) {
                        return answer;
                    }
                }
                (_, Term::Field { path: Path::Fact(Fact::CrossAccount), .. })
                    if self.names_only_the_caller(row, cut) =>
                {
                    return false;
                }
                _ => {}
            }
        }
        self.matches_restored(record, row, cut, text)
    }

    /// Whether the log and every resource belong to the caller's own account, as far as the cut
    /// text shows: no member `accountId` names another account.
    fn names_only_the_caller(&self, row: usize, cut: &[u8]) -> bool {
        let caller = self.store.value(Field::UserAccountId, row);
        let Some(caller) = caller.filter(|caller| !caller.is_empty()) else { return false };
        if self.store.value(Field::RecipientAccountId, row) != Some(caller) {
            return false;
        }
        let Some(needle) = self.required.first() else { return false };
        let mut rest = cut;
        while let Some(at) = needle.find(rest) {
            let is_member = at.checked_sub(1).is_some_and(|quote| rest[quote] == b'"');
            rest = &rest[at + needle.lower().len()..];
            let is_caller = || {
                let value = rest.strip_prefix(br#"":""#)?.strip_prefix(caller.as_bytes())?;
                value.starts_with(b"\"").then_some(())
            };
            if is_member && is_caller().is_none() {
                return false;
            }
        }
        true
    }

    /// Whether the free text occurs in an id that is stored as a number.
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
            // The cut parts were decided by their entries and must not be counted a second time:
            // nothing is found in these placeholders.
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

/// Returns for each group the entries with values that contain a free text.
fn entries_with(store: &Store, free: &FreeText) -> Vec<(StorageGroup, Bits)> {
    let occurs = |json: &[u8]| {
        std::str::from_utf8(json).is_ok_and(|json| any_key_or_scalar(json, &mut |part| free.matches(part)))
    };
    let mut found = vec![(StorageGroup::Identity, identities(store, |json| occurs(json.as_bytes())))];
    for (storage, members) in GROUPS {
        let entries = store.group(storage).map_or(0, |group| group.len());
        let has = |entry| parts(store.parts(storage, entry as u32), members).any(occurs);
        found.push((storage, Bits::of(entries, has)));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::model::FileDescriptor;
    use crate::query::{ShardQuery, Tree, matching, parse};

    use super::*;

    fn shard_query(records: &[String]) -> ShardQuery {
        let text = records.join("\n");
        let mut shard_query = ShardQuery::new();
        let descriptor = FileDescriptor { file: 0, path: "events.json".to_owned(), bytes: text.len() as u64 };
        shard_query.shard().read_file(&descriptor, &mut text.as_bytes());
        shard_query.shard().settle();
        shard_query
    }

    #[test]
    fn other_accounts_are_found_however_they_are_written() {
        let of_the_log = r#","recipientAccountId":"111111111111""#;
        let records: Vec<String> = [
            (of_the_log, r#","resources":[{"accountId":"111111111111"}]"#),
            (of_the_log, r#","resources":[{"accountId":"111111111111"},{"accountId":"222222222222"}]"#),
            (of_the_log, r#","resources":[{"ACCOUNTID":"222222222222"}]"#),
            (of_the_log, r#","resources":[{"accountId" : "222222222222"}]"#),
            (of_the_log, r#","resources":[{"accountId" : "111111111111"}]"#),
            (of_the_log, r#","resources":[{"account\u0049d":"222222222222"}]"#),
            (of_the_log, r#","resources":[{"accountId":"1111111111112"}]"#),
            (of_the_log, r#","resources":[{"accountId":222222222222}]"#),
            (of_the_log, r#","resources":[{"accountId":["222222222222"]}]"#),
            (of_the_log, r#","requestParameters":{"accountId":"222222222222"}"#),
            (of_the_log, r#","requestParameters":{"sourceAccountId":"222222222222"}"#),
            (of_the_log, ""),
            (r#","recipientAccountId":"222222222222""#, ""),
            (r#","recipientAccountId":["222222222222"]"#, ""),
            ("", r#","resources":[{"accountId":"222222222222"}]"#),
            ("", ""),
        ]
        .iter()
        .enumerate()
        .map(|(number, (log, rest))| {
            format!(
                r#"{{"eventTime":"2026-01-01T00:00:{number:02}Z","eventSource":"s3.amazonaws.com","eventName":"E{number}","eventID":"{number}","userIdentity":{{"type":"IAMUser","accountId":"111111111111"}}{log}{rest}}}"#
            )
        })
        .collect();
        let shard_query = shard_query(&records);
        let store = shard_query.store();
        assert_eq!(store.rows.len(), records.len());
        let crossing = matching(store, &parse("crossAccount:true").tree, None);
        for (row, record) in records.iter().enumerate() {
            assert_eq!(crossing.has(row), Fact::CrossAccount.holds(record), "{record}");
        }
        assert_eq!(crossing.count(), 10);
    }

    /// Conditions on columns and texts in every nesting, compared with each one alone.
    #[test]
    fn conditions_are_looked_for_together_as_one_by_one() {
        let records: Vec<String> = crate::sample::records(5, 3_000).collect();
        let shard_query = shard_query(&records);
        let store = shard_query.store();
        let one = |filter: &str| matching(store, &parse(filter).tree, None);
        let parts =
            ["errorCode:*", "requestParameters.bucketName:*", "prod", "crossAccount:true", "eventTime:*:1*"];
        let of = |part: usize| -> Tree { parse(parts[part]).tree };
        for a in 0..parts.len() {
            for b in 0..parts.len() {
                for c in 0..parts.len() {
                    let tree = Tree::Or(vec![
                        Tree::And(vec![of(a), Tree::Not(Box::new(of(b)))]),
                        Tree::And(vec![of(b), Tree::Or(vec![of(c), Tree::Not(Box::new(of(a)))])]),
                    ]);
                    let (a, b, c) = (one(parts[a]), one(parts[b]), one(parts[c]));
                    let expected =
                        Bits::of(store.rows.len(), |row| match (a.has(row), b.has(row), c.has(row)) {
                            (a, true, c) => c || !a,
                            (a, false, _) => a,
                        });
                    assert_eq!(matching(store, &tree, None), expected, "{tree:?}");
                }
            }
        }
    }
}
