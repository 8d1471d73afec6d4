//! Session tracing. One worker, the follower, receives the shares of all workers, traces the
//! sessions and answers requests about the results.
//!
//! ```text
//! every worker: shares -> the follower: progress ... an overview, notes
//! notes -> every worker: filter words, lanes, calls, counts
//! ```
//!
//! It runs after everything has been read, in slices between other requests, or at once when its
//! results are requested. Filtering never waits for it.

use std::rc::Rc;

use crate::base::time::TimeRange;
use crate::model::Selection;
use crate::protocol::{Answer, Request};
use crate::sessions::{
    self, ActivityRequest, ActorDetail, ActorList, ActorsRequest, ChainTree, CompareRequest, Comparison,
    EventPlace, Lanes, LanesRequest, LinkProgress, SessionDetail, SessionList, SessionScope, SessionsRequest,
    Story, TimelinesReply, TimelinesRequest,
};

use super::reply::{FromAnswer, WorkerReply, all, all_said};
use super::{Buffer, Client, ClientError, ClientEvent, ClientInner, Following, Platform, RowPlace};

/// Maximum number of events per request for the things that they affected.
const THINGS_AT_ONCE: usize = 64;

/// The counts of events per actor, and the selection and tracing run they belong to.
pub(super) struct ActorCounts<P: Platform> {
    selection: Selection,
    number: u32,
    parts: Rc<Vec<P::Buffer>>,
}

/// The workers that take part in session tracing, and the state of it.
pub(super) struct Trace<P: Platform> {
    /// The workers, in the order of their shares. An index into this is the worker number of event
    /// places.
    workers: Vec<usize>,
    /// The number of the tracing run. It also increases when the results are discarded.
    number: u32,
    /// Whether tracing is running.
    under_way: bool,
    /// The last progress of each worker.
    progress: Vec<(usize, LinkProgress)>,
    /// Whether progress is that of the follower, no longer that of gathering the shares.
    follows: bool,
    counted: Option<ActorCounts<P>>,
    /// The story that the follower holds: its subject and time range.
    story_of: Option<(SessionScope, Option<TimeRange>)>,
    /// Why sessions are not traced again by themselves: a worker crashed during tracing. `None`
    /// once tracing is requested again.
    pub(super) crashed: Option<String>,
}

impl<P: Platform> Default for Trace<P> {
    fn default() -> Self {
        Trace {
            workers: Vec::new(),
            number: 0,
            under_way: false,
            progress: Vec::new(),
            follows: false,
            counted: None,
            story_of: None,
            crashed: None,
        }
    }
}

impl<P: Platform> Trace<P> {
    fn follower(&self) -> Option<usize> {
        self.workers.last().copied()
    }

    /// Notes a worker's crash. Tracing that was running does not start again by itself.
    pub(super) fn note_crash(&mut self, cause: &str) {
        if self.under_way {
            self.crashed = Some(format!("a worker stopped meanwhile: {cause}"));
        }
    }
}

impl<P: Platform> Client<P> {
    /// Traces the sessions of all events. [`ClientEvent::Following`] reports the outcome.
    pub fn follow_sessions(&self) {
        self.inner.begin_following();
    }

    /// Cancels the running tracing.
    pub fn stop_following(&self) {
        self.inner.trace.borrow_mut().under_way = false;
        self.inner.pool.tell_all(&Request::Timelines(TimelinesRequest::StopTracing));
        self.inner.tell_following(Following::Stopped);
    }

    /// Returns some of the actors: all, or those with selected events.
    ///
    /// # Errors
    ///
    /// If sessions were not traced, or a worker crashed.
    pub async fn actors(&self, selection: &Selection, ask: ActorsRequest) -> Result<ActorList, ClientError> {
        let mut attachments = Vec::new();
        if *selection != Selection::default() {
            let parts = self.inner.count_actors(selection).await?;
            // One copy each: a buffer is transferred when sent.
            attachments.extend(parts.iter().map(|part| part.copy()));
        }
        self.inner.ask_follower(TimelinesRequest::Actors(ask), &attachments).await
    }

