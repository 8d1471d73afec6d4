//! The identity of an event, which is the same for all its copies.

use super::cuts::{guid_text, parse_guid};
use super::repeats::stable_hash;
use super::shard::Store;
use crate::base::json::plain_text;
use crate::intake::{RawRecord, RecordMember};

/// Returns the number of an `eventID` that is not a GUID in canonical form.
pub(super) fn number_of_odd(event_id: &str) -> u128 {
    stable_hash(&[b"id", event_id.as_bytes()])
}

/// The part of an event's number that depends on the account and on whether it is a correction: the
/// same `eventID` in another account is another event, and a correction is not a copy.
pub(super) fn salt(account: &str, is_correction: bool) -> u128 {
    stable_hash(&[account.as_bytes(), &[u8::from(is_correction)]])
}

/// Returns the identity of the event with an id in an account, or of a correction of it. It equals
/// [`Store::id`] for the event's row in any worker.
pub fn event_identity(account: &str, event_id: &str, is_correction: bool) -> u128 {
    let number = parse_guid(event_id.as_bytes()).unwrap_or_else(|| number_of_odd(event_id));
    number ^ salt(account, is_correction)
}

impl Store {
    /// Returns the `eventID` of a record; `None` if it is not a GUID as AWS writes it, so that only
    /// the record's text contains it.
    pub fn guid_event_id(&self, record: u32) -> Option<String> {
        let guid = Some(self.guid(record)).filter(|guid| *guid != 0)?;
        String::from_utf8(guid_text(guid).to_vec()).ok()
    }

    /// Returns the `eventID` of a row; `None` if it has none, or it is not a string.
    pub fn event_id(&self, row: usize) -> Option<String> {
        let record = *self.rows.record.get(row)?;
        if let Some(id) = self.guid_event_id(record) {
            return Some(id);
        }
        let text = self.text(row);
        let record = RawRecord::parse(std::str::from_utf8(&text).ok()?).ok()?;
        // In the order of preference.
        let id = [RecordMember::EventId, RecordMember::AggregatedEventId].into_iter().find_map(|member| {
            record.json(member).filter(|json| json.starts_with('"')).map(|json| plain_text(json).into_owned())
        });
        id.filter(|id| !id.is_empty())
    }
}
