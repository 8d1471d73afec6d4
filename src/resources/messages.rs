//! Requests and answers about resources.

use serde::{Deserialize, Serialize};

use crate::event::resources::ResourceEffect;
use crate::model::{Selection, SortKey};

/// A request to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ResourcesRequest {
    /// Indexes the records that have not been indexed. Answered by any number of
    /// [`ResourcesReply::Indexing`], and then by [`ResourcesReply::Indexed`].
    Index,
    /// Pauses indexing, which is then answered by [`ResourcesReply::Stopped`] and continues with the
    /// next [`ResourcesRequest::Index`].
    Stop,
    /// Returns the names of all resources. Answered by [`ResourcesReply::Names`] and a buffer.
    ShareNames,
    /// Takes the names of all workers in the attached buffers; from now on this worker answers for
    /// all. Answered by [`ResourcesReply::Gathered`].
    Gather,
    /// Returns the counts among some events. Answered by [`ResourcesReply::Counts`] and a buffer.
    Count(Selection),
    /// Adds up the counts of all workers in the attached buffers, in the order of the names.
    /// Answered by [`ResourcesReply::Added`].
    Add,
    /// Returns a page of the resources, from the worker that gathered. Answered by
    /// [`ResourcesReply::List`].
    List(ResourceListRequest),
    /// Returns identities that contain a text, those with the most events first, from the worker
    /// that gathered. Answered by [`ResourcesReply::Values`].
    Values {
        /// The text, in any case.
        containing: String,
        /// Maximum number of identities.
        limit: u32,
    },
    /// Returns the changes of a resource. Answered by [`ResourcesReply::History`].
    History(HistoryRequest),
    /// Returns the events between its changes. Answered by [`ResourcesReply::Runs`].
    Runs(RunsRequest),
}

/// An answer about resources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ResourcesReply {
    /// The progress of indexing.
    Indexing(Indexing),
    /// The index is complete.
    Indexed(Indexed),
    /// Indexing was paused.
    Stopped,
    /// A buffer is attached.
    Names,
    /// Number of resources over all workers.
    Gathered(u64),
    /// A buffer is attached.
    Counts,
    /// The counts are added up.
    Added,
    /// The answer to [`ResourcesRequest::List`].
    List(ResourceList),
    /// The answer to [`ResourcesRequest::Values`]: identities and their numbers of events.
    Values(Vec<(String, u64)>),
    /// The answer to [`ResourcesRequest::History`].
    History(History),
    /// The answer to [`ResourcesRequest::Runs`].
    Runs(Vec<ResourceRun>),
}

/// The progress of indexing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indexing {
    /// Number of records indexed.
    pub done: u64,
    /// Total number of records.
    pub total: u64,
}

/// Statistics of an index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indexed {
    /// Number of resources.
    pub resources: u64,
    /// Number of indexed events.
    pub events: u64,
    /// Number of these that name any resource.
    pub naming: u64,
    /// Number of events with more texts than are examined.
    pub cut: u64,
    /// Size of the index in bytes.
    pub bytes: u64,
}

/// A sort order of resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ResourceSort {
    /// The last change, the newest first; resources without a change are last.
    #[default]
    Changed,
    /// The number of events, descending.
    Events,
    /// The last part of the name.
    Name,
}

/// A query for a page of the resources.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ResourceListRequest {
    /// Only resources with this text in a name, in any case.
    pub containing: String,
    /// Only resources of this kind.
    pub kind: Option<String>,
    /// The sort order.
    pub sort: ResourceSort,
    /// Number of resources to skip.
    pub first: u32,
    /// Maximum number of resources to return.
    pub limit: u32,
}

/// A page of the resources.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ResourceList {
    /// Number of resources that match the query.
    pub total: u64,
    /// Number of resources that no event of the selection names, regardless of the query.
    pub hidden: u64,
    /// The kinds of the resources that contain the text, with their numbers, descending.
    pub kinds: Vec<(String, u64)>,
    /// The requested resources.
    pub rows: Vec<ResourceRow>,
}

