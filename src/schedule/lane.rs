//! A limiter for questions of one kind, of which only the newest matter.

use std::collections::VecDeque;

/// The id of a question in its lane, ascending from 1.
pub type Visitor = u64;

/// The outcome of [`Lane::enter`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The question may be asked at once.
    Now(Visitor),
    /// The question waits.
    Wait {
        /// The id of the question.
        visitor: Visitor,
        /// The question that waited longest, if it had to give way: it must never be asked.
        displaced: Option<Visitor>,
    },
}

/// Limits how many questions of one kind are in progress and how many wait. When more come, those
/// that waited longest are dropped: a person who types or scrolls fast cannot fill the workers'
/// queues with outdated questions.
#[derive(Debug)]
pub struct Lane {
    abreast: usize,
    waiting_room: usize,
    asked: Vec<Visitor>,
    waiting: VecDeque<Visitor>,
    newest: Visitor,
}

impl Lane {
    /// Creates a lane in which up to `abreast` questions are in progress and up to `waiting_room`
    /// wait; each is at least 1.
    pub fn new(abreast: usize, waiting_room: usize) -> Lane {
        Lane {
            abreast: abreast.max(1),
            waiting_room: waiting_room.max(1),
            asked: Vec::new(),
            waiting: VecDeque::new(),
            newest: 0,
        }
    }

    /// Adds a question.
    pub fn enter(&mut self) -> Admission {
        self.newest += 1;
        let visitor = self.newest;
        if self.asked.len() < self.abreast {
            self.asked.push(visitor);
            return Admission::Now(visitor);
        }
        self.waiting.push_back(visitor);
        let displaced = if self.waiting.len() > self.waiting_room { self.waiting.pop_front() } else { None };
        Admission::Wait { visitor, displaced }
    }

    /// Removes a question that was answered or cancelled, whether it waited or was in progress.
    /// Returns the waiting question that must be asked now in its place, if any.
    pub fn leave(&mut self, visitor: Visitor) -> Option<Visitor> {
        self.waiting.retain(|&other| other != visitor);
        let before = self.asked.len();
        self.asked.retain(|&other| other != visitor);
        if self.asked.len() == before {
            return None;
        }
        let next = self.waiting.pop_front()?;
        self.asked.push(next);
        Some(next)
    }

    /// Returns whether no newer question has come.
    pub fn is_newest(&self, visitor: Visitor) -> bool {
        visitor == self.newest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_of_those_that_wait_is_asked() {
        let mut lane = Lane::new(1, 1);
        assert_eq!(lane.enter(), Admission::Now(1));
        assert_eq!(lane.enter(), Admission::Wait { visitor: 2, displaced: None });
        assert_eq!(lane.enter(), Admission::Wait { visitor: 3, displaced: Some(2) });
        assert!(!lane.is_newest(1));
        assert_eq!(lane.leave(2), None, "who was displaced frees no place");
        assert_eq!(lane.leave(1), Some(3));
        assert!(lane.is_newest(3));
        assert_eq!(lane.leave(3), None);
        assert_eq!(lane.enter(), Admission::Now(4));
    }

    #[test]
    fn several_are_asked_abreast() {
        let mut lane = Lane::new(2, 2);
        let admissions: Vec<_> = (0..5).map(|_| lane.enter()).collect();
        assert_eq!(admissions[1], Admission::Now(2));
        assert_eq!(admissions[4], Admission::Wait { visitor: 5, displaced: Some(3) });
        assert_eq!(lane.leave(2), Some(4));
        assert_eq!(lane.leave(5), None, "given up while waiting");
        assert_eq!(lane.leave(1), None);
        assert_eq!(lane.leave(4), None);
        assert_eq!(lane.enter(), Admission::Now(6));
    }
}
