//! Actors: lists of them, and details of one.

use serde::{Deserialize, Serialize};

use super::terms::{ActorKind, ActorMark, Certainty};

/// The location of an event, by which the page opens it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventPlace {
    /// Index of the worker, in the order in which the shares were passed on.
    pub worker: u32,
    /// Number of the record in that worker, for
    /// [`QueryRequest::Record`](crate::query::QueryRequest::Record).
    pub record: u32,
    /// The event's id if it is a GUID; empty otherwise.
    pub event_id: String,
    /// The event's time in milliseconds.
    pub millis: i64,
}

/// Number and times of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventCounts {
    /// Number of events.
    pub events: u64,
    /// Number of these that failed.
    pub failed: u64,
    /// Number of these that may have changed something and did not fail.
    pub writes: u64,
    /// Time of the first in milliseconds; `None` if no event has a time.
    pub first_millis: Option<i64>,
    /// Time of the last, likewise.
    pub last_millis: Option<i64>,
}

/// The result of following, as the page shows it first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinesOverview {
    /// Number of events of all actors, which are all events.
    pub events: u64,
    /// Number of events of identified actors: neither unknown nor a role session of unknown origin.
    pub events_with_somebody: u64,
    /// Number of actors.
    pub actors: u32,
    /// Number of actors of each kind; kinds without actors are left out.
    pub kinds: Vec<(ActorKind, u32)>,
    /// Number of actors with each mark; marks without actors are left out.
    pub marks: Vec<(ActorMark, u32)>,
    /// Number of sessions, long-term keys included.
    pub sessions: u32,
    /// Number of events that issued an access key, copies left out.
    pub issued: u32,
    /// Number of sessions by the certainty of their link, in the order exact, inferred, claimed,
    /// unknown; the actor's own credentials are not counted.
    pub links: [u32; 4],
}

/// A page of the list of actors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorList {
    /// Number of actors in the whole list.
    pub total: u32,
    /// The requested actors.
    pub rows: Vec<ActorRow>,
}

/// A row of the list of actors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorRow {
    /// Number of the actor, for [`SessionScope::Actor`](crate::sessions::SessionScope::Actor).
    pub actor: u32,
    /// A name for display and for the filter `actor:`; unique among actors.
    pub name: String,
    /// The kind of actor.
    pub kind: ActorKind,
    /// An ARN, an id or a provider that tells it apart from others of the same name.
    pub id: String,
    /// Its account; empty if it has none.
    pub account: String,
    /// The certainty that the events are its own: the lowest certainty of its sessions.
    pub certainty: Certainty,
    /// Its events; under a filter, those that match.
    pub count: EventCounts,
    /// Number of its sessions, keys included.
    pub sessions: u32,
    /// Number of addresses that it used.
    pub addresses: u32,
    /// Accounts in whose logs it appears.
    pub accounts: Vec<String>,
    /// Its marks, the heaviest first.
    pub marks: Vec<ActorMark>,
}

/// A mark of an actor, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkDetail {
    /// The mark.
    pub mark: ActorMark,
    /// A sentence that states the finding.
    pub sentence: String,
    /// A filter expression that shows the evidence; it includes the actor.
    pub filter: String,
}

/// Details of an actor, without its sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorDetail {
    /// The actor.
    pub actor: ActorRow,
    /// Its marks in sentences.
    pub marks: Vec<MarkDetail>,
    /// Its addresses, the most frequent first, at most 100.
    pub addresses: Vec<AddressUse>,
}

/// An address that an actor used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressUse {
    /// The address, or a service's name.
    pub address: String,
    /// Number of events from it.
    pub events: u64,
    /// Time of the first in milliseconds; `None` if no event has a time.
    pub first_millis: Option<i64>,
    /// Whether the address is new for the actor; see [`ActorMark::NewAddress`].
    pub is_new: bool,
}
