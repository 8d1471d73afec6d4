//! Groups of events, counted in steps: other requests are answered in between, and the count can be
//! cancelled.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::base::step::Step;
use trailglass::grouping::{GroupReply, GroupRequest, GroupService};
use trailglass::protocol::Answer;
use trailglass::query::ShardQuery;
use web_sys::{MessagePort, Performance};

use crate::steps::{JobStep, Steps};
use crate::wire;

/// The service of this worker, and the count in progress.
pub struct Groups {
    service: RefCell<GroupService>,
    shard_query: Rc<RefCell<ShardQuery>>,
    port: MessagePort,
    steps: Rc<Steps>,
}

impl Groups {
    pub fn new(
        shard_query: Rc<RefCell<ShardQuery>>,
        port: MessagePort,
        clock: Option<Performance>,
    ) -> Rc<Groups> {
        Rc::new(Groups {
            service: RefCell::default(),
            shard_query,
            steps: Steps::new(port.clone(), clock),
            port,
        })
    }

    /// Cancels the count in progress. Called on request, and whenever rows are about to be added or
    /// removed or to get other values.
    pub fn stop(&self) {
        self.service.borrow_mut().stop();
        self.steps.stop(Answer::Group(GroupReply::Stopped));
    }

    pub fn clear(&self) {
        self.stop();
        *self.service.borrow_mut() = GroupService::default();
    }

    pub fn answer(self: &Rc<Self>, id: u32, ask: &GroupRequest, attachments: &[Vec<u8>]) {
        match ask {
            GroupRequest::Count { selection, grouping } => {
                self.stop();
                let begun =
                    self.service.borrow_mut().begin(&mut self.shard_query.borrow_mut(), selection, grouping);
                match begun {
                    Ok(()) => {
                        let groups = Rc::clone(self);
                        self.steps.begin(id, move || groups.step());
                    }
                    Err(error) => self.say(id, Answer::Failed(error.to_string())),
                }
            }
            GroupRequest::Stop => self.stop(),
            other => {
                let told = self.service.borrow_mut().answer(other, attachments);
                self.say(id, told.map_or_else(Answer::Failed, Answer::Group));
            }
        }
    }

    fn step(&self) -> JobStep {
        match self.service.borrow_mut().step(&self.shard_query.borrow()) {
            Some(Step::Running(so_far)) => JobStep::Running(Answer::Group(GroupReply::Counting(so_far))),
            Some(Step::Done(part)) => JobStep::Done(Answer::Group(GroupReply::Counted), vec![part]),
            None => JobStep::Idle,
        }
    }

    fn say(&self, id: u32, answer: Answer) {
        wire::post(&self.port, id, answer, &[]);
    }
}
