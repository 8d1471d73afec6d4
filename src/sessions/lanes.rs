//! Events along a time axis: each worker counts its own, the page adds them up.

use hashbrown::HashMap;

use super::answers::{EventMark, LaneBucket, Lanes, SessionLane};
use super::asks::{LanesRequest, SessionScope};
use super::effect::RowKinds;
use super::scope;
use crate::base::small_sort::SmallSort;
use crate::store::Store;
use crate::store::bits::Bits;
use crate::store::packing::{PackedReader, PackedWriter, PackingError};

/// Maximum number of lanes in one question.
const LANES: usize = 512;
/// Maximum number of buckets in a lane: far more than there are pixels.
const BUCKETS: i64 = 1 << 16;

/// The lanes that contain each identity entry: `lanes` from `first[entry]` up to the next entry's.
struct OfEntry {
    first: Vec<u32>,
    lanes: Vec<u16>,
}

impl OfEntry {
    fn of(store: &Store, asked: &[SessionScope]) -> OfEntry {
        let entries = store.identities.len();
        let (mut actors, mut sessions): (HashMap<u32, Vec<u16>>, HashMap<u32, Vec<u16>>) = Default::default();
        let mut chains: Vec<(u16, Bits)> = Vec::new();
        for (lane, of) in asked.iter().enumerate() {
            let lane = lane as u16;
            match of {
                SessionScope::Actor(actor) => actors.entry(*actor).or_default().push(lane),
                SessionScope::Session(session) => sessions.entry(*session).or_default().push(lane),
                SessionScope::Chain(_) => chains.push((lane, scope::entries(store, *of))),
            }
        }
        let mut found = OfEntry { first: Vec::with_capacity(entries + 1), lanes: Vec::new() };
        for entry in 0..entries {
            found.first.push(found.lanes.len() as u32);
            let known = store.lineage.as_ref().and_then(|lineage| lineage.of(entry as u32));
            if let Some((session, actor)) = known {
                found.lanes.extend(actors.get(&actor).into_iter().flatten());
                found.lanes.extend(sessions.get(&session).into_iter().flatten());
                found
                    .lanes
                    .extend(chains.iter().filter(|(_, entries)| entries.has(entry)).map(|(lane, _)| lane));
            }
        }
        found.first.push(found.lanes.len() as u32);
        found
    }

    #[inline]
    fn lanes(&self, entry: u32) -> &[u16] {
        let (begin, end) = (self.first[entry as usize], self.first[entry as usize + 1]);
        &self.lanes[begin as usize..end as usize]
    }
}

/// Returns one worker's part. `matching` holds the rows that pass the filter; `None` means all
/// rows.
pub(super) fn count(store: &Store, matching: Option<&Bits>, ask: &LanesRequest) -> Vec<u8> {
    let asked = &ask.lanes[..ask.lanes.len().min(LANES)];
    let step = ask.step_millis.max(1);
    let length = ask.time.until_millis.saturating_sub(ask.time.from_millis).max(0);
    let buckets = length.div_euclid(step).saturating_add(1).min(BUCKETS) as usize;
    let of_entry = OfEntry::of(store, asked);
    let kinds = RowKinds::of(store);
    let rows = scope::rows(store, Some(ask.time));
    let mut counts = vec![[0_u32; 3]; asked.len() * buckets];
    let mut total: u64 = 0;
    for row in rows.clone() {
        let lanes = of_entry.lanes(store.rows.identity[row]);
        if lanes.is_empty() || matching.is_some_and(|matching| !matching.has(row)) {
            continue;
        }
        let bucket = ((store.rows.millis[row] - ask.time.from_millis) / step) as usize;
        if bucket >= buckets {
            continue;
        }
        let (failed, write) = (kinds.is_failed(store, row), kinds.is_write(store, row));
        for lane in lanes {
            let count = &mut counts[usize::from(*lane) * buckets + bucket];
            count[0] += 1;
            count[1] += u32::from(failed);
            count[2] += u32::from(write);
        }
        total += lanes.len() as u64;
    }
    let mut out = PackedWriter::default();
    for lane in counts.chunks(buckets) {
        let some: Vec<(usize, &[u32; 3])> =
            lane.iter().enumerate().filter(|(_, count)| count[0] > 0).collect();
        out.number(some.len() as u64);
        let mut last = 0;
        for (bucket, count) in some {
            out.number((bucket - last) as u64);
            count.iter().for_each(|number| out.number(u64::from(*number)));
            last = bucket;
        }
    }
    let near = total <= u64::from(ask.marks);
    out.byte(u8::from(near));
    if near {
        let wanted = rows.filter(|row| matching.is_none_or(|matching| matching.has(*row)));
        let mut marks: Vec<(u16, usize)> = wanted
            .flat_map(|row| of_entry.lanes(store.rows.identity[row]).iter().map(move |lane| (*lane, row)))
            .collect();
        marks.sort_small();
        out.number(marks.len() as u64);
        for (lane, row) in marks {
            out.number(u64::from(lane));
            out.number((store.rows.millis[row] - ask.time.from_millis) as u64);
            out.number(u64::from(store.rows.record[row]));
            out.byte(u8::from(kinds.is_failed(store, row)) | u8::from(kinds.is_write(store, row)) << 1);
        }
    }
    out.0
}

/// Adds up the parts of all workers, in their order.
///
/// # Errors
/// If a part is of another build, or answers another question.
pub fn merge(parts: &[Vec<u8>], ask: &LanesRequest) -> Result<Lanes, PackingError> {
    let lanes = ask.lanes.len().min(LANES);
    let mut sums: Vec<std::collections::BTreeMap<u32, LaneBucket>> = vec![Default::default(); lanes];
    let mut marks: Option<Vec<Vec<EventMark>>> = Some(vec![Vec::new(); lanes]);
    let mut singles = 0;
    for (worker, part) in parts.iter().enumerate() {
        let mut reader = PackedReader(part);
        for sums in &mut sums {
            let mut bucket = 0_u32;
            for _ in 0..reader.small()? {
                bucket = bucket.checked_add(reader.small()?).ok_or(PackingError::Contradiction)?;
                let sum = sums.entry(bucket).or_insert(LaneBucket { bucket, ..LaneBucket::default() });
                sum.events += reader.small()?;
                sum.failed += reader.small()?;
                sum.writes += reader.small()?;
            }
        }
        if reader.byte()? == 0 {
            marks = None;
            continue;
        }
        let count = reader.small()?;
        singles += count;
        for _ in 0..count {
            let lane = reader.small()? as usize;
            let after = i64::try_from(reader.number()?).map_err(|_| PackingError::Contradiction)?;
            let (record, flags) = (reader.small()?, reader.byte()?);
            let mark = EventMark {
                millis: ask.time.from_millis.saturating_add(after),
                worker: worker as u32,
                record,
                failed: flags & 1 == 1,
                write: flags & 2 == 2,
            };
            if let Some(marks) = marks.as_mut() {
                marks.get_mut(lane).ok_or(PackingError::Contradiction)?.push(mark);
            }
        }
    }
    let mut marks = marks.filter(|_| singles <= ask.marks);
    if let Some(marks) = &mut marks {
        marks.iter_mut().for_each(|marks| marks.sort_small());
    }
    let mut marks = marks.map(Vec::into_iter);
    let lanes = sums.into_iter().map(|sums| SessionLane {
        buckets: sums.into_values().collect(),
        marks: marks.as_mut().and_then(Iterator::next),
    });
    Ok(Lanes { lanes: lanes.collect() })
}
