//! The index of resources, built in steps: other requests are answered in between, and it can be
//! cancelled.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::base::step::Step;
use trailglass::protocol::Answer;
use trailglass::query::ShardQuery;
use trailglass::resources::{ResourceService, ResourcesReply, ResourcesRequest};
use web_sys::{MessagePort, Performance};

use crate::steps::{JobStep, Steps};
use crate::wire;

/// The service of this worker, and the indexing in progress.
pub struct Resources {
    service: RefCell<ResourceService>,
    shard_query: Rc<RefCell<ShardQuery>>,
    port: MessagePort,
    steps: Rc<Steps>,
}

impl Resources {
    pub fn new(
        shard_query: Rc<RefCell<ShardQuery>>,
        port: MessagePort,
        clock: Option<Performance>,
    ) -> Rc<Resources> {
        Rc::new(Resources {
            service: RefCell::default(),
            shard_query,
            steps: Steps::new(port.clone(), clock),
            port,
        })
    }

    pub fn clear(&self) {
        self.stop();
        *self.service.borrow_mut() = ResourceService::default();
    }

    pub fn answer(self: &Rc<Self>, id: u32, ask: &ResourcesRequest, attachments: &[Vec<u8>]) {
        match ask {
            ResourcesRequest::Index => {
                self.stop();
                let resources = Rc::clone(self);
                self.steps.begin(id, move || resources.step());
            }
            ResourcesRequest::Stop => self.stop(),
            other => {
                let answer =
                    self.service.borrow_mut().answer(&mut self.shard_query.borrow_mut(), other, attachments);
                if let Some((told, buffer)) = answer {
                    wire::post(&self.port, id, Answer::Resources(told), buffer.as_slice());
                }
            }
        }
    }

    fn stop(&self) {
        self.steps.stop(Answer::Resources(ResourcesReply::Stopped));
    }

    fn step(&self) -> JobStep {
        match self.service.borrow_mut().step(&self.shard_query.borrow()) {
            Step::Running(so_far) => JobStep::Running(Answer::Resources(ResourcesReply::Indexing(so_far))),
            Step::Done(indexed) => {
                JobStep::Done(Answer::Resources(ResourcesReply::Indexed(indexed)), Vec::new())
            }
        }
    }
}
