//! Requests everything around the grid whenever the selection or the data change.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::app_state::{AskOutcome, OverviewAsker};
pub use trailglass::app_state::{Bars, OverviewAnswer, OverviewQuestion, OverviewState};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::PageClient;
use trailglass::app_state::Action;

/// Time after which a missing answer dims what is on screen. Most answers arrive sooner, and
/// dimming for those would flicker.
const PATIENCE_MILLIS: u32 = 150;

/// The requests, and the timer after which a missing answer is late.
#[derive(Default)]
struct TimedAsker {
    asker: OverviewAsker,
    patience: Option<Timeout>,
}

/// Returns the newest answer; until the answer to `question` arrives, the one before. `None` asks
/// nothing and drops the answer.
#[hook]
pub fn use_overview(
    client: &PageClient,
    question: Option<OverviewQuestion>,
    dispatch: &Callback<Action>,
) -> OverviewState {
    let asked = use_state_eq(OverviewState::default);
    let timed = use_mut_ref(TimedAsker::default);
    use_effect_with(question, {
        let (client, asked, dispatch) = (client.clone(), asked.clone(), dispatch.clone());
        move |question: &Option<OverviewQuestion>| {
            let Some(question) = question.clone() else {
                timed.borrow_mut().asker.cancel();
                asked.set(OverviewState::default());
                return;
            };
            let start = timed.borrow_mut().asker.ask(question, asked.answer.as_deref());
            if start.timer {
                let asked = asked.clone();
                timed.borrow_mut().patience = Some(Timeout::new(PATIENCE_MILLIS, move || {
                    asked.set(OverviewState { late: true, ..OverviewState::clone(&asked) });
                }));
            }
            if start.run {
                spawn_local(answer_the_newest(client, timed.clone(), asked, dispatch));
            }
        }
    });
    OverviewState::clone(&asked)
}

async fn answer_the_newest(
    client: PageClient,
    timed: Rc<RefCell<TimedAsker>>,
    asked: UseStateHandle<OverviewState>,
    dispatch: Callback<Action>,
) {
    loop {
        let next = timed.borrow_mut().asker.next_question();
        let Some(question) = next else { break };
        let result = client.overview(question.ask.clone()).await;
        let outcome = timed.borrow_mut().asker.settle(question, result, &asked);
        match outcome {
            AskOutcome::Ignore => {}
            AskOutcome::Show(state) => {
                timed.borrow_mut().patience = None;
                asked.set(state);
            }
            AskOutcome::Fail { state } => {
                timed.borrow_mut().patience = None;
                if let Some((state, reason)) = state {
                    asked.set(state);
                    dispatch.emit(Action::Alert(reason.into()));
                }
            }
        }
    }
}
