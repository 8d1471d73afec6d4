//! Counts for questions, in steps: any other request is answered first.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::protocol::Answer;
use trailglass::query::{CountJob, QuestionsReply, QuestionsRequest, ShardQuery};
use web_sys::{MessagePort, Performance};

use crate::steps::{JobStep, Steps};

/// The count in progress in this worker.
pub struct Questions {
    shard_query: Rc<RefCell<ShardQuery>>,
    steps: Rc<Steps>,
}

impl Questions {
    pub fn new(
        shard_query: Rc<RefCell<ShardQuery>>,
        port: MessagePort,
        clock: Option<Performance>,
    ) -> Questions {
        Questions { shard_query, steps: Steps::new(port, clock) }
    }

    /// Cancels the count in progress. Called on request, and whenever rows are about to be added or
    /// removed or to get other values.
    pub fn stop(&self) {
        self.steps.stop(Answer::Questions(QuestionsReply::Stopped));
    }

    pub fn answer(&self, id: u32, ask: QuestionsRequest) {
        self.stop();
        let QuestionsRequest::Count(selection) = ask else { return };
        let shard_query = Rc::clone(&self.shard_query);
        let mut count = None;
        self.steps.begin(id, move || {
            let shard_query = shard_query.borrow();
            let store = shard_query.store();
            match count.get_or_insert_with(|| CountJob::begin(store, &selection)).step(store) {
                Some(events) => JobStep::Done(Answer::Questions(QuestionsReply::Counted(events)), Vec::new()),
                None => JobStep::Silent,
            }
        });
    }
}
