//! States of the library in components.

use std::ops::Deref;
use std::rc::Rc;

use trailglass::app_state::reduce::Reduce;
use yew::prelude::*;

/// A state of the library, as Yew's reducers take it.
#[derive(PartialEq)]
pub struct Reduced<S>(S);

impl<S> Deref for Reduced<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.0
    }
}

impl<S: Reduce> Reducible for Reduced<S> {
    type Action = S::Action;

    fn reduce(self: Rc<Self>, action: S::Action) -> Rc<Self> {
        Rc::new(Reduced(self.reduced(action)))
    }
}

/// Returns a state that starts as `first`, and the callback of its actions, the same at every
/// render. An action that changes nothing causes no render.
#[hook]
pub fn use_reduced<S: Reduce>(
    first: impl FnOnce() -> S,
) -> (UseReducerHandle<Reduced<S>>, Callback<S::Action>) {
    let state = use_reducer_eq(|| Reduced(first()));
    let dispatch = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: S::Action, ()| dispatcher.dispatch(action))
    };
    (state, dispatch)
}
