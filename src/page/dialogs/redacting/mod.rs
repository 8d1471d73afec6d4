//! The search for the values to replace, and the dialog that shows them.
//!
//! ```text
//! mod      the search
//! choice   the choice in a dialog, with the preview
//! preview  what will be replaced, and the key file
//! keys     the key of an earlier key file
//! ```

mod choice;
mod keys;
mod preview;

use std::rc::Rc;

use trailglass::app_state::collect_names;
use trailglass::casefile::Case;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;
use yew::prelude::*;

pub use self::choice::{RedactionChoice, RedactionDialog};
use crate::client::{ClientError, PageClient, Redaction};
use crate::widgets::redacting::{Begun, KeyRead, Redacting, UnderWay, WorkState, begin, stop};
use trailglass::app_state::{Action, AppState, Dialog, FileTable};

/// The choice, held by the page. Searches all events when it is on, and again when the data change.
#[hook]
pub fn use_redaction(client: &PageClient, state: &AppState, dispatch: &Callback<Action>) -> Redacting {
    let is_on = use_state_eq(|| false);
    let looking = use_state_eq(|| WorkState::<Rc<Redaction>>::Idle);
    let under_way = use_mut_ref(|| None);
    let look = {
        let (looking, under_way) = (looking.setter(), under_way.clone());
        let of = (client.clone(), state.data.file_table.clone(), state.case.case.clone());
        use_callback(of, move |(), (client, file_table, case)| {
            let (looking, under_way) = (looking.clone(), under_way.clone());
            spawn_local(find(client.clone(), file_table.clone(), case.clone(), looking, under_way));
        })
    };
    let key_read = use_state_eq(|| None::<KeyRead>);
    let on_key_file = {
        let (looking, under_way, key_read) = (looking.clone(), under_way.clone(), key_read.setter());
        use_callback((client.clone(), looking), move |file: File, (client, looking)| {
            // The key file button is shown only after the search.
            let WorkState::Done(redaction) = &**looking else { return };
            let (client, redaction, looking) = (client.clone(), redaction.clone(), looking.setter());
            let (under_way, key_read) = (under_way.clone(), key_read.clone());
            spawn_local(async move {
                let key = match keys::key_of(&file).await {
                    Ok(key) => key,
                    Err(reason) => return key_read.set(Some(KeyRead::Refused(reason))),
                };
                let begun = begin(&under_way, &looking);
                let found = client.redaction_by(key, &redaction, &begun.course).await;
                key_read.set(Some(KeyRead::Used(file.name().into())));
                settle(found, &begun, &under_way, &looking);
            });
        })
    };
    let waits_for_files = state.data.progress.loading;
    use_effect_with((*is_on, waits_for_files, state.data.data), {
        let (look, looking, under_way) = (look.clone(), looking.setter(), under_way.clone());
        move |(is_on, waits_for_files, _)| {
            stop(&under_way);
            looking.set(WorkState::Idle);
            if *is_on && !waits_for_files {
                look.emit(());
            }
        }
    });
    Redacting {
        is_on: *is_on,
        waits_for_files,
        looking: (*looking).clone(),
        on_choice: use_callback(is_on.setter(), |choice, setter| setter.set(choice)),
        on_stop: use_callback(under_way, |(), under_way| stop(under_way)),
        on_again: look,
        key_read: (*key_read).clone(),
        on_key_file,
        on_show: use_callback(dispatch.clone(), |(), dispatch| {
            dispatch.emit(Action::Dialog(Some(Dialog::Redaction)));
        }),
    }
}

/// Searches for the values to replace.
async fn find(
    client: PageClient,
    file_table: Rc<FileTable>,
    case: Rc<Case>,
    looking: UseStateSetter<WorkState<Rc<Redaction>>>,
    under_way: UnderWay,
) {
    let begun = begin(&under_way, &looking);
    let names = collect_names(client.platform(), &file_table, &case).await;
    let found = client.redaction(names.into_dictionary(), &begun.course).await;
    settle(found, &begun, &under_way, &looking);
}

/// Sets the outcome of the work, unless newer work has started.
fn settle(
    found: Result<Rc<Redaction>, ClientError>,
    begun: &Begun,
    under_way: &UnderWay,
    looking: &UseStateSetter<WorkState<Rc<Redaction>>>,
) {
    match found {
        Ok(redaction) if begun.is_current(under_way) => looking.set(WorkState::Done(redaction)),
        Err(ClientError::Superseded) if under_way.borrow().is_none() => looking.set(WorkState::Stopped),
        Err(error) if begun.is_current(under_way) => looking.set(WorkState::Failed(error.to_string())),
        // Newer work has replaced it.
        Ok(_) | Err(_) => {}
    }
}
