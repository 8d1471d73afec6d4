//! Writes events to a file, over all workers.
//!
//! ```text
//! every worker writes a portion, and the next one while this one is merged by
//! time -> a part of the file, which the browser keeps
//! ```

use std::cell::Cell;
use std::rc::Rc;

use crate::export::{ExportForm, ExportReply, ExportRequest, Merger};
use crate::model::Selection;
use crate::protocol::{Answer, Request};

use super::ClientError;
use super::redaction::Redaction;
use super::reply::{PendingReply, WorkerReply};
use super::{Buffer, Client, ClientInner, Platform};

/// Approximate number of bytes merged at a time into one part of the file.
const PART_BYTES: usize = 2 << 20;

/// A file that is written part by part.
pub trait FileSink {
    /// The written file.
    type File;

    /// Appends bytes.
    ///
    /// # Errors
    ///
    /// If they are not accepted, with the reason for the user.
    fn push(&mut self, bytes: &[u8]) -> impl Future<Output = Result<(), String>>;

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// As [`FileSink::push`].
    fn finish(self) -> impl Future<Output = Result<Self::File, String>>;
}

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

impl<P: Platform> Client<P> {
    /// Writes the selected events to a file, ordered by time.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if it was cancelled; otherwise if a worker crashed, other files
    /// were read meanwhile, or the browser does not accept the file.
    pub async fn export<S: FileSink>(
        &self,
        selection: &Selection,
        form: ExportForm,
        redaction: Option<&Redaction>,
        course: &Operation,
        sink: S,
    ) -> Result<S::File, ClientError> {
        let _pass = self.inner.exports.enter().await?;
        let written = self.inner.write_export(selection, form, redaction, course, sink).await;
        self.inner.end_export();
        course.check()?;
        written
    }
}

/// Returns the reply to an export request, or an error if other files were read since it began.
pub(super) fn told<P: Platform>(said: WorkerReply<P>) -> Result<(ExportReply, Vec<P::Buffer>), ClientError> {
    match said.answer {
        Answer::Export(ExportReply::Stale) => {
            Err(ClientError::Failed("other files were read meanwhile: export again".to_owned()))
        }
        Answer::Export(told) => Ok((told, said.attachments)),
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
            match told(reply.said().await?)?.0 {
                ExportReply::Begun(events) => workers.push((place, events)),
                _ => return Err(ClientError::Mismatch),
            }
        }
        Ok(workers)
    }

    pub(super) fn end_export(&self) {
        self.pool.tell_all(&Request::Export(ExportRequest::End));
    }

    async fn write_export<S: FileSink>(
        &self,
        selection: &Selection,
        form: ExportForm,
        redaction: Option<&Redaction>,
        course: &Operation,
        mut sink: S,
    ) -> Result<S::File, ClientError> {
        let workers = self.begin_export(selection).await?;
        let total: u64 = workers.iter().map(|(_, events)| events).sum();
        course.tell(0, total);
        if let Some(redaction) = redaction {
            for &(place, _) in &workers {
                let attachments = redaction.attachments(&*self.platform).await;
                told(self.ask_export(place, ExportRequest::Redact, &attachments).said().await?)?;
            }
        }
        let mut merger = Merger::new(workers.len(), &form);
        let ask = |worker: usize| {
            let place = workers.get(worker).map_or(usize::MAX, |(place, _)| *place);
            self.ask_export(place, ExportRequest::Write(form.clone()), &[])
        };
        // Every worker writes its next portion while the last one is merged.
        let mut replies: Vec<Option<PendingReply<P>>> =
            (0..workers.len()).map(|worker| Some(ask(worker))).collect();
        let mut out = Vec::with_capacity(PART_BYTES + PART_BYTES / 4);
        loop {
            course.check()?;
            for worker in merger.waits_for() {
                let reply = replies.get_mut(worker).and_then(Option::take).ok_or(ClientError::Mismatch)?;
                let (told, attachments) = told(reply.said().await?)?;
                let (ExportReply::Written { is_last }, [places, pieces]) = (told, attachments.as_slice())
                else {
                    return Err(ClientError::Mismatch);
                };
                if !is_last && let Some(next) = replies.get_mut(worker) {
                    *next = Some(ask(worker));
                }
                merger.take_in(worker, places.to_bytes(), pieces.to_bytes(), is_last);
            }
            let is_all = merger.write(&mut out, PART_BYTES);
            course.tell(merger.written(), total);
            if out.len() >= PART_BYTES || is_all {
                sink.push(&out).await.map_err(ClientError::Failed)?;
                out.clear();
            }
            if is_all {
                return sink.finish().await.map_err(ClientError::Failed);
            }
            self.platform.next_turn().await;
        }
    }
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "operation, {}", if self.stopped.get() { "cancelled" } else { "under way" })
    }
}
