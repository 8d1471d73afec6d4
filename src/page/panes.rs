//! The bars between panes: dragged, or moved with the arrow keys.

use std::ops::RangeInclusive;

use wasm_bindgen::JsCast;
use web_sys::Element;
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
    /// How wide the pane is.
    pub pixels: i32,
    /// How wide it may be.
    pub limits: RangeInclusive<i32>,
    /// How wide it is after a double click.
    pub usual: i32,
    /// Called with another width.
    pub on_pixels: Callback<i32>,
}

/// A bar between two panes.
#[component]
pub fn Separator(properties: &SeparatorProperties) -> Html {
    let SeparatorProperties { label, controls, side, pixels, limits, usual, on_pixels } = properties.clone();
    // Where a drag began, and how wide the pane was.
    let dragged = use_mut_ref(|| None::<(i32, i32)>);
    let grown = move |by: i32| match side {
        Side::Before => by,
        Side::After => -by,
    };
    let set = {
        let (limits, on_pixels) = (limits.clone(), on_pixels.clone());
        move |wanted: i32| on_pixels.emit(wanted.clamp(*limits.start(), *limits.end()))
    };
    let onpointerdown = {
        let dragged = dragged.clone();
        Callback::from(move |event: PointerEvent| {
            let bar = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if let (0, Some(bar)) = (event.button(), bar) {
                event.prevent_default();
                let _ = bar.set_pointer_capture(event.pointer_id());
                *dragged.borrow_mut() = Some((event.client_x(), pixels));
            }
        })
    };
    let onpointermove = {
        let (dragged, set) = (dragged.clone(), set.clone());
        Callback::from(move |event: PointerEvent| {
            let began = *dragged.borrow();
            if let Some((x, before)) = began {
                set(before + grown(event.client_x() - x));
            }
        })
    };
    let release = Callback::from(move |_: PointerEvent| {
        dragged.borrow_mut().take();
    });
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
