//! The state of loading: what waits, what is being read, what is done.

use std::collections::{BTreeSet, VecDeque};

use super::assignments::Assignments;
use super::crash::AfterCrash;
use super::progress::LoadProgress;
use super::queue::FileQueue;
use super::refresh_timer::RefreshTimer;
use super::restart_policy::RestartPolicy;
use crate::intake::{Report, Status};
use crate::model::{FileDescriptor, FileNumber};
use crate::protocol::LoadUpdate;

use super::{AcceptedFile, PickedFile};

/// Everything known about the files and about the workers that read them.
pub(super) struct Load<F> {
    /// Incremented when everything is cleared. Work of an earlier epoch is void.
    pub epoch: u32,
    /// Incremented when loading is cancelled. Folders are then listed no further.
    pub cancels: u32,
    /// Incremented when a worker crashes. What was found out about copies is then void.
    pub deaths: u32,
    /// Incremented whenever the data change.
    pub generation: u32,
    /// The number of folders being listed.
    pub listings: u32,
    /// Whether files are being accepted from `arriving`.
    pub accepting: bool,
    /// Whether the end of a load is being processed.
    pub finishing: bool,
    /// Files picked and not yet numbered.
    pub arriving: VecDeque<PickedFile<F>>,
    /// The files that wait for a worker.
    pub queue: FileQueue,
    /// The files that workers hold.
    pub assignments: Assignments,
    /// The crash history of each worker slot.
    pub revivals: Vec<RestartPolicy>,
    /// When to sort rows.
    pub refresh_timer: RefreshTimer,
    /// Counts of this load.
    pub progress: LoadProgress,
    /// The number of records that the workers hold, from this load and earlier ones.
    pub records: u64,
    /// Files not yet reported to the page.
    pub listed: Vec<AcceptedFile>,
    /// Reports not yet sent to the page. Some of their files may still be in `listed`.
    pub reports: Vec<Report>,
    /// When progress was last sent to the page.
    pub last_notice_millis: f64,
    files: Vec<LoadEntry<F>>,
    memory_bytes: Vec<u64>,
}

struct LoadEntry<F> {
    bytes: u64,
    records: u64,
    /// The file, as long as it may have to be read again. `None` if it was never opened, or was
    /// given up.
    picked: Option<PickedFile<F>>,
    /// Whether the worker that read it crashed and another reads it again.
    is_read_again: bool,
}

impl<F: Clone> Load<F> {
    /// Creates an empty state for `workers` workers.
    pub fn new(workers: usize) -> Load<F> {
        Load {
            epoch: 0,
            cancels: 0,
            deaths: 0,
            generation: 0,
            listings: 0,
            accepting: false,
            finishing: false,
            arriving: VecDeque::new(),
            queue: FileQueue::new(),
            assignments: Assignments::new(workers),
            revivals: std::iter::repeat_with(RestartPolicy::default).take(workers).collect(),
            refresh_timer: RefreshTimer::default(),
            progress: LoadProgress::default(),
            records: 0,
            listed: Vec::new(),
            reports: Vec::new(),
            last_notice_millis: 0.0,
            files: Vec::new(),
            memory_bytes: vec![0; workers],
        }
    }

    /// Forgets every file and all work on them.
    pub fn clear(&mut self) {
        let workers = self.memory_bytes.len();
        *self = Load {
            epoch: self.epoch + 1,
            cancels: self.cancels + 1,
            deaths: self.deaths,
            generation: self.generation,
            ..Load::new(workers)
        };
    }

    /// Starts a load, unless one is running.
    pub fn begin(&mut self) {
        if !self.progress.loading {
            self.progress = LoadProgress { loading: true, ..LoadProgress::default() };
            self.refresh_timer = RefreshTimer::new(self.records);
        }
    }

    /// Whether nothing waits and nothing is being read.
    pub fn is_quiet(&self) -> bool {
        self.arriving.is_empty()
            && !self.accepting
            && self.listings == 0
            && self.queue.is_empty()
            && self.assignments.are_empty()
    }

    /// Numbers the next arrived files and queues them, while `has_time` returns `true`.
    ///
    /// A browser may look up a file's size on disk when it is first asked for, which takes a good
    /// part of a millisecond.
    pub fn accept(&mut self, bytes_of: impl Fn(&F) -> u64, has_time: impl Fn() -> bool) {
        while has_time()
            && let Some(picked) = self.arriving.pop_front()
        {
            let bytes = bytes_of(&picked.file);
            let path = picked.path.clone();
            let file = enter(&mut self.files, &mut self.progress, bytes, Some(picked));
            self.queue.add(file, bytes);
            self.listed.push(AcceptedFile { file, path, bytes });
        }
    }

    /// Numbers files that were found and not opened, and reports them with `status`.
    pub fn pass_over(&mut self, paths: Vec<String>, status: Status, reason: &str) {
        for path in paths {
            let file = enter(&mut self.files, &mut self.progress, 0, None);
            self.report_unread(file, status, Some(reason));
            self.listed.push(AcceptedFile { file, path, bytes: 0 });
        }
    }

