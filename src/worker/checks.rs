//! The checks of integrity, step by step, so that other questions come in
//! between and a check can be given up.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use trailglass::integrity::{Examiner, report::Writing};
use trailglass::protocol::{Answer, Request};
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessagePort, Performance};

use crate::turn::Turn;
use crate::wire;

/// Other questions wait no longer than about this.
const TURN_MILLIS: f64 = 20.0;

/// How far a check has come is said this often at most.
const SAY_MILLIS: f64 = 80.0;

/// The examiner of this worker, and the check that is under way.
pub struct Checks {
    examiner: RefCell<Examiner>,
    port: MessagePort,
    clock: Option<Performance>,
    /// The request that asked for the check under way; 0 for none.
    asked_by: Cell<u32>,
}

impl Checks {
    /// Answers through the port.
    pub fn new(port: MessagePort, clock: Option<Performance>) -> Rc<Checks> {
        Rc::new(Checks { examiner: RefCell::default(), port, clock, asked_by: Cell::new(0) })
    }

    /// Keeps the evidence of a file.
    pub fn add(&self, exhibits: Vec<trailglass::intake::Exhibit>) {
        self.examiner.borrow_mut().add(exhibits);
    }

    /// How many digests were read.
    pub fn digests(&self) -> u64 {
        self.examiner.borrow().digests()
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.stop();
        *self.examiner.borrow_mut() = Examiner::default();
    }

    /// Answers what concerns integrity; gives back any other request.
    pub fn answer(self: &Rc<Self>, id: u32, request: Request, beside: &[Vec<u8>]) -> Option<Request> {
        let say = |answer, beside: &[Vec<u8>]| wire::post(&self.port, id, answer, beside);
        match request {
            Request::ShareEvidence { from } => {
                let (part, next) = self.examiner.borrow().share(from);
                say(Answer::Evidence { next }, &[part]);
            }
            Request::GatherEvidence { is_first } => {
                let part = beside.first().map(Vec::as_slice).unwrap_or_default();
                match self.examiner.borrow_mut().gather(part, is_first) {
                    Ok(()) => say(Answer::EvidenceGathered, &[]),
                    Err(reason) => say(Answer::Failed(reason), &[]),
                }
            }
            Request::CheckIntegrity => self.begin(id),
            Request::StopChecking => self.stop(),
            Request::IntegrityList(ask) => {
                say(Answer::IntegrityList(self.examiner.borrow().list(&ask)), &[]);
            }
            Request::IntegrityDetail(which) => {
                say(Answer::IntegrityDetail(self.examiner.borrow().detail(which)), &[]);
            }
            Request::IntegrityOf { file, record } => {
                say(Answer::IntegrityOf(self.examiner.borrow().of_record(file, record)), &[]);
            }
            Request::PrintAsAwsCli { chain } => match self.examiner.borrow().printed(chain) {
                Some(printed) => say(Answer::Printed(printed), &[]),
                None => say(Answer::Failed("there is no such chain of digests".to_owned()), &[]),
            },
            Request::Report { form, written_at_millis } => {
                let version = env!("CARGO_PKG_VERSION").to_owned();
                match self.examiner.borrow().report(form, &Writing { version, written_at_millis }) {
                    Some(report) => say(Answer::Report, &[report]),
                    None => say(Answer::Failed("nothing has been checked yet".to_owned()), &[]),
                }
            }
            other => return Some(other),
        }
        None
    }

    fn begin(self: &Rc<Self>, id: u32) {
        self.stop();
        self.examiner.borrow_mut().begin();
        self.asked_by.set(id);
        spawn_local(Rc::clone(self).run(id));
    }

    /// Gives up the check under way.
    fn stop(&self) {
        let id = self.asked_by.replace(0);
        if id != 0 {
            self.examiner.borrow_mut().stop();
            wire::post(&self.port, id, Answer::CheckStopped, &[]);
        }
    }

    async fn run(self: Rc<Self>, id: u32) {
        let mut turn = Turn::new().ok();
        let mut said = self.now_millis();
        loop {
            let until = self.now_millis() + TURN_MILLIS;
            let mut progress = None;
            while self.now_millis() < until {
                if self.asked_by.get() != id {
                    return;
                }
                // Borrowed for a step only.
                let step = self.examiner.borrow_mut().step();
                match step {
                    Some(Ok(so_far)) => progress = Some(so_far),
                    Some(Err(overview)) => {
                        self.asked_by.set(0);
                        let (words, classes) = self.examiner.borrow().classes();
                        let answer = Answer::Checked { overview: Box::new(overview), words };
                        return wire::post(&self.port, id, answer, &[classes]);
                    }
                    None => return,
                }
            }
            if let Some(progress) = progress
                && self.now_millis() - said >= SAY_MILLIS
            {
                said = self.now_millis();
                wire::post(&self.port, id, Answer::Checking(progress), &[]);
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
