//! Asks before everything is forgotten.

use std::rc::Rc;

use trailglass::casefile::Case;
use yew::prelude::*;

use crate::case::contents;
use crate::dialog::Modal;
use crate::engine::Engine;
use crate::state::Action;
use crate::text;

/// What [`ClearDialog`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ClearDialogProperties {
    /// Who forgets.
    pub engine: Engine,
    /// How many events there are.
    pub events: u64,
    /// From how many files.
    pub files: u64,
    /// The case, which is forgotten, too.
    pub case: Rc<Case>,
    /// Whether it lies in no file.
    pub is_case_unsaved: bool,
    /// Told what happens.
    pub dispatch: Callback<Action>,
}

/// The dialog.
#[component]
pub fn ClearDialog(properties: &ClearDialogProperties) -> Html {
    let ClearDialogProperties { engine, events, files, case, is_case_unsaved, dispatch } = properties;
    let close = dispatch.reform(|()| Action::Dialog(None));
    let clear = {
        let (engine, close) = (engine.clone(), close.clone());
        Callback::from(move |_: MouseEvent| {
            close.emit(());
            engine.clear();
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
