//! Files and folders chosen with the browser's own dialog.

use js_sys::Array;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::handles::{self, Pick};
use super::walk::{self, Folder};
use crate::client::PageClient;

#[derive(Clone, Debug, PartialEq, Properties)]
pub struct OpenButtonsProperties {
    pub client: PageClient,
    /// Classes of each of the two labels, which look like buttons. `button` by default.
    #[prop_or(classes!("button"))]
    pub class: Classes,
}

/// “Open files” and “Open folder”.
#[component]
pub fn OpenButtons(properties: &OpenButtonsProperties) -> Html {
    let on_choose = use_callback(properties.client.clone(), |event: Event, client| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        let Some(chosen) = input.files() else { return };
        // Clearing the input empties its list, but not this array.
        let files = Array::from(&chosen);
        // Makes the same choice fire `change` again.
        input.set_value("");
        if files.length() > 0 {
            spawn_local(walk::take_chosen(files, client.list()));
        }
    });
    let on_click = use_callback(properties.client.clone(), |event: MouseEvent, client| {
        let Some(window) = web_sys::window() else { return };
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        if !event.is_trusted() || !handles::can_pick(&window) {
            return;
        }
        event.prevent_default();
        let client = client.clone();
        spawn_local(async move {
            match handles::pick(&window).await {
                Pick::Folder(folder) => walk::walk_folder(Folder::Handle(folder), client.list()).await,
                Pick::Nothing => {}
                // This click is simulated by the page and opens the input's own dialog.
                Pick::Unknown => input.click(),
            }
        });
    });
    let class = classes!("open", properties.class.clone());
    html! {
        <>
            <label class={class.clone()}>
                <input class="open__input" type="file" multiple=true onchange={on_choose.clone()} />
                { "Open files" }
            </label>
            <label {class}>
                <input class="open__input" type="file" multiple=true webkitdirectory=true onclick={on_click} onchange={on_choose} />
                { "Open folder" }
            </label>
        </>
    }
}
