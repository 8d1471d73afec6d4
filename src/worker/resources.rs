//! The index of resources, step by step, so that other questions come in
//! between and it can be given up.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use trailglass::protocol::{Answer, ResourcesAsk, ResourcesTold};
use trailglass::query::Desk;
use trailglass::resources::Clerk;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessagePort, Performance};

use crate::turn::Turn;
use crate::wire;

/// Other questions wait no longer than about this.
const TURN_MILLIS: f64 = 20.0;

/// How far the index has come is said this often at most.
const SAY_MILLIS: f64 = 80.0;

/// The clerk of this worker, and the indexing that is under way.
pub struct Resources {
    clerk: RefCell<Clerk>,
    desk: Rc<RefCell<Desk>>,
    port: MessagePort,
    clock: Option<Performance>,
    /// The request that asked for the indexing under way; 0 for none.
    asked_by: Cell<u32>,
}

impl Resources {
    /// Answers through the port.
    pub fn new(desk: Rc<RefCell<Desk>>, port: MessagePort, clock: Option<Performance>) -> Rc<Resources> {
        Rc::new(Resources { clerk: RefCell::default(), desk, port, clock, asked_by: Cell::new(0) })
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.stop();
        *self.clerk.borrow_mut() = Clerk::default();
    }

    /// Answers what concerns resources.
    pub fn answer(self: &Rc<Self>, id: u32, ask: &ResourcesAsk, beside: &[Vec<u8>]) {
        match ask {
            ResourcesAsk::Index => {
                self.stop();
                self.asked_by.set(id);
                spawn_local(Rc::clone(self).run(id));
            }
            ResourcesAsk::Stop => self.stop(),
            other => {
                let answer = self.clerk.borrow_mut().answer(&mut self.desk.borrow_mut(), other, beside);
                if let Some((told, buffer)) = answer {
                    self.say(id, told, buffer.as_slice());
                }
            }
        }
    }

    fn stop(&self) {
        let id = self.asked_by.replace(0);
        if id != 0 {
            self.say(id, ResourcesTold::Stopped, &[]);
        }
    }

    async fn run(self: Rc<Self>, id: u32) {
        let mut turn = Turn::new().ok();
        let mut said = f64::MIN;
        loop {
            let until = self.now_millis() + TURN_MILLIS;
            let mut progress = None;
            while self.now_millis() < until {
                if self.asked_by.get() != id {
                    return;
                }
                // Borrowed for a step only.
                let step = self.clerk.borrow_mut().step(&self.desk.borrow());
                match step {
                    Ok(so_far) => progress = Some(so_far),
                    Err(indexed) => {
                        self.asked_by.set(0);
                        return self.say(id, ResourcesTold::Indexed(indexed), &[]);
                    }
                }
            }
            if let Some(progress) = progress
                && self.now_millis() - said >= SAY_MILLIS
            {
                said = self.now_millis();
                self.say(id, ResourcesTold::Indexing(progress), &[]);
            }
            if let Some(turn) = &mut turn {
                turn.pass().await;
            }
        }
    }

    fn say(&self, id: u32, told: ResourcesTold, beside: &[Vec<u8>]) {
        wire::post(&self.port, id, Answer::Resources(told), beside);
    }

    fn now_millis(&self) -> f64 {
        self.clock.as_ref().map_or_else(js_sys::Date::now, Performance::now)
    }
}
