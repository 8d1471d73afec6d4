//! The state of the page as a reducer of Yew. [`trailglass::app_state`] has the state and its
//! actions.

use std::ops::Deref;
use std::rc::Rc;

pub use trailglass::app_state::{Action, Alert, AppState, CaseAction, ColumnState, Dialog, FilterFor};
use yew::prelude::*;

/// The state of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageState(pub AppState);

impl Deref for PageState {
    type Target = AppState;

    fn deref(&self) -> &AppState {
        &self.0
    }
}

impl Reducible for PageState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let next = PageState(self.reduced(action));
        // An unchanged state must not cause a render.
        if next == *self { self } else { Rc::new(next) }
    }
}
