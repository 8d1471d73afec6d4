//! Events written to a file, over all workers.
//!
//! ```text
//! redaction: every worker looks through its events -> dictionary, merged here
//! export:    every worker writes a portion, and the next while this one is
//!            merged by time -> a part of the file, which the browser keeps
//! ```

use std::cell::Cell;
use std::rc::Rc;

use futures_util::future::join_all;
use js_sys::Uint8Array;
use trailglass::export::Merger;
use trailglass::protocol::{Answer, ExportAsk, ExportForm, ExportTold, Request, Selection};
use trailglass::redaction::{Dictionary, RedactionKey, Redactor};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::error::EngineError;
use super::gate::Gate;
use super::reply::{Reply, Said};
use super::{Engine, Inner};
use crate::save::FileParts;
use crate::turn::Turn;

/// About so many bytes are merged at a time, and become a part of the file.
const PART_BYTES: usize = 2 << 20;

/// The gate of exports: a worker writes one at a time.
pub(super) fn gate() -> Rc<Gate> {
    Gate::new(1, 4)
}

/// How far something has come, and whether it is still wanted. Cheap to
/// clone.
#[derive(Clone)]
pub struct Course {
    stopped: Rc<Cell<bool>>,
    tell: Rc<dyn Fn(u64, u64)>,
}

impl Course {
    /// `tell` is told how many events are done, and of how many.
    pub fn new(tell: impl Fn(u64, u64) + 'static) -> Course {
        Course { stopped: Rc::default(), tell: Rc::new(tell) }
    }

    /// Gives it up.
    pub fn stop(&self) {
        self.stopped.set(true);
    }

    /// Whether this is the same.
    pub fn is(&self, other: &Course) -> bool {
        Rc::ptr_eq(&self.stopped, &other.stopped)
    }

    fn check(&self) -> Result<(), EngineError> {
        if self.stopped.get() { Err(EngineError::Superseded) } else { Ok(()) }
    }
}

/// What is to be replaced in some events, and by what.
pub struct Redaction {
    /// The key of the pseudonyms.
    pub key: RedactionKey,
    /// The values.
    pub dictionary: Dictionary,
    /// Replaces them, here in the page.
    pub redactor: Redactor,
}

impl PartialEq for Redaction {
    fn eq(&self, other: &Self) -> bool {
        // There is one for each look through the events.
        std::ptr::eq(self, other)
    }
}

impl Engine {
    /// Looks through the selected events for what is secret. The key is the
    /// same for as long as the page lives, so that pseudonyms of one export
    /// are those of another.
    ///
    /// # Errors
    ///
    /// [`EngineError::Superseded`] where it was stopped; else where a worker
    /// died, or other files were read meanwhile.
    pub async fn redaction(
        &self,
        selection: &Selection,
        course: &Course,
    ) -> Result<Rc<Redaction>, EngineError> {
        let _pass = self.0.exports.enter().await?;
        let key = self.0.redaction_key()?;
        let learned = self.0.learn(selection, course).await;
        self.0.end_export();
        let dictionary = learned?;
        let redactor = Redactor::new(&key, &dictionary);
        // Whoever stopped it meanwhile waits to hear so.
        course.check()?;
        Ok(Rc::new(Redaction { key, dictionary, redactor }))
    }

    /// Writes the selected events into a file, by time.
    ///
    /// # Errors
    ///
    /// As [`Engine::redaction`]; also where the browser does not take it.
    pub async fn export(
        &self,
        selection: &Selection,
        form: ExportForm,
        redaction: Option<&Redaction>,
        course: &Course,
    ) -> Result<Blob, EngineError> {
        let _pass = self.0.exports.enter().await?;
        let written = self.0.write_export(selection, form, redaction, course).await;
        self.0.end_export();
        course.check()?;
        written
    }
}

/// What is said of exports; other files may have been read since it began.
fn told(said: Said) -> Result<(ExportTold, Vec<JsValue>), EngineError> {
    match said.answer {
        Answer::Export(ExportTold::Stale) => {
            Err(EngineError::Failed("other files were read meanwhile: export again".to_owned()))
        }
        Answer::Export(told) => Ok((told, said.beside)),
        _ => Err(EngineError::Mismatch),
    }
}

fn refused(error: JsValue) -> EngineError {
    let words = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    EngineError::Failed(format!(
        "the browser does not take the file; is there room on the disk? ({})",
        words.unwrap_or_else(|| format!("{error:?}"))
    ))
}

