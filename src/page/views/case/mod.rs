//! The case: what was marked and why, in a file that can be handed on.
//!
//! ```text
//! mod       the view                        marks     the marked things, ordered by time
//! bookmark  the star, note and tags of a thing, wherever it is shown
//! case_ui   the page's state of the case, and the actions on it
//! seek      finds the marked things         keep      browser storage, if asked for
//! file      reads and writes case files     taking    replace, merge or leave
//! said      the last change, with undo      report    everything on one page
//! ```

mod bookmark;
mod case_ui;
mod file;
mod keep;
mod marks;
mod report;
mod said;
mod seek;
mod taking;

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::casefile::{Case, KeptRecords, MAX_NOTE, MarkedEvent, MarkedThing};
use trailglass::model::Selection;
use trailglass::query::quote;
use trailglass::store::Totals;
use trailglass::view_address::ViewAddress;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

pub use self::bookmark::{
    EVENT_STAR_ID, MarkEditor, Star, actor, session, toggle_event, toggle_file, toggled,
};
pub use self::case_ui::{CaseAction, CaseUiState, MarkedLocations, contents};
pub use self::file::open_dropped;
pub use self::keep::{remembered, use_keeping};
use self::marks::Marks;
use self::report::WriteReport;
pub use self::said::SaidBar;
pub use self::seek::use_seeking;
pub use self::taking::TakingDialog;
use crate::client::{Checking, Following, PageClient, RowPlace};
use crate::dialogs::redacting::{RedactionSwitch, Saving, use_redacting};
use crate::file_table::FileTable;
use crate::state::{Action, Alert};
use crate::widgets::icons::Icon;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

/// Time for which the outcome of saving is shown, in milliseconds.
const TOLD_MILLIS: u32 = 2_000;

/// Maximum number of event ids in a filter: it must fit into an address.
pub const MOST_IN_FILTER: usize = 100;

#[derive(Clone, PartialEq, Properties)]
pub struct CaseViewProperties {
    pub client: PageClient,
    pub case: Rc<Case>,
    /// The page's state beside the case.
    pub case_ui: Rc<CaseUiState>,
    /// Whether the case has changed since it was opened or saved.
    pub is_unsaved: bool,
    /// The current view, which is saved with the case.
    pub address: ViewAddress,
    pub file_table: Rc<FileTable>,
    /// Whether files are being read.
    pub loading: bool,
    /// The state of session tracing.
    pub following: Rc<Following>,
    /// The location of the open event.
    pub opened: Option<RowPlace>,
    pub times: TimeDisplay,
    /// The state of integrity checks.
    pub checking: Rc<Checking>,
    /// The totals over all events.
    pub totals: Rc<Totals>,
    /// The page's error messages, which go into the report.
    pub alerts: Rc<Vec<Alert>>,
    /// Shows the events of a selection.
    pub on_events: Callback<Selection>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn CaseView(properties: &CaseViewProperties) -> Html {
    let CaseViewProperties { case, case_ui, is_unsaved, dispatch, .. } = properties;
    let act = |action: CaseAction| dispatch.reform(move |_: MouseEvent| Action::Case(action.clone()));
    let on_title = {
        let dispatch = dispatch.clone();
        use_callback((), move |event: InputEvent, ()| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            dispatch.emit(Action::Case(CaseAction::Title(input.value())));
        })
    };
    let on_notes = {
        let dispatch = dispatch.clone();
        use_callback((), move |event: InputEvent, ()| {
            let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            dispatch.emit(Action::Case(CaseAction::Notes(area.value())));
        })
    };
    let state = match (is_unsaved, case.is_empty()) {
        (_, true) => "nothing in it yet".to_owned(),
        (true, _) => format!("{}, not saved", case_ui::contents(case)),
        (false, _) => format!("{}, saved", case_ui::contents(case)),
    };
    html! {
        <section class="case" aria-label="Case">
            <div class="case__head">
                <label class="case__title-field">
                    <span class="unseen">{ "Title of the case" }</span>
                    <input type="text" class="case__title" placeholder="Title of the case" value={case.title.clone()}
                        maxlength={MAX_NOTE.to_string()} autocomplete="off" oninput={on_title} />
                </label>
                <span class="case__state" role="status" aria-label="State of the case">{ state }</span>
                <div class="case__files">
                    <button type="button" class="button" onclick={act(CaseAction::New)}>{ "New case" }</button>
                    <OpenCase dispatch={dispatch.clone()} />
                    <SaveCase ..properties.clone() />
                    <WriteReport ..properties.clone() />
                    <RedactionSwitch />
                </div>
            </div>
            <div class="case__body">
                <label class="case__notes-field">
                    <span class="case__label">{ "Notes on the case" }</span>
                    <textarea class="case__notes" rows="3" maxlength={MAX_NOTE.to_string()} value={case.notes.clone()} oninput={on_notes}
                        placeholder="What happened, what is known, what is open" />
                </label>
                <Remember is_remembered={case_ui.is_remembered} dispatch={dispatch.clone()} />
                { missing(properties) }
                <Marks ..properties.clone() />
            </div>
        </section>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct OpenCaseProperties {
    dispatch: Callback<Action>,
}

/// The “Open case file” button.
#[component]
fn OpenCase(properties: &OpenCaseProperties) -> Html {
    let onchange = {
        let dispatch = properties.dispatch.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let file = input.files().and_then(|files| files.get(0));
            // Cleared, so that choosing the same file again triggers a change event.
            input.set_value("");
            let (Some(file), dispatch) = (file, dispatch.clone()) else { return };
            spawn_local(async move {
                dispatch.emit(match file::read_chosen(file).await {
                    Ok(arrived) => Action::Case(CaseAction::Arrived(arrived)),
                    Err(reason) => Action::Alert(reason.into()),
                });
            });
        })
    };
    html! {
        <label class="open button">
            <input class="open__input" type="file" accept=".json,application/json" {onchange} />
            { "Open case file" }
        </label>
    }
}

