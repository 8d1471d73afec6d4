//! Sessions, gathered and followed in steps so that other requests are answered in between; and all
//! other requests about sessions.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::base::step::Step;
use trailglass::protocol::Answer;
use trailglass::query::ShardQuery;
use trailglass::sessions::{SessionService, TimelinesReply, TimelinesRequest};
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
                let answer = noted.map_or_else(Answer::Failed, |()| Answer::Timelines(TimelinesReply::Noted));
                self.say(id, answer, &[]);
            }
            other => {
                match self.service.borrow_mut().answer(
                    self.shard_query.borrow().store(),
                    &other,
                    &attachments,
                ) {
                    Ok((reply, attachments)) => self.say(id, Answer::Timelines(reply), &attachments),
                    Err(reason) => self.say(id, Answer::Failed(reason), &[]),
                }
            }
        }
    }

    /// Cancels the task in progress.
    fn stop(&self) {
        if self.steps.stop(Answer::Timelines(TimelinesReply::TracingStopped)) {
            self.service.borrow_mut().stop();
        }
    }

    fn gather(&self) -> JobStep {
        match self.service.borrow_mut().gather(self.shard_query.borrow().store()) {
            Some(Step::Running(so_far)) => {
                JobStep::Running(Answer::Timelines(TimelinesReply::LinkProgress(so_far)))
            }
            Some(Step::Done(share)) => {
                JobStep::Done(Answer::Timelines(TimelinesReply::Gathered), vec![share])
            }
            None => JobStep::Idle,
        }
    }

    fn follow(&self) -> JobStep {
        let step = self.service.borrow_mut().follow();
        match step {
            Ok(Some(Step::Running(so_far))) => {
                JobStep::Running(Answer::Timelines(TimelinesReply::LinkProgress(so_far)))
            }
            Ok(Some(Step::Done(overview))) => {
                let reply = TimelinesReply::Followed(Box::new(overview));
                JobStep::Done(Answer::Timelines(reply), self.service.borrow_mut().notes())
            }
            Err(error) => JobStep::Done(Answer::Failed(error.to_string()), Vec::new()),
            Ok(None) => JobStep::Idle,
        }
    }

    fn say(&self, id: u32, answer: Answer, attachments: &[Vec<u8>]) {
        wire::post(&self.port, id, answer, attachments);
    }
}
