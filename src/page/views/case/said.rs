//! The last change to the case, with undo.

use trailglass::view_address::ViewId;
use yew::prelude::*;

use crate::contexts::{use_case, use_dispatch};
use crate::widgets::icons::Icon;
use trailglass::app_state::{Action, CaseAction};

#[derive(Clone, PartialEq, Properties)]
pub struct SaidBarProperties {
    /// The view that is shown.
    pub view: ViewId,
}

/// A message at the bottom of the page, shown until closed.
#[component]
pub fn SaidBar(properties: &SaidBarProperties) -> Html {
    let SaidBarProperties { view } = properties;
    let (state, dispatch) = (use_case(), use_dispatch());
    let act = |action: Action| dispatch.reform(move |_: MouseEvent| action.clone());
    html! {
        <div class="said" role="status" aria-label="Case">
            if let Some(said) = &state.case_ui.said {
                <div class="said__line" key={said.number}>
                    <span class="said__words">{ &*said.words }</span>
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
