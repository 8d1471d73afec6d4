//! Whether what is saved is redacted: one choice for the whole page, so that
//! nobody forgets it at the next button.
//!
//! ```text
//! mod      the choice, and what is known of what is to be replaced
//! choice   the choice in a dialog, with what will be replaced
//! switch   the same on one line, beside a button that saves
//! preview  what will be replaced, and the key file
//! keys     the key of an earlier file
//! work     how far a piece of work is
//! ```

mod choice;
mod keys;
mod preview;
mod switch;
mod work;

use std::rc::Rc;

use trailglass::casefile::Case;
use trailglass::handover::Names;
use trailglass::redaction::Redactor;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;
use yew::prelude::*;

pub use self::choice::{RedactionChoice, RedactionDialog};
use self::keys::KeyRead;
pub use self::switch::RedactionSwitch;
use self::work::Begun;
pub use self::work::{UnderWay, Work, begin, of_events, stop};
use crate::engine::{Engine, EngineError, Redaction};
use crate::ledger::Ledger;
use crate::state::{Action, Dialog, State};
use crate::turn::Turn;

/// So many files are looked at before the page may draw again.
const FILES_AT_ONCE: usize = 2_000;

/// The choice; whoever saves something asks it with [`use_redacting`].
#[derive(Clone, Default, PartialEq)]
pub struct Redacting {
    /// Whether what is saved is redacted.
    pub is_on: bool,
    /// Whether files are still being read, whose events are not looked at yet.
    waits_for_files: bool,
    /// What is to be replaced.
    looking: Work<Rc<Redaction>>,
    /// Called with another choice.
    on_choice: Callback<bool>,
    /// Gives up looking.
    on_stop: Callback<()>,
    /// Looks again.
    on_again: Callback<()>,
    /// Shows what will be replaced.
    on_show: Callback<()>,
    /// What came of the last key file.
    key_read: Option<KeyRead>,
    /// Called with a key file whose key is to be used.
    on_key_file: Callback<File>,
}

/// How something is saved.
#[derive(Clone, PartialEq)]
pub enum Saving {
    /// As it is.
    Plain,
    /// With pseudonyms.
    Redacted(Rc<Redaction>),
    /// Not before it is known what is to be replaced.
    NotYet,
}

impl Saving {
    /// Whether nothing can be saved now.
    pub fn waits(&self) -> bool {
        *self == Saving::NotYet
    }

    /// What is to be replaced, if anything is.
    pub fn redaction(&self) -> Option<&Redaction> {
        match self {
            Saving::Redacted(redaction) => Some(redaction),
            Saving::Plain | Saving::NotYet => None,
        }
    }

    /// Who replaces it.
    pub fn redactor(&self) -> Option<&Redactor> {
        self.redaction().map(|redaction| &redaction.redactor)
    }

    /// The name of a file, of its stem and its ending.
    pub fn file_name(&self, stem: &str, ending: &str) -> String {
        format!("{stem}{}{ending}", if *self == Saving::Plain { "" } else { "-redacted" })
    }
}

impl Redacting {
    /// How something is saved now.
    pub fn saving(&self) -> Saving {
        match &self.looking {
            _ if !self.is_on => Saving::Plain,
            Work::Done(redaction) if !self.waits_for_files => Saving::Redacted(redaction.clone()),
            _ => Saving::NotYet,
        }
    }
}

/// The choice of the page.
#[hook]
pub fn use_redacting() -> Redacting {
    use_context::<Redacting>().unwrap_or_default()
}

/// The choice, kept by the page: looks through all events where it is on, and
/// again where there are others.
#[hook]
pub fn use_redaction(engine: &Engine, state: &State, dispatch: &Callback<Action>) -> Redacting {
    let is_on = use_state_eq(|| false);
    let looking = use_state_eq(|| Work::<Rc<Redaction>>::Idle);
    let under_way = use_mut_ref(|| None);
    let look = {
        let (looking, under_way) = (looking.setter(), under_way.clone());
        let of = (engine.clone(), state.ledger.clone(), state.case.clone());
        use_callback(of, move |(), (engine, ledger, case)| {
            let (looking, under_way) = (looking.clone(), under_way.clone());
            spawn_local(find(engine.clone(), ledger.clone(), case.clone(), looking, under_way));
        })
    };
    let key_read = use_state_eq(|| None::<KeyRead>);
    let on_key_file = {
        let (looking, under_way, key_read) = (looking.clone(), under_way.clone(), key_read.setter());
        use_callback((engine.clone(), looking), move |file: File, (engine, looking)| {
            // It is offered when it is known what is to be replaced.
            let Work::Done(redaction) = &**looking else { return };
            let (engine, redaction, looking) = (engine.clone(), redaction.clone(), looking.setter());
            let (under_way, key_read) = (under_way.clone(), key_read.clone());
            spawn_local(async move {
                let key = match keys::key_of(&file).await {
                    Ok(key) => key,
                    Err(reason) => return key_read.set(Some(KeyRead::Refused(reason))),
                };
                let begun = begin(&under_way, &looking);
                let found = engine.redaction_by(key, &redaction, &begun.course).await;
                key_read.set(Some(KeyRead::Used(file.name().into())));
                settle(found, &begun, &under_way, &looking);
            });
        })
    };
    let waits_for_files = state.progress.loading;
    use_effect_with((*is_on, waits_for_files, state.data), {
        let (look, looking, under_way) = (look.clone(), looking.setter(), under_way.clone());
        move |(is_on, waits_for_files, _)| {
            stop(&under_way);
            looking.set(Work::Idle);
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

/// Looks for what is to be replaced.
async fn find(
    engine: Engine,
    ledger: Rc<Ledger>,
    case: Rc<Case>,
    looking: UseStateSetter<Work<Rc<Redaction>>>,
    under_way: UnderWay,
) {
    let begun = begin(&under_way, &looking);
    let names = names(&ledger, &case).await;
    let found = engine.redaction(names.into_dictionary(), &begun.course).await;
    settle(found, &begun, &under_way, &looking);
}

/// Tells what became of the work, unless there is newer work.
fn settle(
    found: Result<Rc<Redaction>, EngineError>,
    begun: &Begun,
    under_way: &UnderWay,
    looking: &UseStateSetter<Work<Rc<Redaction>>>,
) {
    match found {
        Ok(redaction) if begun.is_current(under_way) => looking.set(Work::Done(redaction)),
        Err(EngineError::Superseded) if under_way.borrow().is_none() => looking.set(Work::Stopped),
        Err(error) if begun.is_current(under_way) => looking.set(Work::Failed(error.to_string())),
        // Somebody else's by now.
        Ok(_) | Err(_) => {}
    }
}

/// What files and folders are called, and whoever is marked.
async fn names(ledger: &Ledger, case: &Case) -> Names {
    let mut names = Names::default();
    names.case(case);
    let mut turn = Turn::new().ok();
    for portion in ledger.sources.chunks(FILES_AT_ONCE) {
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
