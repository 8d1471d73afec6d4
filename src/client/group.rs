//! Groups of events: counted in every worker and added up in one of them, the gatherer, which then
//! returns them in any order.
//!
//! ```text
//! every worker: counts, step by step -> the gatherer
//! another order, more groups, a chart -> from the gatherer alone
//! ```

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::grouping::{GroupReply, GroupRequest, GroupTable, Grouped, Grouping, Matrix, MatrixRequest};
use crate::model::Selection;
use crate::protocol::{Answer, Request};
use futures_channel::oneshot;

use super::limiter::AsyncLimiter;
use super::reply::{WorkerReply, all_said};
use super::{Client, ClientError, ClientInner, Platform};

/// Called with the number of events counted, and of all.
type OnProgress = Rc<dyn Fn(Grouped)>;

/// The client's state for groups.
pub(super) struct GroupKeeper {
    limiter: Rc<AsyncLimiter>,
    /// The number of requests for groups that have no answer yet.
    requests: Cell<u32>,
    /// Woken whenever one of them ends.
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
    /// Whether workers are counting.
    is_counting: Cell<bool>,
    /// The groups that the gatherer holds.
    held: RefCell<Option<HeldGroups>>,
    progress: RefCell<BTreeMap<usize, Grouped>>,
    on_progress: RefCell<OnProgress>,
}

struct HeldGroups {
    gatherer: usize,
    selection: Selection,
    /// The grouping as counted: without its order and the number of groups shown.
    grouping: Grouping,
    generation: u32,
}

impl Default for GroupKeeper {
    fn default() -> Self {
        GroupKeeper {
            limiter: AsyncLimiter::new(1, 1),
            requests: Cell::default(),
            waiting: RefCell::default(),
            is_counting: Cell::default(),
            held: RefCell::default(),
            progress: RefCell::default(),
            on_progress: RefCell::new(Rc::new(|_| {})),
        }
    }
}

impl<P: Platform> Client<P> {
    /// Returns the groups of the selected events, and the data of a chart of them. A newer request
    /// cancels the counting for an older one.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if a newer request was made or rows were added or removed;
    /// otherwise if there is no such grouping, or a worker crashed.
    pub async fn group(
        &self,
        selection: &Selection,
        grouping: &Grouping,
        chart: Option<MatrixRequest>,
        on_progress: impl Fn(Grouped) + 'static,
    ) -> Result<(GroupTable, Option<Matrix>), ClientError> {
        let _request = GroupsRequest::begin(&self.inner.groups);
        self.stop_grouping();
        let pass = self.inner.groups.limiter.enter().await?;
        self.inner.ready()?;
        self.inner.platform.begin_measure("group");
        let gatherer = self.inner.count_groups(selection, grouping, Rc::new(on_progress)).await?;
        pass.still_newest()?;
        let table = match self.inner.ask_group(gatherer, GroupRequest::Table(grouping.clone()), &[]).await? {
            GroupReply::Table(table) => table,
            _ => return Err(ClientError::Mismatch),
        };
        let matrix = match chart {
            Some(ask) => match self.inner.ask_group(gatherer, GroupRequest::Matrix(ask), &[]).await? {
                GroupReply::Matrix(matrix) => Some(matrix),
                _ => return Err(ClientError::Mismatch),
            },
            None => None,
        };
        self.inner.platform.end_measure("group");
        Ok((table, matrix))
    }

    /// Returns more or fewer of the groups counted last. It does not interrupt a request that is
    /// counting, but waits for its groups.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if these groups are not counted and no request counts them;
    /// otherwise if a worker crashed.
    pub async fn counted_groups(
        &self,
        selection: &Selection,
        grouping: &Grouping,
    ) -> Result<GroupTable, ClientError> {
        loop {
            if let Some(gatherer) = self.inner.gatherer_of(selection, &as_counted(grouping)) {
                return match self
                    .inner
                    .ask_group(gatherer, GroupRequest::Table(grouping.clone()), &[])
                    .await?
                {
                    GroupReply::Table(table) => Ok(table),
                    _ => Err(ClientError::Mismatch),
                };
            }
            if self.inner.groups.requests.get() == 0 {
                return Err(ClientError::Superseded);
            }
            let (wake, woken) = oneshot::channel();
            self.inner.groups.waiting.borrow_mut().push(wake);
            // It is never dropped without being woken.
            let _ = woken.await;
        }
    }

