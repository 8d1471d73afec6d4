//! Panes beside the view. The bar at their inner edge can be dragged, or moved with the arrow keys.

use std::ops::RangeInclusive;

pub use trailglass::app_state::pane::PaneSide;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub struct SidePaneProperties {
    /// The id, for the buttons that control the pane.
    pub id: &'static str,
    /// The accessible name of the bar.
    pub label: &'static str,
    pub side: PaneSide,
    /// A variant of the block `pane`.
    #[prop_or_default]
    pub variant: Option<&'static str>,
    /// The width.
    pub pixels: i32,
    /// The allowed widths.
    pub limits: RangeInclusive<i32>,
    /// The width after a double click on the bar.
    pub usual: i32,
    /// Called with the new width.
    pub on_pixels: Callback<i32>,
    pub children: Html,
}

/// A drag in progress. While it lasts the page is not rendered, only laid out: the width is written
/// to the pane's style, and to the state at the end.
struct PaneDrag {
    began_x: i32,
    before: i32,
    now: i32,
}

#[component]
pub fn SidePane(properties: &SidePaneProperties) -> Html {
    let SidePaneProperties { id, label, side, variant, pixels, limits, usual, on_pixels, children } =
        properties.clone();
    let pane = use_node_ref();
    let drag = use_mut_ref(|| None::<PaneDrag>);
    let onpointerdown = {
        let drag = drag.clone();
        Callback::from(move |event: PointerEvent| {
            let bar = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
            if let (0, Some(bar)) = (event.button(), bar) {
                event.prevent_default();
                let _ = bar.focus();
                let _ = bar.set_pointer_capture(event.pointer_id());
                *drag.borrow_mut() =
                    Some(PaneDrag { began_x: event.client_x(), before: pixels, now: pixels });
            }
        })
    };
    let onpointermove = {
        let (drag, limits, pane) = (drag.clone(), limits.clone(), pane.clone());
        Callback::from(move |event: PointerEvent| {
            if let (Some(drag), Some(pane)) = (&mut *drag.borrow_mut(), pane.cast::<HtmlElement>()) {
                drag.now = side.moved(drag.before, event.client_x() - drag.began_x, &limits);
                let _ = pane.style().set_property("--width", &format!("{}px", drag.now));
            }
        })
    };
    let release = {
        let on_pixels = on_pixels.clone();
        Callback::from(move |_: PointerEvent| {
            let ended = drag.borrow_mut().take();
            if let Some(drag) = ended {
                on_pixels.emit(drag.now);
            }
        })
    };
    let onkeydown = {
        let (on_pixels, limits) = (on_pixels.clone(), limits.clone());
        Callback::from(move |event: KeyboardEvent| {
            if let Some(wanted) = side.width_by_key(&event.key(), pixels, &limits) {
                event.prevent_default();
                on_pixels.emit(wanted);
            }
        })
    };
    let kind = match side {
        PaneSide::Before => "pane--before",
        PaneSide::After => "pane--after",
    };
    html! {
        <div ref={pane} {id} class={classes!("pane", kind, variant)} style={format!("--width:{pixels}px")}>
            { children }
            <div class="pane__separator" role="separator" tabindex="0" aria-orientation="vertical" aria-label={label}
                aria-controls={id} aria-valuenow={pixels.to_string()} aria-valuemin={limits.start().to_string()}
                aria-valuemax={limits.end().to_string()} {onpointerdown} {onpointermove}
                onpointerup={release.clone()} onpointercancel={release} {onkeydown}
                ondblclick={on_pixels.reform(move |_: MouseEvent| usual)}></div>
        </div>
    }
}
