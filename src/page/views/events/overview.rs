//! Requests everything around the grid whenever the selection or the data change: one request at a
//! time, and always the newest.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::base::buckets::TimeBuckets;
use trailglass::model::{Field, Selection};
use trailglass::query::{Facet, Overview, OverviewRequest};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{ClientError, PageClient};

/// Time after which a missing answer dims what is on screen. Most answers arrive sooner, and
/// dimming for those would flicker.
const PATIENCE_MILLIS: u32 = 150;

/// An answer together with its question. The parts of the page that are drawn from it take the
/// question from here too, so that they never mix two moments.
#[derive(Clone, Debug, PartialEq)]
pub struct OverviewAnswer {
    pub selection: Rc<Selection>,
    /// The generation of the data.
    pub generation: u32,
    /// Number of events that match.
    pub matching: u64,
    /// Number of all events.
    pub total: u64,
    /// Number of matching events that failed.
    pub failed: u64,
    pub facets: Vec<(Field, Rc<Facet>)>,
    pub histogram: Option<Rc<Bars>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    pub buckets: TimeBuckets,
    /// Number of matching events in each bucket.
    pub matching: Vec<u32>,
    /// Number of those that failed, in each bucket.
    pub failed: Vec<u32>,
    /// Number of matching events outside all buckets.
    pub elsewhere: u64,
}

/// The result of [`use_overview`].
#[derive(Clone, Debug, PartialEq)]
pub struct OverviewState {
    /// The newest answer.
    pub answer: Option<Rc<OverviewAnswer>>,
    /// Whether the answer to a question about another selection has been missing for
    /// [`PATIENCE_MILLIS`].
    pub late: bool,
    /// The newest generation of the data that was asked about, answered or not.
    pub generation: u32,
}

const NOTHING_ASKED: OverviewState = OverviewState { answer: None, late: false, generation: 0 };

/// A question, and the generation of the data that it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct OverviewQuestion {
    pub ask: OverviewRequest,
    /// The generation of the data.
    pub generation: u32,
    /// Number of all events in that generation.
    pub total: u64,
}

/// The state of the requests: at most one is in progress, and only the newest question waits.
#[derive(Default)]
struct OverviewLimiter {
    running: bool,
    waiting: Option<OverviewQuestion>,
    patience: Option<Timeout>,
}

/// Returns the newest answer; until the answer to `question` arrives, the one before. `None` asks
/// nothing and drops the answer.
#[hook]
pub fn use_overview(
    client: &PageClient,
    question: Option<OverviewQuestion>,
    failed: Callback<AttrValue>,
) -> OverviewState {
    let asked = use_state_eq(|| NOTHING_ASKED);
    let limiter = use_mut_ref(OverviewLimiter::default);
    use_effect_with(question, {
        let (client, asked) = (client.clone(), asked.clone());
        move |question: &Option<OverviewQuestion>| {
            let Some(question) = question.clone() else {
                limiter.borrow_mut().waiting = None;
                asked.set(NOTHING_ASKED);
                return;
            };
            let another =
                asked.answer.as_ref().is_none_or(|answer| *answer.selection != question.ask.selection);
            let mut limits = limiter.borrow_mut();
            limits.waiting = Some(question);
            if another && limits.patience.is_none() {
                let asked = asked.clone();
                limits.patience = Some(Timeout::new(PATIENCE_MILLIS, move || {
                    let asked = asked.clone();
                    asked.set(OverviewState { late: true, ..OverviewState::clone(&asked) });
                }));
            }
            if !limits.running {
                limits.running = true;
                drop(limits);
                spawn_local(answer_the_newest(client, limiter.clone(), asked, failed));
            }
        }
    });
    OverviewState::clone(&asked)
}

async fn answer_the_newest(
    client: PageClient,
    limiter: Rc<RefCell<OverviewLimiter>>,
    asked: UseStateHandle<OverviewState>,
    failed: Callback<AttrValue>,
) {
    loop {
        let next = limiter.borrow_mut().waiting.take();
        let Some(question) = next else { break };
        let result = client.overview(question.ask.clone()).await;
        let (stale, newest) = {
            let limits = limiter.borrow();
            let another = |waiting: &OverviewQuestion| waiting.ask.selection != question.ask.selection;
            (limits.waiting.as_ref().is_some_and(another), limits.waiting.is_none())
        };
        match result {
            // While files load, the data change faster than long questions are answered: an answer
            // about a slightly older state is better than none.
            Ok(overview) if !stale => {
                let generation = question.generation;
                let answer = Some(Rc::new(OverviewAnswer::new(question, overview)));
                limiter.borrow_mut().patience = None;
                asked.set(OverviewState { answer, late: false, generation });
            }
            Ok(_) | Err(ClientError::Superseded) => {}
            Err(error) => {
                limiter.borrow_mut().patience = None;
                if newest {
                    let asked = asked.clone();
                    let before = OverviewState::clone(&asked);
                    asked.set(OverviewState { late: false, generation: question.generation, ..before });
                    failed.emit(AttrValue::from(format!("The events could not be counted: {error}")));
                }
            }
        }
    }
    limiter.borrow_mut().running = false;
}

impl OverviewAnswer {
    fn new(question: OverviewQuestion, overview: Overview) -> OverviewAnswer {
        let OverviewQuestion { ask, generation, total } = question;
        let histogram = ask.buckets.map(|buckets| {
            let inside: u64 = overview.buckets.iter().map(|count| u64::from(*count)).sum();
            Rc::new(Bars {
                buckets,
                matching: overview.buckets,
                failed: overview.failed_buckets,
                elsewhere: overview.matching.saturating_sub(inside),
            })
        });
        let fields = ask.facets.into_iter().map(|facet| facet.field);
        OverviewAnswer {
            selection: Rc::new(ask.selection),
            generation,
            matching: overview.matching,
            total,
            failed: overview.failed,
            facets: fields.zip(overview.facets.into_iter().map(Rc::new)).collect(),
            histogram,
        }
    }
}
