//! Long work, step by step, so that other questions come in between and it
//! can be given up.

use std::cell::Cell;
use std::rc::Rc;

use trailglass::protocol::Answer;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessagePort, Performance};

use crate::turn::Turn;
use crate::wire;

/// Other questions wait no longer than about this, and than one step.
const TURN_MILLIS: f64 = 12.0;

/// How far the work has come is said this often at most.
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

/// One piece of work at a time, asked for by one request.
pub struct Steps {
    port: MessagePort,
    clock: Option<Performance>,
    /// The request that asked for the work under way; 0 for none.
    asked_by: Cell<u32>,
}

impl Steps {
    /// Answers through the port.
    pub fn new(port: MessagePort, clock: Option<Performance>) -> Rc<Steps> {
        Rc::new(Steps { port, clock, asked_by: Cell::new(0) })
    }

    /// Takes step after step for the request with this number, until one is
    /// the last or the work is given up. A step borrows what it needs for as
    /// long as it lasts only.
    pub fn begin(self: &Rc<Self>, id: u32, step: impl FnMut() -> JobStep + 'static) {
        self.asked_by.set(id);
        spawn_local(Rc::clone(self).run(id, step));
    }

    /// Gives up what is under way, and says so to whoever asked for it. Says
    /// whether there was anything.
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
                    JobStep::Done(answer, beside) => {
                        self.asked_by.set(0);
                        return wire::post(&self.port, id, answer, &beside);
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
