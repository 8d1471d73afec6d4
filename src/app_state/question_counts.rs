//! The numbers of events that answer questions.

use std::rc::Rc;

use crate::base::text;
use crate::model::Selection;
use crate::questions::Question;

/// The number of events that answer a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuestionCount {
    /// Not counted yet.
    #[default]
    Waiting,
    /// The number.
    Events(u64),
}

impl QuestionCount {
    /// Whether there are any.
    pub fn is_hit(self) -> bool {
        matches!(self, QuestionCount::Events(events) if events > 0)
    }
}

/// The counts so far, by the index of the question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuestionCounts {
    /// The events of each question.
    pub counted: Vec<QuestionCount>,
    /// The failed attempts of each question that counts successes; none for all others.
    pub attempts: Vec<QuestionCount>,
    /// The number of events counted in; `None` until known, or for all events.
    pub whole: Option<u64>,
    /// Why not all questions could be counted.
    pub error: Option<String>,
    /// Whether nothing more will be counted.
    pub is_done: bool,
}

impl QuestionCounts {
    /// Returns the counts before the first question is counted.
    pub fn of(questions: usize) -> QuestionCounts {
        QuestionCounts {
            counted: vec![QuestionCount::Waiting; questions],
            attempts: vec![QuestionCount::Events(0); questions],
            ..QuestionCounts::default()
        }
    }

    /// Returns the count of the question at an index.
    pub fn at(&self, place: usize) -> QuestionCount {
        self.counted.get(place).copied().unwrap_or_default()
    }

    /// Returns the number of failed attempts of the question at an index.
    pub fn attempts_at(&self, place: usize) -> QuestionCount {
        self.attempts.get(place).copied().unwrap_or_default()
    }

    /// Whether the question at an index has events or failed attempts.
    pub fn has_hits(&self, place: usize) -> bool {
        self.at(place).is_hit() || self.attempts_at(place).is_hit()
    }

    /// Whether the question at an index may have events or failed attempts.
    pub fn may_have_hits(&self, place: usize) -> bool {
        self.at(place) != QuestionCount::Events(0) || self.attempts_at(place).is_hit()
    }

    /// Returns the number of questions counted so far.
    pub fn done(&self) -> usize {
        self.counted.iter().filter(|counted| **counted != QuestionCount::Waiting).count()
    }
}

/// Returns the events that answer a question, among those selected by `within` if given.
pub fn selected(question: &Question, within: Option<&Selection>) -> Selection {
    match within {
        None => Selection { filter: question.filter.trim().to_owned(), time: None },
        Some(within) => Selection { filter: question.within(&within.filter), time: within.time },
    }
}

/// What the view of questions shows.
#[derive(Clone, Copy, Debug)]
pub struct QuestionsShown<'q> {
    /// All questions.
    pub questions: &'q [Rc<Question>],
    /// The counts so far.
    pub counts: &'q QuestionCounts,
    /// The total number of events.
    pub events: u64,
}

impl<'q> QuestionsShown<'q> {
    /// Returns the indices of the questions about the typed text; with `only_hits`, of those that
    /// may have events.
    pub fn places(&self, typed: &str, only_hits: bool) -> Vec<usize> {
        let is_shown = |place: &usize| {
            self.questions[*place].is_about(typed.trim()) && (!only_hits || self.counts.may_have_hits(*place))
        };
        (0..self.questions.len()).filter(is_shown).collect()
    }

    /// Returns the topics in order, with the indices of their questions.
    pub fn topics(&self, places: &[usize]) -> Vec<(&'q str, Vec<usize>)> {
        let mut topics: Vec<(&str, Vec<usize>)> = Vec::new();
        for place in places {
            let topic = self.questions[*place].topic.as_str();
            match topics.iter_mut().find(|(known, _)| *known == topic) {
                Some((_, places)) => places.push(*place),
                None => topics.push((topic, vec![*place])),
            }
        }
        topics
    }

    /// Returns the number of these questions that have events.
    pub fn hits(&self, places: &[usize]) -> usize {
        places.iter().filter(|place| self.counts.has_hits(**place)).count()
    }

    /// Returns what is known of the questions that are listed. `is_within` is whether only events of
    /// the current filter and time are counted.
    pub fn words(&self, listed: &[usize], is_loading: bool, is_within: bool) -> String {
        let all = text::counted(self.questions.len() as u64, "question", "questions");
        let number = match listed.len() {
            number if number == self.questions.len() => all,
            number => format!("{} of {all}", text::count(number as u64)),
        };
        if is_loading {
            return format!("{number}; counted when all files are read");
        }
        if let Some(error) = &self.counts.error {
            return format!("{number}; not all could be counted: {error}");
        }
        if self.counts.done() < self.questions.len() {
            return format!("{number}; {} counted so far", text::count(self.counts.done() as u64));
        }
        let hits = text::count(self.hits(listed) as u64);
        let whole = text::counted(self.counts.whole.unwrap_or(self.events), "event", "events");
        let among = if is_within { format!("{whole} of the current filter and time") } else { whole };
        format!("{number}, {hits} with events, among {among}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions() -> Vec<Rc<Question>> {
        let question = |(title, topic): (&str, &str)| {
            Rc::new(Question { title: title.to_owned(), topic: topic.to_owned(), ..Question::default() })
        };
        [("Keys", "IAM"), ("Buckets", "S3"), ("Roles", "IAM")].map(question).to_vec()
    }

    fn counts() -> QuestionCounts {
        use QuestionCount::{Events, Waiting};
        let attempts = vec![Events(0), Events(3), Events(0)];
        QuestionCounts { counted: vec![Events(0), Events(0), Waiting], attempts, ..QuestionCounts::of(3) }
    }

    #[test]
    fn questions_without_events_are_hidden_once_counted() {
        let (questions, counts) = (questions(), counts());
        let shown = QuestionsShown { questions: &questions, counts: &counts, events: 9 };
        assert_eq!(shown.places("", true), [1, 2]);
        assert_eq!(shown.places(" iam ", false), [0, 2]);
        assert_eq!(shown.topics(&[0, 1, 2]), [("IAM", vec![0, 2]), ("S3", vec![1])]);
        assert_eq!(shown.hits(&[0, 1, 2]), 1);
    }

    #[test]
    fn the_words_follow_the_counting() {
        let (questions, mut counts) = (questions(), counts());
        let words = |counts: &QuestionCounts, listed: &[usize], loading, within| {
            QuestionsShown { questions: &questions, counts, events: 9 }.words(listed, loading, within)
        };
        assert_eq!(words(&counts, &[0, 1], true, false), "2 of 3 questions; counted when all files are read");
        assert_eq!(words(&counts, &[0, 1, 2], false, false), "3 questions; 2 counted so far");
        counts.counted[2] = QuestionCount::Events(4);
        assert_eq!(words(&counts, &[0, 1, 2], false, false), "3 questions, 2 with events, among 9 events");
        counts.whole = Some(1);
        assert_eq!(
            words(&counts, &[0], false, true),
            "1 of 3 questions, 0 with events, among 1 event of the current filter and time"
        );
        counts.error = Some("gone".to_owned());
        assert_eq!(words(&counts, &[], false, true), "0 of 3 questions; not all could be counted: gone");
    }

    #[test]
    fn a_question_is_asked_within_a_selection() {
        let question = Question { filter: " a ".to_owned(), ..Question::default() };
        assert_eq!(selected(&question, None).filter, "a");
        let within = Selection { filter: "b".to_owned(), time: None };
        assert_eq!(selected(&question, Some(&within)).filter, "(b) and (a)");
    }
}
