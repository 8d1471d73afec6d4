//! Long work in steps: other requests are answered in between, and the work can be cancelled.

use std::cell::Cell;
use std::rc::Rc;

use trailglass::protocol::Answer;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessagePort, Performance};

use crate::turn::Turn;
use crate::wire;

/// Other requests wait about this long at most, or for one step if that takes longer.
const TURN_MILLIS: f64 = 12.0;

/// Minimum time between two progress messages.
const SAY_MILLIS: f64 = 80.0;

/// What a step of a job came to.
pub enum JobStep {
    /// There is more to do; the answer says how far the job is.
    Running(Answer),
    /// There is more to do, and no progress to report.
    Silent,
    /// The job is finished; its answer and attachments.
    Done(Answer, Vec<Vec<u8>>),
    /// There is nothing to work on.
    Idle,
}

/// One task at a time, started by one request.
pub struct Steps {
    port: MessagePort,
    clock: Option<Performance>,
    /// The request that started the task in progress; 0 if there is none.
    asked_by: Cell<u32>,
}

impl Steps {
    pub fn new(port: MessagePort, clock: Option<Performance>) -> Rc<Steps> {
        Rc::new(Steps { port, clock, asked_by: Cell::new(0) })
    }

    /// Runs step after step for the request with this id, until the last step or [`Steps::stop`]. A
    /// step must not hold a borrow after it returns.
    pub fn begin(self: &Rc<Self>, id: u32, step: impl FnMut() -> JobStep + 'static) {
        self.asked_by.set(id);
        spawn_local(Rc::clone(self).run(id, step));
    }

    /// Cancels the task in progress and posts `answer` to the request that started it. Returns
    /// whether there was a task.
    pub fn stop(&self, answer: Answer) -> bool {
        let id = self.asked_by.replace(0);
        if id != 0 {
            wire::post(&self.port, id, answer, &[]);
        }
        id != 0
    }

    async fn run(self: Rc<Self>, id: u32, mut step: impl FnMut() -> JobStep) {
        let mut turn = Turn::new().ok();
        let mut said = self.now_millis();
        loop {
            let until = self.now_millis() + TURN_MILLIS;
            let mut progress = None;
            while self.now_millis() < until {
                if self.asked_by.get() != id {
                    return;
                }
                match step() {
                    JobStep::Running(so_far) => progress = Some(so_far),
                    JobStep::Silent => {}
                    JobStep::Done(answer, attachments) => {
                        self.asked_by.set(0);
                        return wire::post(&self.port, id, answer, &attachments);
                    }
                    JobStep::Idle => return,
                }
            }
            if let Some(progress) = progress
                && self.now_millis() - said >= SAY_MILLIS
            {
                said = self.now_millis();
                wire::post(&self.port, id, progress, &[]);
            }
            if let Some(turn) = &mut turn {
                turn.pass().await;
            }
        }
    }

    fn now_millis(&self) -> f64 {
        self.clock.as_ref().map_or_else(js_sys::Date::now, Performance::now)
    }
}
