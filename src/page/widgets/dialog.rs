//! A modal dialog. It is the browser's own, which keeps the focus inside, restores it afterwards
//! and closes on Escape.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::widgets::icons::Icon;

#[derive(Clone, PartialEq, Properties)]
pub struct ModalProperties {
    /// The heading and accessible name.
    pub title: AttrValue,
    /// Classes in addition to `dialog`. None by default.
    #[prop_or_default]
    pub class: Classes,
    /// Called when the user closes the dialog.
    pub on_close: Callback<()>,
    pub children: Html,
}

/// A dialog that is open for as long as it is rendered.
#[component]
pub fn Modal(properties: &ModalProperties) -> Html {
    let ModalProperties { title, class, on_close, children } = properties;
    let dialog = use_node_ref();
    use_effect_with(dialog.clone(), |dialog| {
        let dialog = dialog.cast::<HtmlDialogElement>();
        if let Some(dialog) = &dialog {
            let _ = dialog.show_modal();
        }
        // Closing the dialog, not only removing it, restores the focus.
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
            // The target is the dialog itself only for clicks on the backdrop.
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
