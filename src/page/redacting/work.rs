//! A piece of work on all events: how far it is, and what came of it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use yew::prelude::*;

use crate::engine::Course;
use crate::text;

/// Where a piece of work is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Work<T> {
    /// Nobody wants it.
    #[default]
    Idle,
    /// So many events are done, of so many.
    UnderWay(u64, u64),
    /// It was given up.
    Stopped,
    /// It went wrong, for this reason.
    Failed(String),
    /// It is done.
    Done(T),
}

/// What is under way; dropped, it goes on.
pub type UnderWay = Rc<RefCell<Option<Course>>>;

/// A piece of work that was begun.
pub struct Begun {
    /// Its course.
    pub course: Course,
    events: Rc<Cell<u64>>,
}

impl Begun {
    /// How many events there are in all.
    pub fn events(&self) -> u64 {
        self.events.get()
    }

    /// Whether nothing else was begun since, nor this stopped.
    pub fn is_current(&self, under_way: &UnderWay) -> bool {
        under_way.borrow().as_ref() == Some(&self.course)
    }
}

/// Begins a piece of work, in place of any other, and tells how far it is.
pub fn begin<T: 'static>(under_way: &UnderWay, state: &UseStateSetter<Work<T>>) -> Begun {
    stop(under_way);
    state.set(Work::UnderWay(0, 0));
    let events = Rc::<Cell<u64>>::default();
    let course = Course::new({
        let (state, events) = (state.clone(), events.clone());
        let shown = Cell::new(u64::MAX);
        move |done, total| {
            events.set(total);
            // No more drawings than anybody could see.
            let share = (done * 250).checked_div(total).unwrap_or(0);
            if shown.replace(share) != share {
                state.set(Work::UnderWay(done, total));
            }
        }
    });
    *under_way.borrow_mut() = Some(course.clone());
    Begun { course, events }
}

/// Gives up what is under way.
pub fn stop(under_way: &UnderWay) {
    if let Some(course) = under_way.borrow_mut().take() {
        course.stop();
    }
}

/// How many events are done.
pub fn of_events(done: u64, total: u64) -> String {
    format!("{} of {}", text::count(done), text::counted(total, "event", "events"))
}
