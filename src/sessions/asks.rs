//! What the page asks about sessions and the people behind them.

use serde::{Deserialize, Serialize};

use super::told::{ActorKind, Mark};
use crate::protocol::TimeRange;

/// Whose events are meant. The numbers are those of one following: they are
/// the same however files were shared out, and change when more is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Whose {
    /// Everything that an actor did, with whatever credentials.
    Actor(u32),
    /// What was done in one session.
    Session(u32),
    /// What was done in a session and in all that were obtained from it, at
    /// any remove.
    Chain(u32),
}

/// Which actors are to be listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorsAsk {
    /// By what.
    pub sort: ActorSort,
    /// The largest, latest or last first.
    pub descending: bool,
    /// Only actors of these kinds; all where none is named.
    pub kinds: Vec<ActorKind>,
    /// Only actors with this mark.
    pub mark: Option<Mark>,
    /// Only those whose name, id or account contains this, ignoring ASCII
    /// case.
    pub containing: String,
    /// How many to pass over.
    pub first: u32,
    /// How many at most.
    pub limit: u32,
}

/// By what actors are sorted; ties by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ActorSort {
    /// Those with marks first, by how much they weigh, then by events.
    #[default]
    Marks,
    /// By name.
    Name,
    /// By the number of events.
    Events,
    /// By the number of failed events.
    Failed,
    /// By the number of events that may have changed something.
    Writes,
    /// By the first event.
    First,
    /// By the last event.
    Last,
    /// By the number of sessions.
    Sessions,
    /// By the number of addresses.
    Addresses,
    /// By the number of accounts.
    Accounts,
}

/// Which sessions are to be listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionsAsk {
    /// An actor's; a session alone; or a session and all obtained from it.
    pub of: Whose,
    /// Of an actor: also those of others that were obtained from its own, at
    /// any remove, such as by an access key that it made.
    pub others: bool,
    /// Only those that have events in this time; where none is given, all.
    pub time: Option<TimeRange>,
    /// How many to pass over.
    pub first: u32,
    /// How many at most.
    pub limit: u32,
}

/// Events of some actors and sessions along time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanesAsk {
    /// A lane for each.
    pub lanes: Vec<Whose>,
    /// Only events that match this, in the filter language; all where it is
    /// empty.
    pub filter: String,
    /// When.
    pub time: TimeRange,
    /// How long a bucket is: the time of one pixel; at least 1.
    pub step_millis: i64,
    /// Single events are told where there are no more than so many.
    pub marks: u32,
}

/// Which part of a story is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryAsk {
    /// How many runs to pass over.
    pub first: u32,
    /// How many runs at most.
    pub limit: u32,
}

/// One side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Whose events.
    pub of: Whose,
    /// Of which time; of all times where none is given.
    pub time: Option<TimeRange>,
}

/// Two sides to be compared: what the second has and the first has not is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareAsk {
    /// What is known: an actor, or one before a moment.
    pub known: Side,
    /// What may be new: another actor, or the same from that moment on.
    pub other: Side,
}
