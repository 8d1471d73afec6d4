//! The course of a load: accepting files, giving them to workers, sorting rows at intervals, and
//! the end.
//!
//! ```text
//! load -> accept, a slice at a time -> pump: a batch to every worker with room
//!   worker: progress -> reports; a beat is due? -> settle
//!   worker: loaded   -> pump
//! nothing waits, nothing is read -> repeats -> settled -> the load has ended
//! ```

use std::rc::Rc;

use super::crash::{crash_cause, crash_message};
use super::progress::add_totals;
use crate::intake::Status;
use crate::protocol::{Answer, LoadUpdate, Request};
use crate::store::Totals;

use super::pool::WorkerEvent;
use super::{ClientEvent, ClientInner, PickedFile, Platform, repeats, reply};

/// Time spent numbering and listing files before the page draws again, in milliseconds.
const ACCEPT_MILLIS: f64 = 8.0;

/// Minimum time between two progress notices, in milliseconds.
const NOTICE_MILLIS: f64 = 150.0;

impl<P: Platform> ClientInner<P> {
    /// Loads files; may be called at any time.
    pub(super) fn load(self: &Rc<Self>, files: Vec<PickedFile<P::File>>) {
        let mut load = self.load.borrow_mut();
        load.begin();
        load.arriving.extend(files);
        if !std::mem::replace(&mut load.accepting, true) {
            drop(load);
            self.platform.spawn(Rc::clone(self).accept());
        }
    }

    async fn accept(self: Rc<Self>) {
        let epoch = self.load.borrow().epoch;
        loop {
            let until = self.platform.now_millis() + ACCEPT_MILLIS;
            self.load
                .borrow_mut()
                .accept(|file| self.platform.file_bytes(file), || self.platform.now_millis() < until);
            let is_last = self.load.borrow().arriving.is_empty();
            if is_last {
                self.load.borrow_mut().accepting = false;
            }
            self.pump();
            self.tell_progress(false);
            if is_last {
                break;
            }
            self.platform.next_turn().await;
            if self.load.borrow().epoch != epoch {
                return;
            }
        }
        self.end_if_quiet();
    }

    /// Notes that a folder is being listed. The load does not end before the listing does.
    pub(super) fn begin_listing(&self) {
        let mut load = self.load.borrow_mut();
        load.begin();
        load.listings += 1;
        drop(load);
        self.tell_progress(true);
    }

    /// Notes that a folder has been listed.
    pub(super) fn end_listing(self: &Rc<Self>, epoch: u32) {
        let mut load = self.load.borrow_mut();
        if load.epoch == epoch {
            load.listings = load.listings.saturating_sub(1);
        }
        drop(load);
        self.end_if_quiet();
    }

    /// Gives a batch to every worker that has room for one.
    fn pump(&self) {
        let workers = self.pool.len();
        // In rounds, so that each worker has one batch before any has two.
        let mut gave = true;
        while gave {
            gave = false;
            for place in self.pool.live_workers() {
                gave |= self.give_batch(place, workers);
            }
        }
        self.give_up_without_workers();
    }

    fn give_batch(&self, place: usize, workers: usize) -> bool {
        if !self.load.borrow().assignments.has_room(place) {
            return false;
        }
        let (descriptors, files_of_batch) = self.load.borrow_mut().next_batch(workers);
        if descriptors.is_empty() {
            return false;
        }
        let files: Vec<_> = descriptors.iter().map(|descriptor| descriptor.file).collect();
        let request = self.pool.load(place, Request::Load(descriptors), &files_of_batch);
        let mut load = self.load.borrow_mut();
        match request {
            Some(request) => load.assignments.gave(place, request, files),
            None => {
                for file in files {
                    load.report_unread(
                        file,
                        Status::Refused,
                        Some("the file could not be given to a worker"),
                    );
                }
            }
        }
        true
    }

    /// Handles a message of a worker.
    pub(super) fn on_event(self: &Rc<Self>, place: usize, event: WorkerEvent) {
        match event {
            WorkerEvent::Loading { request, answer } => {
                if let Some(restart_policy) = self.load.borrow_mut().revivals.get_mut(place) {
                    restart_policy.spoke();
                }
                self.on_loading(place, request, *answer);
            }
            WorkerEvent::Checking(progress) => self.on_checking(progress),
            WorkerEvent::LinkProgress(so_far) => self.on_tracing(place, so_far),
            WorkerEvent::Indexing(progress) => self.on_indexing(place, progress),
            WorkerEvent::Grouping(progress) => self.on_grouping(place, progress),
        }
    }

