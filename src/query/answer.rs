//! One worker's answers to queries of the page.

use super::coverage::coverage;
use super::overview::{counts, overview, values};
use super::plan::matching;
use super::rows::{landmarks, order, rows};
use super::{Parsed, parse};
use crate::copies;
use crate::event::Field;
use crate::protocol::{Answer, KeySamples, Record, Request, Rows, Selection, Sort};
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

    /// Answers a query; returns [`Answer::Failed`] for requests that are not queries.
    pub fn answer(&mut self, request: &Request) -> Answer {
        match request {
            Request::Overview(ask) => {
                let (store, matching) = self.remember(&ask.selection);
                Answer::Overview(overview(store, matching, ask))
            }
            Request::Counts { selection, values } => {
                let (store, matching) = self.remember(selection);
                Answer::Counts(counts(store, matching, values))
            }
            Request::Values { selection, field, containing, limit } => {
                let (store, matching) = self.remember(selection);
                Answer::Values(values(store, matching, *field, containing, *limit as usize))
            }
            Request::KeySamples(ask) => {
                let (store, order) = self.remember_order(&ask.selection, ask.sort);
                let found: KeySamples = landmarks(store, order, ask);
                Answer::KeySamples(found)
            }
            Request::Rows(ask) => {
                let (store, order) = self.remember_order(&ask.selection, ask.sort);
                let found: Rows = rows(store, order, ask);
                Answer::Rows(found)
            }
            Request::Coverage(steps) => Answer::Coverage(coverage(self.shard.store(), *steps)),
            Request::Record { row } => match record(self.shard.store(), *row) {
                Some(record) => Answer::Record(record),
                None => Answer::Failed(format!("there is no record {row}")),
            },
            Request::Copies(ask) => Answer::Copies(copies::answer(self, ask)),
            Request::Load(_)
            | Request::Sample { .. }
            | Request::Stop
            | Request::FinishLoading
            | Request::ShareKeys { .. }
            | Request::FindRepeats
            | Request::ReadContents
            | Request::JudgeRepeats
            | Request::HideRepeats
            | Request::ShareEvidence { .. }
            | Request::GatherEvidence { .. }
            | Request::CheckIntegrity { .. }
            | Request::StopChecking
            | Request::SetIntegrityClasses { .. }
            | Request::IntegrityList(_)
            | Request::IntegrityDetail(_)
            | Request::IntegrityOf { .. }
            | Request::PrintAsAwsCli { .. }
            | Request::Report { .. }
            | Request::Timelines(_)
            | Request::Export(_)
            | Request::Resources(_)
            | Request::Group(_)
            | Request::Questions(_)
            | Request::Case(_)
            | Request::Clear => Answer::Failed("this is no question".to_owned()),
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
