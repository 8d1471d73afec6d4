//! The use that one dropped file has made of its [`Limits`].

use std::cell::{Cell, RefCell};
use std::io::{self, Read};

use super::limits::Limits;

/// Counters shared by all layers of one file.
#[derive(Debug)]
pub(crate) struct Budget {
    pub limits: Limits,
    /// Read size in bytes; set only by tests.
    pub step: Option<usize>,
    packed: Cell<u64>,
    unpacked: Cell<u64>,
    entries: Cell<u64>,
    /// Buffers of finished layers, for reuse.
    buffers: RefCell<Vec<Vec<u8>>>,
}

/// The error for an exceeded limit, with the message for the report.
#[derive(Debug, thiserror::Error)]
#[error(
    "it unpacks to more than {ratio} times its size, as no log does; reading stopped after {unpacked} bytes"
)]
struct Bomb {
    ratio: u64,
    unpacked: u64,
}

impl Budget {
    pub fn new(limits: Limits, step: Option<usize>, buffers: Vec<Vec<u8>>) -> Budget {
        Budget {
            limits,
            step,
            packed: Cell::new(0),
            unpacked: Cell::new(0),
            entries: Cell::new(0),
            buffers: RefCell::new(buffers),
        }
    }

    /// Counts bytes that were read from the disk.
    pub fn read(&self, bytes: usize) {
        self.packed.set(self.packed.get() + bytes as u64);
    }

    /// Counts a file in an archive. Returns false if there are too many.
    pub fn enter(&self) -> bool {
        self.entries.set(self.entries.get() + 1);
        self.entries.get() <= self.limits.entries
    }

    pub fn buffer(&self) -> Vec<u8> {
        self.buffers.borrow_mut().pop().unwrap_or_default()
    }

    pub fn give_back(&self, buffer: Vec<u8>) {
        self.buffers.borrow_mut().push(buffer);
    }

    pub fn into_buffers(self) -> Vec<Vec<u8>> {
        self.buffers.into_inner()
    }

    /// Counts unpacked bytes; fails if there are too many.
    fn unpacked(&self, bytes: usize) -> io::Result<()> {
        let unpacked = self.unpacked.get() + bytes as u64;
        self.unpacked.set(unpacked);
        let Limits { unpacked_bytes, unpacked_ratio, .. } = self.limits;
        if unpacked > unpacked_bytes && unpacked > self.packed.get().saturating_mul(unpacked_ratio) {
            return Err(io::Error::other(Bomb { ratio: unpacked_ratio, unpacked }));
        }
        Ok(())
    }
}

/// Counts the output of a decompressor against the budget.
pub(crate) struct Metered<'a> {
    pub source: &'a mut dyn Read,
    pub budget: &'a Budget,
    pub bytes: u64,
}

impl Read for Metered<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(out)?;
        self.bytes += count as u64;
        self.budget.unpacked(count)?;
        Ok(count)
    }
}
