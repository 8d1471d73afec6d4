//! States of components.

use yew::prelude::*;

/// Returns the callback that sets a state, the same at every render.
#[hook]
pub fn use_setter<T: 'static>(state: &UseStateHandle<T>) -> Callback<T> {
    use_callback(state.setter(), |value: T, setter| setter.set(value))
}
