//! The drop target: the whole page.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{CustomEvent, DataTransfer, DragEvent, Event};
use yew::prelude::*;

use super::walk::{self, Dropped};
use crate::client::PageClient;

#[derive(Clone, Debug, PartialEq, Properties)]
pub struct DropZoneProperties {
    pub client: PageClient,
}

/// Accepts files and folders that are dropped anywhere on the page, and shows a hint while they
/// hover over it. The page needs one only.
#[component]
pub fn DropZone(properties: &DropZoneProperties) -> Html {
    let is_hovered = use_state_eq(|| false);
    use_effect_with(properties.client.clone(), {
        let is_hovered = is_hovered.clone();
        move |client| {
            let listeners = listen(client.clone(), is_hovered.setter());
            move || drop(listeners)
        }
    });
    if !*is_hovered {
        return Html::default();
    }
    html! {
        <div class="drop" aria-hidden="true">
            <p class="drop__text">{ "Drop to read; nothing is uploaded" }</p>
        </div>
    }
}

/// Handles a drag event.
type OnDrag = Box<dyn Fn(&DragEvent, &DataTransfer)>;

fn listen(client: PageClient, is_hovered: UseStateSetter<bool>) -> Option<[EventListener; 4]> {
    let window = web_sys::window()?;
    let take = move |dropped: Vec<Dropped>| {
        if !dropped.is_empty() {
            spawn_local(walk::walk_dropped(dropped, client.list()));
        }
    };
    let early = EventListener::new(&window, "trailglass-dropped", {
        let take = take.clone();
        move |event: &Event| {
            if let Some(event) = event.dyn_ref::<CustomEvent>() {
                take(walk::take_early(&event.detail()));
            }
        }
    });
    let on = |name: &'static str, handle: OnDrag| {
        // Otherwise the browser opens the file in place of the page.
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window, name, options, move |event: &Event| {
            let Some(event) = event.dyn_ref::<DragEvent>() else { return };
            if let Some(transfer) = event.data_transfer()
                && transfer.types().includes(&JsValue::from_str("Files"), 0)
            {
                handle(event, &transfer);
            }
        })
    };
    Some([
        early,
        on("dragover", {
            let is_hovered = is_hovered.clone();
            Box::new(move |event, transfer| {
                event.prevent_default();
                transfer.set_drop_effect("copy");
                is_hovered.set(true);
            })
        }),
        on("dragleave", {
            let is_hovered = is_hovered.clone();
            Box::new(move |event, _| {
                // A move between two elements does not leave the page.
                if event.related_target().is_none() {
                    is_hovered.set(false);
                }
            })
        }),
        on(
            "drop",
            Box::new(move |event, transfer| {
                event.prevent_default();
                is_hovered.set(false);
                take(walk::take(transfer));
            }),
        ),
    ])
}