    fn on_loading(self: &Rc<Self>, place: usize, request: u32, answer: Answer) {
        match answer {
            Answer::Progress(progress) => self.advance(place, progress),
            Answer::Loaded(progress) => {
                self.advance(place, progress);
                let mut load = self.load.borrow_mut();
                for file in load.assignments.done(place, request) {
                    load.report_unread(file, Status::Refused, Some("the worker gave no account of the file"));
                }
                drop(load);
                self.pump();
            }
            answer => {
                let reason = match answer {
                    Answer::Failed(reason) => reason,
                    _ => "the worker answered something else".to_owned(),
                };
                let mut load = self.load.borrow_mut();
                for file in load.assignments.done(place, request) {
                    load.report_unread(file, Status::Refused, Some(&reason));
                }
                drop(load);
                self.pump();
            }
        }
        self.tell_progress(false);
        self.end_if_quiet();
        self.beat_if_due();
    }

    fn advance(&self, place: usize, progress: LoadUpdate) {
        for file in self.load.borrow_mut().advance(place, progress) {
            self.platform.warn(&format!("a report of file {file} came unasked"));
        }
    }

    pub(super) fn on_death(self: &Rc<Self>, place: usize, words: &str) {
        let mut load = self.load.borrow_mut();
        let cause = crash_cause(words, load.memory_of(place));
        let after = load.after_crash(place, &cause);
        let is_revived = load.revivals.get_mut(place).is_some_and(|restart_policy| restart_policy.died());
        drop(load);
        self.note_crash(&cause);
        if is_revived {
            self.pool.renew(place);
        } else {
            self.pool.dismiss(place);
        }
        self.lost_files.set(self.lost_files.get() + after.lost.len() as u32);
        let message = crash_message(&cause, &after);
        self.platform.notify(ClientEvent::WorkerDied { message });
        self.pump();
        self.tell_progress(true);
        self.settle();
        self.end_if_quiet();
    }

    /// Work that was running when a worker crashed does not start again by itself: it may have
    /// caused the crash.
    fn note_crash(&self, cause: &str) {
        if self.check.take().is_some() {
            self.check_crashed.set(true);
            // What that worker had read would count as missing.
            self.refuse_check();
        }
        self.trace.borrow_mut().note_crash(cause);
    }

    /// Ends loading when no worker could be started.
    pub(super) fn stand_idle(self: &Rc<Self>) {
        self.pump();
        self.tell_progress(true);
        self.end_if_quiet();
    }

    /// Reports files or folders that were dropped and are not opened, with the reason.
    pub(super) fn pass_over(self: &Rc<Self>, paths: Vec<String>, status: Status, reason: &str) {
        let mut load = self.load.borrow_mut();
        load.begin();
        load.pass_over(paths, status, reason);
        drop(load);
        self.tell_progress(false);
        self.end_if_quiet();
    }

    /// Gives up all waiting files if no worker is left to read them.
    fn give_up_without_workers(&self) {
        if !self.pool.live_workers().is_empty() {
            return;
        }
        let reason = "no worker could be started to read it; reload the page to try again";
        self.load.borrow_mut().give_up(Status::Refused, Some(reason));
    }

    /// Cancels reading the remaining files.
    pub(super) fn cancel(self: &Rc<Self>) {
        self.load.borrow_mut().cancels += 1;
        self.pool.tell_all(&Request::Stop);
        self.skip(Vec::new());
    }

    /// Skips files that were found after loading was cancelled. They count as dropped, and get a
    /// number and a report like the others.
    pub(super) fn skip(self: &Rc<Self>, files: Vec<PickedFile<P::File>>) {
        let mut load = self.load.borrow_mut();
        load.begin();
        load.arriving.extend(files);
        load.accept(|file| self.platform.file_bytes(file), || true);
        load.give_up(Status::Skipped, None);
        drop(load);
        self.tell_progress(true);
        self.end_if_quiet();
    }

    /// Forgets everything. The workers are replaced by new ones, because the memory of a worker
    /// never shrinks.
    pub(super) fn clear(self: &Rc<Self>) {
        self.load.borrow_mut().clear();
        self.landmarks.borrow_mut().take();
        self.checker.take();
        self.settled.take();
        self.trusted_keys.borrow_mut().clear();
        self.lost_files.set(0);
        self.forget_index();
        self.forget_groups();
        self.forget_counts();
        self.check.take();
        self.check_crashed.set(false);
        self.trace.borrow_mut().crashed = None;
        self.forget_followed();
        for place in 0..self.pool.len() {
            self.pool.renew(place);
        }
        self.platform.notify(ClientEvent::Cleared);
        self.tell_progress(true);
    }

    /// Sorts what has been read, if it is time.
    fn beat_if_due(self: &Rc<Self>) {
        let mut load = self.load.borrow_mut();
        let records = load.records;
        if load.finishing
            || !load.progress.loading
            || !load.refresh_timer.is_due(self.platform.now_millis(), records)
        {
            return;
        }
        drop(load);
        self.settle();
    }