    /// Returns everything about an actor.
    ///
    /// # Errors
    ///
    /// As [`Client::actors`].
    pub async fn actor(&self, actor: u32) -> Result<Option<Box<ActorDetail>>, ClientError> {
        self.inner.ask_follower(TimelinesRequest::Actor { actor }, &[]).await
    }

    /// Returns some of the sessions.
    ///
    /// # Errors
    ///
    /// As [`Client::actors`].
    pub async fn sessions(&self, ask: SessionsRequest) -> Result<SessionList, ClientError> {
        self.inner.ask_follower(TimelinesRequest::Sessions(ask), &[]).await
    }

    /// Returns everything about a session.
    ///
    /// # Errors
    ///
    /// As [`Client::actors`].
    pub async fn session(&self, session: u32) -> Result<Option<Box<SessionDetail>>, ClientError> {
        self.inner.ask_follower(TimelinesRequest::Session { session }, &[]).await
    }

    /// Returns the session of an event, and its actor.
    ///
    /// # Errors
    ///
    /// If its worker crashed.
    pub async fn session_of(&self, place: RowPlace) -> Result<Option<(u32, u32)>, ClientError> {
        let request = Request::Timelines(TimelinesRequest::SessionOf { record: place.row });
        self.inner.pool.ask(place.worker as usize, request, &[]).of().await
    }

    /// Returns events over time, per lane. One request runs at a time; of those that wait, only the
    /// newest is sent.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if a newer request displaced it; otherwise as
    /// [`Client::actors`].
    pub async fn lanes(&self, ask: LanesRequest) -> Result<Lanes, ClientError> {
        let _pass = self.limiters().lanes.enter().await?;
        let parts = self.inner.parts_of(&TimelinesRequest::Lanes(ask.clone())).await?;
        let parts: Vec<Vec<u8>> = parts.iter().map(Buffer::to_bytes).collect();
        sessions::merge_lanes(&parts, &ask).map_err(|error| ClientError::Failed(error.to_string()))
    }

    /// Returns a part of the story of an actor or a session.
    ///
    /// # Errors
    ///
    /// As [`Client::lanes`].
    pub async fn story(
        &self,
        of: SessionScope,
        time: Option<TimeRange>,
        ask: ActivityRequest,
    ) -> Result<Story, ClientError> {
        let pass = self.inner.stories.enter().await?;
        let is_held = self.inner.trace.borrow().story_of == Some((of, time));
        if is_held {
            return self.inner.ask_follower(TimelinesRequest::StoryRuns(ask), &[]).await;
        }
        let calls = self.inner.parts_of(&TimelinesRequest::ShareCalls { of, time }).await?;
        pass.still_newest()?;
        self.inner.trace.borrow_mut().story_of = None;
        let story = self.inner.ask_follower(TimelinesRequest::TellStory(ask), &calls).await?;
        self.inner.trace.borrow_mut().story_of = Some((of, time));
        Ok(story)
    }

    /// Returns the things that events affected, each with the worker and record numbers that
    /// stories use.
    ///
    /// # Errors
    ///
    /// As [`Client::actors`].
    pub async fn things(&self, events: &[(u32, u32)]) -> Result<Vec<((u32, u32), Vec<String>)>, ClientError> {
        let workers = self.inner.trace.borrow().workers.clone();
        let mut found = Vec::new();
        for (number, place) in workers.into_iter().enumerate() {
            let own: Vec<u32> = events
                .iter()
                .filter(|(worker, _)| *worker as usize == number)
                .map(|(_, record)| *record)
                .collect();
            for records in own.chunks(THINGS_AT_ONCE) {
                let request = Request::Timelines(TimelinesRequest::Things { records: records.to_vec() });
                let said = self.inner.pool.ask(place, request, &[]).said().await?;
                let Answer::Timelines(TimelinesReply::Things(things)) = said.answer else {
                    return Err(ClientError::Mismatch);
                };
                found.extend(records.iter().map(|record| (number as u32, *record)).zip(things));
            }
        }
        Ok(found)
    }

