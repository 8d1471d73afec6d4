//! Counts the events that answer each question: one question at a time, beside the page's other
//! requests, and cancelled when other counts are wanted.

use std::cell::Cell;
use std::rc::Rc;

use trailglass::app_state::count_questions;
use trailglass::app_state::question_counts::QuestionCounts;
use trailglass::model::Selection;
use trailglass::questions::Question;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::contexts::use_client;

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
pub struct CountingProgress {
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
pub fn use_counts(wanted: CountsWanted) -> CountingProgress {
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
                let (client, wanted, made) = (client.clone(), wanted.clone(), made.clone());
                let newest = newest.clone();
                spawn_local(async move {
                    let CountsWanted { questions, within, .. } = &wanted;
                    let show = |counts| made.set(Some((wanted.clone(), Rc::new(counts))));
                    let is_wanted = || newest.get() == turn;
                    count_questions(&client, questions, within.as_deref(), is_wanted, show).await;
                });
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
    CountingProgress { counts, was_stopped: is_open && *stopped, is_under_way: is_open && !*stopped, stop }
}
