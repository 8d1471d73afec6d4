//! The resources that events name, and the history of each.
//!
//! ```text
//! a worker's records -> the resources that they name    index
//!   names, counts    -> bytes, sent to one worker       bytes
//!   in that worker   -> searched, sorted, in screenfuls gather
//! one resource       -> changes, runs of other events   history
//!   two changes      -> documents, rules                versions
//!                    -> their differences               difference
//! ```
//!
//! [`ResourceService`] answers for one worker. Merged results do not depend on how the files are
//! distributed over the workers.

mod bytes;
mod difference;
mod gather;
mod history;
mod index;
mod messages;
mod versions;

pub use difference::{DiffLine, difference};
pub use gather::GatheredResources;
pub use history::{merge_histories, merge_runs};
pub use index::{Posting, ResourceIndex};
pub use messages::{
    Change, History, HistoryRequest, Indexed, Indexing, ResourceDescription, ResourceList,
    ResourceListRequest, ResourceRow, ResourceRun, ResourceSort, ResourceTally, ResourcesReply,
    ResourcesRequest, RunsRequest,
};
pub use versions::{Body, RuleChange, Version, documents_of, rules_of};

use crate::base::step::Step;
use crate::query::ShardQuery;

/// One worker's index, and in one of the workers the names of all.
#[derive(Debug)]
pub struct ResourceService {
    index: ResourceIndex,
    gathered: GatheredResources,
}

impl Default for ResourceService {
    fn default() -> Self {
        ResourceService { index: ResourceIndex::new(), gathered: GatheredResources::default() }
    }
}

impl ResourceService {
    /// Continues the index; once it is complete, every step returns what it holds.
    pub fn step(&mut self, shard_query: &ShardQuery) -> Step<Indexing, Indexed> {
        match self.index.step(shard_query.store()) {
            Some(progress) => Step::Running(progress),
            None => Step::Done(self.index.totals()),
        }
    }

    /// Answers a request, with an optional buffer to send along; returns `None` for requests that
    /// control the indexing.
    pub fn answer(
        &mut self,
        shard_query: &mut ShardQuery,
        ask: &ResourcesRequest,
        attachments: &[Vec<u8>],
    ) -> Option<(ResourcesReply, Option<Vec<u8>>)> {
        let reply = match ask {
            ResourcesRequest::Index | ResourcesRequest::Stop => return None,
            ResourcesRequest::ShareNames => {
                return Some((ResourcesReply::Names, Some(self.index.share_names())));
            }
            ResourcesRequest::Gather => {
                self.gathered = GatheredResources::new(attachments);
                ResourcesReply::Gathered(self.gathered.len() as u64)
            }
            ResourcesRequest::Count(selection) => {
                let (store, matching) = shard_query.matching(selection);
                return Some((ResourcesReply::Counts, Some(self.index.share_counts(store, matching))));
            }
            ResourcesRequest::Add => {
                self.gathered.add(attachments);
                ResourcesReply::Added
            }
            ResourcesRequest::List(ask) => ResourcesReply::List(self.gathered.list(ask)),
            ResourcesRequest::Values { containing, limit } => {
                ResourcesReply::Values(self.gathered.values(containing, *limit as usize))
            }
            ResourcesRequest::History(ask) => {
                let (store, matching) = shard_query.matching(&ask.selection);
                ResourcesReply::History(history::history(&self.index, store, matching, ask))
            }
            ResourcesRequest::Runs(ask) => {
                let (store, matching) = shard_query.matching(&ask.selection);
                ResourcesReply::Runs(history::runs(&self.index, store, matching, ask))
            }
        };
        Some((reply, None))
    }
}
