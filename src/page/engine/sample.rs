//! The sample trail: told by the workers, read like any other files.

use std::rc::Rc;

use js_sys::Array;
use trailglass::in_order::InOrder;
use trailglass::protocol::{Answer, FileTicket, Request};
use wasm_bindgen::JsValue;
use web_sys::File;

use super::Inner;
use super::error::EngineError;
use super::listing::Listing;
use super::notice::Picked;
use super::reply::{Reply, all_said};

/// Has the sample told, and loads it.
pub async fn load(inner: Rc<Inner>, listing: Listing) {
    let workers = inner.crew.manned();
    let parts = workers.len() as u32;
    let told = workers
        .into_iter()
        .zip(0..)
        .map(|(place, part)| inner.crew.ask(place, Request::Sample { part, parts }, &[]))
        .collect();
    match gather(told).await {
        Ok(files) => listing.found(files),
        Err(error) => listing.refused("the sample trail".to_owned(), &error.to_string()),
    }
}

async fn gather(told: Vec<Reply>) -> Result<Vec<Picked>, EngineError> {
    let mut files: Vec<(FileTicket, JsValue)> = Vec::new();
    for said in all_said(told).await? {
        let Answer::Sample(tickets) = said.answer else { return Err(EngineError::Mismatch) };
        files.extend(tickets.into_iter().zip(said.beside));
    }
    files.put_in_order_by_key(|(ticket, _)| ticket.file);
    files.into_iter().map(|(ticket, buffer)| as_picked(ticket, &buffer)).collect()
}

fn as_picked(ticket: FileTicket, buffer: &JsValue) -> Result<Picked, EngineError> {
    let name = ticket.path.rsplit('/').next().unwrap_or_default();
    let file = File::new_with_buffer_source_sequence(&Array::of1(buffer), name)
        .map_err(|error| EngineError::Failed(format!("the browser made no file of it: {error:?}")))?;
    Ok(Picked { path: ticket.path, file })
}
