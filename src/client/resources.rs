//! The index of resources: built in every worker when it is first needed. One worker, the gatherer,
//! collects the names and returns the lists.
//!
//! ```text
//! every worker: index, step by step -> names -> the gatherer
//! another selection: counts of every worker -> the gatherer -> a screenful
//! one resource: changes and runs of every worker -> merged here
//! ```

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::Selection;
use crate::protocol::{Answer, Request};
use crate::resources::{
    History, HistoryRequest, Indexed, Indexing, ResourceList, ResourceListRequest, ResourceRun,
    ResourcesReply, ResourcesRequest, RunsRequest, merge_histories, merge_runs,
};

use super::reply::{WorkerReply, all_said};
use super::{Client, ClientError, ClientEvent, ClientInner, IndexState, Platform, RowPlace};

/// The client's state for the index.
#[derive(Default)]
pub(super) struct IndexKeeper {
    /// The worker that gathered the names.
    gatherer: Option<usize>,
    /// Whether an index is being built.
    under_way: bool,
    /// Incremented when the workers' records change.
    settled: u32,
    progress: BTreeMap<usize, Indexing>,
    /// The selection whose counts the gatherer holds, and their generation.
    counted: Option<(Selection, u32)>,
}

impl<P: Platform> Client<P> {
    /// Builds the index of resources, or continues a cancelled one. [`ClientEvent::Index`] reports the
    /// outcome.
    pub fn index_resources(&self) {
        if !std::mem::replace(&mut self.inner.index.borrow_mut().under_way, true) {
            self.inner.platform.notify(ClientEvent::Index(IndexState::UnderWay(Indexing::default())));
            self.inner.platform.spawn(Rc::clone(&self.inner).make_index());
        }
    }

    /// Cancels building the index.
    pub fn stop_indexing(&self) {
        self.inner.pool.tell_all(&Request::Resources(ResourcesRequest::Stop));
    }

    /// Returns some of the resources that the selected events name.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if newer requests displaced it; otherwise if there is no index,
    /// or a worker crashed.
    pub async fn resource_list(
        &self,
        selection: &Selection,
        ask: ResourceListRequest,
    ) -> Result<ResourceList, ClientError> {
        let _pass = self.inner.index_lists.enter().await?;
        self.inner.count_resources(selection).await?;
        match self.inner.ask_gatherer(ResourcesRequest::List(ask), &[]).await? {
            ResourcesReply::List(list) => Ok(list),
            _ => Err(ClientError::Mismatch),
        }
    }

    /// Returns names of resources that contain a text, with the number of events that name each.
    /// Empty if there is no index.
    pub async fn resource_values(&self, containing: String, limit: u32) -> Vec<(String, u64)> {
        match self.inner.ask_gatherer(ResourcesRequest::Values { containing, limit }, &[]).await {
            Ok(ResourcesReply::Values(values)) => values,
            _ => Vec::new(),
        }
    }

    /// Returns the changes of a resource, newest first, each with its location, and what happened
    /// between them.
    ///
    /// # Errors
    ///
    /// As [`Client::resource_list`].
    pub async fn resource_history(&self, ask: HistoryRequest) -> Result<PlacedHistory, ClientError> {
        let pass = self.limiters().histories.enter().await?;
        let workers = self.inner.pool.live_workers();
        let place = |worker: usize, row: u32| RowPlace {
            worker: workers.get(worker).copied().unwrap_or(worker) as u32,
            row,
        };
        let HistoryRequest { identity, selection, limit, .. } = ask.clone();
        let mut parts = Vec::with_capacity(workers.len());
        for said in self.inner.ask_about_resources(&ResourcesRequest::History(ask)).await? {
            match resources_reply(said)? {
                ResourcesReply::History(history) => parts.push(history),
                _ => return Err(ClientError::Mismatch),
            }
        }
        pass.still_newest()?;
        let (history, held_by) = merge_histories(parts, limit as usize);
        let places =
            history.changes.iter().zip(held_by).map(|(change, worker)| place(worker, change.row)).collect();
        let bounds = history.changes.iter().map(|change| change.key.clone()).collect();
        let mut parts = Vec::with_capacity(workers.len());
        let ask = ResourcesRequest::Runs(RunsRequest { identity, selection, bounds });
        for said in self.inner.ask_about_resources(&ask).await? {
            match resources_reply(said)? {
                ResourcesReply::Runs(runs) => parts.push(runs),
                _ => return Err(ClientError::Mismatch),
            }
        }
        let runs = merge_runs(parts).into_iter();
        let runs = runs.map(|(run, worker)| (place(worker, run.row), run)).collect();
        Ok(PlacedHistory { history, places, runs })
    }
}

/// The history of a resource over all workers.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedHistory {
    /// The changes, newest first.
    pub history: History,
    /// The location of each change.
    pub places: Vec<RowPlace>,
    /// The runs of events between the changes, with the location of the newest event of each run.
    pub runs: Vec<(RowPlace, ResourceRun)>,
}

