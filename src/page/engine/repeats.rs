//! Repeats across workers: one event may lie in several of them.
//!
//! Each worker shares its keys out among all of them by the keys themselves,
//! so that all copies of an event come to the same owner:
//!
//! ```text
//! for each part of the keys
//!     every worker: keys -> a buffer for each owner
//!     every owner:  the buffers of all workers -> a list for each worker
//! every worker: the lists of all owners and parts -> rows hidden -> totals
//! ```

use trailglass::protocol::{Request, Totals};
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
    let workers = crew.manned();
    let owners = workers.len() as u32;
    // Settled first, so that rows and keys are complete.
    let totals = all::<Totals>(crew.ask_all(&Request::Settle)).await?;
    let rows = totals.iter().map(|totals| totals.events).max().unwrap_or_default();
    // There are fewer rows than a number of 32 bits can count.
    let parts = rows.div_ceil(ROWS_OF_PART).max(1) as u32;
    let mut hide = vec![Vec::new(); workers.len()];
    for part in 0..parts {
        let request = Request::ShareKeys { owners, part, parts };
        let keys = buffers(workers.iter().map(|&place| crew.ask(place, request.clone(), &[])));
        let mut beside = turned(keys.await?)?.into_iter();
        let found = buffers(
            workers
                .iter()
                .map(|&place| crew.ask(place, Request::FindRepeats, &beside.next().unwrap_or_default())),
        );
        for (lists, found) in hide.iter_mut().zip(turned(found.await?)?) {
            lists.extend(found);
        }
    }
    let mut hide = hide.into_iter();
    let hidden = workers
        .iter()
        .map(|&place| crew.ask(place, Request::HideRepeats, &hide.next().unwrap_or_default()))
        .collect();
    all(hidden).await
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
