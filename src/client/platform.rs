//! What the client needs of its surroundings.

use std::fmt::Debug;
use std::future::Future;
use std::rc::{Rc, Weak};

use super::ClientInner;
use super::event::{ClientEvent, PickedFile};
use crate::protocol::{Envelope, WorkerMessage};

/// Bytes that a message moves to its receiver: in a browser an `ArrayBuffer`, which is not in the
/// memory of the client.
///
/// A clone is a second handle to the same bytes, which must not be used once they were moved.
pub trait Buffer: Clone + Debug + 'static {
    /// Creates a buffer with a copy of these bytes.
    fn of_bytes(bytes: &[u8]) -> Self;

    /// Returns a copy of the bytes.
    fn to_bytes(&self) -> Vec<u8>;

    /// Returns a buffer of its own with the same bytes.
    fn copy(&self) -> Self {
        Self::of_bytes(&self.to_bytes())
    }
}

/// What accompanies a request.
#[derive(Clone, Debug)]
pub enum Attachments<'a, T: Transport> {
    /// Files to read.
    Files(&'a [T::File]),
    /// Buffers, which move to the worker.
    Buffers(&'a [T::Buffer]),
}

/// Starts workers, and carries messages to them and back.
///
/// Workers are numbered from 0. The number is a slot: the worker in it can be replaced.
pub trait Transport: Sized + 'static {
    /// A file that a worker can read.
    type File: Clone + Debug + 'static;
    /// The buffers of messages.
    type Buffer: Buffer;

    /// Puts a new worker into a slot; the one that was there ends at once. What the new one sends
    /// goes to `inbox`. Returns whether there is a worker: one that fails to start later reports
    /// that to the inbox.
    fn open_worker(&self, worker: usize, inbox: Inbox<Self>) -> bool
    where
        Self: Platform;

    /// Ends the worker in a slot.
    fn close_worker(&self, worker: usize);

    /// Sends a request to the worker in a slot.
    ///
    /// # Errors
    ///
    /// If it cannot be sent, with the reason for a developer.
    fn post(&self, worker: usize, envelope: &Envelope, with: Attachments<'_, Self>) -> Result<(), String>;
}

/// Everything else that the client needs: time, tasks, files, randomness, and the page that it reports to.
pub trait Platform: Transport {
    /// Receives an event.
    fn notify(&self, event: ClientEvent);

    /// Receives files named like case files, which were dropped among the logs.
    fn open_cases(&self, files: Vec<PickedFile<Self::File>>);

    /// Receives a message for a developer about something that should not happen.
    fn warn(&self, message: &str);

    /// Returns the milliseconds since some moment; it never goes back.
    fn now_millis(&self) -> f64;

    /// Runs a task beside all others.
    fn spawn(&self, task: impl Future<Output = ()> + 'static);

    /// Lets every other task that waits run first, and the page draw.
    fn next_turn(&self) -> impl Future<Output = ()>;

    /// Returns the size of a file in bytes. A browser may look it up on the disk, which takes a
    /// good part of a millisecond.
    fn file_bytes(&self, file: &Self::File) -> u64;

    /// Creates a file in memory.
    ///
    /// # Errors
    ///
    /// If that is not possible, with the reason.
    fn new_file(&self, name: &str, bytes: Self::Buffer) -> Result<Self::File, String>;

    /// Returns random bytes for a key; `None` if there is no good source of them.
    fn random_bytes(&self) -> Option<[u8; 32]>;

    /// Notes that a request of this kind begins, for measurements.
    fn begin_measure(&self, _kind: &'static str) {}

    /// Notes that the request of this kind that began last has its answer.
    fn end_measure(&self, _kind: &'static str) {}
}

/// Where one worker delivers its messages. Those of a worker that was replaced are dropped.
pub struct Inbox<P: Platform> {
    client: Weak<ClientInner<P>>,
    worker: usize,
    worker_number: u32,
}

impl<P: Platform> Inbox<P> {
    pub(super) fn new(client: Weak<ClientInner<P>>, worker: usize, worker_number: u32) -> Inbox<P> {
        Inbox { client, worker, worker_number }
    }

    /// Delivers a message, and the buffers that came with it.
    pub fn receive(&self, message: WorkerMessage, attachments: Vec<P::Buffer>) {
        let Some(client) = self.client() else { return };
        if let Some(event) = client.pool.deliver(self.worker, message, attachments) {
            client.on_event(self.worker, event);
        }
    }

    /// Reports that the worker crashed, or failed to start, for this reason. The slot is cleared in
    /// a task of its own, because the worker may be running this.
    pub fn died(&self, reason: &str) {
        let Some(client) = self.client() else { return };
        let (worker, worker_number, reason) = (self.worker, self.worker_number, reason.to_owned());
        let platform = Rc::clone(&client.platform);
        platform.spawn(async move {
            // A worker reports its death twice, or was replaced meanwhile.
            if client.pool.holds(worker, worker_number) {
                client.on_death(worker, &reason);
            }
        });
    }

    fn client(&self) -> Option<Rc<ClientInner<P>>> {
        self.client.upgrade().filter(|client| client.pool.holds(self.worker, self.worker_number))
    }
}

impl<P: Platform> std::fmt::Debug for Inbox<P> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "inbox of worker {}", self.worker)
    }
}
