//! An operation on all events: its progress, and how it is cancelled.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use trailglass::app_state::redaction::{ProgressSteps, WorkState};
use yew::prelude::*;

use crate::client::Operation;

/// The running operation. Dropping this does not cancel it.
pub type UnderWay = Rc<RefCell<Option<Operation>>>;

/// An operation that was started.
pub struct Begun {
    pub course: Operation,
    events: Rc<Cell<u64>>,
}

impl Begun {
    /// Returns the total number of events.
    pub fn events(&self) -> u64 {
        self.events.get()
    }

    /// Whether nothing newer has started and this was not cancelled.
    pub fn is_current(&self, under_way: &UnderWay) -> bool {
        under_way.borrow().as_ref() == Some(&self.course)
    }
}

/// Starts an operation, cancels any earlier one, and reports the progress.
pub fn begin<T: 'static>(under_way: &UnderWay, state: &UseStateSetter<WorkState<T>>) -> Begun {
    stop(under_way);
    state.set(WorkState::UnderWay(0, 0));
    let events = Rc::<Cell<u64>>::default();
    let course = Operation::new({
        let (state, events) = (state.clone(), events.clone());
        let steps = ProgressSteps::default();
        move |done, total| {
            events.set(total);
            if steps.is_shown(done, total) {
                state.set(WorkState::UnderWay(done, total));
            }
        }
    });
    *under_way.borrow_mut() = Some(course.clone());
    Begun { course, events }
}

/// Cancels the running operation.
pub fn stop(under_way: &UnderWay) {
    if let Some(course) = under_way.borrow_mut().take() {
        course.stop();
    }
}
