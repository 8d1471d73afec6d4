//! Asks whether another case replaces the current one, is merged into it, or is not opened.

use trailglass::app_state::{CaseState, OnConflict, case_contents};
use yew::prelude::*;

use crate::contexts::{use_case, use_dispatch};
use crate::widgets::dialog::Modal;
use crate::widgets::log_text::shown;
use trailglass::app_state::{Action, CaseAction};

#[component]
pub fn TakingDialog() -> Html {
    let (state, dispatch) = (use_case(), use_dispatch());
    let CaseState { case, case_ui, .. } = &*state;
    let Some(arrived) = &case_ui.arrived else { return html! {} };
    let take =
        |taking: OnConflict| dispatch.reform(move |_: MouseEvent| Action::Case(CaseAction::Take(taking)));
    html! {
        <Modal title="Open this case?" class="dialog--small"
            on_close={dispatch.reform(|()| Action::Case(CaseAction::Take(OnConflict::Leave)))}>
            <p>{ format!("The case at hand has {} and is not saved. ", case_contents(case)) }
                { shown(&arrived.name) }{ format!(" has {}.", case_contents(&arrived.opened.case)) }</p>
            <div class="dialog__ways">
                <button type="button" class="button" onclick={take(OnConflict::Leave)}>{ "Cancel" }</button>
                <button type="button" class="button" onclick={take(OnConflict::Merge)}>{ "Add it to this case" }</button>
                <button type="button" class="button button--danger" onclick={take(OnConflict::Replace)}>{ "Replace this case" }</button>
            </div>
        </Modal>
    }
}
