//! Memory limits. A worker's memory is limited to 4 GiB, and a worker that reaches the limit
//! crashes with everything that it holds.

use std::io::{self, Read};

use crate::grouping::GroupRequest;
use crate::protocol::Request;
use crate::resources::ResourcesRequest;
use crate::sessions::TimelinesRequest;
use crate::store::Store;

/// Bytes that must stay free for questions after optional work has got what it needs.
const RESERVE_BYTES: usize = 64 << 20;

/// Size of the allocations that test for free memory, in bytes: free memory is fragmented.
const PIECE_BYTES: usize = 8 << 20;

/// Returns the reason to refuse a request, if there is too little memory for it.
pub fn refusal(request: &Request, store: &Store, attached_bytes: usize) -> Option<String> {
    let (what, bytes) = needed(request, store, attached_bytes)?;
    (!has(bytes + RESERVE_BYTES)).then(|| {
        format!(
            "there is no room left to {what}: that takes about {} MiB, and the memory of this worker has grown to \
             {} MiB of 4096. Clear everything and load fewer files, or a shorter time",
            bytes >> 20,
            memory_bytes() >> 20
        )
    })
}

/// Returns what a request does, and about how many bytes it takes at its peak; `None` for a request
/// that takes little.
///
/// The figures are rough and on the high side: a refusal that comes too early costs a view, one
/// that comes too late costs a worker.
fn needed(request: &Request, store: &Store, attached_bytes: usize) -> Option<(&'static str, usize)> {
    let (rows, identities) = (store.rows.len(), store.identities.len());
    Some(match request {
        Request::Timelines(TimelinesRequest::ShareSessions) => {
            ("link sessions", 8 * rows + 1_000 * identities)
        }
        Request::Timelines(TimelinesRequest::FollowSessions) => ("link sessions", 6 * attached_bytes),
        Request::Timelines(TimelinesRequest::NoteSessions) => {
            ("keep the links of sessions", 3 * attached_bytes + 4 * rows)
        }
        Request::Resources(ResourcesRequest::Index) => ("index resources", 48 * rows),
        Request::Group(GroupRequest::Count { .. }) => ("count groups", 24 * rows),
        Request::GatherEvidence { .. } => ("check integrity", 2 * attached_bytes),
        Request::CheckIntegrity { .. } => ("check integrity", 128 << 20),
        _ => return None,
    })
}

/// Up to this size, in bytes, a worker's memory has room for any file.
const ROOMY_BYTES: u64 = 3 << 30;

/// What sorting takes for each row at its peak, in bytes, with the row's place in
/// the columns of a table that grows.
const BYTES_A_ROW: usize = 20;

/// Room that reading must leave: for sorting, and for questions.
const AFTER_READING_BYTES: usize = 128 << 20;

/// Returns why no more is read of a file, if the worker would have too little
/// room left to sort its rows and to answer. `ahead` is how many bytes of the file
/// lie in memory at a time.
pub fn reading_refusal(rows: usize, ahead: usize) -> Option<String> {
    if memory_bytes() < ROOMY_BYTES || has(AFTER_READING_BYTES + BYTES_A_ROW * rows + ahead) {
        return None;
    }
    Some(format!(
        "there is no room left to read it: the memory of this worker has grown to {} MiB of 4096. What was read \
         before stays; clear everything and load fewer files, or a shorter time, to see this one",
        memory_bytes() >> 20
    ))
}

/// A file's bytes, as long as there is room for what is read.
#[allow(missing_debug_implementations)] // It wraps a reader of any kind.
pub struct CheckedReader<'s> {
    source: &'s mut dyn Read,
    rows: usize,
    /// Bytes until room is looked for again.
    unchecked: usize,
}

impl<'s> CheckedReader<'s> {
    /// Reads from `source` into a store with this many rows.
    pub fn new(source: &'s mut dyn Read, rows: usize) -> CheckedReader<'s> {
        CheckedReader { source, rows, unchecked: PIECE_BYTES }
    }
}

impl Read for CheckedReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.unchecked == 0 {
            self.unchecked = PIECE_BYTES;
            if let Some(reason) = reading_refusal(self.rows, PIECE_BYTES) {
                return Err(io::Error::new(io::ErrorKind::OutOfMemory, reason));
            }
        }
        let count = self.source.read(buffer)?;
        self.unchecked = self.unchecked.saturating_sub(count);
        Ok(count)
    }
}

/// Returns the size of the worker's memory, in bytes; it never shrinks. 0 outside WebAssembly.
pub fn memory_bytes() -> u64 {
    #[cfg(target_arch = "wasm32")]
    {
        const PAGE_BYTES: u64 = 65_536;
        core::arch::wasm32::memory_size(0) as u64 * PAGE_BYTES
    }
    #[cfg(not(target_arch = "wasm32"))]
    0
}

/// Returns whether this many bytes can be allocated.
fn has(bytes: usize) -> bool {
    let mut pieces: Vec<Vec<u8>> = Vec::new();
    for _ in 0..bytes.div_ceil(PIECE_BYTES) {
        let mut piece = Vec::new();
        if piece.try_reserve_exact(PIECE_BYTES).is_err() || pieces.try_reserve(1).is_err() {
            return false;
        }
        pieces.push(piece);
    }
    true
}
