//! Counts the events that answer each question: one question at a time, beside the page's other
//! requests, and cancelled when other counts are wanted.

use std::cell::Cell;
use std::rc::Rc;

use trailglass::app_state::question_counts::{QuestionCount, QuestionCounts, selected};
use trailglass::model::Selection;
use trailglass::questions::Question;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{ClientError, PageClient, now_millis};
use crate::contexts::use_client;

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

/// The counting, as far as it is.
pub struct Counting {
    pub counts: Rc<QuestionCounts>,
    /// Whether the user stopped counting.
    pub was_stopped: bool,
    /// Whether counting is running.
    pub is_under_way: bool,
    /// Stops counting if true, continues otherwise.
    pub stop: Callback<bool>,
}

/// The counts that were made, and the request that they belong to.
type CountsMade = (CountsWanted, Rc<QuestionCounts>);

/// Counts the events of each question.
#[hook]
pub fn use_counts(wanted: CountsWanted) -> Counting {
    let client = use_client();
    let made = use_state(|| None::<CountsMade>);
    let stopped = use_state_eq(|| false);
    // Incremented for each request. Counting for an earlier one stops.
    let newest = use_memo((), |()| Cell::new(0_u32));
    use_effect_with((wanted.clone(), *stopped), {
        let (made, newest, client) = (made.setter(), newest.clone(), client.clone());
        move |(wanted, stopped): &(CountsWanted, bool)| {
            let turn = newest.get() + 1;
            newest.set(turn);
            if wanted.ready && !stopped {
                let counter = QuestionCounter { client: client.clone(), newest: newest.clone(), turn };
                spawn_local(counter.count(wanted.clone(), made));
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
        use_callback((), move |stop: bool, ()| {
            stopped.set(stop);
            if stop {
                client.stop_counting();
            }
        })
    };
    // Counts of another request are dropped: those of other questions do not apply, and those of
    // older data are wrong and must not appear beside new ones.
    let counts = match &*made {
        Some((of, counts)) if *of == wanted => counts.clone(),
        _ => Rc::new(QuestionCounts::default()),
    };
    let is_open = wanted.ready && !counts.is_done;
    Counting { counts, was_stopped: is_open && *stopped, is_under_way: is_open && !*stopped, stop }
}

/// One run of counting.
struct QuestionCounter {
    client: PageClient,
    /// The turn of the newest run.
    newest: Rc<Cell<u32>>,
    turn: u32,
}

/// The run was replaced by another one.
struct Overtaken;

impl QuestionCounter {
    async fn count(self, wanted: CountsWanted, made: UseStateSetter<Option<CountsMade>>) {
        let mut counts = QuestionCounts::of(wanted.questions.len());
        // An overtaken run leaves the counts to the newer one.
        if self.count_all(&wanted, &mut counts, &made).await.is_ok() {
            counts.is_done = true;
            made.set(Some((wanted, Rc::new(counts))));
        }
    }

    async fn count_all(
        &self,
        wanted: &CountsWanted,
        counts: &mut QuestionCounts,
        made: &UseStateSetter<Option<CountsMade>>,
    ) -> Result<(), Overtaken> {
        let mut drawn = now_millis();
        let within = wanted.within.as_deref();
        if let Some(within) = within {
            match self.ask(within).await? {
                Ok(events) => counts.whole = Some(events),
                Err(error) => {
                    counts.error = Some(error);
                    return Ok(());
                }
            }
        }
        for (place, question) in wanted.questions.iter().enumerate() {
            match self.ask(&selected(question, within)).await? {
                Ok(events) => counts.counted[place] = QuestionCount::Events(events),
                Err(error) => counts.error = Some(error),
            }
            if let Some(attempted) = question.about_attempts() {
                counts.attempts[place] = match self.ask(&selected(&attempted, within)).await? {
                    Ok(events) => QuestionCount::Events(events),
                    Err(error) => {
                        counts.error = Some(error);
                        QuestionCount::Waiting
                    }
                };
            }
            if now_millis() - drawn > DRAW_MILLIS {
                drawn = now_millis();
                made.set(Some((wanted.clone(), Rc::new(counts.clone()))));
            }
        }
        Ok(())
    }

    /// Returns the number of events of a selection, or the reason why it is unknown.
    async fn ask(&self, selection: &Selection) -> Result<Result<u64, String>, Overtaken> {
        // Another caller can cancel this count, so repeat it as long as it is wanted.
        loop {
            self.check()?;
            let answer = self.client.count(selection).await;
            self.check()?;
            match answer {
                Ok(events) => return Ok(Ok(events)),
                Err(ClientError::Superseded) => {}
                Err(error) => return Ok(Err(error.to_string())),
            }
        }
    }

    fn check(&self) -> Result<(), Overtaken> {
        if self.newest.get() == self.turn { Ok(()) } else { Err(Overtaken) }
    }
}
