//! Operations over all events, with progress, and the requests of exports that they share.

use std::cell::Cell;
use std::rc::Rc;

use super::reply::{PendingReply, WorkerReply};
use super::{ClientError, ClientInner, Platform};
use crate::export::{ExportReply, ExportRequest};
use crate::model::Selection;
use crate::protocol::{Answer, Request};

/// The progress of an operation, and whether it was cancelled. Cheap to clone.
#[derive(Clone)]
pub struct Operation {
    stopped: Rc<Cell<bool>>,
    tell: Rc<dyn Fn(u64, u64)>,
}

impl Operation {
    /// Calls `tell` with the number of events done and the total.
    pub fn new(tell: impl Fn(u64, u64) + 'static) -> Operation {
        Operation { stopped: Rc::default(), tell: Rc::new(tell) }
    }

    /// Cancels the operation.
    pub fn stop(&self) {
        self.stopped.set(true);
    }

    pub(super) fn tell(&self, done: u64, total: u64) {
        (self.tell)(done, total);
    }

    pub(super) fn check(&self) -> Result<(), ClientError> {
        if self.stopped.get() { Err(ClientError::Superseded) } else { Ok(()) }
    }
}

impl PartialEq for Operation {
    /// Whether both belong to the same operation.
    fn eq(&self, other: &Operation) -> bool {
        Rc::ptr_eq(&self.stopped, &other.stopped)
    }
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "operation, {}", if self.stopped.get() { "cancelled" } else { "under way" })
    }
}

/// Returns the reply to an export request, or an error if other files were read since it began.
pub(super) fn export_reply<P: Platform>(
    said: WorkerReply<P>,
) -> Result<(ExportReply, Vec<P::Buffer>), ClientError> {
    match said.answer {
        Answer::Export(ExportReply::Stale) => {
            Err(ClientError::Failed("other files were read meanwhile: export again".to_owned()))
        }
        Answer::Export(reply) => Ok((reply, said.attachments)),
        _ => Err(ClientError::Mismatch),
    }
}

impl<P: Platform> ClientInner<P> {
    pub(super) fn ask_export(
        &self,
        place: usize,
        ask: ExportRequest,
        attachments: &[P::Buffer],
    ) -> PendingReply<P> {
        self.pool.ask(place, Request::Export(ask), attachments)
    }

    /// Returns the workers, each with the number of events it will write.
    pub(super) async fn begin_export(&self, selection: &Selection) -> Result<Vec<(usize, u64)>, ClientError> {
        self.ready()?;
        let places = self.pool.live_workers();
        let replies = self.pool.ask_all(&Request::Export(ExportRequest::Begin(selection.clone())));
        let mut workers = Vec::with_capacity(places.len());
        for (place, reply) in places.into_iter().zip(replies) {
            match export_reply(reply.said().await?)?.0 {
                ExportReply::Begun(events) => workers.push((place, events)),
                _ => return Err(ClientError::Mismatch),
            }
        }
        Ok(workers)
    }

    pub(super) fn end_export(&self) {
        self.pool.tell_all(&Request::Export(ExportRequest::End));
    }
}
