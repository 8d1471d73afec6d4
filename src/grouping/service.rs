//! The worker's part in grouping: it counts, and merges in one of the workers.

use super::{Counter, Grouping, GroupingError, Merged};
use crate::base::step::Step;
use crate::grouping::{GroupReply, GroupRequest, Grouped};
use crate::model::Selection;
use crate::query::ShardQuery;

/// A worker's count in progress, and in one worker the merged groups of all.
#[derive(Debug, Default)]
pub struct GroupService {
    counter: Option<Counter>,
    merged: Option<(Grouping, Merged)>,
}

impl GroupService {
    /// Starts a count, replacing any count in progress.
    ///
    /// # Errors
    ///
    /// If the grouping is invalid.
    pub fn begin(
        &mut self,
        shard_query: &mut ShardQuery,
        selection: &Selection,
        grouping: &Grouping,
    ) -> Result<(), GroupingError> {
        self.counter = None;
        let (store, rows) = shard_query.matching(selection);
        self.counter = Some(Counter::new(store, rows.clone(), grouping)?);
        Ok(())
    }

    /// Continues counting; `None` if nothing is being counted, perhaps since rows
    /// came or went. The output is the groups, for [`GroupRequest::Merge`].
    pub fn step(&mut self, shard_query: &ShardQuery) -> Option<Step<Grouped, Vec<u8>>> {
        match self.counter.as_mut()?.step(shard_query.store()) {
            Some(so_far) => Some(Step::Running(so_far)),
            None => Some(Step::Done(self.counter.take()?.pack(shard_query.store()))),
        }
    }

    /// Abandons the count, on request or because rows are about to change.
    pub fn stop(&mut self) {
        self.counter = None;
    }

    /// Answers a request that needs no steps.
    ///
    /// # Errors
    ///
    /// If the workers' groups do not match the grouping, or no groups have been merged.
    pub fn answer(&mut self, ask: &GroupRequest, attachments: &[Vec<u8>]) -> Result<GroupReply, String> {
        match ask {
            GroupRequest::Merge(grouping) => {
                self.merged = None;
                let mut merged = Merged::new(grouping);
                for part in attachments {
                    merged.add(part).map_err(|error| error.to_string())?;
                }
                let groups = merged.groups() as u64;
                self.merged = Some((grouping.clone(), merged));
                Ok(GroupReply::Merged(groups))
            }
            GroupRequest::Table(grouping) => Ok(GroupReply::Table(self.merged()?.1.table(grouping))),
            GroupRequest::Matrix(ask) => {
                let (grouping, merged) = self.merged()?;
                Ok(GroupReply::Matrix(merged.matrix(grouping.time_step, ask)))
            }
            GroupRequest::Count { .. } | GroupRequest::Stop => Err("this takes steps".to_owned()),
        }
    }

    fn merged(&self) -> Result<&(Grouping, Merged), String> {
        self.merged.as_ref().ok_or_else(|| "no groups were added up here".to_owned())
    }
}
