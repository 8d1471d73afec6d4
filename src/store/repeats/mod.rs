//! Repeats: one event that several files carry.
//!
//! A repeat is a copy. Two records are copies of one event where their
//! `eventID`, account, time, source and name are the same ("in most cases"
//! duplicates share the id: CloudTrail User Guide, "Getting and viewing your
//! CloudTrail log files"), and where the id is known to tell events apart. It
//! is not where it is no GUID (`masked`, `EXAMPLE`), where the record has no
//! readable time, or where records of this id differ in time, source or name:
//! there only records of the same content are copies. Copies for different
//! accounts are different events, corrections (`addendum.reason`
//! `UPDATED_DATA`) are never copies of what they correct, and what has no id
//! repeats nothing.
//!
//! Of copies the one with the best verdict of integrity is shown, and of those
//! the one in the first file. A hidden copy whose content differs is known as
//! such, and so are shown records that share their id.
//!
//! Files land in any worker, so the rule must hold across workers:
//!
//! ```text
//! every worker: keys, shared out by the id -> the owner of each id
//! every owner:  the records that share an id -> their workers
//! every worker: reads the contents of those that may be copies, in order
//! every worker: the keys of these records, with contents -> the owners
//! every owner:  what is hidden, by what, and what differs -> every worker
//! ```
//!
//! Keys go part by part, because the memory of a worker never shrinks again.
//! When verdicts of integrity come, the last two steps are taken again.

mod judge;
mod key;

pub use judge::{find, judge};
pub use key::{Key, share};

/// What was found out about a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// It is a copy of a record that is shown.
    pub const HIDDEN: Flags = Flags(1);
    /// It is shown, and has copies.
    pub const HAS_COPIES: Flags = Flags(2);
    /// It is hidden and differs from the copy that is shown; or it is shown
    /// and a copy of it differs.
    pub const DIFFERS: Flags = Flags(4);
    /// It is shown, and so is another record of the same id and account.
    pub const SHARES_ID: Flags = Flags(8);

    /// Whether all of these are set.
    pub fn has(self, flags: Flags) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// Sets these as well.
    pub fn add(&mut self, flags: Flags) {
        self.0 |= flags.0;
    }

    /// Whether none is set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// As a number below 16.
    pub fn bits(self) -> u8 {
        self.0
    }
}

/// A record about which something was found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The record's number in its worker.
    pub record: u32,
    /// The file of the copy that is shown.
    pub of: u32,
    /// What was found out.
    pub flags: Flags,
}

const MARKED_BYTES: usize = 9;

impl Marked {
    fn write(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.record.to_le_bytes());
        bytes.extend_from_slice(&self.of.to_le_bytes());
        bytes.push(self.flags.0);
    }

    /// Reads the lists that owners gave.
    pub fn read(lists_of_each_owner: &[Vec<u8>]) -> impl Iterator<Item = Marked> {
        let read = |&[r0, r1, r2, r3, f0, f1, f2, f3, flags]: &[u8; MARKED_BYTES]| Marked {
            record: u32::from_le_bytes([r0, r1, r2, r3]),
            of: u32::from_le_bytes([f0, f1, f2, f3]),
            flags: Flags(flags),
        };
        lists_of_each_owner.iter().flat_map(move |bytes| bytes.as_chunks().0.iter().map(read))
    }
}

/// A record that shares its id with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sharing {
    /// The record's number in its worker.
    pub record: u32,
    /// Whether its content is needed to say what it is.
    pub needs_content: bool,
}

const SHARING_BYTES: usize = 5;

impl Sharing {
    fn write(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.record.to_le_bytes());
        bytes.push(u8::from(self.needs_content));
    }

    /// Reads the lists that owners gave.
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
        // A part's end counts, so that parts cannot run into each other.
        hash = (hash ^ 0x1ff).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    hash
}

#[cfg(test)]
mod tests;
