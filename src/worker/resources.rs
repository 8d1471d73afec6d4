//! The index of resources, built in steps: other requests are answered in between, and it can be
//! cancelled.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::protocol::{Answer, ResourcesAsk, ResourcesTold};
use trailglass::query::Desk;
use trailglass::resources::Clerk;
use trailglass::step::Step;
use web_sys::{MessagePort, Performance};

use crate::steps::{JobStep, Steps};
use crate::wire;

/// The clerk of this worker, and the indexing in progress.
pub struct Resources {
    clerk: RefCell<Clerk>,
    desk: Rc<RefCell<Desk>>,
    port: MessagePort,
    steps: Rc<Steps>,
}

impl Resources {
    pub fn new(desk: Rc<RefCell<Desk>>, port: MessagePort, clock: Option<Performance>) -> Rc<Resources> {
        Rc::new(Resources { clerk: RefCell::default(), desk, steps: Steps::new(port.clone(), clock), port })
    }

    pub fn clear(&self) {
        self.stop();
        *self.clerk.borrow_mut() = Clerk::default();
    }

    pub fn answer(self: &Rc<Self>, id: u32, ask: &ResourcesAsk, beside: &[Vec<u8>]) {
        match ask {
            ResourcesAsk::Index => {
                self.stop();
                let resources = Rc::clone(self);
                self.steps.begin(id, move || resources.step());
            }
            ResourcesAsk::Stop => self.stop(),
            other => {
                let answer = self.clerk.borrow_mut().answer(&mut self.desk.borrow_mut(), other, beside);
                if let Some((told, buffer)) = answer {
                    wire::post(&self.port, id, Answer::Resources(told), buffer.as_slice());
                }
            }
        }
    }

    fn stop(&self) {
        self.steps.stop(Answer::Resources(ResourcesTold::Stopped));
    }

    fn step(&self) -> JobStep {
        match self.clerk.borrow_mut().step(&self.desk.borrow()) {
            Step::Running(so_far) => JobStep::Running(Answer::Resources(ResourcesTold::Indexing(so_far))),
            Step::Done(indexed) => {
                JobStep::Done(Answer::Resources(ResourcesTold::Indexed(indexed)), Vec::new())
            }
        }
    }
}
