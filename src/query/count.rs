//! How many rows match, without holding anybody up: texts are looked at some
//! thousands at a time.

use super::parse;
use super::plan::{Plan, compile, narrow, rows_of};
use crate::protocol::Selection;
use crate::store::Store;
use crate::store::bits::Bits;

/// So many records are looked at in one step: about ten milliseconds' worth of
/// texts.
const RECORDS_IN_A_STEP: u32 = 8192;

/// A count under way. It is about the rows as they were when it began: where
/// these change, another has to begin.
#[derive(Debug)]
pub struct Count {
    /// Rows that may match; those before `next_record` have been settled.
    within: Bits,
    /// What takes long to decide.
    cold: Option<Plan>,
    next_record: u32,
    found: u64,
}

impl Count {
    /// Begins, with all that can be decided without looking at texts.
    pub fn begin(store: &Store, selection: &Selection) -> Count {
        let mut within = rows_of(store, selection.time);
        let (warm, cold) = compile(store, &parse(&selection.filter).tree).by_cost();
        narrow(store, &warm, &mut within);
        Count { within, cold, next_record: 0, found: 0 }
    }

    /// Goes on; the number of rows that match, once it is known.
    pub fn step(&mut self, store: &Store) -> Option<u64> {
        let Some(cold) = &self.cold else { return Some(self.within.count() as u64) };
        // Few are done at once, wherever they are.
        if self.next_record == 0 && self.within.count() <= RECORDS_IN_A_STEP as usize {
            narrow(store, cold, &mut self.within);
            self.cold = None;
            return Some(self.within.count() as u64);
        }
        if self.next_record >= store.texts.count() {
            return Some(self.found);
        }
        // Records, not rows, lie beside each other in the packed texts.
        let until = self.next_record.saturating_add(RECORDS_IN_A_STEP);
        let numbers = self.next_record..until;
        let mut part = Bits::of(self.within.length(), |row| {
            self.within.has(row) && store.rows.record.get(row).is_some_and(|record| numbers.contains(record))
        });
        narrow(store, cold, &mut part);
        self.found += part.count() as u64;
        self.next_record = until;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{FileTicket, TimeRange};
    use crate::query::{Desk, matching};

    /// More records than a step looks at.
    fn desk() -> Desk {
        let mut desk = Desk::new();
        let records: Vec<String> = crate::sample::records(3, 20_000).collect();
        let text = records.join("\n");
        let ticket = FileTicket { file: 0, path: "events.json".to_owned(), bytes: text.len() as u64 };
        desk.shard().read_file(&ticket, &mut text.as_bytes());
        desk.shard().settle();
        desk
    }

    #[test]
    fn steps_come_to_what_is_counted_at_once() {
        let desk = desk();
        let store = desk.store();
        assert!(store.texts.count() > 2 * RECORDS_IN_A_STEP);
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
                let mut count = Count::begin(store, &selection);
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
