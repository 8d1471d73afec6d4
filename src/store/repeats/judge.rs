//! The owner of some ids: finds the records that share one, and says of each
//! what it is.

use super::key::{Key, read_all};
use super::{Flags, Marked, Sharing};

/// The keys of all workers, one buffer from each, with their workers, in the
/// order of [`Key`].
fn in_order(keys_of_each_worker: &[Vec<u8>]) -> Vec<(Key, u32)> {
    let mut keys: Vec<(Key, u32)> = Vec::new();
    for (worker, bytes) in keys_of_each_worker.iter().enumerate() {
        keys.extend(read_all(bytes).map(|key| (key, worker as u32)));
    }
    keys.sort_unstable();
    keys
}

/// Finds the records that share an id among the keys of all workers, one
/// buffer from each: for each worker a list, to be read by [`Sharing::read`].
pub fn find(keys_of_each_worker: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut lists = vec![Vec::new(); keys_of_each_worker.len()];
    let keys = in_order(keys_of_each_worker);
    let groups = keys.chunk_by(|(one, _), (other, _)| one.shares_id(other));
    for group in groups.filter(|group| group.len() > 1) {
        for alike in group.chunk_by(|(one, _), (other, _)| one.is_alike(other)) {
            let needs_content = alike.len() > 1;
            for (key, worker) in alike {
                Sharing { record: key.record, needs_content }.write(&mut lists[*worker as usize]);
            }
        }
    }
    lists
}

/// Says of the records that share an id what they are: for each worker a
/// list, to be read by [`Marked::read`]. The keys of all workers, one buffer
/// from each, hold the contents that [`find`] said are needed; a record whose
/// content is not there is unlike all others.
pub fn judge(keys_of_each_worker: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut lists = vec![Vec::new(); keys_of_each_worker.len()];
    let keys = in_order(keys_of_each_worker);
    for group in keys.chunk_by(|(one, _), (other, _)| one.shares_id(other)) {
        let first = group[0].0;
        let is_telling = group.iter().all(|(key, _)| key.is_telling && key.is_alike(&first));
        if is_telling {
            mark(group, false, &mut lists);
            continue;
        }
        let mut members = group.to_vec();
        // Stable: the best of one content stays the first of it. What is alike
        // stays together.
        members.sort_by_key(|(key, _)| (key.call, key.millis, key.content));
        let is_copy = |(one, _): &(Key, u32), (other, _): &(Key, u32)| {
            one.is_alike(other) && one.content.is_some() && one.content == other.content
        };
        let sets: Vec<&[(Key, u32)]> = members.chunk_by(is_copy).collect();
        for set in &sets {
            mark(set, sets.len() > 1, &mut lists);
        }
    }
    lists
}

/// Says of each copy of an event what it is: the first is shown.
fn mark(set: &[(Key, u32)], shares_id: bool, lists: &mut [Vec<u8>]) {
    let Some(((shown, shown_worker), hidden)) = set.split_first() else { return };
    let mut of_shown = Flags::default();
    if shares_id {
        of_shown.add(Flags::SHARES_ID);
    }
    for (key, worker) in hidden {
        let mut flags = Flags::HIDDEN;
        of_shown.add(Flags::HAS_COPIES);
        if key.content.is_none() || key.content != shown.content {
            flags.add(Flags::DIFFERS);
            of_shown.add(Flags::DIFFERS);
        }
        Marked { record: key.record, of: shown.file, flags }.write(&mut lists[*worker as usize]);
    }
    if !of_shown.is_empty() {
        let marked = Marked { record: shown.record, of: shown.file, flags: of_shown };
        marked.write(&mut lists[*shown_worker as usize]);
    }
}
