//! The queue of files that wait for a worker.

use std::collections::BTreeSet;

use crate::model::FileNumber;

/// Maximum size of a batch, in bytes on disk; a larger file is a batch of its own. Large enough to
/// hide the round trip to the worker, small enough that all workers finish at about the same time.
const BATCH_BYTES: u64 = 8 << 20;

/// Maximum number of files in a batch, however small they are: the page must post them within a
/// fraction of a frame.
const BATCH_FILES: usize = 256;

/// Maximum size of each worker's first batch of a load, in bytes. The limit doubles with each round
/// up to [`BATCH_BYTES`]. Small, so that the first rows appear at once.
const FIRST_BATCH_BYTES: u64 = 256 << 10;

/// Maximum number of files in each worker's first batch; see [`FIRST_BATCH_BYTES`].
const FIRST_BATCH_FILES: usize = 16;

/// The files that wait, by size.
///
/// Large files go first, so that only small ones are left at the end and the workers finish
/// together. Only the first batches of a load take the smallest files: a person who drops ten
/// thousand files sees events while the first large file is still being read.
#[derive(Debug, Default)]
pub struct FileQueue {
    /// Ordered by size, then by descending number. Batches of large files are taken from the end,
    /// so that files of equal size go in the order in which they were dropped.
    waiting: BTreeSet<(u64, std::cmp::Reverse<FileNumber>)>,
    bytes: u64,
    batches_given: u32,
}

impl FileQueue {
    /// Creates an empty queue.
    pub fn new() -> FileQueue {
        FileQueue::default()
    }

    /// Adds a file to the queue; `bytes` is its size on disk.
    pub fn add(&mut self, file: FileNumber, bytes: u64) {
        if self.waiting.insert((bytes, std::cmp::Reverse(file))) {
            self.bytes += bytes;
        }
    }

    /// Returns whether no file waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Takes the next batch for one of `workers` workers, in the order in which the worker must
    /// read it; empty if no file waits.
    pub fn next_batch(&mut self, workers: usize) -> Vec<FileNumber> {
        let rounds = self.batches_given / workers.max(1) as u32;
        let doubled = |first: u64, most: u64| first.checked_shl(rounds.min(32)).unwrap_or(most).min(most);
        let most_bytes = doubled(FIRST_BATCH_BYTES, BATCH_BYTES);
        let most_files = doubled(FIRST_BATCH_FILES as u64, BATCH_FILES as u64) as usize;
        // Near the end, leave something for the other workers.
        let fair_bytes = (self.bytes / (2 * workers.max(1) as u64)).max(FIRST_BATCH_BYTES);
        let most_bytes = most_bytes.min(fair_bytes);

        let mut batch = Vec::new();
        let mut batch_bytes = 0;
        while batch.len() < most_files {
            let next = if rounds == 0 { self.waiting.first() } else { self.waiting.last() };
            let Some(&(bytes, file)) = next else { break };
            if !batch.is_empty() && batch_bytes + bytes > most_bytes {
                break;
            }
            self.waiting.remove(&(bytes, file));
            self.bytes -= bytes;
            batch_bytes += bytes;
            batch.push(file.0);
        }
        if !batch.is_empty() {
            self.batches_given = self.batches_given.saturating_add(1);
        }
        batch
    }

    /// Takes all files, smallest first, because loading was cancelled.
    pub fn drain(&mut self) -> Vec<FileNumber> {
        self.bytes = 0;
        std::mem::take(&mut self.waiting).into_iter().map(|(_, file)| file.0).collect()
    }

    /// Ends the load: the next one starts with small batches again.
    pub fn rest(&mut self) {
        self.batches_given = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn queue(sizes: &[u64]) -> FileQueue {
        let mut queue = FileQueue::new();
        for (file, &bytes) in sizes.iter().enumerate() {
            queue.add(file as FileNumber, bytes);
        }
        queue
    }

    #[test]
    fn the_first_batch_of_each_worker_is_small_and_the_next_is_large() {
        let mut sizes = vec![2_000; 10_000];
        sizes.push(100 << 20);
        let mut queue = queue(&sizes);
        assert_eq!(queue.next_batch(2), (9_984..10_000).rev().collect::<Vec<_>>());
        assert_eq!(queue.next_batch(2).len(), FIRST_BATCH_FILES);
        assert_eq!(queue.next_batch(2), [10_000], "the large file makes a batch of its own");
        assert_eq!(queue.next_batch(2), (0..2 * FIRST_BATCH_FILES as u32).collect::<Vec<_>>());
        let largest = std::iter::repeat_with(|| queue.next_batch(2).len()).take(8).max();
        assert_eq!(largest, Some(BATCH_FILES));
    }

    #[test]
    fn a_finished_load_starts_small_again() {
        let mut queue = queue(&[10; 100]);
        for _ in 0..3 {
            queue.next_batch(1);
        }
        queue.drain();
        queue.rest();
        for file in 0..100 {
            queue.add(file, 10);
        }
        assert_eq!(queue.next_batch(1).len(), FIRST_BATCH_FILES);
    }

    #[test]
    fn an_empty_file_is_handed_out_too() {
        let mut queue = queue(&[0]);
        assert_eq!(queue.next_batch(1), [0]);
        assert!(queue.next_batch(1).is_empty());
    }

    proptest! {
        #[test]
        fn every_file_is_handed_out_once(
            sizes in prop::collection::vec(prop_oneof![0u64..5_000, 0u64..(64 << 20)], 0..600),
            workers in 1usize..9,
        ) {
            let mut queue = queue(&sizes);
            let mut seen = Vec::new();
            loop {
                let batch = queue.next_batch(workers);
                if batch.is_empty() {
                    break;
                }
                let bytes: u64 = batch.iter().map(|&file| sizes[file as usize]).sum();
                prop_assert!(batch.len() <= BATCH_FILES);
                prop_assert!(batch.len() == 1 || bytes <= BATCH_BYTES);
                seen.extend(batch);
            }
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..sizes.len() as u32).collect::<Vec<_>>());
            prop_assert_eq!(queue.bytes, 0);
        }
    }
}