    /// Sorts what has been read, and reports the totals to the page.
    fn settle(self: &Rc<Self>) {
        let epoch = self.load.borrow().epoch;
        let inner = Rc::clone(self);
        self.platform.spawn(async move {
            let totals = reply::all::<P, Totals>(inner.pool.ask_all(&Request::FinishLoading)).await;
            if inner.load.borrow().epoch != epoch {
                return;
            }
            inner.load.borrow_mut().refresh_timer.beaten(inner.platform.now_millis());
            // A crash is reported elsewhere.
            if let Ok(totals) = totals {
                inner.tell_settled(&totals);
            }
        });
    }

    fn end_if_quiet(self: &Rc<Self>) {
        let mut load = self.load.borrow_mut();
        if load.finishing || !load.progress.loading || !load.is_quiet() {
            return;
        }
        load.finishing = true;
        drop(load);
        self.tell_progress(true);
        self.platform.spawn(Rc::clone(self).end());
    }

    /// Ends a load: finds copies across workers, then notifies the page.
    async fn end(self: Rc<Self>) {
        let epoch = self.load.borrow().epoch;
        loop {
            let deaths = self.load.borrow().deaths;
            let totals = repeats::exchange(&self.pool).await;
            let mut load = self.load.borrow_mut();
            if load.epoch != epoch {
                return;
            }
            if load.deaths != deaths {
                // The hidden records may have been copies of records that are now lost.
                continue;
            }
            load.finishing = false;
            let has_ended = load.is_quiet();
            if has_ended {
                load.progress.loading = false;
                load.queue.rest();
            }
            drop(load);
            match totals {
                Ok(totals) => {
                    self.tell_settled(&totals);
                    if has_ended && totals.iter().any(|totals| totals.signed_lists > 0) {
                        if self.check_crashed.get() {
                            self.refuse_check();
                        } else {
                            self.begin_check();
                        }
                    }
                }
                Err(error) => self.platform.warn(&error.to_string()),
            }
            if has_ended {
                self.tell_progress(true);
            }
            return;
        }
    }

    /// Chooses again which copies of events are shown, after an integrity check. Returns whether
    /// the rows may have changed; the page has then been notified.
    pub(super) async fn choose_copies(&self) -> bool {
        let known = self.settled.borrow().clone();
        // A running load chooses at its end.
        if known.repeats == 0 || self.load.borrow().progress.loading {
            return false;
        }
        let epoch = self.load.borrow().epoch;
        let totals = repeats::choose_again(&self.pool, &known).await;
        if self.load.borrow().epoch != epoch {
            return false;
        }
        match totals {
            Ok(totals) => {
                self.tell_settled(&totals);
                true
            }
            Err(error) => {
                self.platform.warn(&error.to_string());
                false
            }
        }
    }

    /// Stores and reports the new totals, after the workers' records changed.
    fn tell_settled(&self, totals: &[Totals]) {
        let sum = add_totals(totals);
        *self.settled.borrow_mut() = sum.clone();
        let mut load = self.load.borrow_mut();
        for (place, totals) in self.pool.live_workers().into_iter().zip(totals) {
            load.note_memory(place, totals.memory_bytes);
        }
        load.generation += 1;
        let generation = load.generation;
        drop(load);
        self.landmarks.borrow_mut().take();
        self.forget_followed();
        self.note_settled();
        self.tell_progress(true);
        self.platform.notify(ClientEvent::Settled { totals: sum, generation });
    }

    /// Reports that rows have new values while the workers' records stayed the same.
    pub(super) fn tell_changed(&self) {
        let mut load = self.load.borrow_mut();
        load.generation += 1;
        let generation = load.generation;
        drop(load);
        self.landmarks.borrow_mut().take();
        self.platform.notify(ClientEvent::Changed { generation });
    }

    /// Reports progress and the files found and finished to the page. Unless `now`, at most once
    /// per [`NOTICE_MILLIS`].
    fn tell_progress(&self, now: bool) {
        let mut load = self.load.borrow_mut();
        let millis = self.platform.now_millis();
        if !now && millis - load.last_notice_millis < NOTICE_MILLIS {
            return;
        }
        load.last_notice_millis = millis;
        let listed = std::mem::take(&mut load.listed);
        let reports = std::mem::take(&mut load.reports);
        let progress = load.progress();
        drop(load);
        if !listed.is_empty() {
            self.platform.notify(ClientEvent::Listed(listed));
        }
        if !reports.is_empty() {
            self.platform.notify(ClientEvent::Reports(reports));
        }
        self.platform.notify(ClientEvent::Progress(progress));
    }
}
