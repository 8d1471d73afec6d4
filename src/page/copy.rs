//! A button that copies a text.

use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::clipboard;
use crate::icons::Icon;

/// How long a button says what came of it.
const SAID_MILLIS: u32 = 1500;

/// What [`CopyButton`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct CopyButtonProperties {
    /// What is copied.
    pub text: AttrValue,
}

#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    None,
    Copied,
    Refused,
}

/// A button that copies a text and says whether it did.
#[component]
pub fn CopyButton(properties: &CopyButtonProperties) -> Html {
    let outcome = use_state_eq(|| Outcome::None);
    use_effect_with(*outcome, {
        let setter = outcome.setter();
        move |outcome| {
            let pause = (*outcome != Outcome::None)
                .then(|| Timeout::new(SAID_MILLIS, move || setter.set(Outcome::None)));
            move || drop(pause)
        }
    });
    let onclick = {
        let (text, setter) = (properties.text.clone(), outcome.setter());
        Callback::from(move |_: MouseEvent| {
            let (text, setter) = (text.clone(), setter.clone());
            spawn_local(async move {
                let copied = clipboard::copy(&text).await;
                setter.set(if copied { Outcome::Copied } else { Outcome::Refused });
            });
        })
    };
    let (icon, label) = match *outcome {
        Outcome::None => (Icon::Copy, "Copy"),
        Outcome::Copied => (Icon::Check, "Copied"),
        Outcome::Refused => (Icon::Warning, "The browser refuses to copy"),
    };
    html! {
        <button type="button" class="button button--bare" aria-label={label} title={label} {onclick}>
            { icon.draw() }
        </button>
    }
}
