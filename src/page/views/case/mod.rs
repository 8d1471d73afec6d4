//! The case: what was marked and why, in a file that can be handed on.
//!
//! ```text
//! mod      the view                       marks   the marked things, ordered by time
//! notes    what is missing                save    the buttons that open and save case files
//! seek     finds the marked things        keep    browser storage, if asked for
//! file     reads and writes case files    taking  replace, merge or leave
//! said     the last change, with undo     report  everything on one page
//! ```
//!
//! [`trailglass::app_state`] has the state of the case and its actions.

mod file;
mod keep;
mod marks;
mod notes;
mod report;
mod said;
mod save;
mod seek;
mod taking;

use std::rc::Rc;

use trailglass::app_state::{CaseState, MarkSearch, case_status};
pub use trailglass::app_state::{
    CaseUiState, MarkedLocations, marked_actor as actor, marked_session as session,
};
use trailglass::casefile::MAX_NOTE;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

pub use self::file::open_dropped;
pub use self::keep::{remembered, use_keeping};
use self::marks::Marks;
use self::notes::notes;
use self::report::WriteReport;
pub use self::said::SaidBar;
use self::save::{OpenCase, SaveCase};
pub use self::seek::use_seeking;
pub use self::taking::TakingDialog;
pub use crate::bookmarks::{toggle_event, toggled};
use crate::client::{Following, RowPlace};
use crate::contexts::{use_case, use_client, use_dispatch, use_times};
pub use crate::widgets::bookmark::{EVENT_STAR_ID, MarkEditor, Star};
use crate::widgets::redacting::RedactionSwitch;
use crate::widgets::times::TimeDisplay;
use trailglass::app_state::{Action, CaseAction, FileTable};

#[derive(Clone, PartialEq, Properties)]
pub struct CaseViewProperties {
    pub file_table: Rc<FileTable>,
    /// Whether there are events or files.
    pub has_logs: bool,
    /// Whether files are being read.
    pub loading: bool,
    /// The state of session tracing.
    pub following: Rc<Following>,
    /// The location of the open event.
    pub opened: Option<RowPlace>,
}

impl CaseViewProperties {
    /// Returns the data in which the marked things were searched for.
    fn search<'a>(
        &'a self,
        state: &'a CaseState,
        times: TimeDisplay,
    ) -> MarkSearch<'a, impl Fn(Option<i64>) -> String> {
        MarkSearch {
            found: &state.case_ui.found,
            file_table: &self.file_table,
            is_loading: self.loading,
            show_time: move |millis| times.show_with_zone(millis),
        }
    }
}

#[component]
pub fn CaseView(properties: &CaseViewProperties) -> Html {
    let (client, dispatch, state, times) = (use_client(), use_dispatch(), use_case(), use_times());
    let on_title = use_callback(dispatch.clone(), |event: InputEvent, dispatch| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        dispatch.emit(Action::Case(CaseAction::Title(input.value())));
    });
    let on_notes = use_callback(dispatch.clone(), |event: InputEvent, dispatch| {
        let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
        dispatch.emit(Action::Case(CaseAction::Notes(area.value())));
    });
    let case = &state.case;
    html! {
        <section class="case" aria-label="Case">
            <div class="case__head">
                <label class="case__title-field">
                    <span class="unseen">{ "Title of the case" }</span>
                    <input type="text" class="case__title" placeholder="Title of the case" value={case.title.clone()}
                        maxlength={MAX_NOTE.to_string()} autocomplete="off" oninput={on_title} />
                </label>
                <span class="case__state" role="status" aria-label="State of the case">{ case_status(case, state.is_unsaved()) }</span>
                <div class="case__files">
                    <button type="button" class="button"
                        onclick={dispatch.reform(|_: MouseEvent| Action::Case(CaseAction::New))}>{ "New case" }</button>
                    <OpenCase />
                    <SaveCase />
                    <WriteReport />
                    <RedactionSwitch />
                </div>
            </div>
            <div class="case__body">
                <label class="case__notes-field">
                    <span class="case__label">{ "Notes on the case" }</span>
                    <textarea class="case__notes" rows="3" maxlength={MAX_NOTE.to_string()} value={case.notes.clone()} oninput={on_notes}
                        placeholder="What happened, what is known, what is open" />
                </label>
                <Remember is_remembered={state.case_ui.is_remembered} />
                { notes(properties, &state, times, &client) }
                <Marks ..properties.clone() />
            </div>
        </section>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct RememberProperties {
    is_remembered: bool,
}

/// The “Remember on this computer” choice, and what it means.
#[component]
fn Remember(properties: &RememberProperties) -> Html {
    let RememberProperties { is_remembered } = properties;
    let onchange = use_dispatch().reform(|event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        Action::Case(CaseAction::Remember(input.is_some_and(|input| input.checked())))
    });
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
            <span id="case-remember" class="muted">{ words }</span>
        </div>
    }
}