/// The “Save case file” button, and the choice whether to include the records.
#[component]
fn SaveCase(properties: &CaseViewProperties) -> Html {
    let with_records = use_state_eq(|| !properties.case.records.is_empty());
    let told = use_state_eq(|| None::<&'static str>);
    let saving = use_redacting().saving();
    let onclick = {
        let (told, with_records, properties) = (told.clone(), *with_records, properties.clone());
        let saving = saving.clone();
        Callback::from(move |_: MouseEvent| {
            let (told, properties, saving) = (told.clone(), properties.clone(), saving.clone());
            told.set(Some("Saving…"));
            spawn_local(async move {
                let CaseViewProperties { client, case, case_ui, address, dispatch, .. } = properties;
                let view = address.format();
                match file::save_case(&client, &case, &case_ui.found, view, with_records, &saving).await {
                    Ok(true) => {
                        // A redacted copy does not count as saving the case.
                        if saving == Saving::Plain {
                            dispatch.emit(Action::Case(CaseAction::Saved));
                        }
                        told.set(Some("Saved"));
                    }
                    Ok(false) => told.set(Some("Not saved")),
                    Err(error) => {
                        let message = format!("The case was not saved, since a record is missing: {error}");
                        dispatch.emit(Action::Alert(message.into()));
                        told.set(Some("Not saved"));
                    }
                }
                Timeout::new(TOLD_MILLIS, move || told.set(None)).forget();
            });
        })
    };
    let on_records = {
        let with_records = with_records.setter();
        Callback::from(move |event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            with_records.set(input.is_some_and(|input| input.checked()));
        })
    };
    html! {
        <>
            <button type="button" class="button button--primary" disabled={saving.waits()} {onclick} aria-live="polite">
                { Icon::File.draw() }{ told.unwrap_or("Save case file") }
            </button>
            <label class="case__check" title="Without it the file holds references and notes only, and the logs are needed to read them">
                <input type="checkbox" checked={*with_records} onchange={on_records} />
                { "with the bookmarked records" }
            </label>
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct RememberProperties {
    is_remembered: bool,
    dispatch: Callback<Action>,
}

/// The “Remember on this computer” choice, and what it means.
#[component]
fn Remember(properties: &RememberProperties) -> Html {
    let RememberProperties { is_remembered, dispatch } = properties;
    let onchange = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            let is_on = input.is_some_and(|input| input.checked());
            dispatch.emit(Action::Case(CaseAction::Remember(is_on)));
        })
    };
    let words = if *is_remembered {
        "This case (title, notes, bookmarks, questions; no logs) is kept in this browser's storage until this is turned off"
    } else {
        "Off: nothing of the case is kept in this browser; save it as a file"
    };
    html! {
        <div class="case__remember">
            <label class="case__check">
                <input type="checkbox" checked={*is_remembered} {onchange} aria-describedby="case-remember" />
                { "Remember on this computer" }
            </label>
            <span id="case-remember" class="case__muted">{ words }</span>
        </div>
    }
}

