//! Questions of one kind, of which only the newest are wanted.

use std::collections::VecDeque;

/// The number of a question in its lane.
pub type Visitor = u64;

/// What becomes of a question that comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It may be asked at once.
    Now(Visitor),
    /// It waits; whom it displaced is never asked.
    Wait {
        /// Its own number.
        visitor: Visitor,
        /// Who waited longest, where too many waited.
        displaced: Option<Visitor>,
    },
}

/// Keeps a person who types or scrolls fast from filling the workers' queues
/// with questions that nobody wants answered: so many are asked at the same
/// time, so many wait, and when more come those that waited longest give way.
#[derive(Debug)]
pub struct Lane {
    abreast: usize,
    waiting_room: usize,
    asked: Vec<Visitor>,
    waiting: VecDeque<Visitor>,
    newest: Visitor,
}

impl Lane {
    /// A lane in which so many questions are asked at the same time and so
    /// many wait, each at least one.
    pub fn new(abreast: usize, waiting_room: usize) -> Lane {
        Lane {
            abreast: abreast.max(1),
            waiting_room: waiting_room.max(1),
            asked: Vec::new(),
            waiting: VecDeque::new(),
            newest: 0,
        }
    }

    /// A question comes.
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

    /// A question was answered or given up, waiting or asked. Answers who is
    /// asked now in its place.
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

    /// Whether no newer question has come.
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
