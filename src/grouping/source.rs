//! The values of one name: where they are stored, and their codes.

use hashbrown::HashMap;

use super::limits::MOST_TEXT_BYTES;
use crate::base::small_sort::SmallSort;
use crate::model::{Field, StorageGroup};
use crate::query::{Needle, Path, values_at};
use crate::store::Store;
use crate::store::cuts::may_be_cut;
use crate::store::dictionary::{ABSENT, FieldValues};

/// Values that no column holds, with codes of their own.
#[derive(Debug, Default)]
pub(super) struct Own {
    values: FieldValues,
    bytes: usize,
}

impl Own {
    /// Returns the code of a value; `None` if there is too much text.
    fn code(&mut self, text: &str) -> Option<u32> {
        if self.bytes + text.len() > MOST_TEXT_BYTES {
            return None;
        }
        let before = self.values.codes();
        let code = self.values.code(Some(text));
        if self.values.codes() > before {
            self.bytes += text.len();
        }
        Some(code)
    }
}

/// The place where the values of a name are stored.
#[derive(Debug)]
pub(super) enum ValueSource {
    /// A column, with its own codes: at most one value per row.
    Column(Field),
    /// Interned identities: the codes of the values of each identity.
    Identities { lists: Vec<Vec<u32>>, own: Own },
    /// The key that was used by each identity, and the keys that were issued by each record.
    Keys { used: Vec<u32>, issued: HashMap<u32, Vec<u32>>, own: Own },
    /// The text of the record.
    Text(TextPath),
}

/// A path into the stored texts.
#[derive(Debug)]
pub(super) struct TextPath {
    keys: Vec<String>,
    /// Occurs in every text that has a value at the path, unless the key is escaped there.
    last_key: Needle,
    own: Own,
    /// Whether parts cut out of the texts can be on the path.
    pub needs_cuts: bool,
}

impl ValueSource {
    pub fn new(store: &Store, path: &Path) -> ValueSource {
        match path {
            Path::Column(Field::Key) => keys(store),
            Path::Column(field) => ValueSource::Column(*field),
            Path::Resource | Path::Fact(_) => ValueSource::Text(TextPath::new(Vec::new())),
            Path::Record(keys) => match keys.split_first() {
                Some((first, rest)) if first.eq_ignore_ascii_case("userIdentity") => identities(store, rest),
                _ => ValueSource::Text(TextPath::new(keys.clone())),
            },
        }
    }

    /// Appends the codes of a row's values, except those in its text.
    pub fn codes(&self, store: &Store, row: usize, codes: &mut Vec<u32>) {
        match self {
            ValueSource::Column(field) => {
                let entry = store.entries(field.spec().storage).get(row).copied();
                let code = entry.zip(store.column(*field));
                codes.extend(code.and_then(|(entry, column)| column.codes.get(entry as usize)));
            }
            ValueSource::Identities { lists, .. } => {
                let entry = store.entries(StorageGroup::Identity).get(row).copied().unwrap_or_default();
                codes.extend(lists.get(entry as usize).into_iter().flatten());
            }
            ValueSource::Keys { used, issued, .. } => {
                let entry = store.entries(StorageGroup::Identity).get(row).copied().unwrap_or_default();
                codes.extend(used.get(entry as usize));
                let record = store.rows.record.get(row).copied().unwrap_or_default();
                codes.extend(issued.get(&record).into_iter().flatten());
            }
            ValueSource::Text(_) => {}
        }
    }

    /// Returns the value of a code.
    pub fn text<'a>(&'a self, store: &'a Store, code: u32) -> Option<&'a str> {
        match self {
            ValueSource::Column(field) => store.column(*field)?.values.text(code),
            ValueSource::Identities { own, .. } | ValueSource::Keys { own, .. } => own.values.text(code),
            ValueSource::Text(path) => path.own.values.text(code),
        }
    }

    /// Returns the path if values are in texts.
    pub fn text_path(&mut self) -> Option<&mut TextPath> {
        match self {
            ValueSource::Text(path) => Some(path),
            _ => None,
        }
    }
}

impl TextPath {
    fn new(keys: Vec<String>) -> TextPath {
        let last_key = Needle::new(keys.last().map(String::as_str).unwrap_or_default());
        let needs_cuts = keys.first().is_some_and(|key| may_be_cut(key));
        TextPath { keys, last_key, own: Own::default(), needs_cuts }
    }

    /// Returns whether the cut text of one or more records can contain a value.
    pub fn may_be_in(&self, cut: &[u8]) -> bool {
        self.last_key.is_in(cut)
    }

    /// Calls `tell` with every value in a record's text.
    pub fn tell(&self, record: &str, tell: &mut dyn FnMut(&str)) {
        values_at(record, &self.keys, tell);
    }

    /// Appends the codes of the values in a record's text; returns `false` if there is too much
    /// text.
    pub fn codes(&mut self, record: &str, codes: &mut Vec<u32>) -> bool {
        let mut fits = true;
        let own = &mut self.own;
        values_at(record, &self.keys, &mut |text| match own.code(text) {
            Some(code) => codes.push(code),
            None => fits = false,
        });
        fits
    }
}

fn identities(store: &Store, keys: &[String]) -> ValueSource {
    let mut own = Own::default();
    let lists = (0..store.identities.len() as u32).map(|entry| {
        let mut list = Vec::new();
        if let Ok(json) = std::str::from_utf8(store.identity_text(entry)) {
            // No limit applies: all identities are in memory already.
            values_at(json, keys, &mut |text| list.push(own.values.code(Some(text))));
        }
        list
    });
    let lists = lists.collect();
    ValueSource::Identities { lists, own }
}

fn keys(store: &Store) -> ValueSource {
    let mut own = Own::default();
    let column = store.column(Field::AccessKeyId);
    let used = (0..store.identities.len() as u32)
        .map(|entry| own.values.code(column.and_then(|column| column.value(entry))))
        .collect();
    let mut issued: HashMap<u32, Vec<u32>> = HashMap::new();
    if let Some(lineage) = &store.lineage {
        let known = lineage.issued();
        for (record, code) in &known.records {
            issued.entry(*record).or_default().push(own.values.code(known.keys.text(*code)));
        }
    }
    ValueSource::Keys { used, issued, own }
}

/// Sorts codes and removes absent values and duplicates.
pub(super) fn tidy(codes: &mut Vec<u32>) {
    match codes.as_slice() {
        [] => {}
        [ABSENT] => codes.clear(),
        [_] => {}
        _ => {
            codes.retain(|code| *code != ABSENT);
            codes.sort_small();
            codes.dedup();
        }
    }
}