/// A resource, with the totals of the selected events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ResourceRow {
    /// Its identity.
    pub identity: String,
    /// Its kind.
    pub kind: String,
    /// Another name of it; empty if there is none.
    pub alias: String,
    /// The account that owns it; empty if it is not known.
    pub account: String,
    /// Its totals.
    pub tally: ResourceTally,
}

/// The totals of a resource over some events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceTally {
    /// Number of events that name it.
    pub events: u64,
    /// Number of these that created, changed or deleted it.
    pub changes: u64,
    /// Number of these that failed.
    pub failed: u64,
    /// Time of the first event that names it, in milliseconds; `None` if no event has a time.
    pub first_millis: Option<i64>,
    /// Time of the last event that names it.
    pub last_millis: Option<i64>,
    /// Time of the last change.
    pub changed_millis: Option<i64>,
}

impl ResourceTally {
    /// Adds the totals of other events.
    pub fn add(&mut self, other: &ResourceTally) {
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

/// A query for the changes of a resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryRequest {
    /// The identity of the resource.
    pub identity: String,
    /// The selected events.
    pub selection: Selection,
    /// Only changes older than this; `None` for the newest.
    pub before: Option<SortKey>,
    /// Maximum number of changes.
    pub limit: u32,
}

/// Changes of a resource, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// The properties of the resource; empty if this worker does not know it.
    pub about: ResourceDescription,
    /// Number of events by their effect on it, in the order of [`ResourceEffect::ALL`]; over the
    /// whole selection, regardless of the page.
    pub counts: [u64; 6],
    /// Number of its changes outside the selection.
    pub outside: u64,
    /// The changes.
    pub changes: Vec<Change>,
    /// Whether there are older changes.
    pub more: bool,
}

/// The description of a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceDescription {
    /// Its kind.
    pub kind: String,
    /// The certainty of the kind: of several kinds, the most certain counts.
    pub certainty: u32,
    /// Another name of it; empty if there is none.
    pub alias: String,
    /// The account that owns it; empty if it is not known.
    pub account: String,
}

impl ResourceDescription {
    /// Adds properties from another worker. The result does not depend on the order.
    pub fn learn(&mut self, other: ResourceDescription) {
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
    /// Number of the row in its worker.
    pub row: u32,
    /// Its position in the order of time.
    pub key: SortKey,
    /// The time in milliseconds.
    pub millis: Option<i64>,
    /// The effect on the resource.
    pub effect: ResourceEffect,
    /// Name of the call.
    pub event_name: String,
    /// The caller.
    pub who: String,
    /// The address that the call came from.
    pub address: String,
    /// Whether it is in the selection. Changes outside the selection are included only if they
    /// added or removed a version of a document.
    pub inside: bool,
    /// Names and values of the parameters.
    pub parameters: Vec<(String, String)>,
    /// Number of parameters that are not listed.
    pub more_parameters: u32,
    /// The documents of which it contains a version, such as `Trust policy`.
    pub documents: Vec<String>,
}

/// A query for the events between changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunsRequest {
    /// The identity of the resource.
    pub identity: String,
    /// The selected events.
    pub selection: Selection,
    /// The changes that separate the runs, the newest first.
    pub bounds: Vec<SortKey>,
}

/// Events with the same effect on a resource, between two of its changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResourceRun {
    /// Number of changes that are newer.
    pub after: u32,
    /// The effect of the events.
    pub effect: ResourceEffect,
    /// Number of events.
    pub events: u64,
    /// Time of the first in milliseconds.
    pub first_millis: Option<i64>,
    /// Time of the last in milliseconds.
    pub last_millis: Option<i64>,
    /// Position of the last in the order of time.
    pub newest: SortKey,
    /// Number of its row in its worker.
    pub row: u32,
    /// The calls, with their numbers of events, descending.
    pub calls: Vec<(String, u64)>,
    /// The callers, likewise. If there are very many, some are omitted.
    pub who: Vec<(String, u64)>,
}