    /// Cancels counting.
    pub fn stop_grouping(&self) {
        if self.inner.groups.is_counting.get() {
            self.inner.pool.tell_all(&Request::Group(GroupRequest::Stop));
        }
    }
}

impl<P: Platform> ClientInner<P> {
    /// Returns the worker that holds the groups of a selection; `None` if they were not counted.
    fn gatherer_of(&self, selection: &Selection, counted: &Grouping) -> Option<usize> {
        let held = self.groups.held.borrow();
        let held = held.as_ref().filter(|held| held.generation == self.load.borrow().generation)?;
        (held.selection == *selection && held.grouping == *counted).then_some(held.gatherer)
    }

    /// Returns the worker that holds the groups of a selection, after counting them if necessary.
    async fn count_groups(
        &self,
        selection: &Selection,
        grouping: &Grouping,
        on_progress: OnProgress,
    ) -> Result<usize, ClientError> {
        let generation = self.load.borrow().generation;
        let counted = as_counted(grouping);
        if let Some(gatherer) = self.gatherer_of(selection, &counted) {
            return Ok(gatherer);
        }
        self.groups.held.borrow_mut().take();
        self.groups.progress.borrow_mut().clear();
        *self.groups.on_progress.borrow_mut() = on_progress;
        self.groups.is_counting.set(true);
        let parts = self.group_parts(selection, &counted).await;
        self.groups.is_counting.set(false);
        let parts = parts?;
        let gatherer = *self.pool.live_workers().first().ok_or(ClientError::WorkerGone)?;
        self.ask_group(gatherer, GroupRequest::Merge(counted.clone()), &parts).await?;
        let held = HeldGroups { gatherer, selection: selection.clone(), grouping: counted, generation };
        *self.groups.held.borrow_mut() = Some(held);
        Ok(gatherer)
    }

    /// Returns the groups of every worker, serialized.
    async fn group_parts(
        &self,
        selection: &Selection,
        grouping: &Grouping,
    ) -> Result<Vec<P::Buffer>, ClientError> {
        let ask = GroupRequest::Count { selection: selection.clone(), grouping: grouping.clone() };
        let mut parts = Vec::new();
        for said in all_said(self.pool.ask_all(&Request::Group(ask))).await? {
            match group_reply(&said)? {
                GroupReply::Counted => parts.extend(said.attachments),
                GroupReply::Stopped => return Err(ClientError::Superseded),
                _ => return Err(ClientError::Mismatch),
            }
        }
        Ok(parts)
    }

    async fn ask_group(
        &self,
        place: usize,
        ask: GroupRequest,
        attachments: &[P::Buffer],
    ) -> Result<GroupReply, ClientError> {
        let said = self.pool.ask(place, Request::Group(ask), attachments).said().await?;
        group_reply(&said).cloned()
    }

    /// Adds a worker's progress and reports the sum.
    pub(super) fn on_grouping(&self, place: usize, progress: Grouped) {
        let mut parts = self.groups.progress.borrow_mut();
        parts.insert(place, progress);
        let sum = parts.values().fold(Grouped::default(), |sum, part| Grouped {
            done: sum.done + part.done,
            total: sum.total + part.total,
        });
        drop(parts);
        let on_progress = self.groups.on_progress.borrow().clone();
        on_progress(sum);
    }

    /// Drops the counted groups, after everything was cleared.
    pub(super) fn forget_groups(&self) {
        self.groups.held.borrow_mut().take();
    }
}

/// A request for groups, until its end.
struct GroupsRequest<'a>(&'a GroupKeeper);

impl GroupsRequest<'_> {
    fn begin(keeper: &GroupKeeper) -> GroupsRequest<'_> {
        keeper.requests.set(keeper.requests.get() + 1);
        GroupsRequest(keeper)
    }
}

impl Drop for GroupsRequest<'_> {
    fn drop(&mut self) {
        self.0.requests.set(self.0.requests.get() - 1);
        for waiting in self.0.waiting.take() {
            // The receiver may have been dropped.
            let _ = waiting.send(());
        }
    }
}

/// Returns the grouping without its order and the number of groups shown.
fn as_counted(grouping: &Grouping) -> Grouping {
    Grouping { sort: Default::default(), ascending: false, top: 0, ..grouping.clone() }
}

fn group_reply<P: Platform>(said: &WorkerReply<P>) -> Result<&GroupReply, ClientError> {
    match &said.answer {
        Answer::Group(reply) => Ok(reply),
        _ => Err(ClientError::Mismatch),
    }
}
