//! Requests that follow their inputs: the last answer stays until the next one arrives, and answers
//! to earlier questions are dropped.

use crate::client::ClientError;

/// The state of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryState<T> {
    /// There is nothing to ask; `previous` is the last answer.
    Idle {
        /// The last answer, or the reason why there is none.
        previous: Option<Result<T, String>>,
    },
    /// The question was asked; `previous` is the answer to the question before.
    Loading {
        /// The last answer, or the reason why there is none.
        previous: Option<Result<T, String>>,
    },
    /// The answer to the question.
    Ready(T),
    /// The reason why there is no answer.
    Failed(String),
}

impl<T> QueryState<T> {
    /// Returns the answer or, until it arrives, the one before.
    pub fn answer(&self) -> Option<Result<&T, &str>> {
        match self {
            QueryState::Idle { previous } | QueryState::Loading { previous } => {
                previous.as_ref().map(|previous| previous.as_ref().map_err(String::as_str))
            }
            QueryState::Ready(answer) => Some(Ok(answer)),
            QueryState::Failed(reason) => Some(Err(reason)),
        }
    }

    /// Returns whether the answer is on its way.
    pub fn is_loading(&self) -> bool {
        matches!(self, QueryState::Loading { .. })
    }
}

/// A request that follows its key: the newest question, and the last answer.
#[derive(Clone, Debug)]
pub struct QueryCell<K, T> {
    asked: Option<K>,
    /// The number of questions so far.
    number: u32,
    answered: Option<(K, Result<T, String>)>,
}

impl<K, T> Default for QueryCell<K, T> {
    fn default() -> Self {
        QueryCell { asked: None, number: 0, answered: None }
    }
}

impl<K: Clone + PartialEq, T: Clone> QueryCell<K, T> {
    /// Takes the newest question; returns its number, with which the answer is settled.
    pub fn ask(&mut self, key: Option<K>) -> u32 {
        self.asked = key;
        self.number += 1;
        self.number
    }

    /// Takes the answer to a question. Returns whether the state has changed: an answer to an
    /// earlier question is dropped, and a superseded question is as good as not asked.
    pub fn settle(&mut self, number: u32, answer: Result<T, ClientError>) -> bool {
        let answer = match answer {
            _ if number != self.number => return false,
            Err(ClientError::Superseded) => return false,
            answer => answer.map_err(|error| error.to_string()),
        };
        self.answered = self.asked.clone().map(|key| (key, answer));
        true
    }

    /// Returns the state of the request with this key.
    pub fn state(&self, key: Option<&K>) -> QueryState<T> {
        let previous = || self.answered.as_ref().map(|(_, answer)| answer.clone());
        match (key, &self.answered) {
            (None, _) => QueryState::Idle { previous: previous() },
            (Some(key), Some((of, answer))) if of == key => match answer {
                Ok(answer) => QueryState::Ready(answer.clone()),
                Err(reason) => QueryState::Failed(reason.clone()),
            },
            (Some(_), _) => QueryState::Loading { previous: previous() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_answer_stays_until_the_next_arrives() {
        let mut cell = QueryCell::<&str, u32>::default();
        assert_eq!(cell.state(None), QueryState::Idle { previous: None });
        let number = cell.ask(Some("one"));
        assert_eq!(cell.state(Some(&"one")), QueryState::Loading { previous: None });
        assert!(cell.settle(number, Ok(1)));
        assert_eq!(cell.state(Some(&"one")), QueryState::Ready(1));
        // The question has changed, and is not asked yet.
        assert_eq!(cell.state(Some(&"two")), QueryState::Loading { previous: Some(Ok(1)) });
        assert_eq!(cell.state(Some(&"two")).answer(), Some(Ok(&1)));
        assert_eq!(cell.state(None), QueryState::Idle { previous: Some(Ok(1)) });
    }

    #[test]
    fn an_answer_to_an_earlier_question_is_dropped() {
        let mut cell = QueryCell::<&str, u32>::default();
        let first = cell.ask(Some("one"));
        let second = cell.ask(Some("two"));
        assert!(!cell.settle(first, Ok(1)));
        assert!(cell.settle(second, Err(ClientError::WorkerGone)));
        let reason = ClientError::WorkerGone.to_string();
        assert_eq!(cell.state(Some(&"two")), QueryState::Failed(reason));
    }

    #[test]
    fn a_superseded_question_keeps_the_answer_before() {
        let mut cell = QueryCell::<&str, u32>::default();
        let number = cell.ask(Some("one"));
        cell.settle(number, Ok(1));
        let number = cell.ask(Some("two"));
        assert!(!cell.settle(number, Err(ClientError::Superseded)));
        assert!(cell.state(Some(&"two")).is_loading());
        assert_eq!(cell.state(Some(&"one")), QueryState::Ready(1));
    }
}
