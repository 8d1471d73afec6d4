//! The bars between panes: dragged, or moved with the arrow keys.

use std::ops::RangeInclusive;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// What an arrow key moves a bar by.
const STEP_PIXELS: i32 = 16;

/// On which side of the bar its pane is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The pane is before the bar and grows to the right.
    Before,
    /// The pane is after the bar and grows to the left.
    After,
}

/// What [`Separator`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct SeparatorProperties {
    /// What it resizes, for screen readers.
    pub label: &'static str,
    /// The id of the pane.
    pub controls: &'static str,
    /// Where the pane is.
    pub side: Side,
    /// The property of the parent's style that holds the width.
    pub property: &'static str,
    /// How wide the pane is.
    pub pixels: i32,
    /// How wide it may be.
    pub limits: RangeInclusive<i32>,
    /// How wide it is after a double click.
    pub usual: i32,
    /// Called with another width.
    pub on_pixels: Callback<i32>,
}

/// While a bar is dragged the page is not drawn again, only laid out: the
/// width goes straight into the style, and into the state at the end.
struct Drag {
    began_x: i32,
    before: i32,
    now: i32,
}

/// A bar between two panes.
#[component]
pub fn Separator(properties: &SeparatorProperties) -> Html {
    let SeparatorProperties { label, controls, side, property, pixels, limits, usual, on_pixels } =
        properties.clone();
    let drag = use_mut_ref(|| None::<Drag>);
    let grown = move |by: i32| match side {
        Side::Before => by,
        Side::After => -by,
    };
    let set = {
        let (limits, on_pixels) = (limits.clone(), on_pixels.clone());
        move |wanted: i32| on_pixels.emit(wanted.clamp(*limits.start(), *limits.end()))
    };
    let onpointerdown = {
        let drag = drag.clone();
        Callback::from(move |event: PointerEvent| {
            let bar = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
            if let (0, Some(bar)) = (event.button(), bar) {
                event.prevent_default();
                let _ = bar.focus();
                let _ = bar.set_pointer_capture(event.pointer_id());
                *drag.borrow_mut() = Some(Drag { began_x: event.client_x(), before: pixels, now: pixels });
            }
        })
    };
    let onpointermove = {
        let (drag, limits) = (drag.clone(), limits.clone());
        Callback::from(move |event: PointerEvent| {
            let mut drag = drag.borrow_mut();
            let parent = event.target_dyn_into::<HtmlElement>().and_then(|bar| bar.parent_element());
            if let (Some(drag), Some(parent)) = (&mut *drag, parent) {
                let wanted = drag.before + grown(event.client_x() - drag.began_x);
                drag.now = wanted.clamp(*limits.start(), *limits.end());
                let style = parent.unchecked_into::<HtmlElement>().style();
                let _ = style.set_property(property, &format!("{}px", drag.now));
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
        let (set, limits) = (set.clone(), limits.clone());
        Callback::from(move |event: KeyboardEvent| {
            let wanted = match event.key().as_str() {
                "ArrowLeft" => pixels + grown(-STEP_PIXELS),
                "ArrowRight" => pixels + grown(STEP_PIXELS),
                "Home" => *limits.start(),
                "End" => *limits.end(),
                _ => return,
            };
            event.prevent_default();
            set(wanted);
        })
    };
    html! {
        <div class="separator" role="separator" tabindex="0" aria-orientation="vertical" aria-label={label}
            aria-controls={controls} aria-valuenow={pixels.to_string()} aria-valuemin={limits.start().to_string()}
            aria-valuemax={limits.end().to_string()} {onpointerdown} {onpointermove} onpointerup={release.clone()}
            onpointercancel={release} {onkeydown} ondblclick={Callback::from(move |_: MouseEvent| set(usual))} />
    }
}
