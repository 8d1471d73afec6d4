//! A limiter for questions of one kind, of which only the newest matter.

use std::collections::VecDeque;

/// The id of a question in its lane, ascending from 1.
pub type RequestId = u64;

/// The outcome of [`Limiter::enter`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The question may be asked at once.
    Now(RequestId),
    /// The question waits.
    Wait {
        /// The id of the question.
        request_id: RequestId,
        /// The question that waited longest, if it had to give way: it must never be asked.
        displaced: Option<RequestId>,
    },
}

/// Limits how many questions of one kind are in progress and how many wait. When more come, those
/// that waited longest are dropped: a person who types or scrolls fast cannot fill the workers'
/// queues with outdated questions.
#[derive(Debug)]
pub struct Limiter {
    max_running: usize,
    max_queued: usize,
    asked: Vec<RequestId>,
    waiting: VecDeque<RequestId>,
    newest: RequestId,
}

impl Limiter {
    /// Creates a lane in which up to `max_running` questions are in progress and up to `max_queued`
    /// wait; each is at least 1.
    pub fn new(max_running: usize, max_queued: usize) -> Limiter {
        Limiter {
            max_running: max_running.max(1),
            max_queued: max_queued.max(1),
            asked: Vec::new(),
            waiting: VecDeque::new(),
            newest: 0,
        }
    }

    /// Adds a question.
    pub fn enter(&mut self) -> Admission {
        self.newest += 1;
        let request_id = self.newest;
        if self.asked.len() < self.max_running {
            self.asked.push(request_id);
            return Admission::Now(request_id);
        }
        self.waiting.push_back(request_id);
        let displaced = if self.waiting.len() > self.max_queued { self.waiting.pop_front() } else { None };
        Admission::Wait { request_id, displaced }
    }

    /// Removes a question that was answered or cancelled, whether it waited or was in progress.
    /// Returns the waiting question that must be asked now in its place, if any.
    pub fn leave(&mut self, request_id: RequestId) -> Option<RequestId> {
        self.waiting.retain(|&other| other != request_id);
        let before = self.asked.len();
        self.asked.retain(|&other| other != request_id);
        if self.asked.len() == before {
            return None;
        }
        let next = self.waiting.pop_front()?;
        self.asked.push(next);
        Some(next)
    }

    /// Returns whether no newer question has come.
    pub fn is_newest(&self, request_id: RequestId) -> bool {
        request_id == self.newest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_of_those_that_wait_is_asked() {
        let mut limiter = Limiter::new(1, 1);
        assert_eq!(limiter.enter(), Admission::Now(1));
        assert_eq!(limiter.enter(), Admission::Wait { request_id: 2, displaced: None });
        assert_eq!(limiter.enter(), Admission::Wait { request_id: 3, displaced: Some(2) });
        assert!(!limiter.is_newest(1));
        assert_eq!(limiter.leave(2), None, "who was displaced frees no place");
        assert_eq!(limiter.leave(1), Some(3));
        assert!(limiter.is_newest(3));
        assert_eq!(limiter.leave(3), None);
        assert_eq!(limiter.enter(), Admission::Now(4));
    }

    #[test]
    fn several_are_asked_abreast() {
        let mut limiter = Limiter::new(2, 2);
        let admissions: Vec<_> = (0..5).map(|_| limiter.enter()).collect();
        assert_eq!(admissions[1], Admission::Now(2));
        assert_eq!(admissions[4], Admission::Wait { request_id: 5, displaced: Some(3) });
        assert_eq!(limiter.leave(2), Some(4));
        assert_eq!(limiter.leave(5), None, "given up while waiting");
        assert_eq!(limiter.leave(1), None);
        assert_eq!(limiter.leave(4), None);
        assert_eq!(limiter.enter(), Admission::Now(6));
    }
}
