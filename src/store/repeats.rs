//! Repeats: one event that several files carry.
//!
//! The same `eventID` for the same `recipientAccountId` is one event ("in most
//! cases" duplicates share the id: CloudTrail User Guide, "Getting and viewing
//! your CloudTrail log files"). Copies for different accounts are different
//! events, and so are corrections (`addendum.reason` `UPDATED_DATA`).
//!
//! Files land in any worker, so the rule must hold across workers: every
//! worker shares out its keys among all by the key's value, each finds the
//! repeats among the keys it got from all, and tells each worker which of its
//! records to hide. The copy in the first file stays. This goes part by part
//! of the keys, because the memory of a worker never shrinks again: a million
//! keys at once are 24 MB here, there and on the way.

/// A record as the owner of its key sees it: 24 bytes on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Equal for copies of one event.
    pub event: u128,
    /// The file it came from.
    pub file: u32,
    /// The record's number in its worker.
    pub record: u32,
}

const KEY_BYTES: usize = 24;

impl Key {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.event.to_le_bytes());
        bytes.extend_from_slice(&self.file.to_le_bytes());
        bytes.extend_from_slice(&self.record.to_le_bytes());
    }

    fn read(bytes: &[u8; KEY_BYTES]) -> Key {
        let [e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, ea, eb, ec, ed, ee, ef, f0, f1, f2, f3, r0, r1, r2, r3] =
            *bytes;
        Key {
            event: u128::from_le_bytes([e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, ea, eb, ec, ed, ee, ef]),
            file: u32::from_le_bytes([f0, f1, f2, f3]),
            record: u32::from_le_bytes([r0, r1, r2, r3]),
        }
    }
}

/// Shares keys out: one buffer for each owner.
pub fn share(keys: impl Iterator<Item = Key>, owners: u32) -> Vec<Vec<u8>> {
    let mut shares = vec![Vec::new(); owners.max(1) as usize];
    for key in keys {
        let owner = (key.event >> 64) as u64 % u64::from(owners.max(1));
        key.write(&mut shares[owner as usize]);
    }
    shares
}

/// A record that repeats one in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// The record's number in its worker.
    pub record: u32,
    /// The file of the copy that stays.
    pub of: u32,
}

/// Finds the repeats among the keys of all workers, one buffer from each, and
/// says for each worker which of its records to hide: pairs of little-endian
/// `u32`s, the record and the file of the copy that stays.
pub fn find(keys_of_each_worker: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut hidden = vec![Vec::new(); keys_of_each_worker.len()];
    let bytes: usize = keys_of_each_worker.iter().map(Vec::len).sum();
    let mut keys: Vec<(Key, u32)> = Vec::with_capacity(bytes / KEY_BYTES);
    for (worker, bytes) in keys_of_each_worker.iter().enumerate() {
        let (whole, _) = bytes.as_chunks::<KEY_BYTES>();
        keys.extend(whole.iter().map(|bytes| (Key::read(bytes), worker as u32)));
    }
    // By event, then by file and place: the first of a run stays.
    keys.sort_unstable();
    for copies in keys.chunk_by(|(one, _), (other, _)| one.event == other.event) {
        let Some(((first, _), others)) = copies.split_first() else { continue };
        for (other, worker) in others {
            let list = &mut hidden[*worker as usize];
            list.extend_from_slice(&other.record.to_le_bytes());
            list.extend_from_slice(&first.file.to_le_bytes());
        }
    }
    hidden
}

/// Reads the lists of records to hide.
pub fn records_to_hide(lists_of_each_owner: &[Vec<u8>]) -> Vec<Repeat> {
    let read = |&[r0, r1, r2, r3, f0, f1, f2, f3]: &[u8; 8]| Repeat {
        record: u32::from_le_bytes([r0, r1, r2, r3]),
        of: u32::from_le_bytes([f0, f1, f2, f3]),
    };
    lists_of_each_owner.iter().flat_map(|bytes| bytes.as_chunks::<8>().0.iter().map(read)).collect()
}

/// A 128-bit hash (FNV-1a) that is the same in every worker and every build.
pub fn stable_hash(parts: &[&[u8]]) -> u128 {
    let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    for part in parts {
        for byte in *part {
            hash = (hash ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
        // A part's end counts, so that parts cannot run into each other.
        hash = (hash ^ 0x1ff).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn the_first_copy_stays_wherever_it_lies(events in proptest::collection::vec((0_u8..20, 0_u32..6), 0..80),
            workers in 1_u32..5) {
            // A file lies in one worker; records are numbered as they come.
            let mut of_worker: Vec<Vec<Key>> = vec![Vec::new(); workers as usize];
            for (event, file) in &events {
                let keys = &mut of_worker[(file % workers) as usize];
                let record = keys.len() as u32;
                keys.push(Key { event: stable_hash(&[&[*event]]), file: *file, record });
            }
            let shares: Vec<Vec<Vec<u8>>> = of_worker.iter().map(|keys| share(keys.iter().copied(), workers)).collect();
            let mut hidden: Vec<Vec<Vec<u8>>> = vec![Vec::new(); workers as usize];
            for owner in 0..workers as usize {
                let received: Vec<Vec<u8>> = shares.iter().map(|shares| shares[owner].clone()).collect();
                for (worker, list) in find(&received).into_iter().enumerate() {
                    hidden[worker].push(list);
                }
            }
            let mut kept: BTreeMap<u128, Vec<u32>> = BTreeMap::new();
            let mut repeated: Vec<(u128, u32)> = Vec::new();
            for (worker, keys) in of_worker.iter().enumerate() {
                let hide = records_to_hide(&hidden[worker]);
                for key in keys {
                    match hide.iter().find(|repeat| repeat.record == key.record) {
                        None => kept.entry(key.event).or_default().push(key.file),
                        Some(repeat) => repeated.push((key.event, repeat.of)),
                    }
                }
            }
            for (event, of) in repeated {
                prop_assert_eq!(&kept[&event], &[of], "the copy that stays is named");
            }
            let mut first: BTreeMap<u128, Vec<u32>> = BTreeMap::new();
            for (event, file) in &events {
                let files = first.entry(stable_hash(&[&[*event]])).or_insert_with(|| vec![*file]);
                files[0] = files[0].min(*file);
            }
            prop_assert_eq!(kept, first);
        }
    }
}
