//! Sessions followed: what the rows of every worker tell goes to one of them,
//! which follows it and is asked for what it found.
//!
//! ```text
//! every worker: shares -> the one that follows: progress ... an overview, notes
//! notes -> every worker: filter words, lanes, calls, counts
//! ```
//!
//! It happens after all is read, in slices between other questions, or at
//! once when somebody wants to know: nobody who filters waits for it.

use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use trailglass::protocol::{Answer, Request, Selection, TimeRange, TimelinesAsk};
use trailglass::sessions::{
    self, ActorDetail, ActorList, ActorsAsk, ChainTree, CompareAsk, Comparison, EventPlace, Lanes, LanesAsk,
    SessionDetail, SessionList, SessionsAsk, Story, StoryAsk, Tracing, Whose,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::error::EngineError;
use super::notice::{Following, Notice, Place};
use super::reply::{Expected, Said, all, all_said};
use super::{Engine, Inner};

/// No more events than this are asked for what they were done to at once.
const THINGS_AT_ONCE: usize = 64;

/// How events of each actor were counted, and for which selection.
pub(super) struct Counted {
    selection: Selection,
    number: u32,
    parts: Rc<Vec<JsValue>>,
}

/// What sessions were followed by, and what is remembered of it.
#[derive(Default)]
pub(super) struct Trace {
    /// The workers, in the order of their shares: the numbers of events' places.
    workers: Vec<usize>,
    /// How many times following was begun.
    number: u32,
    /// Whether it is under way.
    under_way: bool,
    /// Of which workers there was progress.
    progress: Vec<(usize, Tracing)>,
    /// Whether what is told of progress is about following, not gathering.
    follows: bool,
    counted: Option<Counted>,
    /// Whose story was told last.
    told: Option<(Whose, Option<TimeRange>)>,
    /// Why sessions are not followed by themselves: a worker died while they
    /// were. `None` once they are asked for again.
    pub(super) crashed: Option<String>,
}

impl Trace {
    fn follower(&self) -> Option<usize> {
        self.workers.last().copied()
    }
}

impl Trace {
    /// A worker died: where sessions were being followed, that is not begun
    /// again by itself.
    pub(super) fn note_crash(&mut self, cause: &str) {
        if self.under_way {
            self.crashed = Some(format!("a worker stopped meanwhile: {cause}"));
        }
    }
}

impl Engine {
    /// Follows the sessions of all events; what comes of it is told by
    /// [`Notice::Following`].
    pub fn follow_sessions(&self) {
        self.0.begin_following();
    }

    /// Gives up following that is under way.
    pub fn stop_following(&self) {
        self.0.trace.borrow_mut().under_way = false;
        self.0.crew.tell_all(&Request::Timelines(TimelinesAsk::StopTracing));
        self.0.tell_following(Following::Stopped);
    }

    /// Some of the actors: all, or those of whom events are selected.
    ///
    /// # Errors
    ///
    /// Where nothing was followed, or a worker died.
    pub async fn actors(&self, selection: &Selection, ask: ActorsAsk) -> Result<ActorList, EngineError> {
        let mut beside = Vec::new();
        if *selection != Selection::default() {
            let parts = self.0.count_actors(selection).await?;
            // A copy for each: what is sent is moved.
            beside.extend(parts.iter().map(|part| {
                part.dyn_ref::<ArrayBuffer>().map_or(JsValue::NULL, |buffer| buffer.slice(0).into())
            }));
        }
        self.0.ask_follower(TimelinesAsk::Actors(ask), &beside).await
    }

    /// Everything about an actor.
    ///
    /// # Errors
    ///
    /// As [`Engine::actors`].
    pub async fn actor(&self, actor: u32) -> Result<Option<Box<ActorDetail>>, EngineError> {
        self.0.ask_follower(TimelinesAsk::Actor { actor }, &[]).await
    }

    /// Some sessions.
    ///
    /// # Errors
    ///
    /// As [`Engine::actors`].
    pub async fn sessions(&self, ask: SessionsAsk) -> Result<SessionList, EngineError> {
        self.0.ask_follower(TimelinesAsk::Sessions(ask), &[]).await
    }

    /// Everything about a session.
    ///
    /// # Errors
    ///
    /// As [`Engine::actors`].
    pub async fn session(&self, session: u32) -> Result<Option<Box<SessionDetail>>, EngineError> {
        self.0.ask_follower(TimelinesAsk::Session { session }, &[]).await
    }

    /// The session of an event, and its actor.
    ///
    /// # Errors
    ///
    /// Where its worker died.
    pub async fn session_of(&self, place: Place) -> Result<Option<(u32, u32)>, EngineError> {
        let request = Request::Timelines(TimelinesAsk::SessionOf { record: place.row });
        self.0.crew.ask(place.worker as usize, request, &[]).of().await
    }

    /// Events along time. Of several questions only the newest is asked.
    ///
    /// # Errors
    ///
    /// [`EngineError::Superseded`] where a newer question was asked; else as
    /// [`Engine::actors`].
    pub async fn lanes(&self, ask: LanesAsk) -> Result<Lanes, EngineError> {
        let _pass = self.0.lanes.enter().await?;
        let parts = self.0.parts_of(&TimelinesAsk::Lanes(ask.clone())).await?;
        let parts: Vec<Vec<u8>> = parts.iter().map(|part| Uint8Array::new(part).to_vec()).collect();
        sessions::merge_lanes(&parts, &ask).map_err(|error| EngineError::Failed(error.to_string()))
    }

    /// A part of the story of what somebody did.
    ///
    /// # Errors
    ///
    /// As [`Engine::lanes`].
    pub async fn story(
        &self,
        of: Whose,
        time: Option<TimeRange>,
        ask: StoryAsk,
    ) -> Result<Story, EngineError> {
        let pass = self.0.stories.enter().await?;
        let is_told = self.0.trace.borrow().told == Some((of, time));
        if is_told {
            return self.0.ask_follower(TimelinesAsk::StoryRuns(ask), &[]).await;
        }
        let calls = self.0.parts_of(&TimelinesAsk::ShareCalls { of, time }).await?;
        pass.still_newest()?;
        self.0.trace.borrow_mut().told = None;
        let story = self.0.ask_follower(TimelinesAsk::TellStory(ask), &calls).await?;
        self.0.trace.borrow_mut().told = Some((of, time));
        Ok(story)
    }

    /// What events were done to, each with its worker and record as stories
    /// name them.
    ///
    /// # Errors
    ///
    /// As [`Engine::actors`].
    pub async fn things(&self, events: &[(u32, u32)]) -> Result<Vec<((u32, u32), Vec<String>)>, EngineError> {
        let workers = self.0.trace.borrow().workers.clone();
        let mut found = Vec::new();
        for (number, place) in workers.into_iter().enumerate() {
            let own: Vec<u32> = events
                .iter()
                .filter(|(worker, _)| *worker as usize == number)
                .map(|(_, record)| *record)
                .collect();
            for records in own.chunks(THINGS_AT_ONCE) {
                let request = Request::Timelines(TimelinesAsk::Things { records: records.to_vec() });
                let said = self.0.crew.ask(place, request, &[]).said().await?;
                let Answer::Things(things) = said.answer else { return Err(EngineError::Mismatch) };
                found.extend(records.iter().map(|record| (number as u32, *record)).zip(things));
            }
        }
        Ok(found)
    }

    /// The tree of a chain.
    ///
    /// # Errors
    ///
    /// As [`Engine::actors`].
    pub async fn chain(&self, of: Whose) -> Result<ChainTree, EngineError> {
        self.0.ask_follower(TimelinesAsk::Chain(of), &[]).await
    }

    /// Two sides in numbers.
    ///
    /// # Errors
    ///
    /// As [`Engine::actors`].
    pub async fn compare(&self, ask: CompareAsk) -> Result<Comparison, EngineError> {
        let parts: Vec<Comparison> =
            all(self.0.crew.ask_all(&Request::Timelines(TimelinesAsk::Compare(ask)))).await?;
        Ok(sessions::merge_comparisons(&parts))
    }

    /// Where an event is that sessions or stories name.
    pub fn place_of(&self, event: &EventPlace) -> Option<Place> {
        self.place_in(event.worker, event.record)
    }

    /// The same by the worker's place among the shares, and the record.
    pub fn place_in(&self, worker: u32, record: u32) -> Option<Place> {
        let worker = *self.0.trace.borrow().workers.get(worker as usize)? as u32;
        Some(Place { worker, row: record })
    }
}

impl Inner {
    async fn ask_follower<T: Expected>(
        &self,
        ask: TimelinesAsk,
        beside: &[JsValue],
    ) -> Result<T, EngineError> {
        let place = self.trace.borrow().follower().ok_or(EngineError::WorkerGone)?;
        self.crew.ask(place, Request::Timelines(ask), beside).of().await
    }

    /// The first buffer of every worker's answer.
    async fn parts_of(&self, ask: &TimelinesAsk) -> Result<Vec<JsValue>, EngineError> {
        let workers = self.trace.borrow().workers.clone();
        let request = Request::Timelines(ask.clone());
        let replies: Vec<_> =
            workers.into_iter().map(|place| self.crew.ask(place, request.clone(), &[])).collect();
        let said = all_said(replies).await?.into_iter();
        said.map(|said| said.beside.into_iter().next().ok_or(EngineError::Mismatch)).collect()
    }

    async fn count_actors(&self, selection: &Selection) -> Result<Rc<Vec<JsValue>>, EngineError> {
        let number = self.trace.borrow().number;
        if let Some(known) = &self.trace.borrow().counted
            && known.number == number
            && known.selection == *selection
        {
            return Ok(Rc::clone(&known.parts));
        }
        let parts = Rc::new(self.parts_of(&TimelinesAsk::CountActors(selection.clone())).await?);
        let counted = Counted { selection: selection.clone(), number, parts: Rc::clone(&parts) };
        self.trace.borrow_mut().counted = Some(counted);
        Ok(parts)
    }

    /// Begins to follow, whatever was followed before.
    fn begin_following(self: &Rc<Self>) {
        let mut trace = self.trace.borrow_mut();
        let number = trace.number + 1;
        *trace = Trace { workers: self.crew.manned(), number, under_way: true, ..Trace::default() };
        drop(trace);
        self.tell_following(Following::UnderWay(Tracing::default()));
        spawn_local(Rc::clone(self).follow(number));
    }

    /// Rows are others: what was followed is no longer true.
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

    pub(super) fn on_tracing(&self, place: usize, so_far: Tracing) {
        let mut trace = self.trace.borrow_mut();
        // One that was on its way when it was given up comes too late.
        if !trace.under_way {
            return;
        }
        match trace.progress.iter_mut().find(|(other, _)| *other == place) {
            Some((_, known)) => *known = so_far,
            None => trace.progress.push((place, so_far)),
        }
        // Gathering is about three quarters of all that is to be done.
        const PARTS: u64 = 1_000;
        let share =
            |so_far: &Tracing, parts: u64| (so_far.done * parts).checked_div(so_far.total).unwrap_or(0);
        let done = if trace.follows {
            PARTS * 3 / 4 + share(&so_far, PARTS / 4)
        } else {
            let workers = trace.workers.len().max(1) as u64;
            trace.progress.iter().map(|(_, so_far)| share(so_far, PARTS * 3 / 4)).sum::<u64>() / workers
        };
        drop(trace);
        self.tell_following(Following::UnderWay(Tracing { done, total: PARTS }));
    }

    fn is_current(&self, number: u32) -> bool {
        let trace = self.trace.borrow();
        trace.under_way && trace.number == number
    }

    /// The following of this number; nobody hears of it once there is a later
    /// one.
    async fn follow(self: Rc<Self>, number: u32) {
        loop {
            let outcome = self.follow_all(number).await;
            if !self.is_current(number) {
                return;
            }
            let told = match outcome {
                // The rows got another field meanwhile: once more.
                Ok(None) => {
                    let mut trace = self.trace.borrow_mut();
                    (trace.follows, trace.progress) = (false, Vec::new());
                    continue;
                }
                Ok(Some(done)) => done,
                Err(error) => Following::Failed(error.to_string()),
            };
            self.trace.borrow_mut().under_way = false;
            let is_done = matches!(told, Following::Done(_));
            self.tell_following(told);
            if is_done {
                // Filters know more words now.
                self.tell_changed();
            }
            return;
        }
    }

    /// `None` where a worker gave up because its rows changed.
    async fn follow_all(&self, number: u32) -> Result<Option<Following>, EngineError> {
        let workers = self.trace.borrow().workers.clone();
        let follower = *workers.last().ok_or(EngineError::WorkerGone)?;
        let asked: Vec<_> = workers
            .iter()
            .map(|place| self.crew.ask(*place, Request::Timelines(TimelinesAsk::ShareSessions), &[]))
            .collect();
        let mut shares = Vec::new();
        let mut is_whole = true;
        for Said { answer, beside } in all_said(asked).await? {
            match answer {
                Answer::Gathered => shares.extend(beside.into_iter().next()),
                _ => is_whole = false,
            }
        }
        if !is_whole || !self.is_current(number) {
            return Ok(None);
        }
        self.trace.borrow_mut().follows = true;
        let Said { answer, beside } =
            self.crew.ask(follower, Request::Timelines(TimelinesAsk::FollowSessions), &shares).said().await?;
        let overview = match answer {
            Answer::Followed(overview) => overview,
            Answer::TracingStopped => return Ok(None),
            _ => return Err(EngineError::Mismatch),
        };
        if !self.is_current(number) {
            return Ok(None);
        }
        let noted: Vec<_> = workers
            .iter()
            .zip(beside)
            .map(|(place, notes)| {
                self.crew.ask(*place, Request::Timelines(TimelinesAsk::NoteSessions), &[notes])
            })
            .collect();
        all_said(noted).await?;
        Ok(Some(Following::Done(Rc::from(overview))))
    }

    fn tell_following(&self, following: Following) {
        self.listen.emit(Notice::Following(following));
    }
}
