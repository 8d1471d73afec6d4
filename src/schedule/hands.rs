//! Which worker holds which files.

use std::collections::BTreeSet;

use crate::in_order::InOrder;
use crate::protocol::FileNumber;

/// Batches that a worker has at hand at most: one that it reads, and one so
/// that it never waits for the page.
const BATCHES_AT_HAND: usize = 2;

/// What was lost with a worker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Files that it had been given and had not reported.
    pub unread: Vec<FileNumber>,
    /// Files whose events it held.
    pub read: Vec<FileNumber>,
}

/// The files in the hands of each worker.
#[derive(Debug, Default)]
pub struct Hands {
    workers: Vec<Hand>,
}

#[derive(Debug, Default)]
struct Hand {
    /// The number of the request, and the files not yet reported.
    batches: Vec<(u32, BTreeSet<FileNumber>)>,
    read: Vec<FileNumber>,
}

impl Hands {
    /// So many workers with empty hands.
    pub fn new(workers: usize) -> Hands {
        Hands { workers: std::iter::repeat_with(Hand::default).take(workers).collect() }
    }

    /// Whether the worker can take another batch.
    pub fn has_room(&self, worker: usize) -> bool {
        self.workers.get(worker).is_some_and(|hand| hand.batches.len() < BATCHES_AT_HAND)
    }

    /// Whether no worker has anything to read.
    pub fn are_empty(&self) -> bool {
        self.workers.iter().all(|hand| hand.batches.is_empty())
    }

    /// The worker was given these files by the request of this number.
    pub fn gave(&mut self, worker: usize, request: u32, files: impl IntoIterator<Item = FileNumber>) {
        if let Some(hand) = self.workers.get_mut(worker) {
            hand.batches.push((request, files.into_iter().collect()));
        }
    }

    /// The worker reported the file. Answers whether the file was in its
    /// hands: anything else would be counted twice.
    pub fn reported(&mut self, worker: usize, file: FileNumber) -> bool {
        let Some(hand) = self.workers.get_mut(worker) else { return false };
        let held = hand.batches.iter_mut().any(|(_, files)| files.remove(&file));
        if held {
            hand.read.push(file);
        }
        held
    }

    /// The worker is done with the request. Answers the files of it that were
    /// never reported; there should be none.
    pub fn done(&mut self, worker: usize, request: u32) -> Vec<FileNumber> {
        let Some(hand) = self.workers.get_mut(worker) else { return Vec::new() };
        let Some(at) = hand.batches.iter().position(|&(number, _)| number == request) else {
            return Vec::new();
        };
        hand.batches.remove(at).1.into_iter().collect()
    }

    /// The worker died: its hands are empty now, and this is what they held.
    pub fn died(&mut self, worker: usize) -> Held {
        let Some(hand) = self.workers.get_mut(worker) else { return Held::default() };
        let hand = std::mem::take(hand);
        let mut unread: Vec<FileNumber> = hand.batches.into_iter().flat_map(|(_, files)| files).collect();
        unread.put_in_order();
        Held { unread, read: hand.read }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_holds_what_it_was_given_until_it_reports() {
        let mut hands = Hands::new(2);
        hands.gave(1, 7, [3, 4, 5]);
        assert!(!hands.are_empty());
        assert!(hands.reported(1, 4));
        assert!(!hands.reported(1, 4), "a second report of a file is none");
        assert!(!hands.reported(0, 3), "nor is the report of another worker");
        assert_eq!(hands.died(1), Held { unread: vec![3, 5], read: vec![4] });
        assert!(hands.are_empty());
        assert_eq!(hands.died(1), Held::default());
    }

    #[test]
    fn a_worker_has_room_for_two_batches() {
        let mut hands = Hands::new(1);
        hands.gave(0, 1, [1]);
        assert!(hands.has_room(0));
        hands.gave(0, 2, [2, 3]);
        assert!(!hands.has_room(0));
        assert!(hands.reported(0, 1));
        assert_eq!(hands.done(0, 1), Vec::<u32>::new());
        assert!(hands.has_room(0));
        assert_eq!(hands.done(0, 2), [2, 3], "files without a report are named");
        assert!(hands.are_empty());
        assert!(!hands.has_room(5), "a worker that is not there has none");
    }
}
