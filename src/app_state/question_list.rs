//! What the card of a question says, and the keys that move among the cards.

use std::rc::Rc;

use super::question_counts::QuestionCount;
use crate::base::text;
use crate::grouping::Grouping;
use crate::questions::{Framework, Question, Reference};

/// What a card says about the events of its question.
#[derive(Clone, Debug, PartialEq)]
pub struct CardWords {
    /// The number of events.
    pub number: String,
    /// The noun after the number.
    pub unit: &'static str,
    /// The share of all events; empty if there are none.
    pub share: String,
    /// The share as a percentage, at most 100.
    pub percent: f64,
    /// The accessible name of the question.
    pub name: String,
    /// The question about its failed attempts, and their number; `None` if there are none.
    pub refused: Option<(Rc<Question>, u64)>,
}

impl CardWords {
    /// Returns the words for a question that `counted` of `whole` events answer, with this number
    /// of failed attempts.
    pub fn of(question: &Question, counted: QuestionCount, attempts: QuestionCount, whole: u64) -> CardWords {
        let (number, unit, events) = match counted {
            QuestionCount::Waiting => ("…".to_owned(), "not counted yet", 0),
            QuestionCount::Events(events) => {
                (text::count(events), if events == 1 { "event" } else { "events" }, events)
            }
        };
        let from_file = if question.source.is_empty() { "" } else { ", from a file" };
        let refused = match attempts {
            QuestionCount::Events(events @ 1..) => {
                question.about_attempts().map(|question| (Rc::new(question), events))
            }
            _ => None,
        };
        CardWords {
            name: format!("{}{from_file}, {number} {unit}", question.title),
            share: if events > 0 { text::share(events, whole) } else { String::new() },
            percent: (events as f64 * 100.0 / whole.max(1) as f64).min(100.0),
            number,
            unit,
            refused,
        }
    }
}

/// Returns the question that a key moves to, of `count` questions; `None` if the key does not move.
/// `here` is the question that has the focus, if any.
pub fn step(key: &str, here: Option<usize>, count: usize) -> Option<usize> {
    let last = count.saturating_sub(1);
    match key {
        "j" | "ArrowDown" => Some(here.map_or(0, |here| (here + 1).min(last))),
        "k" | "ArrowUp" => Some(here.map_or(0, |here| here.saturating_sub(1))),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

/// Returns the short name of a reference: `CIS 4.1`, `T1078.004`.
pub fn reference_name(reference: &Reference) -> String {
    match &reference.framework {
        Framework::Cis => format!("CIS {}", reference.id),
        Framework::MitreAttack => format!("ATT&CK {}", reference.id),
        Framework::Other(name) => format!("{name} {}", reference.id),
    }
}

/// Returns a grouping in words.
pub fn grouping_words(grouping: &Grouping) -> String {
    let mut words = grouping.by.join(", ");
    if grouping.time_step.is_some() {
        words.push_str(", and by time");
    }
    if let Some(distinct) = &grouping.distinct {
        words.push_str("; distinct ");
        words.push_str(distinct);
    }
    if let Some(number) = &grouping.number {
        words.push_str("; sum of ");
        words.push_str(number);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_says_how_many_events_answer() {
        let question =
            Question { title: "Keys".to_owned(), source: "q.json".to_owned(), ..Question::default() };
        let words = |counted| CardWords::of(&question, counted, QuestionCount::Waiting, 200);
        let one = words(QuestionCount::Events(1));
        assert_eq!(one.name, "Keys, from a file, 1 event");
        assert_eq!((one.percent, one.share), (0.5, text::share(1, 200)));
        let none = words(QuestionCount::Events(0));
        assert_eq!((none.number.as_str(), none.share.as_str()), ("0", ""));
        assert_eq!(words(QuestionCount::Waiting).name, "Keys, from a file, … not counted yet");
        assert_eq!(words(QuestionCount::Events(900)).percent, 100.0);
    }

    #[test]
    fn keys_move_from_the_question_with_the_focus() {
        assert_eq!(
            ["j", "k", "Home", "End", "x"].map(|key| step(key, Some(1), 3)),
            [Some(2), Some(0), Some(0), Some(2), None]
        );
        assert_eq!(["j", "ArrowUp"].map(|key| step(key, None, 3)), [Some(0), Some(0)]);
        assert_eq!(step("ArrowDown", Some(2), 3), Some(2));
    }

    #[test]
    fn failed_attempts_are_a_question_of_their_own() {
        let question =
            Question { filter: "eventName:x and outcome:succeeded".to_owned(), ..Question::default() };
        let refused = |attempts| {
            let words = CardWords::of(&question, QuestionCount::Events(0), attempts, 1);
            words.refused.map(|(question, events)| (question.filter.clone(), events))
        };
        let (filter, events) = refused(QuestionCount::Events(2)).unwrap();
        assert!(filter.contains("outcome:failed") && events == 2, "{filter}");
        assert_eq!(refused(QuestionCount::Events(0)), None);
    }

    #[test]
    fn groupings_and_references_have_short_names() {
        let grouping = Grouping { distinct: Some("ip".to_owned()), ..Grouping::by(&["who", "service"]) };
        assert_eq!(grouping_words(&grouping), "who, service; distinct ip");
        let reference = |framework| Reference { framework, id: "4.1".to_owned(), title: String::new() };
        assert_eq!(reference_name(&reference(Framework::Cis)), "CIS 4.1");
        assert_eq!(reference_name(&reference(Framework::Other("SOC".to_owned()))), "SOC 4.1");
    }
}
