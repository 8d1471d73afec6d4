//! Moving from event to event from outside the grid.

use std::cell::RefCell;
use std::rc::Rc;

use yew::Callback;

/// A handle that makes the grid open the next or the previous event. It is shared by the grid and
/// the components with buttons for it. Two handles are equal if they are the same.
#[derive(Clone, Debug, Default)]
pub struct GridSteps(Rc<RefCell<Option<Callback<i64>>>>);

impl PartialEq for GridSteps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl GridSteps {
    /// Opens the event `by` rows below the current one; above it if `by` is negative.
    pub fn step(&self, by: i64) {
        let listener = self.0.borrow().clone();
        if let Some(listener) = listener {
            listener.emit(by);
        }
    }

    /// Registers the grid's listener; `None` removes it.
    pub(super) fn listen(&self, listener: Option<Callback<i64>>) {
        *self.0.borrow_mut() = listener;
    }
}