    /// Takes the next batch for a worker out of the queue.
    pub fn next_batch(&mut self, workers: usize) -> (Vec<FileDescriptor>, Vec<F>) {
        let batch = self.queue.next_batch(workers);
        let mut descriptors = Vec::with_capacity(batch.len());
        let mut contents = Vec::with_capacity(batch.len());
        for file in batch {
            let Some(entry) = self.files.get_mut(file as usize) else { continue };
            if let Some(PickedFile { path, file: content }) = entry.picked.clone() {
                descriptors.push(FileDescriptor { file, path, bytes: entry.bytes });
                contents.push(content);
            }
        }
        (descriptors, contents)
    }

    /// Records a worker's progress. Returns the files that it reported without having them.
    pub fn advance(&mut self, place: usize, progress: LoadUpdate) -> Vec<FileNumber> {
        let mut unasked = Vec::new();
        self.note_memory(place, progress.memory_bytes);
        self.add_bytes(progress.bytes);
        for report in progress.reports {
            if !self.assignments.reported(place, report.file) {
                unasked.push(report.file);
                continue;
            }
            if let Some(entry) = self.files.get_mut(report.file as usize) {
                entry.records = report.records;
            }
            self.progress.files_done += 1;
            self.progress.records += report.records;
            self.records += report.records;
            self.reports.push(report);
        }
        unasked
    }

    /// Takes every waiting file out of the queue and reports it with `status`.
    pub fn give_up(&mut self, status: Status, reason: Option<&str>) {
        for file in self.queue.drain() {
            if let Some(entry) = self.files.get_mut(file as usize) {
                entry.picked = None;
            }
            self.report_unread(file, status, reason);
        }
    }

    /// Reports a file that no worker will report.
    pub fn report_unread(&mut self, file: FileNumber, status: Status, reason: Option<&str>) {
        let bytes = self.bytes_of(file);
        self.progress.files_done += 1;
        self.add_bytes(bytes);
        self.reports.push(Report::unread(file, bytes, status, reason.map(str::to_owned)));
    }

    /// Handles a worker's crash: its files are queued for another worker, once each, or reported as
    /// lost.
    pub fn after_crash(&mut self, place: usize, cause: &str) -> AfterCrash {
        let held = self.assignments.died(place);
        self.deaths += 1;
        self.note_memory(place, 0);
        for &file in &held.read {
            if let Some(entry) = self.files.get_mut(file as usize) {
                let records = std::mem::take(&mut entry.records);
                self.progress.records = self.progress.records.saturating_sub(records);
                self.records = self.records.saturating_sub(records);
            }
        }
        let was_read: BTreeSet<FileNumber> = held.read.iter().copied().collect();
        let may_be_read_again = |file: FileNumber| {
            self.files.get(file as usize).is_some_and(|entry| entry.picked.is_some() && !entry.is_read_again)
        };
        let after = AfterCrash::of(held, may_be_read_again);
        // The remaining records must be searched for copies again.
        self.begin();
        for &file in &after.read_again {
            let bytes = self.bytes_of(file);
            if let Some(entry) = self.files.get_mut(file as usize) {
                entry.is_read_again = true;
            }
            self.queue.add(file, bytes);
            if was_read.contains(&file) {
                // The bytes are read a second time.
                self.progress.files_total += 1;
                self.progress.bytes_total += bytes;
                let reason = format!("being read again: the worker that held its events stopped ({cause})");
                self.reports.push(Report::unread(file, bytes, Status::Refused, Some(reason)));
            }
        }
        for &file in &after.lost {
            if let Some(entry) = self.files.get_mut(file as usize) {
                entry.picked = None;
            }
            if was_read.contains(&file) {
                let reason = format!("read, and then lost with the worker that held it: {cause}");
                self.reports.push(Report::unread(file, self.bytes_of(file), Status::Refused, Some(reason)));
            } else {
                let reason = format!("the worker that was reading it stopped: {cause}");
                self.report_unread(file, Status::Refused, Some(&reason));
            }
        }
        after
    }

    /// Stores how large a worker's memory has grown, in bytes.
    pub fn note_memory(&mut self, place: usize, bytes: u64) {
        if let Some(memory_bytes) = self.memory_bytes.get_mut(place) {
            *memory_bytes = bytes;
        }
    }

    /// Returns a worker's last reported memory size, in bytes.
    pub fn memory_of(&self, place: usize) -> u64 {
        self.memory_bytes.get(place).copied().unwrap_or_default()
    }

    /// Returns the progress of this load.
    pub fn progress(&self) -> LoadProgress {
        LoadProgress {
            listing: self.listings > 0 || !self.arriving.is_empty(),
            memory_bytes: self.memory_bytes.iter().sum(),
            ..self.progress
        }
    }

    fn bytes_of(&self, file: FileNumber) -> u64 {
        self.files.get(file as usize).map_or(0, |entry| entry.bytes)
    }

    fn add_bytes(&mut self, bytes: u64) {
        // A file that was half read when its worker crashed counts once.
        self.progress.bytes_done = (self.progress.bytes_done + bytes).min(self.progress.bytes_total);
    }
}

/// Numbers a file.
fn enter<F>(
    files: &mut Vec<LoadEntry<F>>,
    progress: &mut LoadProgress,
    bytes: u64,
    picked: Option<PickedFile<F>>,
) -> FileNumber {
    // More files than a `u32` can number do not fit into any browser's memory.
    let file = files.len() as FileNumber;
    files.push(LoadEntry { bytes, records: 0, picked, is_read_again: false });
    progress.files_total += 1;
    progress.bytes_total += bytes;
    file
}
