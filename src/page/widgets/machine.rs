//! State machines of the library within components.

use std::cell::RefCell;
use std::rc::Rc;

use yew::functional::UseForceUpdateHandle;
use yew::prelude::*;

/// A state machine. Callbacks of an earlier render see its newest state, too.
#[derive(Clone)]
pub struct Machine<T> {
    state: Rc<RefCell<T>>,
    drawn: UseForceUpdateHandle,
}

impl<T: Clone + PartialEq> Machine<T> {
    /// Returns the state.
    pub fn get(&self) -> T {
        self.state.borrow().clone()
    }

    /// Changes the state, and draws the component again if that makes a difference.
    pub fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let before = self.get();
        let result = change(&mut self.state.borrow_mut());
        let is_changed = before != *self.state.borrow();
        if is_changed {
            self.drawn.force_update();
        }
        result
    }
}

/// Returns a state machine that belongs to the component.
#[hook]
pub fn use_machine<T: Default + 'static>() -> Machine<T> {
    Machine { state: use_mut_ref(T::default), drawn: use_force_update() }
}
