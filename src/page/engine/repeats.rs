//! Repeats across workers: one event may lie in several of them.
//!
//! Each worker shares its keys out among all of them by the ids of events, so
//! that all records with one id come to the same owner:
//!
//! ```text
//! for each part of the keys
//!     every worker: keys -> a buffer for each owner
//!     every owner:  the buffers of all workers -> the records that share an id
//! every worker: the lists of all owners and parts -> contents are read
//! for each part of these records: keys again, with contents -> what they are
//! every worker: the lists of all owners and parts -> rows hidden -> totals
//! ```

use trailglass::protocol::{Answer, Request, Totals};
use wasm_bindgen::JsValue;

use super::crew::Crew;
use super::error::EngineError;
use super::reply::{Reply, all, all_said};

/// A part of the keys is to come from about so many rows of a worker.
const ROWS_OF_PART: u64 = 1 << 16;

/// Finds and hides repeats in all workers; answers what each of them holds.
///
/// # Errors
///
/// Where a worker died on the way: everything must then be done again.
pub async fn exchange(crew: &Crew) -> Result<Vec<Totals>, EngineError> {
    // Settled first, so that rows and keys are complete.
    let totals = all::<Totals>(crew.ask_all(&Request::Settle)).await?;
    let records = totals.iter().map(|totals| totals.events + totals.repeats).max().unwrap_or_default();
    let sharing = owned(crew, records, false, &Request::FindRepeats).await?;
    let read = all_said(each(crew, &Request::ReadContents, sharing)).await?;
    let counts = read.iter().map(|said| match said.answer {
        Answer::ContentsRead(records) => Ok(records),
        _ => Err(EngineError::Mismatch),
    });
    let counts = counts.collect::<Result<Vec<u64>, _>>()?;
    choose(crew, counts.into_iter().max().unwrap_or_default()).await
}

/// Chooses again which of the copies of each event are shown, since verdicts
/// of integrity are others; answers what each worker holds.
///
/// # Errors
///
/// As [`exchange`].
pub async fn choose_again(crew: &Crew, totals: &Totals) -> Result<Vec<Totals>, EngineError> {
    // Of each set of copies one is shown, and each of the others is hidden.
    let same_ids: u64 = totals.same_ids_by_file.iter().map(|of| of.records).sum();
    choose(crew, 2 * totals.repeats + same_ids).await
}

/// Says what the records are that share an id, at most so many in a worker.
async fn choose(crew: &Crew, records: u64) -> Result<Vec<Totals>, EngineError> {
    let hide = match records {
        0 => vec![Vec::new(); crew.manned().len()],
        _ => owned(crew, records, true, &Request::JudgeRepeats).await?,
    };
    all(each(crew, &Request::HideRepeats, hide)).await
}

/// Shares out keys, part by part, and has their owners look at them: for each
/// worker the lists of all owners and parts.
async fn owned(
    crew: &Crew,
    records: u64,
    with_contents: bool,
    look: &Request,
) -> Result<Vec<Vec<JsValue>>, EngineError> {
    let workers = crew.manned();
    let owners = workers.len() as u32;
    // There are fewer rows than a number of 32 bits can count.
    let parts = records.div_ceil(ROWS_OF_PART).max(1) as u32;
    let mut lists = vec![Vec::new(); workers.len()];
    for part in 0..parts {
        let request = Request::ShareKeys { with_contents, owners, part, parts };
        let keys = buffers(workers.iter().map(|&place| crew.ask(place, request.clone(), &[])));
        let mut beside = turned(keys.await?)?.into_iter();
        let found = buffers(
            workers.iter().map(|&place| crew.ask(place, look.clone(), &beside.next().unwrap_or_default())),
        );
        for (lists, found) in lists.iter_mut().zip(turned(found.await?)?) {
            lists.extend(found);
        }
    }
    Ok(lists)
}

/// Asks each worker the same, each with its own lists beside.
fn each(crew: &Crew, request: &Request, lists: Vec<Vec<JsValue>>) -> Vec<Reply> {
    let mut lists = lists.into_iter();
    let workers = crew.manned().into_iter();
    workers.map(|place| crew.ask(place, request.clone(), &lists.next().unwrap_or_default())).collect()
}

/// The buffers of each worker's answer. All are asked before any is awaited.
async fn buffers(replies: impl Iterator<Item = Reply>) -> Result<Vec<Vec<JsValue>>, EngineError> {
    Ok(all_said(replies.collect()).await?.into_iter().map(|said| said.beside).collect())
}

/// From one list for each sender to one list for each receiver.
fn turned(sent: Vec<Vec<JsValue>>) -> Result<Vec<Vec<JsValue>>, EngineError> {
    let workers = sent.len();
    if sent.iter().any(|buffers| buffers.len() != workers) {
        return Err(EngineError::Mismatch);
    }
    let mut received: Vec<Vec<JsValue>> = std::iter::repeat_with(Vec::new).take(workers).collect();
    for buffers in sent {
        for (receiver, buffer) in received.iter_mut().zip(buffers) {
            receiver.push(buffer);
        }
    }
    Ok(received)
}