impl Inner {
    /// What is secret in the selected events, of all workers.
    async fn learn(&self, selection: &Selection, course: &Course) -> Result<Dictionary, EngineError> {
        let workers = self.begin_export(selection).await?;
        let total = workers.iter().map(|(_, events)| events).sum();
        let done: Vec<Cell<u64>> = workers.iter().map(|_| Cell::new(0)).collect();
        let learning = workers.iter().zip(&done).map(|(&(place, events), own)| {
            let done = &done;
            async move {
                while own.get() < events {
                    course.check()?;
                    match told(self.ask_export(place, ExportAsk::Learn, &[]).said().await?)?.0 {
                        ExportTold::Learned(learned) => own.set(learned),
                        _ => return Err(EngineError::Mismatch),
                    }
                    (course.tell)(done.iter().map(Cell::get).sum(), total);
                }
                Ok(())
            }
        });
        for outcome in join_all(learning).await {
            outcome?;
        }
        let mut turn = Turn::new().ok();
        let mut dictionary = Dictionary::default();
        for &(place, _) in &workers {
            let (_, buffers) = told(self.ask_export(place, ExportAsk::ShareDictionary, &[]).said().await?)?;
            for buffer in buffers {
                course.check()?;
                dictionary.take_in(&Uint8Array::new(&buffer).to_vec());
                if let Some(turn) = &mut turn {
                    turn.pass().await;
                }
            }
        }
        Ok(dictionary)
    }

    fn ask_export(&self, place: usize, ask: ExportAsk, beside: &[JsValue]) -> Reply {
        self.crew.ask(place, Request::Export(ask), beside)
    }

    /// The workers, and how many events each is to write.
    async fn begin_export(&self, selection: &Selection) -> Result<Vec<(usize, u64)>, EngineError> {
        self.ready()?;
        let places = self.crew.manned();
        let replies = self.crew.ask_all(&Request::Export(ExportAsk::Begin(selection.clone())));
        let mut workers = Vec::with_capacity(places.len());
        for (place, reply) in places.into_iter().zip(replies) {
            match told(reply.said().await?)?.0 {
                ExportTold::Begun(events) => workers.push((place, events)),
                _ => return Err(EngineError::Mismatch),
            }
        }
        Ok(workers)
    }

    fn end_export(&self) {
        self.crew.tell_all(&Request::Export(ExportAsk::End));
    }

    async fn write_export(
        &self,
        selection: &Selection,
        form: ExportForm,
        redaction: Option<&Redaction>,
        course: &Course,
    ) -> Result<Blob, EngineError> {
        let workers = self.begin_export(selection).await?;
        let total: u64 = workers.iter().map(|(_, events)| events).sum();
        (course.tell)(0, total);
        if let Some(redaction) = redaction {
            let buffers = redaction.dictionary.to_buffers(PART_BYTES);
            for &(place, _) in &workers {
                let own =
                    std::iter::once(&redaction.key.bytes()[..]).chain(buffers.iter().map(Vec::as_slice));
                let beside: Vec<JsValue> = own.map(|bytes| Uint8Array::from(bytes).buffer().into()).collect();
                told(self.ask_export(place, ExportAsk::Redact, &beside).said().await?)?;
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
            self.ask_export(place, ExportAsk::Write(form.clone()), &[])
        };
        // Every worker writes its next portion while the last is merged.
        let mut replies: Vec<Option<Reply>> = (0..workers.len()).map(|worker| Some(ask(worker))).collect();
        let mut out = Vec::with_capacity(PART_BYTES + PART_BYTES / 4);
        let mut turn = Turn::new().ok();
        loop {
            course.check()?;
            for worker in merger.waits_for() {
                let reply = replies.get_mut(worker).and_then(Option::take).ok_or(EngineError::Mismatch)?;
                let (told, beside) = told(reply.said().await?)?;
                let (ExportTold::Written { is_last }, [places, pieces]) = (told, beside.as_slice()) else {
                    return Err(EngineError::Mismatch);
                };
                if !is_last && let Some(next) = replies.get_mut(worker) {
                    *next = Some(ask(worker));
                }
                let bytes = |buffer| Uint8Array::new(buffer).to_vec();
                merger.take_in(worker, bytes(places), bytes(pieces), is_last);
            }
            let is_all = merger.write(&mut out, PART_BYTES);
            (course.tell)(merger.written(), total);
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

    /// The key, drawn when it is first needed.
    fn redaction_key(&self) -> Result<RedactionKey, EngineError> {
        if let Some(key) = &*self.redaction_key.borrow() {
            return Ok(key.clone());
        }
        let mut bytes = [0; 32];
        let drawn = web_sys::window()
            .ok_or(JsValue::NULL)
            .and_then(|window| window.crypto())
            .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
        // A key that is not random protects nobody.
        drawn.map_err(|_| EngineError::Failed("the browser gives no random numbers for a key".to_owned()))?;
        let key = RedactionKey::new(bytes);
        *self.redaction_key.borrow_mut() = Some(key.clone());
        Ok(key)
    }
}
