//! The three actions on a value anywhere: filter for it, filter it out, copy it.

use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::contexts::use_acts;
use crate::platform::clipboard;
use crate::widgets::handlers::bound;
use crate::widgets::icons::Icon;
use trailglass::app_state::FilterFor;

/// Time for which "Copied" is shown.
const COPIED_MILLIS: u32 = 1_200;

#[derive(Clone, PartialEq, Properties)]
pub struct ValueActionsProperties {
    /// The filter, as field and value; `None` for a value that cannot be filtered by.
    #[prop_or_default]
    pub filter: Option<(AttrValue, AttrValue)>,
    /// The text that is copied; `None` if there is nothing to copy.
    #[prop_or_default]
    pub copy: Option<AttrValue>,
    /// The name of the value, for tooltips: "Source address".
    pub of: AttrValue,
    /// Whether the buttons can be reached by Tab.
    #[prop_or(true)]
    pub tabbable: bool,
}

/// Small buttons beside a value.
#[component]
pub fn ValueActions(properties: &ValueActionsProperties) -> Html {
    let ValueActionsProperties { filter, copy, of, tabbable } = properties;
    let on_filter = use_acts().filter;
    let tabindex = if *tabbable { "0" } else { "-1" };
    let filter_button = |icon: Icon, label: &'static str, exclude: bool| {
        let (field, value) = filter.clone()?;
        let onclick = bound(&on_filter, move |on_filter, event: MouseEvent| {
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

#[derive(Clone, PartialEq, Properties)]
pub struct CopyButtonProperties {
    /// The text that is copied.
    pub text: AttrValue,
    /// The name of the text, for tooltips.
    pub of: AttrValue,
    /// The text of the button beside the icon.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// A class in addition to that of a button.
    #[prop_or_default]
    pub class: Option<&'static str>,
    /// Whether the button can be reached by Tab.
    #[prop_or(true)]
    pub tabbable: bool,
}

/// A button that copies a text and briefly shows the result.
#[component]
pub fn CopyButton(properties: &CopyButtonProperties) -> Html {
    let CopyButtonProperties { text, of, label, class, tabbable } = properties;
    let copied = use_state_eq(|| None::<bool>);
    let timer = use_mut_ref(|| None::<Timeout>);
    let onclick =
        bound(&(text.clone(), copied.clone(), timer), |(text, copied, timer), event: MouseEvent| {
            event.stop_propagation();
            let (text, copied, timer) = (text.clone(), copied.clone(), timer.clone());
            spawn_local(async move {
                copied.set(Some(clipboard::copy(&text).await));
                *timer.borrow_mut() = Some(Timeout::new(COPIED_MILLIS, move || copied.set(None)));
            });
        });
    let (icon, word) = match *copied {
        None => (Icon::Copy, "Copy"),
        Some(true) => (Icon::Check, "Copied"),
        Some(false) => (Icon::Warning, "The browser did not allow the copy"),
    };
    let kind = if label.is_some() { "button" } else { "value-actions__button" };
    html! {
        <button type="button" class={classes!(kind, *class)} aria-label={label.is_none().then_some(word)}
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
