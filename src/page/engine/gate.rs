//! Limits how many requests of one kind run at a time.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use futures_channel::oneshot;
use trailglass::schedule::{Admission, Lane, Visitor};

use super::error::EngineError;

/// A limiter; [`Lane`] holds its rules.
pub struct Gate {
    lane: RefCell<Lane>,
    doors: RefCell<HashMap<Visitor, oneshot::Sender<()>>>,
}

impl Gate {
    /// Creates a limiter for `abreast` concurrent requests and `waiting_room` waiting ones.
    pub fn new(abreast: usize, waiting_room: usize) -> Rc<Gate> {
        Rc::new(Gate { lane: RefCell::new(Lane::new(abreast, waiting_room)), doors: RefCell::default() })
    }

    /// Waits until the request may be sent. Dropping the pass releases its place.
    ///
    /// # Errors
    ///
    /// [`EngineError::Superseded`] if newer requests displaced it.
    pub async fn enter(self: &Rc<Self>) -> Result<Pass, EngineError> {
        let admission = self.lane.borrow_mut().enter();
        match admission {
            Admission::Now(visitor) => Ok(Pass { gate: Rc::clone(self), visitor }),
            Admission::Wait { visitor, displaced } => {
                let pass = Pass { gate: Rc::clone(self), visitor };
                let opened = self.put_door(visitor, displaced);
                opened.await.map_err(|_| EngineError::Superseded)?;
                Ok(pass)
            }
        }
    }

    /// Creates the channel that wakes a waiting request. The sender of the displaced one is
    /// dropped, which makes that request fail.
    fn put_door(&self, visitor: Visitor, displaced: Option<Visitor>) -> oneshot::Receiver<()> {
        let (door, opened) = oneshot::channel();
        let mut doors = self.doors.borrow_mut();
        doors.insert(visitor, door);
        let gone = displaced.and_then(|displaced| doors.remove(&displaced));
        // Dropped after the borrow: the task it wakes may look for its own sender.
        drop(doors);
        drop(gone);
        opened
    }
}

/// A permit to send a request, released when dropped.
pub struct Pass {
    gate: Rc<Gate>,
    visitor: Visitor,
}

impl Pass {
    /// Fails if a newer request was made in the meantime.
    ///
    /// # Errors
    ///
    /// [`EngineError::Superseded`] in that case.
    pub fn still_newest(&self) -> Result<(), EngineError> {
        if self.gate.lane.borrow().is_newest(self.visitor) { Ok(()) } else { Err(EngineError::Superseded) }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let next = self.gate.lane.borrow_mut().leave(self.visitor);
        let door = next.and_then(|next| self.gate.doors.borrow_mut().remove(&next));
        if let Some(door) = door {
            // A waiting request that was dropped has already left the lane.
            let _ = door.send(());
        }
        self.gate.doors.borrow_mut().remove(&self.visitor);
    }
}