    /// Returns the tree of a chain.
    ///
    /// # Errors
    ///
    /// As [`Client::actors`].
    pub async fn chain(&self, of: SessionScope) -> Result<ChainTree, ClientError> {
        self.inner.ask_follower(TimelinesRequest::Chain(of), &[]).await
    }

    /// Returns a comparison of two sides in numbers.
    ///
    /// # Errors
    ///
    /// As [`Client::actors`].
    pub async fn compare(&self, ask: CompareRequest) -> Result<Comparison, ClientError> {
        let parts: Vec<Comparison> =
            all(self.inner.pool.ask_all(&Request::Timelines(TimelinesRequest::Compare(ask)))).await?;
        Ok(sessions::merge_comparisons(&parts))
    }

    /// Returns the location of an event that a session or story names.
    pub fn place_of(&self, event: &EventPlace) -> Option<RowPlace> {
        self.place_in(event.worker, event.record)
    }

    /// As [`Client::place_of`], from the worker's index among the shares and the record number.
    pub fn place_in(&self, worker: u32, record: u32) -> Option<RowPlace> {
        let worker = *self.inner.trace.borrow().workers.get(worker as usize)? as u32;
        Some(RowPlace { worker, row: record })
    }
}

impl<P: Platform> ClientInner<P> {
    async fn ask_follower<T: FromAnswer>(
        &self,
        ask: TimelinesRequest,
        attachments: &[P::Buffer],
    ) -> Result<T, ClientError> {
        let place = self.trace.borrow().follower().ok_or(ClientError::WorkerGone)?;
        self.pool.ask(place, Request::Timelines(ask), attachments).of().await
    }

    /// Returns the first buffer of every worker's reply.
    async fn parts_of(&self, ask: &TimelinesRequest) -> Result<Vec<P::Buffer>, ClientError> {
        let workers = self.trace.borrow().workers.clone();
        let request = Request::Timelines(ask.clone());
        let replies: Vec<_> =
            workers.into_iter().map(|place| self.pool.ask(place, request.clone(), &[])).collect();
        let said = all_said(replies).await?.into_iter();
        said.map(|said| said.attachments.into_iter().next().ok_or(ClientError::Mismatch)).collect()
    }

    async fn count_actors(&self, selection: &Selection) -> Result<Rc<Vec<P::Buffer>>, ClientError> {
        let number = self.trace.borrow().number;
        if let Some(known) = &self.trace.borrow().counted
            && known.number == number
            && known.selection == *selection
        {
            return Ok(Rc::clone(&known.parts));
        }
        let parts = Rc::new(self.parts_of(&TimelinesRequest::CountActors(selection.clone())).await?);
        let counted = ActorCounts { selection: selection.clone(), number, parts: Rc::clone(&parts) };
        self.trace.borrow_mut().counted = Some(counted);
        Ok(parts)
    }

    /// Starts tracing and discards the results of any earlier run.
    fn begin_following(self: &Rc<Self>) {
        let mut trace = self.trace.borrow_mut();
        let number = trace.number + 1;
        *trace = Trace { workers: self.pool.live_workers(), number, under_way: true, ..Trace::default() };
        drop(trace);
        self.tell_following(Following::UnderWay(LinkProgress::default()));
        self.platform.spawn(Rc::clone(self).follow(number));
    }

    /// Discards all tracing results, because the rows have changed.
    pub(super) fn forget_followed(&self) {
        let mut trace = self.trace.borrow_mut();
        let number = trace.number;
        let was_any = trace.under_way || !trace.workers.is_empty();
        let crashed = trace.crashed.take();
        *trace = Trace { number: number + 1, crashed: crashed.clone(), ..Trace::default() };
        drop(trace);
        match crashed {
            Some(reason) => self.tell_following(Following::Failed(reason)),
            None if was_any => self.tell_following(Following::Never),
            None => {}
        }
    }

