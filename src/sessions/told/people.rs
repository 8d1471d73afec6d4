//! Actors: lists of them, and one in full.

use serde::{Deserialize, Serialize};

use super::terms::{ActorKind, Certainty, Mark};

/// Where an event lies, so that the page can open it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventPlace {
    /// The worker, by the order in which their shares were handed over.
    pub worker: u32,
    /// The number in that worker, for
    /// [`Request::Record`](crate::protocol::Request::Record).
    pub record: u32,
    /// The event's id; empty where it has none that is a GUID.
    pub event_id: String,
    /// Its time.
    pub millis: i64,
}

/// How many events there are, and when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Events.
    pub events: u64,
    /// Of these, those that failed.
    pub failed: u64,
    /// Of these, those that may have changed something and did not fail.
    pub writes: u64,
    /// The first; `None` where no event has a time.
    pub first_millis: Option<i64>,
    /// The last.
    pub last_millis: Option<i64>,
}

/// What following came to, before anything is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinesOverview {
    /// Events of all actors: all there are.
    pub events: u64,
    /// Events of actors that are somebody: neither unknown nor a role session
    /// of unknown origin.
    pub events_with_somebody: u64,
    /// Actors.
    pub actors: u32,
    /// How many actors are of each kind; only kinds that there are.
    pub kinds: Vec<(ActorKind, u32)>,
    /// How many actors have each mark; only marks that there are.
    pub marks: Vec<(Mark, u32)>,
    /// Sessions, long-term keys included.
    pub sessions: u32,
    /// Events that issued credentials, copies left out.
    pub issued: u32,
    /// Sessions by how surely they are linked to what they were obtained from,
    /// in the order exact, inferred, claimed, unknown; sessions that are
    /// nobody's but the actor's own are not among them.
    pub links: [u32; 4],
}

/// Some of the actors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorList {
    /// How many there are in all.
    pub total: u32,
    /// Those that were asked for.
    pub rows: Vec<ActorRow>,
}

/// An actor in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorRow {
    /// Which, for [`Whose::Actor`](super::Whose::Actor).
    pub actor: u32,
    /// A name to read, and to filter by with `actor:`; no other actor has it.
    pub name: String,
    /// Of what kind.
    pub kind: ActorKind,
    /// What tells it apart from others of the name: an ARN, an id, a provider.
    pub id: String,
    /// Its account; empty where it has none.
    pub account: String,
    /// How sure it is that the events are its own: the weakest of its
    /// sessions' certainties.
    pub certainty: Certainty,
    /// Its events; under a filter, those that match.
    pub count: Count,
    /// Its sessions, keys included.
    pub sessions: u32,
    /// Addresses that it came from.
    pub addresses: u32,
    /// Accounts in whose logs it is.
    pub accounts: Vec<String>,
    /// What is worth a second look, the heaviest first.
    pub marks: Vec<Mark>,
}

/// What an actor is marked for, in sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkDetail {
    /// The mark.
    pub mark: Mark,
    /// In a sentence.
    pub sentence: String,
    /// What shows it, in the filter language together with the actor.
    pub filter: String,
}

/// Everything about one actor but its sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorDetail {
    /// The actor.
    pub actor: ActorRow,
    /// Its marks in sentences.
    pub marks: Vec<MarkDetail>,
    /// Its addresses, the most frequent first, at most a hundred.
    pub addresses: Vec<AddressUse>,
}

/// An address that an actor came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressUse {
    /// The address, or a service's name.
    pub address: String,
    /// How many events.
    pub events: u64,
    /// The first.
    pub first_millis: Option<i64>,
    /// Whether the actor had not used it before; see [`Mark::NewAddress`].
    pub is_new: bool,
}
