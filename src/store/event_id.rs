//! What makes an event the same event, wherever its copies lie.

use super::cuts::{guid_text, parse_guid};
use super::repeats::stable_hash;
use super::shard::Store;

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

/// Where a record says its id, in the order of preference.
#[derive(serde::Deserialize)]
struct Ids {
    #[serde(rename = "eventID")]
    event_id: Option<String>,
    #[serde(rename = "eventId")]
    aggregated: Option<String>,
}

impl Store {
    /// The `eventID` of a row; `None` where it has none that is a text.
    pub fn event_id(&self, row: usize) -> Option<String> {
        let record = *self.rows.record.get(row)?;
        if let Some(guid) = Some(self.guid(record)).filter(|guid| *guid != 0) {
            return String::from_utf8(guid_text(guid).to_vec()).ok();
        }
        let ids: Ids = serde_json::from_slice(&self.text(row)).ok()?;
        ids.event_id.or(ids.aggregated).filter(|id| !id.is_empty())
    }
}
