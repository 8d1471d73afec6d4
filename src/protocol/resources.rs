//! What is asked and told about resources.

use serde::{Deserialize, Serialize};

use super::{Selection, SortKey};
use crate::event::resources::Effect;

/// What is wanted of a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ResourcesAsk {
    /// Look through the records that have not been looked through. Answered by
    /// [`ResourcesTold::Indexing`] again and again, and then by
    /// [`ResourcesTold::Indexed`].
    Index,
    /// Give that up; it is answered by [`ResourcesTold::Stopped`] and goes on
    /// where it was when asked again.
    Stop,
    /// Give the names of all resources. Answered by [`ResourcesTold::Names`]
    /// and a buffer.
    ShareNames,
    /// Take the names of all workers, in the buffers beside; from now on this
    /// worker answers for all. Answered by [`ResourcesTold::Gathered`].
    Gather,
    /// Give the counts among some events. Answered by [`ResourcesTold::Counts`]
    /// and a buffer.
    Count(Selection),
    /// Add up the counts of all workers, in the buffers beside, in the order
    /// of the names. Answered by [`ResourcesTold::Added`].
    Add,
    /// Some of the resources, of the worker that gathered. Answered by
    /// [`ResourcesTold::List`].
    List(ResourceListAsk),
    /// Identities that contain a text, those of most events first, of the
    /// worker that gathered. Answered by [`ResourcesTold::Values`].
    Values {
        /// The text, in any case.
        containing: String,
        /// How many at most.
        limit: u32,
    },
    /// What happened to a resource. Answered by [`ResourcesTold::History`].
    History(HistoryAsk),
    /// What happened between its changes. Answered by [`ResourcesTold::Runs`].
    Runs(RunsAsk),
}

/// What is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ResourcesTold {
    /// How far indexing has come.
    Indexing(Indexing),
    /// The index is there.
    Indexed(Indexed),
    /// Indexing was given up.
    Stopped,
    /// A buffer beside.
    Names,
    /// So many resources there are over all workers.
    Gathered(u64),
    /// A buffer beside.
    Counts,
    /// The counts are added up.
    Added,
    /// To [`ResourcesAsk::List`].
    List(ResourceList),
    /// To [`ResourcesAsk::Values`]: identities and their events.
    Values(Vec<(String, u64)>),
    /// To [`ResourcesAsk::History`].
    History(History),
    /// To [`ResourcesAsk::Runs`].
    Runs(Vec<Run>),
}

/// How far indexing has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indexing {
    /// Records looked through.
    pub done: u64,
    /// Records there are.
    pub total: u64,
}

/// What an index holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indexed {
    /// Resources.
    pub resources: u64,
    /// Events that were looked through.
    pub events: u64,
    /// Of these, those that name any.
    pub naming: u64,
    /// Events with so many texts that not all were looked at.
    pub cut: u64,
    /// Bytes that the index takes.
    pub bytes: u64,
}

/// An order of resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ResourceSort {
    /// Last changed first; what never changed last.
    #[default]
    Changed,
    /// Most events first.
    Events,
    /// By the last part of the name.
    Name,
}

/// Which resources are listed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ResourceListAsk {
    /// Only those with this in a name, in any case.
    pub containing: String,
    /// Only those of a kind.
    pub kind: Option<String>,
    /// In which order.
    pub sort: ResourceSort,
    /// From which on.
    pub first: u32,
    /// How many at most.
    pub limit: u32,
}

/// Some resources.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ResourceList {
    /// How many are as asked for.
    pub total: u64,
    /// How many there are that no event of the selection names, whatever is
    /// searched for.
    pub hidden: u64,
    /// The kinds of those that contain the text, with how many of each; most
    /// first.
    pub kinds: Vec<(String, u64)>,
    /// Those that were asked for.
    pub rows: Vec<ResourceRow>,
}

/// A resource, and what the events of the selection say of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ResourceRow {
    /// Its one name.
    pub identity: String,
    /// Its kind.
    pub kind: String,
    /// Another name of it; empty for none.
    pub alias: String,
    /// The account that owns it; empty where nothing says.
    pub account: String,
    /// Counts and times.
    pub tally: Tally,
}

