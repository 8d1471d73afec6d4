//! One worker's answers to queries of the page.

use super::coverage::coverage;
use super::narrow::matching;
use super::overview::{counts, overview, values};
use super::rows::{landmarks, order, rows};
use super::{KeySamples, Parsed, QueryReply, QueryRequest, Record, Rows, parse};
use crate::model::{Field, Selection, Sort};
use crate::store::bits::Bits;
use crate::store::{Shard, Store};

/// A shard with a cache of the last answers: the page asks for counts, then for rows of the same
/// selection.
#[derive(Debug, Default)]
pub struct ShardQuery {
    shard: Shard,
    matching: Option<(Selection, Bits)>,
    order: Option<(Selection, Sort, Vec<u32>)>,
}

impl ShardQuery {
    /// Creates a query service with an empty shard.
    pub fn new() -> ShardQuery {
        ShardQuery::default()
    }

    /// Returns the shard, to read files and sort rows, and clears the cache, since the rows may
    /// change.
    pub fn shard(&mut self) -> &mut Shard {
        self.matching = None;
        self.order = None;
        &mut self.shard
    }

    /// Returns the contents of the shard.
    pub fn store(&self) -> &Store {
        self.shard.store()
    }

    /// Answers a request.
    pub fn answer(&mut self, request: &QueryRequest) -> QueryReply {
        match request {
            QueryRequest::Overview(ask) => {
                let (store, matching) = self.remember(&ask.selection);
                QueryReply::Overview(overview(store, matching, ask))
            }
            QueryRequest::Counts { selection, values } => {
                let (store, matching) = self.remember(selection);
                QueryReply::Counts(counts(store, matching, values))
            }
            QueryRequest::Values { selection, field, containing, limit } => {
                let (store, matching) = self.remember(selection);
                QueryReply::Values(values(store, matching, *field, containing, *limit as usize))
            }
            QueryRequest::KeySamples(ask) => {
                let (store, order) = self.remember_order(&ask.selection, ask.sort);
                let found: KeySamples = landmarks(store, order, ask);
                QueryReply::KeySamples(found)
            }
            QueryRequest::Rows(ask) => {
                let (store, order) = self.remember_order(&ask.selection, ask.sort);
                let found: Rows = rows(store, order, ask);
                QueryReply::Rows(found)
            }
            QueryRequest::Coverage(steps) => QueryReply::Coverage(coverage(self.shard.store(), *steps)),
            QueryRequest::Record { row } => QueryReply::Record(record(self.shard.store(), *row)),
        }
    }

    /// Returns the records of hidden copies that differ from the shown copy and match a selection.
    pub fn differing_copies(&mut self, selection: &Selection) -> Vec<u32> {
        let Parsed { tree, .. } = parse(&selection.filter);
        self.shard.with_differing_copies(|store| {
            let matching = matching(store, &tree, selection.time);
            matching.iter().filter_map(|row| store.rows.record.get(row).copied()).collect()
        })
    }

    /// Returns the contents of the shard and the rows that match a selection.
    pub fn matching(&mut self, selection: &Selection) -> (&Store, &Bits) {
        self.remember(selection)
    }

    fn remember(&mut self, selection: &Selection) -> (&Store, &Bits) {
        let store = self.shard.store();
        let found = match self.matching.take() {
            Some((known, found)) if known == *selection => found,
            _ => {
                let Parsed { tree, .. } = parse(&selection.filter);
                matching(store, &tree, selection.time)
            }
        };
        (store, &self.matching.insert((selection.clone(), found)).1)
    }

    fn remember_order(&mut self, selection: &Selection, sort: Sort) -> (&Store, &[u32]) {
        let ordered = match self.order.take() {
            Some((known, known_sort, ordered)) if known == *selection && known_sort == sort => ordered,
            _ => {
                let (store, matching) = self.remember(selection);
                order(store, matching, sort)
            }
        };
        let (_, _, ordered) = self.order.insert((selection.clone(), sort, ordered));
        (self.shard.store(), ordered)
    }
}

fn record(store: &Store, record: u32) -> Option<Record> {
    let row = store.any_row(record)?;
    let (file, index) = store.file_of(record);
    Some(Record {
        text: String::from_utf8(store.text_of(&row)).ok()?,
        who: store.value_in(Field::Who, &row).unwrap_or_default().to_owned(),
        file,
        index,
        integrity: store.integrity_of(record).unwrap_or_default().to_owned(),
        is_hidden: store.hidden_place(record).is_some(),
    })
}
