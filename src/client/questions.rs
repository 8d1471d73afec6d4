//! Counts the events that answer a question: one question at a time, beside all other requests, and
//! none twice.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::base::time::TimeRange;
use crate::model::Selection;
use crate::protocol::{Answer, Request};
use crate::query::{QuestionsReply, QuestionsRequest};

use super::limiter::AsyncLimiter;
use super::reply::all_said;
use super::{Client, ClientError, ClientInner, Platform};

/// Maximum number of remembered counts: enough for the built-in questions within several filters.
const COUNTS_KEPT: usize = 2_000;

/// The client's state for questions.
pub(super) struct CountKeeper {
    limiter: Rc<AsyncLimiter>,
    known: RefCell<KnownCounts>,
}

/// The counts by filter and time range, for one generation of the data.
#[derive(Default)]
struct KnownCounts {
    generation: u32,
    counts: HashMap<(String, Option<TimeRange>), u64>,
}

impl Default for CountKeeper {
    fn default() -> Self {
        // Each caller sends one request after another, and there may be two callers.
        CountKeeper { limiter: AsyncLimiter::new(1, 8), known: RefCell::default() }
    }
}

impl<P: Platform> Client<P> {
    /// Returns the number of selected events, at the lowest priority.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if it was cancelled, or events were added or removed; otherwise
    /// if a worker crashed.
    pub async fn count(&self, selection: &Selection) -> Result<u64, ClientError> {
        let _pass = self.inner.counts.limiter.enter().await?;
        if let Some(known) = self.inner.known_count(selection) {
            return Ok(known);
        }
        let generation = self.inner.load.borrow().generation;
        let ask = Request::Questions(QuestionsRequest::Count(selection.clone()));
        let mut events = 0;
        for said in all_said(self.inner.ask_all(&ask)?).await? {
            match said.answer {
                Answer::Questions(QuestionsReply::Counted(part)) => events += part,
                Answer::Questions(QuestionsReply::Stopped) => return Err(ClientError::Superseded),
                _ => return Err(ClientError::Mismatch),
            }
        }
        self.inner.note_count(selection, generation, events)
    }

    /// Cancels the running count.
    pub fn stop_counting(&self) {
        self.inner.pool.tell_all(&Request::Questions(QuestionsRequest::Stop));
    }
}

impl<P: Platform> ClientInner<P> {
    fn known_count(&self, selection: &Selection) -> Option<u64> {
        let known = self.counts.known.borrow();
        let key = (selection.filter.clone(), selection.time);
        let count = known.counts.get(&key).copied();
        count.filter(|_| known.generation == self.load.borrow().generation)
    }

    fn note_count(&self, selection: &Selection, generation: u32, events: u64) -> Result<u64, ClientError> {
        if self.load.borrow().generation != generation {
            return Err(ClientError::Superseded);
        }
        let mut known = self.counts.known.borrow_mut();
        if known.generation != generation || known.counts.len() >= COUNTS_KEPT {
            *known = KnownCounts { generation, counts: HashMap::new() };
        }
        known.counts.insert((selection.filter.clone(), selection.time), events);
        Ok(events)
    }

    /// Drops all counts, after everything was cleared.
    pub(super) fn forget_counts(&self) {
        *self.counts.known.borrow_mut() = KnownCounts::default();
    }
}
