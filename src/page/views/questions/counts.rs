//! Counts the events that answer each question: one question at a time, beside the page's other
//! requests, and cancelled when other counts are wanted.

use std::cell::Cell;
use std::rc::Rc;

use trailglass::model::Selection;
use trailglass::questions::Question;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{ClientError, PageClient, now_millis};

/// Minimum time between two redraws of the counts, in milliseconds.
const DRAW_MILLIS: f64 = 120.0;

/// The counts to make.
#[derive(Clone, PartialEq)]
pub struct CountsWanted {
    /// The questions.
    pub questions: Rc<Vec<Rc<Question>>>,
    /// The events to count in; `None` for all events.
    pub within: Option<Rc<Selection>>,
    /// The generation of the data.
    pub generation: u32,
    /// Whether there are events, and files are no longer being read.
    pub ready: bool,
}

/// The number of events that answer a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuestionCount {
    /// Not counted yet.
    #[default]
    Waiting,
    Events(u64),
}

impl QuestionCount {
    /// Whether there are any.
    pub fn is_hit(self) -> bool {
        matches!(self, QuestionCount::Events(events) if events > 0)
    }
}

/// The counts so far.
#[derive(Clone, PartialEq)]
pub struct QuestionCounts {
    counted: Rc<Vec<QuestionCount>>,
    attempts: Rc<Vec<QuestionCount>>,
    questions: usize,
    /// The number of events counted in; `None` until known, or for all events.
    pub whole: Option<u64>,
    /// Whether the user stopped counting.
    pub was_stopped: bool,
    /// Why not all questions could be counted.
    pub error: Option<AttrValue>,
    is_under_way: bool,
    /// Stops counting.
    pub stop: Callback<()>,
    /// Continues counting.
    pub resume: Callback<()>,
}

impl QuestionCounts {
    /// Returns the count of the question at an index.
    pub fn of(&self, place: usize) -> QuestionCount {
        self.counted.get(place).copied().unwrap_or_default()
    }

    /// Returns the number of failed attempts of the question at an index.
    pub fn attempts_of(&self, place: usize) -> QuestionCount {
        self.attempts.get(place).copied().unwrap_or_default()
    }

    /// Whether the question at an index has events or failed attempts.
    pub fn has_hits(&self, place: usize) -> bool {
        self.of(place).is_hit() || self.attempts_of(place).is_hit()
    }

    /// Returns the number of questions counted so far.
    pub fn done(&self) -> usize {
        self.counted.iter().filter(|counted| **counted != QuestionCount::Waiting).count().min(self.questions)
    }

    /// Whether counting is running.
    pub fn is_under_way(&self) -> bool {
        self.is_under_way
    }
}

#[derive(Clone, Default, PartialEq)]
struct CountsState {
    /// The request that the counts belong to; another request has other counts.
    of: Option<CountsWanted>,
    counted: Rc<Vec<QuestionCount>>,
    attempts: Rc<Vec<QuestionCount>>,
    whole: Option<u64>,
    error: Option<AttrValue>,
    is_done: bool,
}

/// The counts so far.
#[hook]
pub fn use_counts(client: &PageClient, wanted: CountsWanted) -> QuestionCounts {
    let told = use_state(CountsState::default);
    let stopped = use_state_eq(|| false);
    // Incremented for each request. Counting for an earlier one stops.
    let newest = use_memo((), |()| Cell::new(0_u32));
    use_effect_with((wanted.clone(), *stopped), {
        let (client, told, newest) = (client.clone(), told.setter(), newest.clone());
        move |(wanted, stopped): &(CountsWanted, bool)| {
            let turn = newest.get() + 1;
            newest.set(turn);
            if wanted.ready && !stopped {
                spawn_local(count(client.clone(), wanted.clone(), told, newest.clone(), turn));
            }
            // Also runs when the view is left.
            move || {
                if newest.get() == turn {
                    newest.set(turn + 1);
                }
                client.stop_counting();
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
    // Counts of another request are dropped: those of other questions do not apply, and those of
    // older data are wrong and must not appear beside new ones.
    let is_of = |told: &CountsState| told.of.as_ref() == Some(&wanted);
    let told = if is_of(&told) { CountsState::clone(&told) } else { CountsState::default() };
    let is_complete = told.is_done || !wanted.ready || *stopped;
    QuestionCounts {
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

async fn count(
    client: PageClient,
    wanted: CountsWanted,
    told: UseStateSetter<CountsState>,
    newest: Rc<Cell<u32>>,
    turn: u32,
) {
    let mut counted = vec![QuestionCount::Waiting; wanted.questions.len()];
    // Only questions that count successes have failed attempts; for all others there are none.
    let mut attempts = vec![QuestionCount::Events(0); wanted.questions.len()];
    let mut drawn = now_millis();
    let tell = |counted: &[QuestionCount], attempts: &[QuestionCount], whole, error, is_done| {
        let (counted, attempts) = (Rc::new(counted.to_vec()), Rc::new(attempts.to_vec()));
        told.set(CountsState { of: Some(wanted.clone()), counted, attempts, whole, error, is_done });
    };
    let whole = match &wanted.within {
        None => None,
        Some(within) => match ask(&client, within, &newest, turn).await {
            CountReply::Events(events) => Some(events),
            CountReply::Overtaken => return,
            CountReply::Failed(error) => return tell(&counted, &attempts, None, Some(error), true),
        },
    };
    let mut failed = None;
    for (place, question) in wanted.questions.iter().enumerate() {
        match ask(&client, &selected(question, wanted.within.as_deref()), &newest, turn).await {
            CountReply::Events(events) => counted[place] = QuestionCount::Events(events),
            CountReply::Overtaken => return,
            CountReply::Failed(error) => failed = Some(error),
        }
        if let Some(attempted) = question.about_attempts() {
            attempts[place] =
                match ask(&client, &selected(&attempted, wanted.within.as_deref()), &newest, turn).await {
                    CountReply::Events(events) => QuestionCount::Events(events),
                    CountReply::Overtaken => return,
                    CountReply::Failed(error) => {
                        failed = Some(error);
                        QuestionCount::Waiting
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

/// The reply to a request for a count.
enum CountReply {
    Events(u64),
    Overtaken,
    Failed(AttrValue),
}

async fn ask(client: &PageClient, selection: &Selection, newest: &Cell<u32>, turn: u32) -> CountReply {
    // Another caller can cancel this count, so repeat it as long as it is wanted.
    loop {
        if newest.get() != turn {
            return CountReply::Overtaken;
        }
        let answer = client.count(selection).await;
        if newest.get() != turn {
            return CountReply::Overtaken;
        }
        match answer {
            Ok(events) => return CountReply::Events(events),
            Err(ClientError::Superseded) => {}
            Err(error) => return CountReply::Failed(error.to_string().into()),
        }
    }
}

/// Returns the events that answer a question, among those selected by `within` if given.
pub fn selected(question: &Question, within: Option<&Selection>) -> Selection {
    match within {
        None => Selection { filter: question.filter.trim().to_owned(), time: None },
        Some(within) => Selection { filter: question.within(&within.filter), time: within.time },
    }
}
