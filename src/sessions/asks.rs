//! Questions of the page about sessions and actors.

use serde::{Deserialize, Serialize};

use super::answers::{ActorKind, ActorMark};
use crate::base::time::TimeRange;

/// The scope of a question: an actor, a session or a chain. The numbers are valid for one run of
/// following: they do not depend on how files were distributed over workers, and change when more
/// is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SessionScope {
    /// All events of an actor, with any credentials.
    Actor(u32),
    /// All events of one session.
    Session(u32),
    /// All events of a session and of all sessions obtained from it, directly or indirectly.
    Chain(u32),
}

/// A request for a page of the list of actors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorsRequest {
    /// The sort key.
    pub sort: ActorSort,
    /// Whether the order is descending.
    pub descending: bool,
    /// Only actors of these kinds; all kinds if empty.
    pub kinds: Vec<ActorKind>,
    /// Only actors with this mark.
    pub mark: Option<ActorMark>,
    /// Only actors whose name, id or account contains this text, ignoring ASCII case.
    pub containing: String,
    /// Number of actors to skip.
    pub first: u32,
    /// Maximum number of actors to return.
    pub limit: u32,
}

/// The sort key of a list of actors; ties are sorted by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ActorSort {
    /// Actors with marks first, by the weight of the marks, then by events.
    #[default]
    Marks,
    /// Name.
    Name,
    /// Number of events.
    Events,
    /// Number of failed events.
    Failed,
    /// Number of events that may have changed something.
    Writes,
    /// Time of the first event.
    First,
    /// Time of the last event.
    Last,
    /// Number of sessions.
    Sessions,
    /// Number of addresses.
    Addresses,
    /// Number of accounts.
    Accounts,
}

/// A request for a page of the list of sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionsRequest {
    /// The sessions of an actor, one session, or a session and all obtained from it.
    pub of: SessionScope,
    /// For an actor: also sessions of other actors that were obtained from its own, directly or
    /// indirectly, for example by an access key that it made.
    pub others: bool,
    /// Only sessions with events in this time; all sessions if `None`.
    pub time: Option<TimeRange>,
    /// Number of sessions to skip.
    pub first: u32,
    /// Maximum number of sessions to return.
    pub limit: u32,
}

/// A request for the events of actors and sessions along a time axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanesRequest {
    /// The scopes, one lane each.
    pub lanes: Vec<SessionScope>,
    /// Only events that match this filter expression; all events if empty.
    pub filter: String,
    /// The time range.
    pub time: TimeRange,
    /// Width of a bucket in milliseconds: the time of one pixel; at least 1.
    pub step_millis: i64,
    /// Single events are returned if there are at most this many.
    pub marks: u32,
}

/// A request for a page of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityRequest {
    /// Number of runs to skip.
    pub first: u32,
    /// Maximum number of runs to return.
    pub limit: u32,
}

/// One side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparisonSide {
    /// The events of this side.
    pub of: SessionScope,
    /// The time range; all times if `None`.
    pub time: Option<TimeRange>,
}

/// A comparison of two sides: values that only the second has are new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareRequest {
    /// The known side: an actor, or an actor before a moment.
    pub known: ComparisonSide,
    /// The side that may have new values: another actor, or the same actor from that moment on.
    pub other: ComparisonSide,
}