    pub(super) fn on_tracing(&self, place: usize, so_far: LinkProgress) {
        let mut trace = self.trace.borrow_mut();
        // Progress that was in flight when tracing was cancelled comes too late.
        if !trace.under_way {
            return;
        }
        match trace.progress.iter_mut().find(|(other, _)| *other == place) {
            Some((_, known)) => *known = so_far,
            None => trace.progress.push((place, so_far)),
        }
        // Gathering takes about three quarters of the total time.
        const PARTS: u64 = 1_000;
        let share =
            |so_far: &LinkProgress, parts: u64| (so_far.done * parts).checked_div(so_far.total).unwrap_or(0);
        let done = if trace.follows {
            PARTS * 3 / 4 + share(&so_far, PARTS / 4)
        } else {
            let workers = trace.workers.len().max(1) as u64;
            trace.progress.iter().map(|(_, so_far)| share(so_far, PARTS * 3 / 4)).sum::<u64>() / workers
        };
        drop(trace);
        self.tell_following(Following::UnderWay(LinkProgress { done, total: PARTS }));
    }

    fn is_current(&self, number: u32) -> bool {
        let trace = self.trace.borrow();
        trace.under_way && trace.number == number
    }

    /// Runs tracing number `number`. Its outcome is discarded if a later run has started.
    async fn follow(self: Rc<Self>, number: u32) {
        loop {
            let outcome = self.follow_all(number).await;
            if !self.is_current(number) {
                return;
            }
            let following = match outcome {
                // The rows got another field meanwhile, so start over.
                Ok(None) => {
                    let mut trace = self.trace.borrow_mut();
                    (trace.follows, trace.progress) = (false, Vec::new());
                    continue;
                }
                Ok(Some(done)) => done,
                Err(error) => Following::Failed(error.to_string()),
            };
            self.trace.borrow_mut().under_way = false;
            let is_done = matches!(following, Following::Done(_));
            self.tell_following(following);
            if is_done {
                // Filters know more words now.
                self.tell_changed();
            }
            return;
        }
    }

    /// Returns `None` if a worker gave up because its rows changed, or if this run is no longer
    /// current.
    async fn follow_all(&self, number: u32) -> Result<Option<Following>, ClientError> {
        let workers = self.trace.borrow().workers.clone();
        let follower = *workers.last().ok_or(ClientError::WorkerGone)?;
        let asked: Vec<_> = workers
            .iter()
            .map(|place| self.pool.ask(*place, Request::Timelines(TimelinesRequest::ShareSessions), &[]))
            .collect();
        let mut shares = Vec::new();
        let mut is_whole = true;
        for WorkerReply { answer, attachments } in all_said(asked).await? {
            match answer {
                Answer::Timelines(TimelinesReply::Gathered) => shares.extend(attachments.into_iter().next()),
                _ => is_whole = false,
            }
        }
        if !is_whole || !self.is_current(number) {
            return Ok(None);
        }
        self.trace.borrow_mut().follows = true;
        let WorkerReply { answer, attachments } = self
            .pool
            .ask(follower, Request::Timelines(TimelinesRequest::FollowSessions), &shares)
            .said()
            .await?;
        let overview = match answer {
            Answer::Timelines(TimelinesReply::Followed(overview)) => overview,
            Answer::Timelines(TimelinesReply::TracingStopped) => return Ok(None),
            _ => return Err(ClientError::Mismatch),
        };
        if !self.is_current(number) {
            return Ok(None);
        }
        let noted: Vec<_> = workers
            .iter()
            .zip(attachments)
            .map(|(place, notes)| {
                self.pool.ask(*place, Request::Timelines(TimelinesRequest::NoteSessions), &[notes])
            })
            .collect();
        all_said(noted).await?;
        Ok(Some(Following::Done(Rc::from(overview))))
    }

    fn tell_following(&self, following: Following) {
        self.platform.notify(ClientEvent::Following(following));
    }
}
