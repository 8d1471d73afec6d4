//! Repeats: copies of one event in several files.
//!
//! Two records are copies of one event if their `eventID`, account, time, source and name are the
//! same ("in most cases" duplicates share the id: CloudTrail User Guide, "Getting and viewing your
//! CloudTrail log files"), and if the id is known to tell events apart. It does not if it is not a
//! GUID (`masked`, `EXAMPLE`), if the record has no readable time, or if records with this id
//! differ in time, source or name: then only records with the same content are copies. Copies for
//! different accounts are different events, corrections (`addendum.reason` `UPDATED_DATA`) are
//! never copies of the event that they correct, and records without an id are never copies.
//!
//! Of several copies the one with the best integrity verdict is shown, and among those the one in
//! the first file. Hidden copies whose content differs are flagged, and so are shown records that
//! share their id.
//!
//! Any worker may read any file, so the rule must hold across workers:
//!
//! ```text
//! every worker: keys, distributed by id      -> the owner of each id
//! every owner:  the records that share an id -> their workers
//! every worker: reads the contents of those that may be copies, in order
//! every worker: the keys of these records, with contents -> the owners
//! every owner:  what is hidden, by what, and what differs -> every worker
//! ```
//!
//! Keys are exchanged in parts, because the memory of a worker never shrinks again. When integrity
//! verdicts arrive, the last two steps are repeated.

mod judge;
mod key;

pub use judge::{find, judge};
pub use key::{Key, share};

/// Properties of a record as a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// The record is a copy of a record that is shown.
    pub const HIDDEN: Flags = Flags(1);
    /// The record is shown and has copies.
    pub const HAS_COPIES: Flags = Flags(2);
    /// The record is hidden and differs from the copy that is shown; or it is shown and a copy of
    /// it differs.
    pub const DIFFERS: Flags = Flags(4);
    /// The record is shown, and so is another record with the same id and account.
    pub const SHARES_ID: Flags = Flags(8);

    /// Whether all of these flags are set.
    pub fn has(self, flags: Flags) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// Sets these flags.
    pub fn add(&mut self, flags: Flags) {
        self.0 |= flags.0;
    }

    /// Whether no flag is set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the flags as a number below 16.
    pub fn bits(self) -> u8 {
        self.0
    }
}

/// A record with flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The record's number in its worker.
    pub record: u32,
    /// The file of the copy that is shown.
    pub of: u32,
    /// Its flags.
    pub flags: Flags,
}

const MARKED_BYTES: usize = 9;

impl Marked {
    fn write(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.record.to_le_bytes());
        bytes.extend_from_slice(&self.of.to_le_bytes());
        bytes.push(self.flags.0);
    }

    /// Reads the lists from all owners.
    pub fn read(lists_of_each_owner: &[Vec<u8>]) -> impl Iterator<Item = Marked> {
        let read = |&[r0, r1, r2, r3, f0, f1, f2, f3, flags]: &[u8; MARKED_BYTES]| Marked {
            record: u32::from_le_bytes([r0, r1, r2, r3]),
            of: u32::from_le_bytes([f0, f1, f2, f3]),
            flags: Flags(flags),
        };
        lists_of_each_owner.iter().flat_map(move |bytes| bytes.as_chunks().0.iter().map(read))
    }
}

/// A record that shares its id with another record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sharing {
    /// The record's number in its worker.
    pub record: u32,
    /// Whether its content is needed to classify it.
    pub needs_content: bool,
}

const SHARING_BYTES: usize = 5;

impl Sharing {
    fn write(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.record.to_le_bytes());
        bytes.push(u8::from(self.needs_content));
    }

    /// Reads the lists from all owners.
    pub fn read(lists_of_each_owner: &[Vec<u8>]) -> impl Iterator<Item = Sharing> {
        let read = |&[r0, r1, r2, r3, needs]: &[u8; SHARING_BYTES]| Sharing {
            record: u32::from_le_bytes([r0, r1, r2, r3]),
            needs_content: needs != 0,
        };
        lists_of_each_owner.iter().flat_map(move |bytes| bytes.as_chunks().0.iter().map(read))
    }
}

/// A 128-bit hash (FNV-1a) that is the same in every worker and every build.
pub fn stable_hash(parts: &[&[u8]]) -> u128 {
    let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    for part in parts {
        for byte in *part {
            hash = (hash ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
        // The end of a part is hashed, too, so that the same bytes split differently have different
        // hashes.
        hash = (hash ^ 0x1ff).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    hash
}

#[cfg(test)]
mod tests;
