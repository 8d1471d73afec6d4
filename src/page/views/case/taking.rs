//! Asks whether another case replaces the current one, is merged into it, or is not opened.

use std::rc::Rc;

use trailglass::casefile::Case;
use yew::prelude::*;

use super::case_ui::{CaseAction, CaseUiState, OnConflict, contents};
use crate::state::Action;
use crate::widgets::dialog::Modal;
use crate::widgets::log_text::shown;

#[derive(Clone, PartialEq, Properties)]
pub struct TakingDialogProperties {
    /// The current case.
    pub case: Rc<Case>,
    /// Holds the case that was opened.
    pub case_ui: Rc<CaseUiState>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn TakingDialog(properties: &TakingDialogProperties) -> Html {
    let TakingDialogProperties { case, case_ui, dispatch } = properties;
    let Some(arrived) = &case_ui.arrived else { return html! {} };
    let take =
        |taking: OnConflict| dispatch.reform(move |_: MouseEvent| Action::Case(CaseAction::Take(taking)));
    html! {
        <Modal title="Open this case?" class="dialog--small"
            on_close={dispatch.reform(|()| Action::Case(CaseAction::Take(OnConflict::Leave)))}>
            <p>{ format!("The case at hand has {} and is not saved. ", contents(case)) }
                { shown(&arrived.name) }{ format!(" has {}.", contents(&arrived.opened.case)) }</p>
            <div class="dialog__ways">
                <button type="button" class="button" onclick={take(OnConflict::Leave)}>{ "Cancel" }</button>
                <button type="button" class="button" onclick={take(OnConflict::Merge)}>{ "Add it to this case" }</button>
                <button type="button" class="button button--danger" onclick={take(OnConflict::Replace)}>{ "Replace this case" }</button>
            </div>
        </Modal>
    }
}
