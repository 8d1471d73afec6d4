//! A modal dialog: the browser's own, which keeps the focus inside, gives it
//! back afterwards and closes by Escape.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::icons::Icon;

/// What [`Modal`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ModalProperties {
    /// Its heading and accessible name.
    pub title: AttrValue,
    /// Its class beside `dialog`. Defaults to none.
    #[prop_or_default]
    pub class: Classes,
    /// Called when the user wants it gone.
    pub on_close: Callback<()>,
    /// What is in it.
    pub children: Html,
}

/// A dialog that is open as long as it is drawn.
#[component]
pub fn Modal(properties: &ModalProperties) -> Html {
    let ModalProperties { title, class, on_close, children } = properties;
    let dialog = use_node_ref();
    use_effect_with(dialog.clone(), |dialog| {
        let dialog = dialog.cast::<HtmlDialogElement>();
        if let Some(dialog) = &dialog {
            let _ = dialog.show_modal();
        }
        // Closing it, and not only removing it, gives the focus back.
        move || {
            if let Some(dialog) = dialog {
                dialog.close();
            }
        }
    });
    let oncancel = {
        let on_close = on_close.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            on_close.emit(());
        })
    };
    let onclick = {
        let (on_close, dialog) = (on_close.clone(), dialog.clone());
        Callback::from(move |event: MouseEvent| {
            // Only the backdrop is the dialog itself and nothing in it.
            let pressed = event.target_dyn_into::<HtmlDialogElement>();
            if pressed.is_some() && pressed == dialog.cast() {
                on_close.emit(());
            }
        })
    };
    let close = on_close.reform(|_: MouseEvent| ());
    html! {
        <dialog ref={dialog} class={classes!("dialog", class.clone())} aria-label={title.clone()} {oncancel} {onclick}>
            <div class="dialog__body">
                <header class="dialog__head">
                    <h2 class="dialog__title">{ title }</h2>
                    <button type="button" class="button button--bare" aria-label="Close" title="Close (Esc)"
                        onclick={close}>{ Icon::Close.draw() }</button>
                </header>
                { children.clone() }
            </div>
        </dialog>
    }
}
