//! Sessions gathered and followed step by step, so that other questions come
//! in between; and everything else that is asked about them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use trailglass::protocol::{Answer, Request};
use trailglass::query::Desk;
use trailglass::sessions::{Tracing, Tracker};
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessagePort, Performance};

use crate::turn::Turn;
use crate::wire;

/// Other questions wait no longer than about this.
const TURN_MILLIS: f64 = 12.0;

/// How far it has come is said this often at most.
const SAY_MILLIS: f64 = 80.0;

/// The tracker of this worker, and what is under way.
pub struct Timelines {
    tracker: RefCell<Tracker>,
    desk: Rc<RefCell<Desk>>,
    port: MessagePort,
    clock: Option<Performance>,
    /// The request that is worked on step by step; 0 for none.
    asked_by: Cell<u32>,
}

/// What a step came to.
enum Step {
    On(Tracing),
    Done(Answer, Vec<Vec<u8>>),
}

impl Timelines {
    /// Answers through the port, about the desk's shard.
    pub fn new(desk: Rc<RefCell<Desk>>, port: MessagePort, clock: Option<Performance>) -> Rc<Timelines> {
        Rc::new(Timelines { tracker: RefCell::default(), desk, port, clock, asked_by: Cell::new(0) })
    }

    /// Whether a request is about sessions.
    pub fn is_asked_by(request: &Request) -> bool {
        matches!(
            request,
            Request::ShareSessions
                | Request::FollowSessions
                | Request::StopTracing
                | Request::NoteSessions
                | Request::CountActors(_)
                | Request::Actors(_)
                | Request::Actor { .. }
                | Request::Sessions(_)
                | Request::Session { .. }
                | Request::SessionOf { .. }
                | Request::Lanes(_)
                | Request::ShareCalls { .. }
                | Request::TellStory(_)
                | Request::StoryRuns(_)
                | Request::Things { .. }
                | Request::Chain(_)
                | Request::Compare(_)
        )
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.stop();
        *self.tracker.borrow_mut() = Tracker::default();
    }

    /// Rows are about to change: gathering is given up.
    pub fn forget_rows(&self) {
        self.stop();
        self.tracker.borrow_mut().forget_rows();
    }

    /// Answers what concerns sessions.
    pub fn answer(self: &Rc<Self>, id: u32, request: Request, beside: Vec<Vec<u8>>) {
        match request {
            Request::ShareSessions => {
                self.stop();
                self.tracker.borrow_mut().begin_gathering(self.desk.borrow().store());
                self.begin(id, Timelines::gather);
            }
            Request::FollowSessions => {
                self.stop();
                self.tracker.borrow_mut().begin_following(beside);
                self.begin(id, Timelines::follow);
            }
            Request::StopTracing => self.stop(),
            Request::NoteSessions => {
                let notes = beside.first().map(Vec::as_slice).unwrap_or_default();
                let noted = self.tracker.borrow_mut().note(self.desk.borrow_mut().shard(), notes);
                self.say(id, noted.map_or_else(Answer::Failed, |()| Answer::Noted), &[]);
            }
            other => match self.tracker.borrow_mut().answer(self.desk.borrow().store(), &other, &beside) {
                Some((answer, beside)) => self.say(id, answer, &beside),
                None => self.say(id, Answer::Failed("this is no question about sessions".to_owned()), &[]),
            },
        }
    }

    fn begin(self: &Rc<Self>, id: u32, step: fn(&Timelines) -> Option<Step>) {
        self.asked_by.set(id);
        spawn_local(Rc::clone(self).run(id, step));
    }

    /// Gives up what is under way.
    fn stop(&self) {
        let id = self.asked_by.replace(0);
        if id != 0 {
            self.tracker.borrow_mut().stop();
            self.say(id, Answer::TracingStopped, &[]);
        }
    }

    fn gather(&self) -> Option<Step> {
        let step = self.tracker.borrow_mut().gather(self.desk.borrow().store())?;
        Some(match step {
            Ok(so_far) => Step::On(so_far),
            Err(share) => Step::Done(Answer::Gathered, vec![share]),
        })
    }

    fn follow(&self) -> Option<Step> {
        let step = self.tracker.borrow_mut().follow()?;
        Some(match step {
            Ok(Ok(so_far)) => Step::On(so_far),
            Ok(Err(overview)) => {
                Step::Done(Answer::Followed(Box::new(overview)), self.tracker.borrow_mut().notes())
            }
            Err(error) => Step::Done(Answer::Failed(error.to_string()), Vec::new()),
        })
    }

    async fn run(self: Rc<Self>, id: u32, step: fn(&Timelines) -> Option<Step>) {
        let mut turn = Turn::new().ok();
        let mut said = self.now_millis();
        loop {
            let until = self.now_millis() + TURN_MILLIS;
            let mut progress = None;
            while self.now_millis() < until {
                if self.asked_by.get() != id {
                    return;
                }
                match step(&self) {
                    Some(Step::On(so_far)) => progress = Some(so_far),
                    Some(Step::Done(answer, beside)) => {
                        self.asked_by.set(0);
                        return self.say(id, answer, &beside);
                    }
                    None => return,
                }
            }
            if let Some(progress) = progress
                && self.now_millis() - said >= SAY_MILLIS
            {
                said = self.now_millis();
                self.say(id, Answer::Tracing(progress), &[]);
            }
            if let Some(turn) = &mut turn {
                turn.pass().await;
            }
        }
    }

    fn say(&self, id: u32, answer: Answer, beside: &[Vec<u8>]) {
        wire::post(&self.port, id, answer, beside);
    }

    fn now_millis(&self) -> f64 {
        self.clock.as_ref().map_or_else(js_sys::Date::now, Performance::now)
    }
}
