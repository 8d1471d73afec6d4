//! Whether saved files are redacted: one choice for the whole page, so that it cannot be forgotten
//! at the next button.
//!
//! ```text
//! mod      the choice, and the search for values to replace
//! choice   the choice in a dialog, with the preview
//! switch   the choice on one line, beside a button that saves
//! preview  what will be replaced, and the key file
//! keys     the key of an earlier key file
//! work     the progress of an operation
//! ```

mod choice;
mod keys;
mod preview;
mod switch;
mod work;

use std::rc::Rc;

use trailglass::casefile::Case;
use trailglass::handover::NameCollector;
use trailglass::redaction::Redactor;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;
use yew::prelude::*;

pub use self::choice::{RedactionChoice, RedactionDialog};
use self::keys::KeyRead;
pub use self::switch::RedactionSwitch;
use self::work::Begun;
pub use self::work::{UnderWay, WorkState, begin, of_events, stop};
use crate::client::{ClientError, PageClient, Redaction};
use crate::file_table::FileTable;
use crate::platform::turn::Turn;
use crate::state::{Action, AppState, Dialog};

/// Number of files whose names are collected before the page may draw again.
const FILES_AT_ONCE: usize = 2_000;

/// The choice. Everything that saves a file reads it with [`use_redacting`].
#[derive(Clone, Default, PartialEq)]
pub struct Redacting {
    /// Whether saved files are redacted.
    pub is_on: bool,
    /// Whether files are still being read; the search starts after that.
    waits_for_files: bool,
    /// The search for the values to replace.
    looking: WorkState<Rc<Redaction>>,
    /// Called with the new choice.
    on_choice: Callback<bool>,
    /// Cancels the search.
    on_stop: Callback<()>,
    /// Repeats the search.
    on_again: Callback<()>,
    /// Opens the dialog with the preview.
    on_show: Callback<()>,
    /// The outcome of the last key file.
    key_read: Option<KeyRead>,
    /// Takes the key from a key file.
    on_key_file: Callback<File>,
}

/// The way in which a file is saved.
#[derive(Clone, PartialEq)]
pub enum Saving {
    /// Unchanged.
    Plain,
    /// With pseudonyms.
    Redacted(Rc<Redaction>),
    /// Not until the values to replace are known.
    NotYet,
}

impl Saving {
    /// Whether saving must wait.
    pub fn waits(&self) -> bool {
        *self == Saving::NotYet
    }

    /// Returns the values to replace; `None` if nothing is redacted.
    pub fn redaction(&self) -> Option<&Redaction> {
        match self {
            Saving::Redacted(redaction) => Some(redaction),
            Saving::Plain | Saving::NotYet => None,
        }
    }

    /// Returns the redactor; `None` if nothing is redacted.
    pub fn redactor(&self) -> Option<&Redactor> {
        self.redaction().map(|redaction| &redaction.redactor)
    }

    /// Returns the name of a file, from its stem and its extension.
    pub fn file_name(&self, stem: &str, ending: &str) -> String {
        format!("{stem}{}{ending}", if *self == Saving::Plain { "" } else { "-redacted" })
    }
}

impl Redacting {
    /// Returns the way in which files are saved now.
    pub fn saving(&self) -> Saving {
        match &self.looking {
            _ if !self.is_on => Saving::Plain,
            WorkState::Done(redaction) if !self.waits_for_files => Saving::Redacted(redaction.clone()),
            _ => Saving::NotYet,
        }
    }
}

/// Returns the page's choice.
#[hook]
pub fn use_redacting() -> Redacting {
    use_context::<Redacting>().unwrap_or_default()
}

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
    let names = names(&file_table, &case).await;
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

/// Collects the names of files and folders, and the names in the case.
async fn names(file_table: &FileTable, case: &Case) -> NameCollector {
    let mut names = NameCollector::default();
    names.case(case);
    let mut turn = Turn::new().ok();
    for portion in file_table.sources.chunks(FILES_AT_ONCE) {
        for source in portion {
            names.path(&source.path);
            let entries = source.report.iter().flat_map(|report| &report.entries);
            entries.for_each(|entry| names.path(&entry.path));
        }
        if let Some(turn) = &mut turn {
            turn.pass().await;
        }
    }
    names
}
