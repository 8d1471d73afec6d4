//! The width of an element, updated as it changes.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Returns the width of an element in CSS pixels; 0 until it is laid out.
#[hook]
pub fn use_width(node: &NodeRef) -> u32 {
    let width = use_state_eq(|| 0_u32);
    use_effect_with(node.clone(), {
        let setter = width.setter();
        move |node: &NodeRef| {
            let watched = node.cast::<Element>().and_then(|element| {
                let observed = element.clone();
                let measure = move || setter.set(observed.client_width().max(0) as u32);
                measure();
                let on_resize = Closure::<dyn Fn()>::new(measure);
                let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok()?;
                observer.observe(&element);
                Some((observer, on_resize))
            });
            move || {
                if let Some((observer, on_resize)) = watched {
                    observer.disconnect();
                    drop(on_resize);
                }
            }
        }
    });
    *width
}
