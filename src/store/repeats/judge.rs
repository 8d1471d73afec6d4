//! The owner of some ids: finds the records that share one, and classifies each of them.

use super::key::{Key, read_all};
use super::{Flags, Marked, Sharing};

/// Returns the keys of all workers, one buffer from each, with their workers, in the order of
/// [`Key`].
fn small_sort(keys_of_each_worker: &[Vec<u8>]) -> Vec<(Key, u32)> {
    let mut keys: Vec<(Key, u32)> = Vec::new();
    for (worker, bytes) in keys_of_each_worker.iter().enumerate() {
        keys.extend(read_all(bytes).map(|key| (key, worker as u32)));
    }
    keys.sort_unstable();
    keys
}

/// Finds the records that share an id among the keys of all workers, one buffer from each. Returns
/// one list for each worker, in the format of [`Sharing::read`].
pub fn find(keys_of_each_worker: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut lists = vec![Vec::new(); keys_of_each_worker.len()];
    let keys = small_sort(keys_of_each_worker);
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

/// Classifies the records that share an id. Returns one list for each worker, in the format of
/// [`Marked::read`]. The keys of all workers, one buffer from each, must contain the contents that
/// [`find`] requested; a record without content is different from all others.
pub fn judge(keys_of_each_worker: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut lists = vec![Vec::new(); keys_of_each_worker.len()];
    let keys = small_sort(keys_of_each_worker);
    for group in keys.chunk_by(|(one, _), (other, _)| one.shares_id(other)) {
        let first = group[0].0;
        let is_telling = group.iter().all(|(key, _)| key.is_telling && key.is_alike(&first));
        if is_telling {
            mark(group, false, &mut lists);
            continue;
        }
        let mut members = group.to_vec();
        // The sort is stable: the best copy of each content stays first, and equal contents are
        // adjacent.
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

/// Flags each copy of an event: the first is shown.
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
