//! The client, as the page sees it: files go in, notices and replies come out.
//!
//! ```text
//! mod        the handle that components hold
//! loading    the course of a load            load     its state
//! asking     requests to all workers         limiter  request limiter
//! integrity  integrity checks and findings   pool     the worker pool and its ports
//! timelines  session tracing, and requests about its results
//! resources  the resource index, and requests to it
//! group      groups of events, and charts of them
//! export     events written to a file, redacted or not
//! redaction  the values to redact, over all workers
//! questions  the number of events that answer a question
//! case       looking up marked events again, and file hashes
//! repeats    the exchange of keys that finds copies
//! copies     the copies of an event, and hidden records
//! code       the workers' script and module  wire     messages   reply  replies
//! listing    files on their way              sample   the built-in files
//! stopwatch  response times
//! ```
//!
//! Rules that need no browser live in [`trailglass::schedule`] and [`trailglass::query`].

mod asking;
mod case;
mod code;
mod copies;
mod export;
mod group;
mod integrity;
mod limiter;
mod listing;
mod load;
mod loading;
mod picked;
mod pool;
mod questions;
mod redaction;
mod repeats;
mod reply;
mod resources;
mod sample;
mod stopwatch;
mod timelines;
mod wire;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

pub use trailglass::client::{
    Checking, ClientError, ClientEvent, Following, IndexState, PlacedRow, RowPlace,
};
use trailglass::integrity::findings::KeyFile;
use trailglass::model::Field;
use trailglass::redaction::RedactionKey;
pub use trailglass::schedule::LoadProgress;
use trailglass::store::Totals;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use asking::KnownLandmarks;
pub use copies::FoundHidden;
pub use export::Course;
use limiter::AsyncLimiter;
pub use listing::FileListing;
use load::Load;
pub use picked::Picked;
use pool::{WorkerEvent, WorkerPool};
pub use redaction::Redaction;
pub use resources::ToldHistory;

/// Maximum number of workers. Beyond it, memory and disk limit how much runs in parallel.
const MOST_WORKERS: usize = 16;

/// The workers and everything they hold. Cheap to clone; two handles are equal if they belong to
/// the same client.
#[derive(Clone)]
pub struct PageClient(Rc<ClientInner>);

struct ClientInner {
    pool: WorkerPool,
    listen: Callback<ClientEvent>,
    /// Receives the files named like case files.
    on_cases: Callback<Vec<Picked>>,
    load: RefCell<Load>,
    /// Why the workers could not be started; `None` if they could.
    not_started: RefCell<Option<String>>,
    overviews: Rc<AsyncLimiter>,
    rows: Rc<AsyncLimiter>,
    values: RefCell<HashMap<Field, Rc<AsyncLimiter>>>,
    coverage: Rc<AsyncLimiter>,
    landmarks: RefCell<Option<KnownLandmarks>>,
    /// The totals of the last [`ClientEvent::Settled`].
    settled: RefCell<Totals>,
    /// The worker that checks integrity and holds the findings.
    checker: Cell<Option<usize>>,
    index: RefCell<resources::IndexKeeper>,
    index_gates: resources::IndexGates,
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
    trace: RefCell<timelines::Trace>,
    lanes: Rc<AsyncLimiter>,
    exports: Rc<AsyncLimiter>,
    /// The key of all pseudonyms; `None` until one is first needed.
    redaction_key: RefCell<Option<RedactionKey>>,
    stories: Rc<AsyncLimiter>,
}

impl PartialEq for PageClient {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::fmt::Debug for PageClient {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "PageClient with {} workers", self.0.pool.len())
    }
}

impl PageClient {
    /// Starts the workers, so that they are ready before the first file is dropped. Files and
    /// requests are accepted at once. `listen` receives every event, `on_cases` the
    /// files named like case files.
    pub fn start(listen: Callback<ClientEvent>, on_cases: Callback<Vec<Picked>>) -> PageClient {
        let workers = worker_count();
        let inner = Rc::new_cyclic(|client: &std::rc::Weak<ClientInner>| {
            let client = client.clone();
            let on_sign = move |place: usize, sign: WorkerEvent| {
                if let Some(inner) = client.upgrade() {
                    inner.on_sign(place, sign);
                }
            };
            ClientInner {
                pool: WorkerPool::new(workers, Rc::new(on_sign)),
                listen,
                on_cases,
                load: RefCell::new(Load::new(workers)),
                not_started: RefCell::default(),
                overviews: AsyncLimiter::new(1, 1),
                rows: AsyncLimiter::new(2, 4),
                values: RefCell::default(),
                coverage: AsyncLimiter::new(1, 1),
                landmarks: RefCell::default(),
                settled: RefCell::default(),
                checker: Cell::new(None),
                index: RefCell::default(),
                index_gates: resources::IndexGates::default(),
                groups: group::GroupKeeper::default(),
                counts: questions::CountKeeper::default(),
                check: Cell::new(None),
                checks: Cell::new(0),
                check_crashed: Cell::new(false),
                trusted_keys: RefCell::default(),
                lost_files: Cell::new(0),
                trace: RefCell::default(),
                lanes: AsyncLimiter::new(1, 1),
                exports: export::limiter(),
                redaction_key: RefCell::default(),
                stories: AsyncLimiter::new(1, 1),
            }
        });
        spawn_local(Rc::clone(&inner).supervise_workers());
        PageClient(inner)
    }

    /// Starts announcing files, at any time, also while others are being read. The returned listing
    /// takes the files; the load does not end before it is dropped.
    pub fn list(&self) -> FileListing {
        FileListing::begin(Rc::clone(&self.0))
    }

    /// Reads the sample trail. The workers generate it, so no network request is made.
    pub fn load_sample(&self) {
        spawn_local(sample::load(Rc::clone(&self.0), self.list()));
    }

    /// Cancels loading. Each file not yet read is reported as skipped.
    pub fn cancel(&self) {
        self.0.cancel();
    }

    pub fn clear(&self) {
        self.0.clear();
    }
}

impl ClientInner {
    async fn supervise_workers(self: Rc<Self>) {
        match code::arrive().await {
            Ok(code) => self.pool.start(code),
            Err(reason) => {
                *self.not_started.borrow_mut() = Some(reason);
                for place in 0..self.pool.len() {
                    self.pool.dismiss(place);
                }
                self.stand_idle();
            }
        }
    }
}

/// Returns the number of workers: one per core, less one for the page. With two cores there are
/// two, as the page has little to do while they read.
fn worker_count() -> usize {
    let cores = web_sys::window().map_or(2.0, |window| window.navigator().hardware_concurrency());
    match cores as usize {
        0 | 1 => 1,
        2 => 2,
        cores => (cores - 1).min(MOST_WORKERS),
    }
}

/// Returns the milliseconds since the page was opened.
pub fn now_millis() -> f64 {
    let clock = web_sys::window().and_then(|window| window.performance());
    clock.map_or_else(js_sys::Date::now, |clock| clock.now())
}
