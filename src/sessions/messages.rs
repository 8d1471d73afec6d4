//! Requests about sessions.

use serde::{Deserialize, Serialize};

use super::{
    ActivityRequest, ActorDetail, ActorList, ActorsRequest, ChainTree, CompareRequest, Comparison,
    LanesRequest, LinkProgress, SessionDetail, SessionList, SessionScope, SessionsRequest, Story,
    TimelinesOverview,
};
use crate::base::time::TimeRange;
use crate::model::Selection;

/// A request to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TimelinesRequest {
    /// Returns what the rows state about sessions. Answered by any number of [`TimelinesReply::LinkProgress`],
    /// and then by [`TimelinesReply::Gathered`] and a buffer. For every worker, after rows are sorted and
    /// repeats hidden.
    ShareSessions,
    /// Follows the sessions of all workers in the attached buffers. Answered by any number of
    /// [`TimelinesReply::LinkProgress`], and then by [`TimelinesReply::Followed`] and a buffer for each worker, in the
    /// order of the attached ones, for [`TimelinesRequest::NoteSessions`]. From then on, this worker
    /// answers the requests for "the worker that followed".
    FollowSessions,
    /// Cancels gathering or following, which is then answered by [`TimelinesReply::TracingStopped`].
    StopTracing,
    /// Stores the sessions and actors of the identities from the attached buffer: from then on the
    /// filter supports `actor:`, `session:`, `chain:` and the issuing half of `key:`, and lanes,
    /// calls and counts can be requested. Discarded when another file is read. Answered by
    /// [`TimelinesReply::Noted`].
    NoteSessions,
    /// Counts the selected events of each actor, for the list under a filter. For every worker.
    /// Answered by [`TimelinesReply::ActorCounts`] and a buffer.
    CountActors(Selection),
    /// Returns a page of the actors, for the worker that followed. Under a filter, the buffers of
    /// [`TimelinesRequest::CountActors`] of all workers are attached; then only actors with events in
    /// them are listed. Answered by [`TimelinesReply::Actors`].
    Actors(ActorsRequest),
    /// Returns the details of one actor, for the worker that followed. Answered by
    /// [`TimelinesReply::Actor`].
    Actor {
        /// Its number.
        actor: u32,
    },
    /// Returns a page of the sessions, for the worker that followed. Answered by
    /// [`TimelinesReply::Sessions`].
    Sessions(SessionsRequest),
    /// Returns the details of one session, for the worker that followed. Answered by
    /// [`TimelinesReply::Session`].
    Session {
        /// Its number.
        session: u32,
    },
    /// Returns the session and the actor of an event, for the event's worker. Answered by
    /// [`TimelinesReply::SessionOf`].
    SessionOf {
        /// Number of the row in its worker.
        record: u32,
    },
    /// Returns events along a time axis, for every worker. Answered by [`TimelinesReply::Lanes`] and a
    /// buffer; [`merge_lanes`](crate::sessions::merge_lanes) adds them up.
    Lanes(LanesRequest),
    /// Returns the calls of an actor, session or chain, for [`TimelinesRequest::TellStory`]. For every
    /// worker. Answered by [`TimelinesReply::Calls`] and a buffer.
    ShareCalls {
        /// The scope.
        of: SessionScope,
        /// The time range; all times if `None`.
        time: Option<TimeRange>,
    },
    /// Folds the calls of all workers, in the attached buffers, into a story: calls in order, as
    /// runs. For the worker that followed, which keeps the story for [`TimelinesRequest::StoryRuns`].
    /// Answered by [`TimelinesReply::Story`].
    TellStory(ActivityRequest),
    /// Returns another page of the last story. Answered by [`TimelinesReply::Story`].
    StoryRuns(ActivityRequest),
    /// Returns the names of the resources that some events acted on, for the events' worker; at
    /// most 64 events at once. Answered by [`TimelinesReply::Things`].
    Things {
        /// Numbers of the rows in the worker.
        records: Vec<u32>,
    },
    /// Returns the tree of a chain, for the worker that followed: all sessions of an actor and
    /// everything obtained from them; for a session, the same from the root of its chain. Answered
    /// by [`TimelinesReply::Chain`]; [`svg`](crate::sessions::svg) draws it.
    Chain(SessionScope),
    /// Compares two sides in numbers, for every worker. Answered by [`TimelinesReply::Compared`];
    /// [`merge_comparisons`](crate::sessions::merge_comparisons) adds them up.
    Compare(CompareRequest),
}

/// A reply about sessions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TimelinesReply {
    /// The progress of gathering or following.
    LinkProgress(LinkProgress),
    /// The answer to [`TimelinesRequest::ShareSessions`]; a buffer is attached.
    Gathered,
    /// The answer to [`TimelinesRequest::FollowSessions`]; a buffer for each worker is attached.
    Followed(Box<TimelinesOverview>),
    /// The answer to [`TimelinesRequest::ShareSessions`] and [`TimelinesRequest::FollowSessions`] if they
    /// were cancelled.
    TracingStopped,
    /// The answer to [`TimelinesRequest::CountActors`]; a buffer is attached.
    ActorCounts,
    /// The answer to [`TimelinesRequest::Actors`].
    Actors(ActorList),
    /// The answer to [`TimelinesRequest::Actor`].
    Actor(Option<Box<ActorDetail>>),
    /// The answer to [`TimelinesRequest::Sessions`].
    Sessions(SessionList),
    /// The answer to [`TimelinesRequest::Session`].
    Session(Option<Box<SessionDetail>>),
    /// The answer to [`TimelinesRequest::SessionOf`]: the numbers of the session and the actor.
    SessionOf(Option<(u32, u32)>),
    /// The answer to [`TimelinesRequest::Lanes`]; a buffer is attached.
    Lanes,
    /// The answer to [`TimelinesRequest::ShareCalls`]; a buffer is attached.
    Calls,
    /// The answer to [`TimelinesRequest::TellStory`] and [`TimelinesRequest::StoryRuns`].
    Story(Story),
    /// The answer to [`TimelinesRequest::Things`], in the order of the request.
    Things(Vec<Vec<String>>),
    /// The answer to [`TimelinesRequest::Chain`].
    Chain(ChainTree),
    /// The answer to [`TimelinesRequest::Compare`].
    Compared(Comparison),
    /// The answer to [`TimelinesRequest::NoteSessions`].
    Noted,
}
