//! The engine as the page sees it: files go in, notices and answers come out.
//!
//! ```text
//! mod        the handle that components hold
//! loading    the course of a load           load     its state
//! asking     questions over all workers     gate     only the newest are asked
//! integrity  checks, and what they found    crew     the workers and their ports
//! timelines  sessions followed, and what is asked about them
//! resources  the index of them, and what it is asked
//! group      groups of events, and charts of them
//! export     events written to a file, redacted or not
//! redaction  what is secret, over all workers
//! questions  how many events answer one
//! case       events found again, and the hashes of files
//! repeats    the exchange of keys
//! copies     the copies of an event, and hidden records
//! code       what a worker starts from      wire     messages   reply  answers
//! listing    files on their way             sample   the built-in files
//! stopwatch  how long answers take
//! ```
//!
//! Every rule that needs no browser lives in [`trailglass::schedule`] and
//! [`trailglass::query`].

mod asking;
mod case;
mod code;
mod copies;
mod crew;
mod error;
mod export;
mod gate;
mod group;
mod integrity;
mod listing;
mod load;
mod loading;
mod notice;
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

use trailglass::event::Field;
use trailglass::integrity::findings::KeyFile;
use trailglass::protocol::Totals;
use trailglass::redaction::RedactionKey;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use asking::KnownLandmarks;
pub use copies::FoundHidden;
use crew::{Crew, Sign};
pub use error::EngineError;
pub use export::Course;
use gate::Gate;
pub use listing::Listing;
use load::Load;
pub use notice::{Checking, Following, IndexState, Listed, LoadProgress, Notice, Picked, Place, PlacedRow};
pub use redaction::Redaction;
pub use resources::ToldHistory;

/// More workers than this find no more work in parallel than the memory and
/// the disk allow.
const MOST_WORKERS: usize = 16;

/// The workers and everything they hold. Cheap to clone; two handles are
/// equal if they are of one engine.
#[derive(Clone)]
pub struct Engine(Rc<Inner>);

struct Inner {
    crew: Crew,
    listen: Callback<Notice>,
    load: RefCell<Load>,
    /// Why the workers could not be started.
    not_started: RefCell<Option<String>>,
    overviews: Rc<Gate>,
    rows: Rc<Gate>,
    values: RefCell<HashMap<Field, Rc<Gate>>>,
    coverage: Rc<Gate>,
    landmarks: RefCell<Option<KnownLandmarks>>,
    /// What the workers held when that was told last.
    settled: RefCell<Totals>,
    /// The worker that checks integrity, and holds what it found.
    checker: Cell<Option<usize>>,
    /// The index of resources.
    index: RefCell<resources::IndexKeeper>,
    index_gates: resources::IndexGates,
    groups: group::GroupKeeper,
    counts: questions::CountKeeper,
    /// The number of the check of integrity that is under way.
    check: Cell<Option<u32>>,
    /// How many were begun.
    checks: Cell<u32>,
    /// Whether a worker died during a check, which then waits until it is asked
    /// for.
    check_crashed: Cell<bool>,
    /// Files whose public keys the user trusts, wherever they lie.
    trusted_keys: RefCell<BTreeSet<KeyFile>>,
    /// Files that were read by workers that ended: what was known of their
    /// bytes is gone.
    lost_files: Cell<u32>,
    trace: RefCell<timelines::Trace>,
    lanes: Rc<Gate>,
    exports: Rc<Gate>,
    /// The key of all pseudonyms, once there is one.
    redaction_key: RefCell<Option<RedactionKey>>,
    stories: Rc<Gate>,
}

impl PartialEq for Engine {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Engine with {} workers", self.0.crew.len())
    }
}

impl Engine {
    /// Starts the workers, so that they are ready before the first file is
    /// dropped. Files and questions may come at once. `listen` is told
    /// whatever happens.
    pub fn start(listen: Callback<Notice>) -> Engine {
        let workers = worker_count();
        let inner = Rc::new_cyclic(|engine: &std::rc::Weak<Inner>| {
            let engine = engine.clone();
            let on_sign = move |place: usize, sign: Sign| {
                if let Some(inner) = engine.upgrade() {
                    inner.on_sign(place, sign);
                }
            };
            Inner {
                crew: Crew::new(workers, Rc::new(on_sign)),
                listen,
                load: RefCell::new(Load::new(workers)),
                not_started: RefCell::default(),
                overviews: Gate::new(1, 1),
                rows: Gate::new(2, 4),
                values: RefCell::default(),
                coverage: Gate::new(1, 1),
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
                lanes: Gate::new(1, 1),
                exports: export::gate(),
                redaction_key: RefCell::default(),
                stories: Gate::new(1, 1),
            }
        });
        spawn_local(Rc::clone(&inner).man_workers());
        Engine(inner)
    }

    /// Announces files, which may be at any time, also while others are read:
    /// they come through what is answered, until that is dropped.
    pub fn list(&self) -> Listing {
        Listing::begin(Rc::clone(&self.0))
    }

    /// Reads the sample trail, which the workers tell: no request is made.
    pub fn load_sample(&self) {
        spawn_local(sample::load(Rc::clone(&self.0), self.list()));
    }

    /// Gives up the files that have not been read; each is reported as
    /// skipped.
    pub fn cancel(&self) {
        self.0.cancel();
    }

    /// Forgets everything and frees the memory.
    pub fn clear(&self) {
        self.0.clear();
    }
}

impl Inner {
    async fn man_workers(self: Rc<Self>) {
        match code::arrive().await {
            Ok(code) => self.crew.start(code),
            Err(reason) => {
                *self.not_started.borrow_mut() = Some(reason);
                for place in 0..self.crew.len() {
                    self.crew.dismiss(place);
                }
                self.stand_idle();
            }
        }
    }
}

/// One worker for each core but one, which is the page's; the page has little
/// to do while two workers read.
fn worker_count() -> usize {
    let cores = web_sys::window().map_or(2.0, |window| window.navigator().hardware_concurrency());
    match cores as usize {
        0 | 1 => 1,
        2 => 2,
        cores => (cores - 1).min(MOST_WORKERS),
    }
}

/// Milliseconds since the page was opened.
pub fn now_millis() -> f64 {
    let clock = web_sys::window().and_then(|window| window.performance());
    clock.map_or_else(js_sys::Date::now, |clock| clock.now())
}
