//! Exports, one portion for each request.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::export::{ExportRequest, ExportWriter};
use trailglass::protocol::Answer;
use trailglass::query::ShardQuery;
use web_sys::MessagePort;

use crate::wire;

pub struct Exports {
    writer: RefCell<ExportWriter>,
    shard_query: Rc<RefCell<ShardQuery>>,
    port: MessagePort,
}

impl Exports {
    pub fn new(shard_query: Rc<RefCell<ShardQuery>>, port: MessagePort) -> Exports {
        Exports { writer: RefCell::default(), shard_query, port }
    }

    /// Drops the exports in progress: their rows have changed.
    pub fn forget_rows(&self) {
        self.writer.borrow_mut().clear();
    }

    pub fn answer(&self, id: u32, ask: &ExportRequest, attachments: &[Vec<u8>]) {
        let (told, buffers) =
            self.writer.borrow_mut().answer(&mut self.shard_query.borrow_mut(), ask, attachments);
        wire::post(&self.port, id, Answer::Export(told), &buffers);
    }
}
