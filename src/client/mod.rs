//! The client of the workers: which worker gets which files and requests, how their replies become
//! one answer, what is retried, limited and cancelled. It knows no browser: a [`Platform`] starts
//! the workers and carries the messages.
//!
//! ```text
//! loading    the course of a load             load     its state
//!   queue        files that wait, in batches     assignments  files that workers hold
//!   refresh_timer  when rows are sorted          progress     numbers for the page
//!   crash        what a crash costs              restart_policy  whether a worker starts again
//! queries    events: counts, rows, records    limiter  at most a few requests of a kind
//! integrity  checks and findings              admission  the rules of a limiter
//! timelines  session tracing and its results  pool     the workers and their requests in flight
//! resources  the index and requests to it     reply    replies
//! group      groups of events, and charts     platform what the client needs of a browser
//! export     events written to a file         event    what it tells without being asked
//! redaction  the values to redact             repeats  the exchange of keys that finds copies
//! operation  progress and cancelling          copies   the copies of an event
//! questions  numbers of events
//! case       looking up marked events         listing  files on their way      sample
//! ```

mod admission;
mod assignments;
mod case;
mod copies;
mod crash;
mod error;
mod event;
mod export;
mod group;
mod integrity;
mod limiter;
mod listing;
mod load;
mod loading;
mod operation;
mod platform;
mod pool;
mod progress;
mod queries;
mod questions;
mod queue;
mod redaction;
mod refresh_timer;
mod repeats;
mod reply;
mod resources;
mod restart_policy;
mod sample;
mod timelines;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

pub use copies::FoundHidden;
pub use error::ClientError;
pub use event::{
    AcceptedFile, Checking, ClientEvent, Following, IndexState, PickedFile, PlacedRow, RowPlace,
};
pub use export::FileSink;
pub use listing::FileListing;
pub use operation::Operation;
pub use platform::{Attachments, Buffer, Inbox, Platform, Transport};
pub use progress::LoadProgress;
pub use redaction::Redaction;
pub use resources::PlacedHistory;

use crate::integrity::findings::KeyFile;
use crate::redaction::RedactionKey;
use crate::store::Totals;
use limiter::{AsyncLimiter, Limiters};
use load::Load;
use pool::WorkerPool;
use queries::KnownLandmarks;

/// The workers and everything they hold. Cheap to clone; two handles are equal if they belong to
/// the same workers and have the same priority.
pub struct Client<P: Platform> {
    inner: Rc<ClientInner<P>>,
    is_background: bool,
}

struct ClientInner<P: Platform> {
    platform: Rc<P>,
    pool: WorkerPool<P>,
    load: RefCell<Load<P::File>>,
    /// Why the workers could not be started; `None` if they could.
    not_started: RefCell<Option<String>>,
    /// The limiters of what is on the screen.
    limiters: Limiters,
    /// The limiters of requests in the background.
    background: Limiters,
    landmarks: RefCell<Option<KnownLandmarks>>,
    /// The totals of the last [`ClientEvent::Settled`].
    settled: RefCell<Totals>,
    /// The worker that checks integrity and holds the findings.
    checker: Cell<Option<usize>>,
    index: RefCell<resources::IndexKeeper>,
    /// Requests for lists of resources: the gatherer holds the counts of one selection.
    index_lists: Rc<AsyncLimiter>,
    groups: group::GroupKeeper,
    counts: questions::CountKeeper,
    /// The number of the running integrity check.
    check: Cell<Option<u32>>,
    /// The number of integrity checks started so far.
    checks: Cell<u32>,
    /// Whether a worker crashed during a check. The next check then waits for an explicit request.
    check_crashed: Cell<bool>,
    /// Files whose public keys the user trusts, wherever the files are.
    trusted_keys: RefCell<BTreeSet<KeyFile>>,
    /// The number of files lost with crashed workers. What was known of their bytes is gone.
    lost_files: Cell<u32>,
    trace: RefCell<timelines::Trace<P>>,
    /// Requests for stories: one worker holds the calls of one story.
    stories: Rc<AsyncLimiter>,
    /// Exports: a worker writes one at a time.
    exports: Rc<AsyncLimiter>,
    /// The key of all pseudonyms; `None` until one is first needed.
    redaction_key: RefCell<Option<RedactionKey>>,
}

impl<P: Platform> Clone for Client<P> {
    fn clone(&self) -> Self {
        Client { inner: Rc::clone(&self.inner), is_background: self.is_background }
    }
}

impl<P: Platform> PartialEq for Client<P> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner) && self.is_background == other.is_background
    }
}

impl<P: Platform> std::fmt::Debug for Client<P> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "client of {} workers", self.inner.pool.len())
    }
}

impl<P: Platform> Client<P> {
    /// Creates the client of `workers` workers, which are opened at once, so that they are ready
    /// before the first file is dropped. Files and requests are accepted at once.
    pub fn new(platform: Rc<P>, workers: usize) -> Client<P> {
        let inner = Rc::new_cyclic(|inner| ClientInner {
            pool: WorkerPool::new(Rc::clone(&platform), inner.clone(), workers),
            platform,
            load: RefCell::new(Load::new(workers)),
            not_started: RefCell::default(),
            limiters: Limiters::of_screen(),
            background: Limiters::of_background(),
            landmarks: RefCell::default(),
            settled: RefCell::default(),
            checker: Cell::new(None),
            index: RefCell::default(),
            // A view requests a few pages of a list at a time.
            index_lists: AsyncLimiter::new(1, 8),
            groups: group::GroupKeeper::default(),
            counts: questions::CountKeeper::default(),
            check: Cell::new(None),
            checks: Cell::new(0),
            check_crashed: Cell::new(false),
            trusted_keys: RefCell::default(),
            lost_files: Cell::new(0),
            trace: RefCell::default(),
            stories: AsyncLimiter::new(1, 1),
            exports: AsyncLimiter::new(1, 4),
            redaction_key: RefCell::default(),
        });
        for worker in 0..workers {
            inner.pool.renew(worker);
        }
        Client { inner, is_background: false }
    }

    /// Returns a handle whose requests do not supersede those of the screen, and are not superseded
    /// by them. They wait for each other instead.
    pub fn in_background(&self) -> Client<P> {
        Client { inner: Rc::clone(&self.inner), is_background: true }
    }

    /// Returns the platform.
    pub fn platform(&self) -> &P {
        &self.inner.platform
    }

    fn limiters(&self) -> &Limiters {
        if self.is_background { &self.inner.background } else { &self.inner.limiters }
    }

    /// Starts announcing files, at any time, also while others are being read. The returned listing
    /// takes the files; the load does not end before it is dropped.
    pub fn list(&self) -> FileListing<P> {
        FileListing::begin(Rc::clone(&self.inner))
    }

    /// Reads the sample trail. The workers generate it, so no network request is made.
    pub fn load_sample(&self) {
        self.inner.platform.spawn(sample::load(Rc::clone(&self.inner), self.list()));
    }

    /// Cancels loading. Each file not yet read is reported as skipped.
    pub fn cancel(&self) {
        self.inner.cancel();
    }

    /// Forgets everything that was loaded.
    pub fn clear(&self) {
        self.inner.clear();
    }
}
