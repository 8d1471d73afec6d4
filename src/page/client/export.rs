//! Writes events to a file, over all workers.
//!
//! ```text
//! every worker writes a portion, and the next one while this one is merged by
//! time -> a part of the file, which the browser keeps
//! ```

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Uint8Array;
use trailglass::export::{ExportForm, ExportReply, ExportRequest, Merger};
use trailglass::model::Selection;
use trailglass::protocol::{Answer, Request};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::limiter::AsyncLimiter;
use super::redaction::Redaction;
use super::reply::{Reply, WorkerReply};
use super::{ClientInner, PageClient};
use crate::platform::save::FileParts;
use crate::platform::turn::Turn;
use trailglass::client::ClientError;

/// Approximate number of bytes merged at a time into one part of the file.
const PART_BYTES: usize = 2 << 20;

/// Returns the limiter for exports. A worker writes one at a time.
pub(super) fn limiter() -> Rc<AsyncLimiter> {
    AsyncLimiter::new(1, 4)
}

/// The progress of an operation, and whether it was cancelled. Cheap to clone.
#[derive(Clone)]
pub struct Course {
    stopped: Rc<Cell<bool>>,
    tell: Rc<dyn Fn(u64, u64)>,
}

impl Course {
    /// Calls `tell` with the number of events done and the total.
    pub fn new(tell: impl Fn(u64, u64) + 'static) -> Course {
        Course { stopped: Rc::default(), tell: Rc::new(tell) }
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

impl PartialEq for Course {
    /// Whether both belong to the same operation.
    fn eq(&self, other: &Course) -> bool {
        Rc::ptr_eq(&self.stopped, &other.stopped)
    }
}

impl PageClient {
    /// Writes the selected events to a file, ordered by time.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if it was cancelled; otherwise if a worker crashed, other files
    /// were read meanwhile, or the browser does not accept the file.
    pub async fn export(
        &self,
        selection: &Selection,
        form: ExportForm,
        redaction: Option<&Redaction>,
        course: &Course,
    ) -> Result<Blob, ClientError> {
        let _pass = self.0.exports.enter().await?;
        let written = self.0.write_export(selection, form, redaction, course).await;
        self.0.end_export();
        course.check()?;
        written
    }
}

/// Returns the reply to an export request, or an error if other files were read since it began.
pub(super) fn told(said: WorkerReply) -> Result<(ExportReply, Vec<JsValue>), ClientError> {
    match said.answer {
        Answer::Export(ExportReply::Stale) => {
            Err(ClientError::Failed("other files were read meanwhile: export again".to_owned()))
        }
        Answer::Export(told) => Ok((told, said.attachments)),
        _ => Err(ClientError::Mismatch),
    }
}

fn refused(error: JsValue) -> ClientError {
    let words = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    ClientError::Failed(format!(
        "the browser does not take the file; is there room on the disk? What was saved in the last minute still \
         takes some. ({})",
        words.unwrap_or_else(|| format!("{error:?}"))
    ))
}

impl ClientInner {
    pub(super) fn ask_export(&self, place: usize, ask: ExportRequest, attachments: &[JsValue]) -> Reply {
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

    async fn write_export(
        &self,
        selection: &Selection,
        form: ExportForm,
        redaction: Option<&Redaction>,
        course: &Course,
    ) -> Result<Blob, ClientError> {
        let workers = self.begin_export(selection).await?;
        let total: u64 = workers.iter().map(|(_, events)| events).sum();
        course.tell(0, total);
        if let Some(redaction) = redaction {
            for &(place, _) in &workers {
                let attachments = redaction.to_beside().await;
                told(self.ask_export(place, ExportRequest::Redact, &attachments).said().await?)?;
            }
        }
        let mut parts = match form {
            ExportForm::Csv(_) => FileParts::new("text/csv;charset=utf-8", false),
            ExportForm::JsonLines => FileParts::new("application/x-ndjson", false),
            ExportForm::Records => FileParts::new("application/gzip", true),
        }
        .map_err(refused)?;
        let mut merger = Merger::new(workers.len(), &form);
        let ask = |worker: usize| {
            let place = workers.get(worker).map_or(usize::MAX, |(place, _)| *place);
            self.ask_export(place, ExportRequest::Write(form.clone()), &[])
        };
        // Every worker writes its next portion while the last one is merged.
        let mut replies: Vec<Option<Reply>> = (0..workers.len()).map(|worker| Some(ask(worker))).collect();
        let mut out = Vec::with_capacity(PART_BYTES + PART_BYTES / 4);
        let mut turn = Turn::new().ok();
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
                let bytes = |buffer| Uint8Array::new(buffer).to_vec();
                merger.take_in(worker, bytes(places), bytes(pieces), is_last);
            }
            let is_all = merger.write(&mut out, PART_BYTES);
            course.tell(merger.written(), total);
            if out.len() >= PART_BYTES || is_all {
                parts.push(&out).await.map_err(refused)?;
                out.clear();
            }
            if is_all {
                return parts.finish().await.map_err(refused);
            }
            if let Some(turn) = &mut turn {
                turn.pass().await;
            }
        }
    }
}
