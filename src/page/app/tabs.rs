//! The tabs of the views.

use trailglass::app_state::keys::tab_after;
use trailglass::view_address::ViewId;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::app::view_table::VIEWS;
use crate::contexts::use_dispatch;
use trailglass::app_state::Action;

#[derive(Clone, PartialEq, Properties)]
pub struct TabsProperties {
    /// The view that is shown.
    pub chosen: ViewId,
}

/// The tabs. The arrow keys move between them and show the view of the new tab.
#[component]
pub fn Tabs(properties: &TabsProperties) -> Html {
    let TabsProperties { chosen } = properties;
    let dispatch = use_dispatch();
    let onkeydown = {
        let (dispatch, chosen) = (dispatch.clone(), *chosen);
        Callback::from(move |event: KeyboardEvent| {
            let at = VIEWS.iter().position(|view| view.id == chosen).unwrap_or(0);
            let Some(next) = tab_after(&event.key(), at, VIEWS.len()) else { return };
            event.prevent_default();
            dispatch.emit(Action::View(VIEWS[next].id));
            let list = event.target_dyn_into::<Element>().and_then(|tab| tab.parent_element());
            let tab = list.and_then(|list| list.children().item(next as u32));
            if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
                let _ = tab.focus();
            }
        })
    };
    html! {
        <div class="tabs" role="tablist" aria-label="Views" {onkeydown}>
            for view in VIEWS.iter() {
                <button key={view.id.name()} type="button" role="tab" class="tabs__tab" aria-controls="view"
                    aria-selected={(view.id == *chosen).to_string()}
                    tabindex={if view.id == *chosen { "0" } else { "-1" }}
                    onclick={let id = view.id; dispatch.reform(move |_: MouseEvent| Action::View(id))}>
                    { view.title }
                </button>
            }
        </div>
    }
}
