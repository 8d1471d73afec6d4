//! The files that each worker holds.

use crate::model::FileNumber;

/// Maximum number of batches assigned to a worker: one that it reads, and one more so that it never
/// waits for the page.
const BATCHES_AT_HAND: usize = 2;

/// The files that were lost with a worker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LostFiles {
    /// Files assigned to the worker and not yet reported by it, in the order in which it reads them:
    /// as far as is known, it was reading the first.
    pub unread: Vec<FileNumber>,
    /// Files whose events the worker held.
    pub read: Vec<FileNumber>,
}

/// The files assigned to each worker.
#[derive(Debug, Default)]
pub struct Assignments {
    workers: Vec<WorkerFiles>,
}

#[derive(Debug, Default)]
struct WorkerFiles {
    /// The batches not yet done: the id of the request, and its files not yet reported, both in the
    /// order in which they are read.
    batches: Vec<(u32, Vec<FileNumber>)>,
    read: Vec<FileNumber>,
}

impl Assignments {
    /// Creates `workers` workers with no assigned files.
    pub fn new(workers: usize) -> Assignments {
        Assignments { workers: std::iter::repeat_with(WorkerFiles::default).take(workers).collect() }
    }

    /// Returns whether the worker can take another batch.
    pub fn has_room(&self, worker: usize) -> bool {
        self.workers.get(worker).is_some_and(|worker_files| worker_files.batches.len() < BATCHES_AT_HAND)
    }

    /// Returns whether no worker has anything left to read.
    pub fn are_empty(&self) -> bool {
        self.workers.iter().all(|worker_files| worker_files.batches.is_empty())
    }

    /// Records that the worker was given these files by the request with this id.
    pub fn gave(&mut self, worker: usize, request: u32, files: impl IntoIterator<Item = FileNumber>) {
        if let Some(worker_files) = self.workers.get_mut(worker) {
            worker_files.batches.push((request, files.into_iter().collect()));
        }
    }

    /// Records that the worker reported the file. Returns whether the file was assigned to it; the
    /// caller must ignore any other report, which would count the file twice.
    pub fn reported(&mut self, worker: usize, file: FileNumber) -> bool {
        let Some(worker_files) = self.workers.get_mut(worker) else { return false };
        let held = worker_files.batches.iter_mut().any(|(_, files)| {
            let at = files.iter().position(|other| *other == file);
            at.map(|at| files.remove(at)).is_some()
        });
        if held {
            worker_files.read.push(file);
        }
        held
    }

    /// Records that the worker finished the request. Returns the files of the request that were
    /// never reported; there should be none.
    pub fn done(&mut self, worker: usize, request: u32) -> Vec<FileNumber> {
        let Some(worker_files) = self.workers.get_mut(worker) else { return Vec::new() };
        let Some(at) = worker_files.batches.iter().position(|&(number, _)| number == request) else {
            return Vec::new();
        };
        worker_files.batches.remove(at).1
    }

    /// Records that the worker crashed: removes and returns the files that it held.
    pub fn died(&mut self, worker: usize) -> LostFiles {
        let Some(worker_files) = self.workers.get_mut(worker) else { return LostFiles::default() };
        let worker_files = std::mem::take(worker_files);
        let unread = worker_files.batches.into_iter().flat_map(|(_, files)| files).collect();
        LostFiles { unread, read: worker_files.read }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_holds_what_it_was_given_until_it_reports() {
        let mut assignments = Assignments::new(2);
        assignments.gave(1, 7, [5, 4, 3]);
        assignments.gave(1, 8, [2]);
        assert!(!assignments.are_empty());
        assert!(assignments.reported(1, 4));
        assert!(!assignments.reported(1, 4), "a second report of a file is none");
        assert!(!assignments.reported(0, 3), "nor is the report of another worker");
        assert_eq!(assignments.died(1), LostFiles { unread: vec![5, 3, 2], read: vec![4] });
        assert!(assignments.are_empty());
        assert_eq!(assignments.died(1), LostFiles::default());
    }

    #[test]
    fn a_worker_has_room_for_two_batches() {
        let mut assignments = Assignments::new(1);
        assignments.gave(0, 1, [1]);
        assert!(assignments.has_room(0));
        assignments.gave(0, 2, [2, 3]);
        assert!(!assignments.has_room(0));
        assert!(assignments.reported(0, 1));
        assert_eq!(assignments.done(0, 1), Vec::<u32>::new());
        assert!(assignments.has_room(0));
        assert_eq!(assignments.done(0, 2), [2, 3], "files without a report are named");
        assert!(assignments.are_empty());
        assert!(!assignments.has_room(5), "a worker that is not there has none");
    }
}
