//! The three things one can do with a value anywhere: filter for it, filter
//! it out, copy it.

use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::clipboard;
use crate::icons::Icon;
use crate::state::FilterFor;

/// How long "copied" is shown.
const COPIED_MILLIS: u32 = 1_200;

/// What [`ValueActions`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ValueActionsProperties {
    /// What a filter would say; `None` where there is nothing to filter by.
    #[prop_or_default]
    pub filter: Option<(AttrValue, AttrValue)>,
    /// What a copy puts on the clipboard; `None` where there is nothing.
    #[prop_or_default]
    pub copy: Option<AttrValue>,
    /// What the value is, for tooltips: "Source address".
    pub of: AttrValue,
    /// Whether the buttons can be reached by Tab.
    #[prop_or(true)]
    pub tabbable: bool,
    /// Called with a filter.
    pub on_filter: Callback<FilterFor>,
}

/// Small buttons beside a value.
#[component]
pub fn ValueActions(properties: &ValueActionsProperties) -> Html {
    let ValueActionsProperties { filter, copy, of, tabbable, on_filter } = properties;
    let tabindex = if *tabbable { "0" } else { "-1" };
    let filter_button = |icon: Icon, label: &'static str, exclude: bool| {
        let (field, value) = filter.clone()?;
        let on_filter = on_filter.clone();
        let onclick = Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            on_filter.emit(FilterFor { field: field.to_string(), value: value.to_string(), exclude });
        });
        Some(html! {
            <button type="button" class="value-actions__button" aria-label={label}
                title={format!("{label}: {of}")} {tabindex} {onclick}>{ icon.draw() }</button>
        })
    };
    html! {
        <span class="value-actions">
            { filter_button(Icon::Plus, "Filter for this", false) }
            { filter_button(Icon::Minus, "Filter this out", true) }
            if let Some(text) = copy {
                <CopyButton text={text.clone()} of={of.clone()} tabbable={*tabbable} />
            }
        </span>
    }
}

/// What [`CopyButton`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct CopyButtonProperties {
    /// What a click puts on the clipboard.
    pub text: AttrValue,
    /// What that is, for tooltips.
    pub of: AttrValue,
    /// What stands on the button beside the icon.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// Whether the button can be reached by Tab.
    #[prop_or(true)]
    pub tabbable: bool,
}

/// A button that copies, and says so for a moment.
#[component]
pub fn CopyButton(properties: &CopyButtonProperties) -> Html {
    let CopyButtonProperties { text, of, label, tabbable } = properties;
    let copied = use_state_eq(|| None::<bool>);
    let timer = use_mut_ref(|| None::<Timeout>);
    let onclick = {
        let (text, copied, timer) = (text.clone(), copied.clone(), timer.clone());
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            let (text, copied, timer) = (text.clone(), copied.clone(), timer.clone());
            spawn_local(async move {
                copied.set(Some(clipboard::copy(&text).await));
                let over = move || copied.set(None);
                *timer.borrow_mut() = Some(Timeout::new(COPIED_MILLIS, over));
            });
        })
    };
    let (icon, word) = match *copied {
        None => (Icon::Copy, "Copy"),
        Some(true) => (Icon::Check, "Copied"),
        Some(false) => (Icon::Warning, "The browser did not allow the copy"),
    };
    let class = if label.is_some() { "button" } else { "value-actions__button" };
    html! {
        <button type="button" {class} aria-label={label.is_none().then_some(word)}
            title={format!("{word}: {of}")} tabindex={if *tabbable { "0" } else { "-1" }} {onclick}>
            { icon.draw() }
            if let Some(label) = label {
                <span aria-live="polite">
                    { if copied.is_some() { AttrValue::Static(word) } else { label.clone() } }
                </span>
            }
        </button>
    }
}
