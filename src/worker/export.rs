//! Exports, one portion for each request.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::export::Scribe;
use trailglass::protocol::{Answer, ExportAsk};
use trailglass::query::Desk;
use web_sys::MessagePort;

use crate::wire;

pub struct Exports {
    scribe: RefCell<Scribe>,
    desk: Rc<RefCell<Desk>>,
    port: MessagePort,
}

impl Exports {
    pub fn new(desk: Rc<RefCell<Desk>>, port: MessagePort) -> Exports {
        Exports { scribe: RefCell::default(), desk, port }
    }

    /// Drops the exports in progress: their rows have changed.
    pub fn forget_rows(&self) {
        self.scribe.borrow_mut().clear();
    }

    pub fn answer(&self, id: u32, ask: &ExportAsk, beside: &[Vec<u8>]) {
        let (told, buffers) = self.scribe.borrow_mut().answer(&mut self.desk.borrow_mut(), ask, beside);
        wire::post(&self.port, id, Answer::Export(told), &buffers);
    }
}