fn resources_reply<P: Platform>(said: WorkerReply<P>) -> Result<ResourcesReply, ClientError> {
    match said.answer {
        Answer::Resources(reply) => Ok(reply),
        _ => Err(ClientError::Mismatch),
    }
}

impl<P: Platform> ClientInner<P> {
    /// Notes that the workers' records changed: the index must be extended.
    pub(super) fn note_settled(&self) {
        let mut keeper = self.index.borrow_mut();
        keeper.settled += 1;
        keeper.counted = None;
    }

    /// Drops the index, after everything was cleared.
    pub(super) fn forget_index(&self) {
        let settled = self.index.borrow().settled + 1;
        *self.index.borrow_mut() = IndexKeeper { settled, ..IndexKeeper::default() };
    }

    /// Adds a worker's progress and reports the sum.
    pub(super) fn on_indexing(&self, place: usize, progress: Indexing) {
        let mut keeper = self.index.borrow_mut();
        if !keeper.under_way {
            return;
        }
        keeper.progress.insert(place, progress);
        let sum = keeper.progress.values().fold(Indexing::default(), |sum, part| Indexing {
            done: sum.done + part.done,
            total: sum.total + part.total,
        });
        drop(keeper);
        self.platform.notify(ClientEvent::Index(IndexState::UnderWay(sum)));
    }

    async fn make_index(self: Rc<Self>) {
        let epoch = self.load.borrow().epoch;
        let outcome = loop {
            let settled = self.index.borrow().settled;
            let outcome = self.index_all().await;
            if self.load.borrow().epoch != epoch {
                return;
            }
            // Index the records that arrived in the meantime as well.
            if self.index.borrow().settled == settled || !matches!(outcome, Ok(IndexState::Done(_))) {
                break outcome;
            }
        };
        let mut keeper = self.index.borrow_mut();
        keeper.under_way = false;
        keeper.counted = None;
        keeper.progress.clear();
        drop(keeper);
        let state = outcome.unwrap_or_else(|error| IndexState::Failed(error.to_string()));
        self.platform.notify(ClientEvent::Index(state));
    }

    async fn index_all(&self) -> Result<IndexState, ClientError> {
        let mut sum = Indexed::default();
        let mut stopped = false;
        for said in self.ask_about_resources(&ResourcesRequest::Index).await? {
            match resources_reply(said)? {
                ResourcesReply::Indexed(part) => {
                    sum.events += part.events;
                    sum.naming += part.naming;
                    sum.cut += part.cut;
                    sum.bytes += part.bytes;
                }
                ResourcesReply::Stopped => stopped = true,
                _ => return Err(ClientError::Mismatch),
            }
        }
        if stopped {
            return Ok(IndexState::Stopped);
        }
        let gatherer = *self.pool.live_workers().first().ok_or(ClientError::WorkerGone)?;
        let names = self.buffers(&ResourcesRequest::ShareNames).await?;
        self.index.borrow_mut().gatherer = Some(gatherer);
        match self.ask_gatherer(ResourcesRequest::Gather, &names).await? {
            ResourcesReply::Gathered(resources) => {
                sum.resources = resources;
                Ok(IndexState::Done(sum))
            }
            _ => Err(ClientError::Mismatch),
        }
    }

    /// Makes sure that the gatherer has the counts of a selection.
    async fn count_resources(&self, selection: &Selection) -> Result<(), ClientError> {
        let generation = self.load.borrow().generation;
        let wanted = Some((selection.clone(), generation));
        if self.index.borrow().counted == wanted {
            return Ok(());
        }
        let counts = self.buffers(&ResourcesRequest::Count(selection.clone())).await?;
        self.ask_gatherer(ResourcesRequest::Add, &counts).await?;
        if self.load.borrow().generation == generation {
            self.index.borrow_mut().counted = wanted;
        }
        Ok(())
    }

    async fn ask_gatherer(
        &self,
        ask: ResourcesRequest,
        attachments: &[P::Buffer],
    ) -> Result<ResourcesReply, ClientError> {
        let place = self.index.borrow().gatherer.ok_or(ClientError::WorkerGone)?;
        resources_reply(self.pool.ask(place, Request::Resources(ask), attachments).said().await?)
    }

    /// Returns every worker's reply, in their order.
    async fn ask_about_resources(&self, ask: &ResourcesRequest) -> Result<Vec<WorkerReply<P>>, ClientError> {
        all_said(self.pool.ask_all(&Request::Resources(ask.clone()))).await
    }

    /// Returns the buffers of every worker's reply, in their order.
    async fn buffers(&self, ask: &ResourcesRequest) -> Result<Vec<P::Buffer>, ClientError> {
        Ok(self.ask_about_resources(ask).await?.into_iter().flat_map(|said| said.attachments).collect())
    }
}
