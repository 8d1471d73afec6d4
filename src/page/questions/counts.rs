//! How many events answer each question: asked one after another, beside
//! whatever else the page asks, and given up when it is overtaken.

use std::cell::Cell;
use std::rc::Rc;

use trailglass::protocol::Selection;
use trailglass::questions::Question;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::engine::{Engine, EngineError, now_millis};

/// What has been counted is drawn this often at most.
const DRAW_MILLIS: f64 = 120.0;

/// What is to be counted.
#[derive(Clone, PartialEq)]
pub struct Wanted {
    /// The questions.
    pub questions: Rc<Vec<Rc<Question>>>,
    /// Among which events; among all where `None`.
    pub within: Option<Rc<Selection>>,
    /// As of this generation of the data.
    pub generation: u32,
    /// Whether there is anything to count, and it stays what it is.
    pub ready: bool,
}

/// How many events answer a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// Nobody knows yet.
    #[default]
    Waiting,
    /// So many.
    Events(u64),
}

impl Counted {
    /// Whether there are any.
    pub fn is_hit(self) -> bool {
        matches!(self, Counted::Events(events) if events > 0)
    }
}

/// The counts so far.
#[derive(Clone, PartialEq)]
pub struct Counts {
    counted: Rc<Vec<Counted>>,
    attempts: Rc<Vec<Counted>>,
    questions: usize,
    /// Of how many events; `None` before that is known.
    pub whole: Option<u64>,
    /// Whether the user stopped it.
    pub was_stopped: bool,
    /// Why not all could be counted.
    pub error: Option<AttrValue>,
    is_under_way: bool,
    /// Stops it.
    pub stop: Callback<()>,
    /// Goes on.
    pub resume: Callback<()>,
}

impl Counts {
    /// Of the question at this place.
    pub fn of(&self, place: usize) -> Counted {
        self.counted.get(place).copied().unwrap_or_default()
    }

    /// The attempts that did not succeed, of the question at this place.
    pub fn attempts_of(&self, place: usize) -> Counted {
        self.attempts.get(place).copied().unwrap_or_default()
    }

    /// Whether the question at this place has events, or attempts that did not
    /// succeed.
    pub fn has_hits(&self, place: usize) -> bool {
        self.of(place).is_hit() || self.attempts_of(place).is_hit()
    }

    /// How many were counted.
    pub fn done(&self) -> usize {
        self.counted.iter().filter(|counted| **counted != Counted::Waiting).count().min(self.questions)
    }

    /// Whether more are being counted.
    pub fn is_under_way(&self) -> bool {
        self.is_under_way
    }
}

#[derive(Clone, Default, PartialEq)]
struct Told {
    /// What it is about: another wish has other counts.
    of: Option<Wanted>,
    counted: Rc<Vec<Counted>>,
    attempts: Rc<Vec<Counted>>,
    whole: Option<u64>,
    error: Option<AttrValue>,
    is_done: bool,
}

/// The counts, as they come.
#[hook]
pub fn use_counts(engine: &Engine, wanted: Wanted) -> Counts {
    let told = use_state(Told::default);
    let stopped = use_state_eq(|| false);
    // Who counts for another wish than the newest gives up.
    let newest = use_memo((), |()| Cell::new(0_u32));
    use_effect_with((wanted.clone(), *stopped), {
        let (engine, told, newest) = (engine.clone(), told.setter(), newest.clone());
        move |(wanted, stopped): &(Wanted, bool)| {
            let turn = newest.get() + 1;
            newest.set(turn);
            if wanted.ready && !stopped {
                spawn_local(count(engine.clone(), wanted.clone(), told, newest.clone(), turn));
            }
            // Also when nobody looks any more.
            move || {
                if newest.get() == turn {
                    newest.set(turn + 1);
                }
                engine.stop_counting();
            }
        }
    });
    let stop = {
        let stopped = stopped.setter();
        use_callback((), move |(), ()| stopped.set(true))
    };
    let resume = {
        let stopped = stopped.setter();
        use_callback((), move |(), ()| stopped.set(false))
    };
    // Counts of other questions are not these; of older data they are not
    // right any more, and never stand beside new ones.
    let is_of = |told: &Told| told.of.as_ref() == Some(&wanted);
    let told = if is_of(&told) { Told::clone(&told) } else { Told::default() };
    let is_complete = told.is_done || !wanted.ready || *stopped;
    Counts {
        counted: told.counted,
        attempts: told.attempts,
        questions: wanted.questions.len(),
        whole: told.whole,
        was_stopped: *stopped && !told.is_done && wanted.ready,
        error: told.error,
        is_under_way: !is_complete,
        stop,
        resume,
    }
}

async fn count(engine: Engine, wanted: Wanted, told: UseStateSetter<Told>, newest: Rc<Cell<u32>>, turn: u32) {
    let mut counted = vec![Counted::Waiting; wanted.questions.len()];
    // Of questions that count successes only; of others there are none.
    let mut attempts = vec![Counted::Events(0); wanted.questions.len()];
    let mut drawn = now_millis();
    let tell = |counted: &[Counted], attempts: &[Counted], whole, error, is_done| {
        let (counted, attempts) = (Rc::new(counted.to_vec()), Rc::new(attempts.to_vec()));
        told.set(Told { of: Some(wanted.clone()), counted, attempts, whole, error, is_done });
    };
    let whole = match &wanted.within {
        None => None,
        Some(within) => match ask(&engine, within, &newest, turn).await {
            Asked::Events(events) => Some(events),
            Asked::Overtaken => return,
            Asked::Failed(error) => return tell(&counted, &attempts, None, Some(error), true),
        },
    };
    let mut failed = None;
    for (place, question) in wanted.questions.iter().enumerate() {
        match ask(&engine, &selected(question, wanted.within.as_deref()), &newest, turn).await {
            Asked::Events(events) => counted[place] = Counted::Events(events),
            Asked::Overtaken => return,
            Asked::Failed(error) => failed = Some(error),
        }
        if let Some(attempted) = question.about_attempts() {
            attempts[place] =
                match ask(&engine, &selected(&attempted, wanted.within.as_deref()), &newest, turn).await {
                    Asked::Events(events) => Counted::Events(events),
                    Asked::Overtaken => return,
                    Asked::Failed(error) => {
                        failed = Some(error);
                        Counted::Waiting
                    }
                };
        }
        if now_millis() - drawn > DRAW_MILLIS {
            drawn = now_millis();
            tell(&counted, &attempts, whole, failed.clone(), false);
        }
    }
    tell(&counted, &attempts, whole, failed, true);
}

enum Asked {
    Events(u64),
    Overtaken,
    Failed(AttrValue),
}

async fn ask(engine: &Engine, selection: &Selection, newest: &Cell<u32>, turn: u32) -> Asked {
    // What somebody else gave up is asked again, for as long as it is wanted.
    loop {
        if newest.get() != turn {
            return Asked::Overtaken;
        }
        let answer = engine.count(selection).await;
        if newest.get() != turn {
            return Asked::Overtaken;
        }
        match answer {
            Ok(events) => return Asked::Events(events),
            Err(EngineError::Superseded) => {}
            Err(error) => return Asked::Failed(error.to_string().into()),
        }
    }
}

/// The events that answer a question, perhaps only among some.
pub fn selected(question: &Question, within: Option<&Selection>) -> Selection {
    match within {
        None => Selection { filter: question.filter.trim().to_owned(), time: None },
        Some(within) => Selection { filter: question.within(&within.filter), time: within.time },
    }
}
