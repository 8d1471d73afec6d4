//! Sessions, gathered and followed in steps so that other requests are answered in between; and all
//! other requests about sessions.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::protocol::{Answer, TimelinesRequest};
use trailglass::query::ShardQuery;
use trailglass::sessions::SessionService;
use trailglass::step::Step;
use web_sys::{MessagePort, Performance};

use crate::steps::{JobStep, Steps};
use crate::wire;

/// The service of this worker, and the task in progress.
pub struct Timelines {
    service: RefCell<SessionService>,
    shard_query: Rc<RefCell<ShardQuery>>,
    port: MessagePort,
    steps: Rc<Steps>,
}

impl Timelines {
    pub fn new(
        shard_query: Rc<RefCell<ShardQuery>>,
        port: MessagePort,
        clock: Option<Performance>,
    ) -> Rc<Timelines> {
        Rc::new(Timelines {
            service: RefCell::default(),
            shard_query,
            steps: Steps::new(port.clone(), clock),
            port,
        })
    }

    pub fn clear(&self) {
        self.stop();
        *self.service.borrow_mut() = SessionService::default();
    }

    /// Cancels gathering, because rows are about to change.
    pub fn forget_rows(&self) {
        self.stop();
        self.service.borrow_mut().forget_rows();
    }

    pub fn answer(self: &Rc<Self>, id: u32, ask: TimelinesRequest, attachments: Vec<Vec<u8>>) {
        match ask {
            TimelinesRequest::ShareSessions => {
                self.stop();
                self.service.borrow_mut().begin_gathering(self.shard_query.borrow().store());
                let timelines = Rc::clone(self);
                self.steps.begin(id, move || timelines.gather());
            }
            TimelinesRequest::FollowSessions => {
                self.stop();
                self.service.borrow_mut().begin_following(attachments);
                let timelines = Rc::clone(self);
                self.steps.begin(id, move || timelines.follow());
            }
            TimelinesRequest::StopTracing => self.stop(),
            TimelinesRequest::NoteSessions => {
                let notes = attachments.first().map(Vec::as_slice).unwrap_or_default();
                let noted = self.service.borrow_mut().note(self.shard_query.borrow_mut().shard(), notes);
                self.say(id, noted.map_or_else(Answer::Failed, |()| Answer::Noted), &[]);
            }
            other => {
                match self.service.borrow_mut().answer(
                    self.shard_query.borrow().store(),
                    &other,
                    &attachments,
                ) {
                    Some((answer, attachments)) => self.say(id, answer, &attachments),
                    None => {
                        self.say(id, Answer::Failed("this is no question about sessions".to_owned()), &[])
                    }
                }
            }
        }
    }

    /// Cancels the task in progress.
    fn stop(&self) {
        if self.steps.stop(Answer::TracingStopped) {
            self.service.borrow_mut().stop();
        }
    }

    fn gather(&self) -> JobStep {
        match self.service.borrow_mut().gather(self.shard_query.borrow().store()) {
            Some(Step::Running(so_far)) => JobStep::Running(Answer::LinkProgress(so_far)),
            Some(Step::Done(share)) => JobStep::Done(Answer::Gathered, vec![share]),
            None => JobStep::Idle,
        }
    }

    fn follow(&self) -> JobStep {
        let step = self.service.borrow_mut().follow();
        match step {
            Ok(Some(Step::Running(so_far))) => JobStep::Running(Answer::LinkProgress(so_far)),
            Ok(Some(Step::Done(overview))) => {
                JobStep::Done(Answer::Followed(Box::new(overview)), self.service.borrow_mut().notes())
            }
            Err(error) => JobStep::Done(Answer::Failed(error.to_string()), Vec::new()),
            Ok(None) => JobStep::Idle,
        }
    }

    fn say(&self, id: u32, answer: Answer, attachments: &[Vec<u8>]) {
        wire::post(&self.port, id, answer, attachments);
    }
}
