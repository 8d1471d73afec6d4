//! Counts matching rows in steps of a few milliseconds.

use super::parse;
use super::plan::{Plan, compile, rows_of};
use crate::model::Selection;
use crate::store::Store;
use crate::store::bits::Bits;

/// Number of text blocks that are read in one step; about ten milliseconds.
const BLOCKS_IN_A_STEP: usize = 48;

/// A job that counts matching rows. It covers the rows as they were when it began: if they change, a
/// new job must begin.
#[derive(Debug)]
pub struct CountJob {
    /// The slow part of the filter; `None` if there is none.
    cold: Option<Plan>,
    /// The rows for which the slow part must be decided, in the order of their records.
    pending: Vec<u32>,
    /// Number of these that are decided.
    decided: usize,
    found: u64,
}

impl CountJob {
    /// Starts a count and decides everything that does not require texts.
    pub fn begin(store: &Store, selection: &Selection) -> CountJob {
        let mut within = rows_of(store, selection.time);
        let (warm, cold) = compile(store, &parse(&selection.filter).tree).by_cost();
        warm.narrow(store, &mut within);
        match cold {
            None => CountJob { cold, pending: Vec::new(), decided: 0, found: within.count() as u64 },
            Some(_) => CountJob { cold, pending: by_record(store, &within), decided: 0, found: 0 },
        }
    }

    /// Does one step. Returns the number of matching rows once it is known.
    pub fn step(&mut self, store: &Store) -> Option<u64> {
        let Some(cold) = self.cold.as_ref().filter(|_| self.decided < self.pending.len()) else {
            return Some(self.found);
        };
        let mut part = Bits::none(store.rows.len());
        let (mut blocks, mut last_block) = (0, None);
        for row in &self.pending[self.decided..] {
            let row = *row as usize;
            let block = Some(store.texts.block_of(store.rows.record[row]));
            blocks += usize::from(block != last_block);
            if blocks > BLOCKS_IN_A_STEP {
                break;
            }
            last_block = block;
            part.insert(row);
            self.decided += 1;
        }
        cold.narrow(store, &mut part);
        self.found += part.count() as u64;
        None
    }
}

/// Returns the rows in the order of their records: records, not rows, are adjacent in the packed
/// texts.
fn by_record(store: &Store, rows: &Bits) -> Vec<u32> {
    let mut row_of = vec![u32::MAX; store.texts.count() as usize];
    for row in rows.iter() {
        row_of[store.rows.record[row] as usize] = row as u32;
    }
    row_of.retain(|row| *row != u32::MAX);
    row_of
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::TimeRange;
    use crate::model::FileDescriptor;
    use crate::query::{ShardQuery, matching};

    /// Contains more records than three steps read.
    fn shard_query() -> ShardQuery {
        let mut shard_query = ShardQuery::new();
        let records: Vec<String> = crate::sample::records(3, 60_000).collect();
        let text = records.join("\n");
        let descriptor = FileDescriptor { file: 0, path: "events.json".to_owned(), bytes: text.len() as u64 };
        shard_query.shard().read_file(&descriptor, &mut text.as_bytes());
        shard_query.shard().settle();
        shard_query
    }

    #[test]
    fn steps_come_to_what_is_counted_at_once() {
        let shard_query = shard_query();
        let store = shard_query.store();
        assert!(store.texts.blocks() > 3 * BLOCKS_IN_A_STEP);
        let middle = store.rows.millis[store.rows.len() / 2];
        let half = Some(TimeRange { from_millis: middle, until_millis: i64::MAX });
        for filter in [
            "",
            "errorCode:*",
            "nothing.like.this:x",
            "requestParameters.bucketName:*",
            "not requestParameters.bucketName:*",
            "service:s3 and requestParameters.bucketName:*",
            "errorCode:* or requestParameters.bucketName:*",
            "prod",
            "eventTime:*T1*",
            "eventName:ConsoleLogin and prod",
        ] {
            for time in [None, half] {
                let selection = Selection { filter: filter.to_owned(), time };
                let mut count = CountJob::begin(store, &selection);
                let mut steps = 0;
                let found = loop {
                    steps += 1;
                    if let Some(found) = count.step(store) {
                        break found;
                    }
                };
                let whole = matching(store, &parse(filter).tree, time).count() as u64;
                assert_eq!(found, whole, "{filter}");
                if filter == "prod" && time.is_none() {
                    assert!(steps > 3, "{steps} steps");
                }
            }
        }
    }
}
