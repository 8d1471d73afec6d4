//! The client of the workers, in a browser.
//!
//! ```text
//! browser   workers, ports, time, files      code       the workers' script and module
//! wire      the messages                     stopwatch  response times
//! ```

mod browser;
mod code;
mod stopwatch;
mod wire;

use std::rc::Rc;

use trailglass::client;
pub use trailglass::client::{
    Checking, ClientError, ClientEvent, Following, FoundHidden, IndexState, LoadProgress, Operation,
    PlacedHistory, PlacedRow, Redaction, RowPlace,
};
use trailglass::export::ExportForm;
use trailglass::model::Selection;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;
use yew::Callback;

use browser::Browser;
pub use browser::now_millis;

use crate::platform::save::{FileParts, refusal};

/// The client of the workers.
pub type PageClient = client::Client<Browser>;

/// A folder being listed.
pub type PageListing = client::FileListing<Browser>;

/// A file that the user picked or dropped.
pub type Picked = client::PickedFile<web_sys::File>;

/// Maximum number of workers. Beyond it, memory and disk limit how much runs in parallel.
const MOST_WORKERS: usize = 16;

/// Starts the workers. `listen` receives every event, `on_cases` the files named like case files.
pub fn start(listen: Callback<ClientEvent>, on_cases: Callback<Vec<Picked>>) -> PageClient {
    let workers = worker_count();
    let client = PageClient::new(Rc::new(Browser::new(workers, listen, on_cases)), workers);
    let started = client.clone();
    spawn_local(async move {
        match code::arrive().await {
            Ok(code) => started.platform().start(code),
            Err(reason) => started.fail_to_start(reason),
        }
    });
    client
}

/// Writes the selected events to a file, ordered by time.
///
/// # Errors
///
/// As [`client::Client::export`], and if the browser does not take the file.
pub async fn export_file(
    client: &PageClient,
    selection: &Selection,
    form: ExportForm,
    redaction: Option<&Redaction>,
    operation: &Operation,
) -> Result<Blob, ClientError> {
    let sink = match form {
        ExportForm::Csv(_) => FileParts::new("text/csv;charset=utf-8", false),
        ExportForm::JsonLines => FileParts::new("application/x-ndjson", false),
        ExportForm::Records => FileParts::new("application/gzip", true),
    };
    let sink = sink.map_err(|error| ClientError::Failed(refusal(error)))?;
    client.export(selection, form, redaction, operation, sink).await
}

/// Returns the number of workers: one per core, less one for the page. With two cores there are
/// two, as the page has little to do while they read.
fn worker_count() -> usize {
    let cores = web_sys::window().map_or(2.0, |window| window.navigator().hardware_concurrency());
    match cores as usize {
        0 | 1 => 1,
        2 => 2,
        cores => (cores - 1).min(MOST_WORKERS),
    }
}
