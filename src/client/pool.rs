//! The worker pool, and the requests in flight to it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use futures_channel::oneshot;

use super::platform::{Attachments, Inbox, Platform};
use super::reply::{PendingReply, WorkerReply};
use super::{Client, ClientInner};
use crate::grouping::{GroupReply, Grouped};
use crate::integrity::CheckProgress;
use crate::protocol::{Answer, Envelope, Request, WorkerMessage};
use crate::resources::{Indexing, ResourcesReply};
use crate::sessions::{LinkProgress, TimelinesReply};

/// A message from a worker other than the reply to an [`ask`](WorkerPool::ask).
pub(super) enum WorkerEvent {
    /// A reply to a load request; more may follow.
    Loading {
        /// The id of the request.
        request: u32,
        answer: Box<Answer>,
    },
    /// Progress of an integrity check.
    Checking(CheckProgress),
    /// Progress of session tracing.
    LinkProgress(LinkProgress),
    /// Progress of the resource index.
    Indexing(Indexing),
    /// Progress of grouping.
    Grouping(Grouped),
}

/// All workers, each in a slot that lasts as long as the client. A worker that crashes or is
/// cleared away can be replaced in the same slot.
pub(super) struct WorkerPool<P: Platform> {
    platform: Rc<P>,
    client: Weak<ClientInner<P>>,
    slots: RefCell<Vec<Option<Slot<P>>>>,
    next_id: Cell<u32>,
    workers_so_far: Cell<u32>,
}

/// A worker, from its creation to its end.
struct Slot<P: Platform> {
    /// Unique among all workers that there were.
    worker_number: u32,
    waiting: HashMap<u32, Waiting<P>>,
}

enum Waiting<P: Platform> {
    Once(oneshot::Sender<WorkerReply<P>>),
    Loading,
}

impl<P: Platform> WorkerPool<P> {
    /// Creates `workers` empty slots.
    pub fn new(platform: Rc<P>, client: Weak<ClientInner<P>>, workers: usize) -> WorkerPool<P> {
        WorkerPool {
            platform,
            client,
            slots: RefCell::new(std::iter::repeat_with(|| None).take(workers).collect()),
            next_id: Cell::new(1),
            workers_so_far: Cell::new(0),
        }
    }

    /// Returns the number of slots.
    pub fn len(&self) -> usize {
        self.slots.borrow().len()
    }

    /// Puts a new worker into the slot. The memory of the old one is freed and its requests fail.
    pub fn renew(&self, worker: usize) {
        let worker_number = self.workers_so_far.get() + 1;
        self.workers_so_far.set(worker_number);
        self.replace(worker, Some(Slot { worker_number, waiting: HashMap::new() }));
        let inbox = Inbox::new(self.client.clone(), worker, worker_number);
        if !self.platform.open_worker(worker, inbox) {
            self.replace(worker, None);
        }
    }

    /// Ends the worker in the slot and leaves the slot empty.
    pub fn dismiss(&self, worker: usize) {
        self.platform.close_worker(worker);
        self.replace(worker, None);
    }

    /// Returns the slots that hold a worker.
    pub fn live_workers(&self) -> Vec<usize> {
        let slots = self.slots.borrow();
        slots.iter().enumerate().filter(|(_, slot)| slot.is_some()).map(|(worker, _)| worker).collect()
    }

    /// Sends a request to one worker. Buffers in `attachments` move to it.
    pub fn ask(&self, worker: usize, request: Request, attachments: &[P::Buffer]) -> PendingReply<P> {
        let (sender, reply) = PendingReply::open();
        self.send(worker, request, Attachments::Buffers(attachments), Some(Waiting::Once(sender)));
        reply
    }

    /// Sends a request to every worker. The replies are in the order of [`WorkerPool::live_workers`].
    pub fn ask_all(&self, request: &Request) -> Vec<PendingReply<P>> {
        self.live_workers().into_iter().map(|worker| self.ask(worker, request.clone(), &[])).collect()
    }

    /// Sends a load request to a worker; the replies arrive as [`WorkerEvent::Loading`]. Returns the
    /// id of the request, or `None` if no worker took it.
    pub fn load(&self, worker: usize, request: Request, files: &[P::File]) -> Option<u32> {
        self.send(worker, request, Attachments::Files(files), Some(Waiting::Loading))
    }

    /// Sends every worker a request that has no reply.
    pub fn tell_all(&self, request: &Request) {
        for worker in self.live_workers() {
            self.send(worker, request.clone(), Attachments::Buffers(&[]), None);
        }
    }

    fn send(
        &self,
        worker: usize,
        request: Request,
        attachments: Attachments<'_, P>,
        waiting: Option<Waiting<P>>,
    ) -> Option<u32> {
        let id = self.next_id.get();
        self.next_id.set(id.wrapping_add(1).max(1));
        let mut slots = self.slots.borrow_mut();
        let slot = slots.get_mut(worker)?.as_mut()?;
        match self.platform.post(worker, &Envelope { id, request }, attachments) {
            Ok(()) => {
                slot.waiting.extend(waiting.map(|waiting| (id, waiting)));
                Some(id)
            }
            Err(reason) => {
                self.platform.warn(&reason);
                None
            }
        }
    }

    fn replace(&self, worker: usize, slot: Option<Slot<P>>) {
        let before = self.slots.borrow_mut().get_mut(worker).map(|held| std::mem::replace(held, slot));
        // Dropped only now, when `slots` is no longer borrowed: dropping it wakes the tasks that
        // wait for a reply.
        drop(before);
    }

    /// Whether the slot holds the worker with this number.
    pub fn holds(&self, worker: usize, worker_number: u32) -> bool {
        let slots = self.slots.borrow();
        slots
            .get(worker)
            .is_some_and(|slot| slot.as_ref().is_some_and(|slot| slot.worker_number == worker_number))
    }

    /// Delivers a message to the task that waits for it. Returns one that no single task waits for.
    pub fn deliver(
        &self,
        worker: usize,
        message: WorkerMessage,
        attachments: Vec<P::Buffer>,
    ) -> Option<WorkerEvent> {
        let WorkerMessage { id, answer } = message;
        let answer = match answer {
            // More replies follow.
            Answer::Progress(_) => {
                return Some(WorkerEvent::Loading { request: id, answer: Box::new(answer) });
            }
            Answer::Checking(progress) => return Some(WorkerEvent::Checking(progress)),
            Answer::Timelines(TimelinesReply::LinkProgress(progress)) => {
                return Some(WorkerEvent::LinkProgress(progress));
            }
            Answer::Resources(ResourcesReply::Indexing(progress)) => {
                return Some(WorkerEvent::Indexing(progress));
            }
            Answer::Group(GroupReply::Counting(progress)) => return Some(WorkerEvent::Grouping(progress)),
            answer => answer,
        };
        let waiting = self.slots.borrow_mut().get_mut(worker)?.as_mut()?.waiting.remove(&id);
        match waiting? {
            Waiting::Loading => Some(WorkerEvent::Loading { request: id, answer: Box::new(answer) }),
            Waiting::Once(sender) => {
                // The receiver may have been dropped.
                let _ = sender.send(WorkerReply { answer, attachments });
                None
            }
        }
    }
}

impl<P: Platform> Client<P> {
    /// Notes that no worker can be started, for this reason: files are refused, and requests fail.
    pub fn fail_to_start(&self, reason: String) {
        *self.inner.not_started.borrow_mut() = Some(reason);
        for worker in 0..self.inner.pool.len() {
            self.inner.pool.dismiss(worker);
        }
        self.inner.stand_idle();
    }
}
