//! Counts for questions, in steps: any other request is answered first.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::protocol::{Answer, QuestionsAsk, QuestionsTold};
use trailglass::query::{Count, Desk};
use web_sys::{MessagePort, Performance};

use crate::steps::{JobStep, Steps};

/// The count in progress in this worker.
pub struct Questions {
    desk: Rc<RefCell<Desk>>,
    steps: Rc<Steps>,
}

impl Questions {
    pub fn new(desk: Rc<RefCell<Desk>>, port: MessagePort, clock: Option<Performance>) -> Questions {
        Questions { desk, steps: Steps::new(port, clock) }
    }

    /// Cancels the count in progress. Called on request, and whenever rows are about to be added or
    /// removed or to get other values.
    pub fn stop(&self) {
        self.steps.stop(Answer::Questions(QuestionsTold::Stopped));
    }

    pub fn answer(&self, id: u32, ask: QuestionsAsk) {
        self.stop();
        let QuestionsAsk::Count(selection) = ask else { return };
        let desk = Rc::clone(&self.desk);
        let mut count = None;
        self.steps.begin(id, move || {
            let desk = desk.borrow();
            let store = desk.store();
            match count.get_or_insert_with(|| Count::begin(store, &selection)).step(store) {
                Some(events) => JobStep::Done(Answer::Questions(QuestionsTold::Counted(events)), Vec::new()),
                None => JobStep::Silent,
            }
        });
    }
}
