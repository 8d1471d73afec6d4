//! What makes an event the same event, wherever its copies lie.

use super::cuts::{guid_text, parse_guid};
use super::repeats::stable_hash;
use super::shard::Store;
use crate::intake::{Member, RawRecord, plain_text};

/// The number of an `eventID` that is no GUID in its canonical form.
pub(super) fn number_of_odd(event_id: &str) -> u128 {
    stable_hash(&[b"id", event_id.as_bytes()])
}

/// What an account and whether it is a correction add to an event's number:
/// the same `eventID` in another account is another event, and a correction
/// repeats nothing.
pub(super) fn salt(account: &str, is_correction: bool) -> u128 {
    stable_hash(&[account.as_bytes(), &[u8::from(is_correction)]])
}

/// The identity of the event with an id in an account, which [`Store::id`]
/// gives for its row in whatever worker that is; of the event itself, or of a
/// correction of it.
pub fn event_identity(account: &str, event_id: &str, is_correction: bool) -> u128 {
    let number = parse_guid(event_id.as_bytes()).unwrap_or_else(|| number_of_odd(event_id));
    number ^ salt(account, is_correction)
}

impl Store {
    /// The `eventID` of a row; `None` where it has none that is a text.
    pub fn event_id(&self, row: usize) -> Option<String> {
        let record = *self.rows.record.get(row)?;
        if let Some(guid) = Some(self.guid(record)).filter(|guid| *guid != 0) {
            return String::from_utf8(guid_text(guid).to_vec()).ok();
        }
        let text = self.text(row);
        let record = RawRecord::parse(std::str::from_utf8(&text).ok()?).ok()?;
        // In the order of preference.
        let id = [Member::EventId, Member::AggregatedEventId].into_iter().find_map(|member| {
            record.json(member).filter(|json| json.starts_with('"')).map(|json| plain_text(json).into_owned())
        });
        id.filter(|id| !id.is_empty())
    }
}
