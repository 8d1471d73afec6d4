//! Events on their way out, a portion for each request.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::export::Scribe;
use trailglass::protocol::{Answer, ExportAsk};
use trailglass::query::Desk;
use web_sys::MessagePort;

use crate::wire;

/// The scribe of this worker.
pub struct Exports {
    scribe: RefCell<Scribe>,
    desk: Rc<RefCell<Desk>>,
    port: MessagePort,
}

impl Exports {
    /// Answers through the port.
    pub fn new(desk: Rc<RefCell<Desk>>, port: MessagePort) -> Exports {
        Exports { scribe: RefCell::default(), desk, port }
    }

    /// What was begun is of rows that are others now.
    pub fn forget_rows(&self) {
        self.scribe.borrow_mut().clear();
    }

    /// Answers what concerns exports.
    pub fn answer(&self, id: u32, ask: &ExportAsk, beside: &[Vec<u8>]) {
        let (told, buffers) = self.scribe.borrow_mut().answer(&mut self.desk.borrow_mut(), ask, beside);
        wire::post(&self.port, id, Answer::Export(told), &buffers);
    }
}