/// Draws which marked things are missing, once they were searched for.
fn missing(properties: &CaseViewProperties) -> Html {
    let CaseViewProperties { client, case, file_table, case_ui, loading, totals, following, .. } = properties;
    let lost = case.marks.iter().filter(|mark| marks::is_missing(&mark.on, properties)).count() as u64;
    let records = case.records.len() as u64;
    let read_records = {
        let (client, case) = (client.clone(), case.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(picked) = file::records_as_log(&case) {
                client.list().found_logs(vec![picked]);
            }
        })
    };
    let follow = {
        let client = client.clone();
        Callback::from(move |_: MouseEvent| client.follow_sessions())
    };
    let has_logs = totals.events > 0 || !file_table.sources.is_empty();
    let kept = KeptRecords::new(&case.records);
    let lost_events = case.marks.iter().any(|mark| {
        let is_kept = as_event(&mark.on).is_some_and(|event| kept.has_id_of(event));
        is_kept && !case_ui.found.events.contains_key(&mark.on.key())
    });
    html! {
        <>
            if !case.marks.is_empty() && !has_logs && !loading {
                <p class="case__note" role="note">
                    { Icon::Warning.draw() }
                    <span>{ "No logs are open. Drop those that this case is about, and every bookmark leads to its event" }</span>
                </p>
            } else if lost > 0 {
                <p class="case__note" role="note">
                    { Icon::Warning.draw() }
                    <span>{ format!("{} of {} {} not in the loaded files; each says where it was", text::count(lost), text::counted(case.marks.len() as u64, "bookmark", "bookmarks"), if lost == 1 { "is" } else { "are" }) }</span>
                </p>
            }
            if lost_events && !loading {
                <p class="case__note">
                    <span>{ format!("The case file holds {}", text::counted(records, "record", "records")) }</span>
                    <button type="button" class="button button--small" onclick={read_records}>{ "Read the records kept in the case" }</button>
                </p>
            }
            if case.asks_for_sessions() && has_logs && matches!(**following, Following::Never | Following::Stopped | Following::Failed(_)) && !loading {
                <p class="case__note">
                    <span>{ "Sessions and actors are found once sessions have been followed" }</span>
                    <button type="button" class="button button--small" onclick={follow}>{ "Follow sessions" }</button>
                </p>
            }
        </>
    }
}

/// Returns the filter that finds marked events by their ids, at most the first [`MOST_IN_FILTER`].
pub fn filter_of<'a>(events: impl Iterator<Item = &'a MarkedEvent>) -> String {
    let ids: Vec<String> = events
        .filter(|event| !event.event_id.is_empty())
        .take(MOST_IN_FILTER)
        .map(|event| quote(&event.event_id))
        .collect();
    match ids.as_slice() {
        [] => String::new(),
        [one] => format!("eventID:{one}"),
        several => format!("eventID:({})", several.join(" or ")),
    }
}

/// Returns the event if the thing is one.
pub fn as_event(thing: &MarkedThing) -> Option<&MarkedEvent> {
    match thing {
        MarkedThing::Event(event) => Some(event),
        _ => None,
    }
}
