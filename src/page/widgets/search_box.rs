//! The box in which users type what to look for in a list.

use yew::prelude::*;

use super::icons::Icon;
use super::inputs::typed;

#[derive(Clone, PartialEq, Properties)]
pub struct ListSearchProperties {
    #[prop_or_default]
    pub id: Option<&'static str>,
    /// A class in addition to `search-box`.
    #[prop_or_default]
    pub class: Option<&'static str>,
    /// The accessible name.
    pub label: &'static str,
    pub placeholder: &'static str,
    pub text: String,
    /// Called with each change of the text.
    pub on_text: Callback<String>,
    #[prop_or_default]
    pub onkeydown: Option<Callback<KeyboardEvent>>,
}

#[component]
pub fn SearchBox(properties: &ListSearchProperties) -> Html {
    let ListSearchProperties { id, class, label, placeholder, text, on_text, onkeydown } = properties;
    html! {
        <label class={classes!("search-box", *class)}>
            { Icon::Search.draw() }
            <input type="search" id={*id} class="search-box__input" aria-label={*label} placeholder={*placeholder}
                value={text.clone()} autocomplete="off" spellcheck="false"
                oninput={on_text.reform(|event: InputEvent| typed(&event))} onkeydown={onkeydown.clone()} />
        </label>
    }
}
