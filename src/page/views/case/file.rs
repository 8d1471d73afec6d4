//! Reads and writes case files.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use trailglass::app_state::{AppState, Arrived, case_file_stem};
use trailglass::casefile::{
    self, Case, CaseError, CaseReader, EXTENSION, KeptRecord, KeptRecords, MAX_BYTES,
};
use trailglass::handover::{NameCollector, Redact};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;
use yew::Callback;

use super::keep::writing;
use crate::client::{ClientError, PageClient, Picked};
use crate::platform::save::save;
use crate::platform::turn::Turn;
use crate::widgets::redacting::Saving;
use trailglass::app_state::{Action, CaseAction};

/// Number of bytes read to recognize a case file.
const HEAD_BYTES: f64 = 4_096.0;

/// Opens the case files among the dropped logs. A file that only has the name of one is read as a
/// log.
pub fn open_dropped(client: &PageClient, files: Vec<Picked>, dispatch: &Callback<Action>) {
    // The load does not end before `listing` is dropped.
    let (listing, dispatch) = (client.list(), dispatch.clone());
    spawn_local(async move {
        for picked in files {
            if !is_one(&picked.file).await {
                listing.found_logs(vec![picked]);
                continue;
            }
            dispatch.emit(opened(&picked.path, &picked.file).await);
        }
    });
}

/// Reads a case file; returns the action that opens it, or an alert if it is no valid case file.
pub async fn opened(path: &str, file: &File) -> Action {
    match read(path, file).await {
        Ok(arrived) => Action::Case(CaseAction::Arrived(Rc::new(arrived))),
        Err(reason) => Action::Alert(reason.into()),
    }
}

/// Returns whether the file starts with the case-file header.
async fn is_one(file: &File) -> bool {
    match file.slice_with_f64_and_f64(0.0, HEAD_BYTES) {
        Ok(head) => match JsFuture::from(head.array_buffer()).await {
            Ok(buffer) => casefile::is_case(&Uint8Array::new(&buffer).to_vec()),
            Err(_) => false,
        },
        Err(_) => false,
    }
}

/// Reads a case file.
///
/// # Errors
///
/// If it is no valid case file, with a sentence that names the file.
async fn read(path: &str, file: &File) -> Result<Arrived, String> {
    let wrong = |reason: &dyn std::fmt::Display| format!("{path} could not be opened as a case: {reason}");
    if file.size() > MAX_BYTES as f64 {
        return Err(wrong(&CaseError::TooLarge { bytes: file.size() as usize, most: MAX_BYTES }));
    }
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_| wrong(&"the browser could not read the file"))?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut reader =
        CaseReader::new(Uint8Array::new(&buffer).to_vec(), Some(name)).map_err(|error| wrong(&error))?;
    let mut turn = Turn::new().map_err(|_| wrong(&"the browser gave no message channel"))?;
    // A large case is read in steps, so that the page can draw in between.
    let opened = loop {
        if let Some(read) = reader.step() {
            break read.map_err(|error| wrong(&error))?;
        }
        turn.pass().await;
    };
    Ok(Arrived { name: name.to_owned().into(), opened })
}

/// Saves the case, with or without the records of its events, redacted or not. Returns whether the
/// browser accepted the file.
///
/// # Errors
///
/// If a worker that held a record crashed.
pub async fn save_case(
    client: &PageClient,
    state: &AppState,
    with_records: bool,
    saving: &Saving,
) -> Result<bool, ClientError> {
    let (case, found) = (&state.case.case, &state.case.case_ui.found);
    let mut whole = Case { view: Some(state.address().format()), ..Case::clone(case) };
    let kept = std::mem::take(&mut whole.records);
    if with_records {
        let kept = KeptRecords::new(&kept);
        for event in case.events() {
            match found.place_of(&event.key()) {
                Some(place) => {
                    let record = client.record(place).await?.text;
                    let (account, event_id) = (event.account.clone(), event.event_id.clone());
                    whole.records.push(KeptRecord { account, event_id, record });
                }
                // A record that is not loaded may still be in the file that the case came from.
                None => whole.records.extend(kept.of(event).cloned()),
            }
        }
    }
    if let Some(redactor) = saving.redactor() {
        let mut names = NameCollector::default();
        names.case(&whole);
        whole = whole.redacted(&names.with(redactor));
    }
    let text = casefile::write(&whole, &writing());
    Ok(save(&saving.file_name(&case_file_stem(&whole.title), EXTENSION), "application/json", &text))
}

/// Returns the text of a log file as if it was dropped, named after the case.
pub fn log_file(case: &Case, text: &str) -> Option<Picked> {
    let path = format!("{}-records.json", case_file_stem(&case.title));
    let file = File::new_with_str_sequence(&Array::of1(&text.into()), &path).ok()?;
    Some(Picked { path, file: file.unchecked_into() })
}
