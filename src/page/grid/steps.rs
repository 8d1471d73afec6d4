//! Going from event to event from outside the grid.

use std::cell::RefCell;
use std::rc::Rc;

use yew::Callback;

/// A way to have the grid open the next or the previous event. Given to the
/// grid and to whoever has buttons for it; two handles are equal if they are
/// the same.
#[derive(Clone, Debug, Default)]
pub struct Steps(Rc<RefCell<Option<Callback<i64>>>>);

impl PartialEq for Steps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Steps {
    /// Opens the event so many rows below the one at hand, or above it.
    pub fn step(&self, by: i64) {
        let listener = self.0.borrow().clone();
        if let Some(listener) = listener {
            listener.emit(by);
        }
    }

    /// Tells the grid of steps; `None` once there is no grid.
    pub(super) fn listen(&self, listener: Option<Callback<i64>>) {
        *self.0.borrow_mut() = listener;
    }
}
