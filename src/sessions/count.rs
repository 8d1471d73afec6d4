//! The number of events of each actor that match a filter: counted by each worker, added up by the
//! worker that followed.

use super::effect::RowKinds;
use super::graph::EventTally;
use crate::store::Store;
use crate::store::bits::Bits;
use crate::store::packing::{PackedReader, PackedWriter, PackingError};
use crate::store::rows::NO_TIME;

/// Counts the matching rows by actor.
pub(super) fn by_actor(store: &Store, matching: &Bits) -> Vec<u8> {
    let Some(lineage) = &store.lineage else { return Vec::new() };
    let actors: Vec<u32> = (0..store.identities.len() as u32)
        .map(|entry| lineage.of(entry).map_or(u32::MAX, |(_, actor)| actor))
        .collect();
    let kinds = RowKinds::of(store);
    let highest =
        actors.iter().filter(|actor| **actor != u32::MAX).max().map_or(0, |highest| *highest as usize + 1);
    let mut tallies = vec![EventTally::default(); highest];
    for row in matching.iter() {
        let Some(tally) = tallies.get_mut(actors[store.rows.identity[row] as usize] as usize) else {
            continue;
        };
        tally.events += 1;
        tally.failed += u32::from(kinds.is_failed(store, row));
        tally.writes += u32::from(kinds.is_write(store, row));
        let millis = store.rows.millis[row];
        if millis != NO_TIME {
            if tally.first == NO_TIME {
                tally.first = millis;
            }
            tally.last = millis;
        }
    }
    let mut out = PackedWriter::default();
    for (actor, tally) in tallies.iter().enumerate().filter(|(_, tally)| tally.events > 0) {
        out.number(actor as u64);
        out.number(u64::from(tally.events));
        out.number(u64::from(tally.failed));
        out.number(u64::from(tally.writes));
        out.signed(tally.first);
        out.signed(tally.last);
    }
    out.0
}

/// Reads what [`by_actor`] wrote, up to the first malformed entry.
pub(super) fn read(bytes: &[u8]) -> impl Iterator<Item = (u32, EventTally)> + '_ {
    let mut reader = PackedReader(bytes);
    let one = |reader: &mut PackedReader<'_>| -> Result<(u32, EventTally), PackingError> {
        let actor = reader.small()?;
        let (events, failed, writes) = (reader.small()?, reader.small()?, reader.small()?);
        Ok((
            actor,
            EventTally {
                events,
                failed,
                writes,
                first: reader.signed()?,
                last: reader.signed()?,
                by_program: false,
            },
        ))
    };
    std::iter::from_fn(move || if reader.is_empty() { None } else { one(&mut reader).ok() })
}
