//! Questions of one kind, asked a few at a time.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use futures_channel::oneshot;
use trailglass::schedule::{Admission, Lane, Visitor};

use super::error::EngineError;

/// Lets questions through as their [`Lane`] has it.
pub struct Gate {
    lane: RefCell<Lane>,
    doors: RefCell<HashMap<Visitor, oneshot::Sender<()>>>,
}

impl Gate {
    /// So many questions at the same time, and so many that wait.
    pub fn new(abreast: usize, waiting_room: usize) -> Rc<Gate> {
        Rc::new(Gate { lane: RefCell::new(Lane::new(abreast, waiting_room)), doors: RefCell::default() })
    }

    /// Waits until the question may be asked. The place is given up when the
    /// pass is dropped.
    ///
    /// # Errors
    ///
    /// [`EngineError::Superseded`] where newer questions took its place.
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

    /// A door for one that waits. The door of the one displaced is dropped, by
    /// which it learns.
    fn put_door(&self, visitor: Visitor, displaced: Option<Visitor>) -> oneshot::Receiver<()> {
        let (door, opened) = oneshot::channel();
        let mut doors = self.doors.borrow_mut();
        doors.insert(visitor, door);
        let gone = displaced.and_then(|displaced| doors.remove(&displaced));
        // Whom it wakes may look for its own door.
        drop(doors);
        drop(gone);
        opened
    }
}

/// The right to ask, until it is dropped.
pub struct Pass {
    gate: Rc<Gate>,
    visitor: Visitor,
}

impl Pass {
    /// Fails where a newer question has come in the meantime.
    ///
    /// # Errors
    ///
    /// [`EngineError::Superseded`] then.
    pub fn still_newest(&self) -> Result<(), EngineError> {
        if self.gate.lane.borrow().is_newest(self.visitor) { Ok(()) } else { Err(EngineError::Superseded) }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let next = self.gate.lane.borrow_mut().leave(self.visitor);
        let door = next.and_then(|next| self.gate.doors.borrow_mut().remove(&next));
        if let Some(door) = door {
            // Whoever waited and was dropped has left the lane by itself.
            let _ = door.send(());
        }
        self.gate.doors.borrow_mut().remove(&self.visitor);
    }
}
