//! Writes events to a file, over all workers.
//!
//! ```text
//! every worker writes a portion, and the next one while this one is merged by
//! time -> a part of the file, which the browser keeps
//! ```

use crate::export::{ExportForm, ExportReply, ExportRequest, Merger};
use crate::model::Selection;

use super::operation::{Operation, export_reply};
use super::redaction::Redaction;
use super::reply::PendingReply;
use super::{Buffer, Client, ClientError, ClientInner, Platform};

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
        operation: &Operation,
        sink: S,
    ) -> Result<S::File, ClientError> {
        let _pass = self.inner.exports.enter().await?;
        let written = self.inner.write_export(selection, form, redaction, operation, sink).await;
        self.inner.end_export();
        operation.check()?;
        written
    }
}

impl<P: Platform> ClientInner<P> {
    async fn write_export<S: FileSink>(
        &self,
        selection: &Selection,
        form: ExportForm,
        redaction: Option<&Redaction>,
        operation: &Operation,
        mut sink: S,
    ) -> Result<S::File, ClientError> {
        let workers = self.begin_export(selection).await?;
        let total: u64 = workers.iter().map(|(_, events)| events).sum();
        operation.tell(0, total);
        if let Some(redaction) = redaction {
            for &(place, _) in &workers {
                let attachments = redaction.attachments(&*self.platform).await;
                export_reply(self.ask_export(place, ExportRequest::Redact, &attachments).said().await?)?;
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
            operation.check()?;
            for worker in merger.waits_for() {
                let reply = replies.get_mut(worker).and_then(Option::take).ok_or(ClientError::Mismatch)?;
                let (reply, attachments) = export_reply(reply.said().await?)?;
                let (ExportReply::Written { is_last }, [places, pieces]) = (reply, attachments.as_slice())
                else {
                    return Err(ClientError::Mismatch);
                };
                if !is_last && let Some(next) = replies.get_mut(worker) {
                    *next = Some(ask(worker));
                }
                merger.take_in(worker, places.to_bytes(), pieces.to_bytes(), is_last);
            }
            let is_all = merger.write(&mut out, PART_BYTES);
            operation.tell(merger.written(), total);
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
