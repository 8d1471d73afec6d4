//! Finds copies across workers: several workers may hold a record of the same event.
//!
//! Each worker distributes its keys among all workers by event id, so that all
//! records with one id reach the same owner:
//!
//! ```text
//! for each part of the keys
//!     every worker: keys -> a buffer for each owner
//!     every owner:  the buffers of all workers -> the records that share an id
//! every worker: the lists of all owners and parts -> contents are read
//! for each part of these records: keys again, with contents -> what they are
//! every worker: the lists of all owners and parts -> rows hidden -> totals
//! ```

use crate::protocol::{Answer, Request};
use crate::store::Totals;

use super::pool::WorkerPool;
use super::reply::{PendingReply, all, all_said};
use super::{ClientError, Platform};

/// Approximate number of a worker's rows behind one part of the keys.
const ROWS_OF_PART: u64 = 1 << 16;

/// Finds and hides copies in all workers. Returns the totals of each worker.
///
/// # Errors
///
/// If a worker crashed meanwhile. Everything must then be done again.
pub(super) async fn exchange<P: Platform>(pool: &WorkerPool<P>) -> Result<Vec<Totals>, ClientError> {
    // Settle first, so that rows and keys are complete.
    let totals = all::<P, Totals>(pool.ask_all(&Request::FinishLoading)).await?;
    let records = totals.iter().map(|totals| totals.events + totals.repeats).max().unwrap_or_default();
    let sharing = owned(pool, records, false, &Request::FindRepeats).await?;
    let read = all_said(each(pool, &Request::ReadContents, sharing)).await?;
    let counts = read.iter().map(|said| match said.answer {
        Answer::ContentsRead(records) => Ok(records),
        _ => Err(ClientError::Mismatch),
    });
    let counts = counts.collect::<Result<Vec<u64>, _>>()?;
    choose(pool, counts.into_iter().max().unwrap_or_default()).await
}

/// Chooses again which copies of each event are shown, after the integrity verdicts changed.
/// Returns the totals of each worker.
///
/// # Errors
///
/// As [`exchange`].
pub(super) async fn choose_again<P: Platform>(
    pool: &WorkerPool<P>,
    totals: &Totals,
) -> Result<Vec<Totals>, ClientError> {
    // One copy of each set is shown and all others are hidden, so there are at most as many shown
    // ones as hidden ones.
    let same_ids: u64 = totals.same_ids_by_file.iter().map(|of| of.records).sum();
    choose(pool, 2 * totals.repeats + same_ids).await
}

/// Classifies the records that share an id, at most `records` per worker, and hides the copies.
async fn choose<P: Platform>(pool: &WorkerPool<P>, records: u64) -> Result<Vec<Totals>, ClientError> {
    let hide = match records {
        0 => vec![Vec::new(); pool.live_workers().len()],
        _ => owned(pool, records, true, &Request::JudgeRepeats).await?,
    };
    all(each(pool, &Request::HideRepeats, hide)).await
}

/// Distributes keys, part by part, and has their owners examine them with the request `look`.
/// Returns for each worker the lists of all owners and parts.
async fn owned<P: Platform>(
    pool: &WorkerPool<P>,
    records: u64,
    with_contents: bool,
    look: &Request,
) -> Result<Vec<Vec<P::Buffer>>, ClientError> {
    let workers = pool.live_workers();
    let owners = workers.len() as u32;
    // The number of rows fits into 32 bits.
    let parts = records.div_ceil(ROWS_OF_PART).max(1) as u32;
    let mut lists = vec![Vec::new(); workers.len()];
    for part in 0..parts {
        let request = Request::ShareKeys { with_contents, owners, part, parts };
        let keys = buffers(workers.iter().map(|&place| pool.ask(place, request.clone(), &[])));
        let mut attachments = turned(keys.await?)?.into_iter();
        let found = buffers(
            workers
                .iter()
                .map(|&place| pool.ask(place, look.clone(), &attachments.next().unwrap_or_default())),
        );
        for (lists, found) in lists.iter_mut().zip(turned(found.await?)?) {
            lists.extend(found);
        }
    }
    Ok(lists)
}

/// Sends each worker the same request, each with its own lists.
fn each<P: Platform>(
    pool: &WorkerPool<P>,
    request: &Request,
    lists: Vec<Vec<P::Buffer>>,
) -> Vec<PendingReply<P>> {
    let mut lists = lists.into_iter();
    let workers = pool.live_workers().into_iter();
    workers.map(|place| pool.ask(place, request.clone(), &lists.next().unwrap_or_default())).collect()
}

/// Returns the buffers of each worker's reply. All requests are sent before any reply is awaited.
async fn buffers<P: Platform>(
    replies: impl Iterator<Item = PendingReply<P>>,
) -> Result<Vec<Vec<P::Buffer>>, ClientError> {
    Ok(all_said(replies.collect()).await?.into_iter().map(|said| said.attachments).collect())
}

/// Transposes one list per sender into one list per receiver.
fn turned<B>(sent: Vec<Vec<B>>) -> Result<Vec<Vec<B>>, ClientError> {
    let workers = sent.len();
    if sent.iter().any(|buffers| buffers.len() != workers) {
        return Err(ClientError::Mismatch);
    }
    let mut received: Vec<Vec<B>> = std::iter::repeat_with(Vec::new).take(workers).collect();
    for buffers in sent {
        for (receiver, buffer) in received.iter_mut().zip(buffers) {
            receiver.push(buffer);
        }
    }
    Ok(received)
}
