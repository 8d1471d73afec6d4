//! Event handlers of components.

use trailglass::app_state::key_press::KeyPress;
use yew::prelude::*;

/// Returns a callback of a function that also gets a value of the component: its handles and
/// properties as they are at this render.
pub fn bound<T: Clone + 'static, E: 'static>(of: &T, act: impl Fn(&T, E) + 'static) -> Callback<E> {
    let of = of.clone();
    Callback::from(move |event| act(&of, event))
}

/// Returns a callback that sets a state to a value, whatever the event.
pub fn setting<T: Clone + PartialEq + 'static, E: 'static>(of: &UseStateHandle<T>, value: T) -> Callback<E> {
    let setter = of.setter();
    Callback::from(move |_| setter.set(value.clone()))
}

/// Returns a callback that switches a state from what it is at this render.
pub fn flipping(of: &UseStateHandle<bool>) -> Callback<MouseEvent> {
    setting(of, !**of)
}

/// Returns the key of an event.
pub fn key_press(event: &KeyboardEvent) -> KeyPress {
    KeyPress {
        key: event.key(),
        control: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
    }
}
