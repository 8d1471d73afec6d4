//! Adds and removes the bookmarks of events and files.

use std::rc::Rc;

use trailglass::app_state::{CaseAction, MarkedLocations, bookmark_of_event, bookmark_of_file};
use trailglass::casefile::{Case, MarkedThing, ThingKey};
use trailglass::model::FileNumber;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use crate::client::{PageClient, RowPlace};
use crate::platform::clock::unix_time_millis;
use trailglass::app_state::{Action, FileTable};

/// Marks an event, or removes its mark.
pub fn toggle_event(
    client: &PageClient,
    place: RowPlace,
    found: &MarkedLocations,
    case: &Case,
    file_table: &Rc<FileTable>,
    dispatch: &Callback<Action>,
) {
    if let Some(key) = found.by_place.get(&place).filter(|key| case.mark_of(key).is_some()) {
        dispatch.emit(Action::Case(CaseAction::Unmark(key.clone())));
        return;
    }
    let (client, file_table, dispatch) = (client.clone(), file_table.clone(), dispatch.clone());
    spawn_local(async move {
        match bookmark_of_event(&client, place, &file_table, unix_time_millis()).await {
            Ok(Some(mark)) => dispatch.emit(Action::Case(CaseAction::Mark(Box::new(mark), Some(place)))),
            Ok(None) => dispatch.emit(Action::Alert("The event is no longer there to be marked".into())),
            Err(error) => {
                dispatch.emit(Action::Alert(format!("The event could not be marked: {error}").into()));
            }
        }
    });
}

/// Marks a file, or removes its mark.
pub fn toggle_file(
    client: &PageClient,
    file: FileNumber,
    file_table: &FileTable,
    case: &Case,
    dispatch: &Callback<Action>,
) {
    let Some(source) = file_table.sources.get(file as usize) else { return };
    let key = ThingKey::File(source.path.to_string());
    if case.mark_of(&key).is_some() {
        dispatch.emit(Action::Case(CaseAction::Unmark(key)));
        return;
    }
    let (client, dispatch) = (client.clone(), dispatch.clone());
    let (path, bytes) = (source.path.to_string(), source.bytes);
    spawn_local(async move {
        let mark = bookmark_of_file(&client, file, path, bytes, unix_time_millis()).await;
        dispatch.emit(Action::Case(CaseAction::Mark(Box::new(mark), None)));
    });
}

/// Returns the action that marks a thing, or removes its mark if `is_marked`.
pub fn toggled(thing: &MarkedThing, is_marked: bool) -> CaseAction {
    CaseAction::toggle(thing, is_marked, unix_time_millis())
}
