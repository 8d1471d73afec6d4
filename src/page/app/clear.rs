//! The dialog that asks before everything is cleared.

use trailglass::app_state::case_contents;
use trailglass::base::text;
use yew::prelude::*;

use crate::contexts::{use_case, use_client, use_dispatch};
use crate::widgets::dialog::Modal;
use trailglass::app_state::Action;

#[derive(Clone, PartialEq, Properties)]
pub struct ClearDialogProperties {
    /// Number of events.
    pub events: u64,
    /// Number of files.
    pub files: u64,
}

#[component]
pub fn ClearDialog(properties: &ClearDialogProperties) -> Html {
    let ClearDialogProperties { events, files } = properties;
    let (client, dispatch, state) = (use_client(), use_dispatch(), use_case());
    let close = dispatch.reform(|()| Action::Dialog(None));
    let clear = {
        let close = close.clone();
        Callback::from(move |_: MouseEvent| {
            close.emit(());
            client.clear();
        })
    };
    html! {
        <Modal title="Clear everything?" class="dialog--small" on_close={close.clone()}>
            <p>
                { format!(
                    "This page forgets {} from {} and the filters of this session. The files themselves stay as they are.",
                    text::counted(*events, "event", "events"),
                    text::counted(*files, "file", "files"),
                ) }
            </p>
            if !state.case.is_empty() {
                <p>
                    { format!("The case is forgotten, too, also where this computer remembers it: {}. ", case_contents(&state.case)) }
                    if state.is_unsaved() { <strong>{ "It is not saved." }</strong> }
                </p>
            }
            <div class="dialog__ways">
                <button type="button" class="button" onclick={close.reform(|_: MouseEvent| ())}>{ "Keep" }</button>
                <button type="button" class="button button--danger" onclick={clear}>{ "Clear everything" }</button>
            </div>
        </Modal>
    }
}
