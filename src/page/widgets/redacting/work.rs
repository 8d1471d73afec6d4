//! An operation on all events: its progress and outcome.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use yew::prelude::*;

use crate::client::Course;
use trailglass::base::text;

/// The state of an operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum WorkState<T> {
    /// It was not requested.
    #[default]
    Idle,
    /// The number of events done, and the total.
    UnderWay(u64, u64),
    /// The user cancelled it.
    Stopped,
    /// It failed, for this reason.
    Failed(String),
    /// Its result.
    Done(T),
}

/// The running operation. Dropping this does not cancel it.
pub type UnderWay = Rc<RefCell<Option<Course>>>;

/// An operation that was started.
pub struct Begun {
    pub course: Course,
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
    let course = Course::new({
        let (state, events) = (state.clone(), events.clone());
        let shown = Cell::new(u64::MAX);
        move |done, total| {
            events.set(total);
            // Limits redraws to 250 over the whole operation.
            let share = (done * 250).checked_div(total).unwrap_or(0);
            if shown.replace(share) != share {
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

/// Returns the progress in words.
pub fn of_events(done: u64, total: u64) -> String {
    format!("{} of {}", text::count(done), text::counted(total, "event", "events"))
}
