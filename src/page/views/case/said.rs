//! The last change to the case, with undo.

use std::rc::Rc;

use trailglass::view_address::ViewId;
use yew::prelude::*;

use super::case_ui::{CaseAction, CaseUiState};
use crate::state::Action;
use crate::widgets::icons::Icon;

#[derive(Clone, PartialEq, Properties)]
pub struct SaidBarProperties {
    /// The page's state of the case.
    pub case_ui: Rc<CaseUiState>,
    /// The view that is shown.
    pub view: ViewId,
    pub dispatch: Callback<Action>,
}

/// A message at the bottom of the page, shown until closed.
#[component]
pub fn SaidBar(properties: &SaidBarProperties) -> Html {
    let SaidBarProperties { case_ui, view, dispatch } = properties;
    let act = |action: Action| dispatch.reform(move |_: MouseEvent| action.clone());
    html! {
        <div class="said" role="status" aria-label="Case">
            if let Some(said) = &case_ui.said {
                <div class="said__line" key={said.number}>
                    <span class="said__words">{ &said.words }</span>
                    if said.before.is_some() {
                        <button type="button" class="button button--small" onclick={act(Action::Case(CaseAction::Undo))}>{ "Undo" }</button>
                    }
                    if *view != ViewId::Case {
                        <button type="button" class="button button--small" onclick={act(Action::View(ViewId::Case))}>{ "Show the case" }</button>
                    }
                    <button type="button" class="button button--bare" aria-label="Close the message" title="Close"
                        onclick={act(Action::Case(CaseAction::Heard))}>{ Icon::Close.draw() }</button>
                </div>
            }
        </div>
    }
}
