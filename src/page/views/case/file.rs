//! Reads and writes case files.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use trailglass::casefile::{
    self, Case, CaseError, CaseReader, EXTENSION, KeptRecord, KeptRecords, MAX_BYTES,
};
use trailglass::handover::{NameCollector, Redact};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;
use yew::Callback;

use super::case_ui::{Arrived, CaseAction, MarkedLocations};
use super::keep::writing;
use crate::client::{ClientError, PageClient, Picked};
use crate::dialogs::redacting::Saving;
use crate::platform::save::save;
use crate::platform::turn::Turn;
use crate::state::Action;

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
            dispatch.emit(match read(&picked.path, &picked.file).await {
                Ok(arrived) => Action::Case(CaseAction::Arrived(Rc::new(arrived))),
                Err(reason) => Action::Alert(reason.into()),
            });
        }
    });
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

/// Returns the name of a case's file, without extension: its title, reduced to characters that
/// every system accepts.
pub fn name_of(case: &Case) -> String {
    let mut name = String::new();
    for letter in case.title.chars().take(60) {
        match letter {
            letter if letter.is_alphanumeric() => name.extend(letter.to_lowercase()),
            _ if !name.is_empty() && !name.ends_with('-') => name.push('-'),
            _ => {}
        }
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() { "case".to_owned() } else { name.to_owned() }
}

/// Saves a case, with or without the records of its events, redacted or not. Returns whether the
/// browser accepted the file.
///
/// # Errors
///
/// If a worker that held a record crashed.
pub async fn save_case(
    client: &PageClient,
    case: &Case,
    found: &MarkedLocations,
    view: String,
    with_records: bool,
    saving: &Saving,
) -> Result<bool, ClientError> {
    let mut whole = Case { view: Some(view), ..case.clone() };
    let kept = std::mem::take(&mut whole.records);
    if with_records {
        let kept = KeptRecords::new(&kept);
        for event in case.events() {
            match found.events.get(&event.key()).and_then(|places| places.first()) {
                Some(place) => {
                    let record = client.record(*place).await?.text;
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
    Ok(save(&saving.file_name(&name_of(&whole), EXTENSION), "application/json", &text))
}

/// Returns the records of a case as a log file that can be read like any other; `None` if no record
/// is valid JSON.
pub fn records_as_log(case: &Case) -> Option<Picked> {
    let is_json = |kept: &&KeptRecord| serde_json::from_str::<serde::de::IgnoredAny>(&kept.record).is_ok();
    let records: Vec<&str> = case.records.iter().filter(is_json).map(|kept| kept.record.as_str()).collect();
    if records.is_empty() {
        return None;
    }
    let text = format!("{{\"Records\":[{}]}}", records.join(","));
    let path = format!("{}-records.json", name_of(case));
    let file = File::new_with_str_sequence(&Array::of1(&text.into()), &path).ok()?;
    Some(Picked { path, file: file.unchecked_into() })
}

/// Reads a file chosen in a file input.
pub async fn read_chosen(file: File) -> Result<Rc<Arrived>, String> {
    read(&file.name(), &file).await.map(Rc::new)
}
