//! Random access to the texts of records, with a cache of unpacked blocks.

use std::ops::Range;

use crate::store::Store;
use crate::store::text::Unpacked;

/// Maximum number of blocks of 128 kB kept unpacked: events that are close in time can be spread
/// over this many files.
const MOST_BLOCKS: usize = 48;

/// A least-recently-used cache of unpacked blocks.
#[derive(Debug, Default)]
pub struct BlockCache {
    /// Ordered by last use; the most recently used block is last.
    kept: Vec<CachedBlock>,
    text: Vec<u8>,
}

#[derive(Debug)]
struct CachedBlock {
    block: usize,
    unpacked: Unpacked,
    records: Vec<Range<u32>>,
}

impl BlockCache {
    /// Returns the text of a row's record, byte for byte as it was read.
    pub fn text(&mut self, store: &Store, row: usize) -> &str {
        self.text.clear();
        if let Some(&record) = store.rows.record.get(row) {
            let block = store.texts.block_of(record);
            let place = match self.kept.iter().rposition(|kept| kept.block == block) {
                Some(place) => place,
                None => self.unpack(store, block),
            };
            let kept = self.kept.remove(place);
            let range =
                kept.records.get((record - kept.unpacked.first) as usize).cloned().unwrap_or_default();
            let cut = kept.unpacked.bytes.get(range.start as usize..range.end as usize).unwrap_or_default();
            store.texts.restore(record, cut, |mark| store.cut_value(row, mark), &mut self.text);
            self.kept.push(kept);
        }
        // The store keeps only records that are valid UTF-8.
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// Unpacks a block, evicting the least recently used one if the cache is full. Returns its
    /// index.
    fn unpack(&mut self, store: &Store, block: usize) -> usize {
        let buffer = match self.kept.len() >= MOST_BLOCKS {
            true => self.kept.remove(0).unpacked.bytes,
            false => Vec::new(),
        };
        let unpacked = store.texts.unpack(block, buffer);
        let base = unpacked.bytes.as_ptr() as usize;
        let range = |record: &[u8]| {
            let start = (record.as_ptr() as usize - base) as u32;
            start..start + record.len() as u32
        };
        let records = unpacked.records().map(range).collect();
        self.kept.push(CachedBlock { block, unpacked, records });
        self.kept.len() - 1
    }
}
