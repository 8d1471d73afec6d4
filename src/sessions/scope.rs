//! The identity entries and rows of a shard in the scope of an actor, a session or a chain.

use super::asks::SessionScope;
use crate::base::time::TimeRange;
use crate::store::Store;
use crate::store::bits::Bits;
use crate::store::rows::NO_TIME;

/// Returns the identity entries in scope; empty until lineage has been applied.
pub(super) fn entries(store: &Store, of: SessionScope) -> Bits {
    let Some(lineage) = &store.lineage else { return Bits::none(store.identities.len()) };
    let below = match of {
        SessionScope::Chain(session) => lineage.below(session),
        SessionScope::Actor(_) | SessionScope::Session(_) => Vec::new(),
    };
    Bits::of(store.identities.len(), |entry| match (of, lineage.of(entry as u32)) {
        (SessionScope::Actor(actor), Some((_, known))) => actor == known,
        (SessionScope::Session(session), Some((known, _))) => session == known,
        (SessionScope::Chain(_), _) => below.get(entry).copied().unwrap_or(false),
        (_, None) => false,
    })
}

/// Returns the rows with a time in the range; all rows if `time` is `None`.
pub(super) fn rows(store: &Store, time: Option<TimeRange>) -> std::ops::Range<usize> {
    match time {
        Some(time) => store.rows.between(time.from_millis.max(NO_TIME + 1), time.until_millis),
        None => 0..store.rows.len(),
    }
}
