//! A record in the form in which the owner of its id receives it.

use crate::store::packing::{PackedReader, PackedWriter, PackingError};

/// The facts about a record that its owner receives: about 60 bytes on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The number of the `eventID`.
    pub id: u128,
    /// Digest of the account, and of whether it is a correction.
    pub owner: u128,
    /// Digest of the event's source and name.
    pub call: u128,
    /// The time in milliseconds, or [`NO_TIME`](crate::store::rows::NO_TIME).
    pub millis: i64,
    /// Rank of the integrity verdict; 0 is best.
    pub rank: u8,
    /// The file that contains the record.
    pub file: u32,
    /// The record's number in its worker.
    pub record: u32,
    /// Whether the id is a GUID and the time is readable.
    pub is_telling: bool,
    /// Digest of the content; `None` until it is needed.
    pub content: Option<u128>,
}

impl Key {
    fn write(&self, out: &mut PackedWriter) {
        out.hash(self.id);
        out.hash(self.owner);
        out.hash(self.call);
        out.signed(self.millis);
        out.byte(self.rank << 2 | u8::from(self.content.is_some()) << 1 | u8::from(self.is_telling));
        out.number(u64::from(self.file));
        out.number(u64::from(self.record));
        if let Some(content) = self.content {
            out.hash(content);
        }
    }

    fn read(reader: &mut PackedReader<'_>) -> Result<Key, PackingError> {
        let (id, owner, call) = (reader.hash()?, reader.hash()?, reader.hash()?);
        let millis = reader.signed()?;
        let byte = reader.byte()?;
        let (file, record) = (reader.small()?, reader.small()?);
        let content = if byte & 2 == 0 { None } else { Some(reader.hash()?) };
        let (rank, is_telling) = (byte >> 2, byte & 1 == 1);
        Ok(Key { id, owner, call, millis, rank, file, record, is_telling, content })
    }

    /// Whether another record has the same id in the same account.
    pub(super) fn shares_id(&self, other: &Key) -> bool {
        (self.id, self.owner) == (other.id, other.owner)
    }

    /// Whether, in addition, time, source and name are the same.
    pub(super) fn is_alike(&self, other: &Key) -> bool {
        self.shares_id(other) && (self.call, self.millis) == (other.call, other.millis)
    }
}

/// Distributes keys to their owners: one buffer for each.
pub fn share(keys: impl Iterator<Item = Key>, owners: u32) -> Vec<Vec<u8>> {
    let mut shares: Vec<PackedWriter> = (0..owners.max(1)).map(|_| PackedWriter::default()).collect();
    for key in keys {
        // The account is not part of the choice: one id is mostly in one account, and the owner
        // compares accounts.
        let owner = (key.id >> 64) as u64 % u64::from(owners.max(1));
        key.write(&mut shares[owner as usize]);
    }
    shares.into_iter().map(|share| share.0).collect()
}

/// Reads the keys that [`share`] wrote.
pub(super) fn read_all(bytes: &[u8]) -> impl Iterator<Item = Key> {
    let mut reader = PackedReader(bytes);
    std::iter::from_fn(move || (!reader.is_empty()).then(|| Key::read(&mut reader).ok()).flatten())
}
