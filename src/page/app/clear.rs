//! The dialog that asks before everything is cleared.

use std::rc::Rc;

use trailglass::casefile::Case;
use yew::prelude::*;

use crate::client::PageClient;
use crate::state::Action;
use crate::views::case::contents;
use crate::widgets::dialog::Modal;
use trailglass::base::text;

#[derive(Clone, PartialEq, Properties)]
pub struct ClearDialogProperties {
    pub client: PageClient,
    pub events: u64,
    pub files: u64,
    /// The case, which is cleared too.
    pub case: Rc<Case>,
    /// Whether the case has changes that are in no file.
    pub is_case_unsaved: bool,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn ClearDialog(properties: &ClearDialogProperties) -> Html {
    let ClearDialogProperties { client, events, files, case, is_case_unsaved, dispatch } = properties;
    let close = dispatch.reform(|()| Action::Dialog(None));
    let clear = {
        let (client, close) = (client.clone(), close.clone());
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
            if !case.is_empty() {
                <p>
                    { format!("The case is forgotten, too, also where this computer remembers it: {}. ", contents(case)) }
                    if *is_case_unsaved { <strong>{ "It is not saved." }</strong> }
                </p>
            }
            <div class="dialog__ways">
                <button type="button" class="button" onclick={close.reform(|_: MouseEvent| ())}>{ "Keep" }</button>
                <button type="button" class="button button--danger" onclick={clear}>{ "Clear everything" }</button>
            </div>
        </Modal>
    }
}
