//! The worker's part in grouping: it counts, and merges in one of the workers.

use super::{Counter, Grouping, GroupingError, Merged};
use crate::protocol::{GroupAsk, GroupTold, Grouped, Selection};
use crate::query::Desk;

/// A worker's count in progress, and in one worker the merged groups of all.
#[derive(Debug, Default)]
pub struct Clerk {
    counter: Option<Counter>,
    merged: Option<(Grouping, Merged)>,
}

/// The result of one counting step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// The count is not complete; holds the progress.
    On(Grouped),
    /// The groups, for [`GroupAsk::Merge`].
    Done(Vec<u8>),
    /// There is no count in progress, because rows have changed in the meantime.
    Nothing,
}

impl Clerk {
    /// Starts a count, replacing any count in progress.
    ///
    /// # Errors
    ///
    /// If the grouping is invalid.
    pub fn begin(
        &mut self,
        desk: &mut Desk,
        selection: &Selection,
        grouping: &Grouping,
    ) -> Result<(), GroupingError> {
        self.counter = None;
        let (store, rows) = desk.matching(selection);
        self.counter = Some(Counter::new(store, rows.clone(), grouping)?);
        Ok(())
    }

    /// Continues the count.
    pub fn step(&mut self, desk: &Desk) -> Counted {
        let Some(counter) = &mut self.counter else { return Counted::Nothing };
        match counter.step(desk.store()) {
            Some(so_far) => Counted::On(so_far),
            None => match self.counter.take() {
                Some(counter) => Counted::Done(counter.pack(desk.store())),
                None => Counted::Nothing,
            },
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
    pub fn answer(&mut self, ask: &GroupAsk, beside: &[Vec<u8>]) -> Result<GroupTold, String> {
        match ask {
            GroupAsk::Merge(grouping) => {
                self.merged = None;
                let mut merged = Merged::new(grouping);
                for part in beside {
                    merged.add(part).map_err(|error| error.to_string())?;
                }
                let groups = merged.groups() as u64;
                self.merged = Some((grouping.clone(), merged));
                Ok(GroupTold::Merged(groups))
            }
            GroupAsk::Table(grouping) => Ok(GroupTold::Table(self.merged()?.1.table(grouping))),
            GroupAsk::Matrix(ask) => {
                let (grouping, merged) = self.merged()?;
                Ok(GroupTold::Matrix(merged.matrix(grouping.time_step, ask)))
            }
            GroupAsk::Count { .. } | GroupAsk::Stop => Err("this takes steps".to_owned()),
        }
    }

    fn merged(&self) -> Result<&(Grouping, Merged), String> {
        self.merged.as_ref().ok_or_else(|| "no groups were added up here".to_owned())
    }
}