/// What some events say of a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Events that name it.
    pub events: u64,
    /// Of these, those that changed, made or deleted it.
    pub changes: u64,
    /// Of these, those that failed.
    pub failed: u64,
    /// The first time it was named, if any event has a time.
    pub first_millis: Option<i64>,
    /// The last.
    pub last_millis: Option<i64>,
    /// The last time it was changed.
    pub changed_millis: Option<i64>,
}

impl Tally {
    /// Adds what other events say.
    pub fn add(&mut self, other: &Tally) {
        let either = |one: Option<i64>, two: Option<i64>, pick: fn(i64, i64) -> i64| match (one, two) {
            (Some(one), Some(two)) => Some(pick(one, two)),
            (one, two) => one.or(two),
        };
        self.events += other.events;
        self.changes += other.changes;
        self.failed += other.failed;
        self.first_millis = either(self.first_millis, other.first_millis, i64::min);
        self.last_millis = either(self.last_millis, other.last_millis, i64::max);
        self.changed_millis = either(self.changed_millis, other.changed_millis, i64::max);
    }
}

/// The changes of a resource are asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryAsk {
    /// The resource's one name.
    pub identity: String,
    /// Which events.
    pub selection: Selection,
    /// Changes older than this; `None` for the newest.
    pub before: Option<SortKey>,
    /// How many at most.
    pub limit: u32,
}

/// Changes of a resource, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// What is known of the resource; empty where this worker knows nothing.
    pub about: About,
    /// How many events did what to it, in the order of [`Effect::ALL`]; all of
    /// the selection, whatever was asked for.
    pub counts: [u64; 6],
    /// Changes of it that are not in the selection.
    pub outside: u64,
    /// The changes.
    pub changes: Vec<Change>,
    /// Whether there are older ones.
    pub more: bool,
}

/// What is known of a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Its kind.
    pub kind: String,
    /// How sure that is: of several kinds, the surest counts.
    pub certainty: u32,
    /// Another name of it; empty for none.
    pub alias: String,
    /// The account that owns it; empty where nothing says.
    pub account: String,
}

impl About {
    /// Adds what others know. What comes of it does not depend on the order.
    pub fn learn(&mut self, other: About) {
        let is_surer = other.certainty > self.certainty || self.kind.is_empty();
        let is_as_sure = other.certainty == self.certainty && other.kind < self.kind;
        if !other.kind.is_empty() && (is_surer || is_as_sure) {
            (self.kind, self.certainty) = (other.kind, other.certainty);
        }
        for (own, other) in [(&mut self.alias, other.alias), (&mut self.account, other.account)] {
            if !other.is_empty() && (own.is_empty() || other < *own) {
                *own = other;
            }
        }
    }
}

/// A change of a resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The row in its worker.
    pub row: u32,
    /// Its place in the order of time.
    pub key: SortKey,
    /// When.
    pub millis: Option<i64>,
    /// What was done.
    pub effect: Effect,
    /// By which call.
    pub event_name: String,
    /// By whom.
    pub who: String,
    /// From where.
    pub address: String,
    /// Whether it is in the selection. What is not is told only where a
    /// version of a document came or went with it.
    pub inside: bool,
    /// With which parameters: names and values.
    pub parameters: Vec<(String, String)>,
    /// How many more there are.
    pub more_parameters: u32,
    /// The documents of which it holds a version, such as `Trust policy`.
    pub documents: Vec<String>,
}

/// What happened between changes is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunsAsk {
    /// The resource's one name.
    pub identity: String,
    /// Which events.
    pub selection: Selection,
    /// The changes between which events are counted, newest first.
    pub bounds: Vec<SortKey>,
}

/// Events that did the same to a resource, between two of its changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// How many changes are newer.
    pub after: u32,
    /// What the events did.
    pub effect: Effect,
    /// How many there are.
    pub events: u64,
    /// The first of them.
    pub first_millis: Option<i64>,
    /// The last of them.
    pub last_millis: Option<i64>,
    /// Where the last of them stands in the order of time.
    pub newest: SortKey,
    /// Its row in its worker.
    pub row: u32,
    /// The calls, with how many events of each; most first.
    pub calls: Vec<(String, u64)>,
    /// Whose they were, the same way. Of very many, not all.
    pub who: Vec<(String, u64)>,
}
