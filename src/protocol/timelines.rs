//! What is asked about sessions.

use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Answer;
use super::{Selection, TimeRange};
use crate::sessions::{ActorsAsk, CompareAsk, LanesAsk, SessionsAsk, StoryAsk, Whose};

/// What is wanted of a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TimelinesAsk {
    /// Give what the rows tell of sessions. Answered by [`Answer::Tracing`]
    /// again and again, and then by [`Answer::Gathered`] and a buffer. For
    /// every worker, once rows are in order and repeats hidden.
    ShareSessions,
    /// Follow the sessions in the buffers beside, of all workers. Answered by
    /// [`Answer::Tracing`] again and again, and then by [`Answer::Followed`]
    /// and a buffer for each worker, in the order of those beside, for
    /// [`TimelinesAsk::NoteSessions`]. The worker that is asked answers from then on
    /// what is "of the worker that followed".
    FollowSessions,
    /// Give up gathering or following; what was asked for is answered by
    /// [`Answer::TracingStopped`].
    StopTracing,
    /// Remember whose sessions the identities are, from the buffer beside:
    /// from then on the filter knows `actor:`, `session:`, `chain:` and the
    /// issuing half of `key:`, and lanes, calls and counts can be asked for.
    /// Forgotten when another file is read. Answered by [`Answer::Noted`].
    NoteSessions,
    /// Count the selected events of each actor, for the list under a filter.
    /// Of every worker. Answered by [`Answer::ActorCounts`] and a buffer.
    CountActors(Selection),
    /// Some actors, of the worker that followed. Under a filter the buffers of
    /// [`TimelinesAsk::CountActors`] of all workers lie beside; then only actors
    /// that have any event in them are listed. Answered by [`Answer::Actors`].
    Actors(ActorsAsk),
    /// Everything about one actor, of the worker that followed. Answered by
    /// [`Answer::Actor`].
    Actor {
        /// Its number.
        actor: u32,
    },
    /// Some sessions, of the worker that followed. Answered by
    /// [`Answer::Sessions`].
    Sessions(SessionsAsk),
    /// Everything about one session, of the worker that followed. Answered by
    /// [`Answer::Session`].
    Session {
        /// Its number.
        session: u32,
    },
    /// Which session an event belongs to, and whose it is, of the event's
    /// worker. Answered by [`Answer::SessionOf`].
    SessionOf {
        /// The row's number in its worker.
        record: u32,
    },
    /// Events along time, of every worker. Answered by [`Answer::Lanes`] and a
    /// buffer; [`merge_lanes`](crate::sessions::merge_lanes) adds them up.
    Lanes(LanesAsk),
    /// The calls of somebody, for [`TimelinesAsk::TellStory`]. Of every worker.
    /// Answered by [`Answer::Calls`] and a buffer.
    ShareCalls {
        /// Whose.
        of: Whose,
        /// Of which time; of all times where none is given.
        time: Option<TimeRange>,
    },
    /// Tell the story that the buffers beside, of all workers, make together:
    /// calls in order, folded into runs. Of the worker that followed, which
    /// remembers it for [`TimelinesAsk::StoryRuns`]. Answered by [`Answer::Story`].
    TellStory(StoryAsk),
    /// Another part of the story told last. Answered by [`Answer::Story`].
    StoryRuns(StoryAsk),
    /// What some events were done to, of the events' worker; at most 64 at
    /// once. Answered by [`Answer::Things`].
    Things {
        /// The rows' numbers in the worker.
        records: Vec<u32>,
    },
    /// The tree of a chain, of the worker that followed: of an actor all its
    /// sessions and what came of them; of a session the same from the root of
    /// its chain. Answered by [`Answer::Chain`];
    /// [`svg`](crate::sessions::svg) draws it.
    Chain(Whose),
    /// Two sides in numbers, of every worker. Answered by
    /// [`Answer::Compared`];
    /// [`merge_comparisons`](crate::sessions::merge_comparisons) adds them up.
    Compare(CompareAsk),
}
