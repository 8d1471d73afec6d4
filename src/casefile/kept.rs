//! Finds the records that a case keeps by the events that they belong to.

use std::cell::OnceCell;

use hashbrown::HashMap;

use super::model::{KeptRecord, MarkedEvent, content_of};

/// The kept records of a case by account and id. A case may hold many records of one id, so none is
/// compared with every bookmark. Of equal records, the first counts.
#[derive(Debug)]
pub struct KeptRecords<'c> {
    records: &'c [KeptRecord],
    by_id: HashMap<(&'c str, &'c str), &'c KeptRecord>,
    /// The records by the content too; empty until a bookmark asks for a content.
    by_content: OnceCell<HashMap<(&'c str, &'c str, String), &'c KeptRecord>>,
}

impl<'c> KeptRecords<'c> {
    /// Indexes records.
    pub fn new(records: &'c [KeptRecord]) -> KeptRecords<'c> {
        // Backwards, so that the first of several stays.
        let by_id = records.iter().rev().map(|kept| ((kept.account.as_str(), kept.event_id.as_str()), kept));
        KeptRecords { records, by_id: by_id.collect(), by_content: OnceCell::new() }
    }

    /// Returns whether a record with the account and the id of the event is kept, whatever its
    /// content.
    pub fn has_id_of(&self, event: &MarkedEvent) -> bool {
        self.by_id.contains_key(&(event.account.as_str(), event.event_id.as_str()))
    }

    /// Returns the record of the event; the first with its id, if the bookmark does not say its
    /// content.
    pub fn of(&self, event: &MarkedEvent) -> Option<&'c KeptRecord> {
        let (account, id) = (event.account.as_str(), event.event_id.as_str());
        let first = self.by_id.get(&(account, id))?;
        let Some(content) = &event.content else { return Some(first) };
        let by_content = self.by_content.get_or_init(|| {
            let key = |kept: &'c KeptRecord| {
                (kept.account.as_str(), kept.event_id.as_str(), content_of(&kept.record))
            };
            self.records.iter().rev().map(|kept| (key(kept), kept)).collect()
        });
        by_content.get(&(account, id, content.clone())).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(id: &str, record: &str) -> KeptRecord {
        KeptRecord { account: "1".to_owned(), event_id: id.to_owned(), record: record.to_owned() }
    }

    fn event(id: &str, content: Option<String>) -> MarkedEvent {
        MarkedEvent { account: "1".to_owned(), event_id: id.to_owned(), content, ..MarkedEvent::default() }
    }

    #[test]
    fn records_of_one_id_differ_by_their_content() {
        let again = kept("a", r#"{"x": 2}"#);
        let records = [kept("a", r#"{"x":1}"#), kept("a", r#"{"x":2}"#), kept("b", "{}"), again];
        let index = KeptRecords::new(&records);
        assert_eq!(index.of(&event("a", None)), Some(&records[0]));
        assert_eq!(index.of(&event("a", Some(content_of(r#"{"x":2}"#)))), Some(&records[1]));
        assert_eq!(index.of(&event("a", Some(content_of(r#"{"x":3}"#)))), None);
        assert!(index.has_id_of(&event("a", Some(content_of(r#"{"x":3}"#)))));
        assert_eq!(index.of(&event("c", None)), None);
        assert!(!index.has_id_of(&event("c", None)));
    }
}
