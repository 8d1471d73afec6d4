//! Questions that responders and auditors ask of CloudTrail, and those that
//! users save.
//!
//! A question is a filter, perhaps with a grouping, and the words that make it
//! useful: why it matters and what to look for. The ones that come with the
//! page are in `questions.json`; it has the form of the files that users
//! export and import, so that either can be the model of the other.
//!
//! ```text
//! mod      what a question is, and what makes one sound
//! library  the questions of `questions.json`
//! file     users' questions to a file and back
//! origin   questions that came from a file
//! ```
//!
//! # The form of a file of questions
//!
//! ```json
//! {
//!   "format": "trailglass-questions",
//!   "version": 1,
//!   "questions": [
//!     {
//!       "id": "own-1",
//!       "title": "Who deletes buckets?",
//!       "topic": "Own questions",
//!       "filter": "eventName:DeleteBucket",
//!       "grouping": {"by": ["who", "requestParameters.bucketName"]},
//!       "why": "Why it matters",
//!       "lookFor": "What to look for",
//!       "references": [{"framework": "MITRE ATT&CK", "id": "T1485", "title": "Data Destruction"}]
//!     }
//!   ]
//! }
//! ```
//!
//! Only `title` and `filter` must be there. A filter that asks for
//! `outcome:succeeded` beside everything else counts successes; the attempts,
//! by the same filter with `outcome:failed`, are counted beside it. The filter is in the language of
//! [`crate::query`], the grouping is a [`Grouping`]. Members that are not
//! named here are ignored; whatever would change what these mean gets a higher
//! version.

mod file;
mod library;
mod origin;

use serde::{Deserialize, Serialize};

use crate::grouping::{Grouping, GroupingError};
use crate::query::edit::{self, Choice};
use crate::query::parse;

pub use file::{FORMAT, FileError, Imported, MOST_FILE_BYTES, MOST_QUESTIONS, Problem, VERSION, read, write};
pub use library::library;

/// The topic of questions that users save.
pub const OWN_TOPIC: &str = "Own questions";

/// A title has at most so many characters.
pub const MOST_TITLE_CHARACTERS: usize = 200;

/// Every other text of a question has at most so many bytes, the filter
/// included: more than anybody writes.
pub const MOST_TEXT_BYTES: usize = 16_384;

/// A question has at most so many references.
pub const MOST_REFERENCES: usize = 20;

/// Something that one may want to know of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Question {
    /// Tells it from the others.
    pub id: String,
    /// The question in a few words.
    pub title: String,
    /// Under which heading it stands.
    pub topic: String,
    /// Which events answer it, in the language of [`crate::query`].
    pub filter: String,
    /// How these are counted best; by nothing where `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grouping: Option<Grouping>,
    /// Why it matters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// What to look for among the events.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub look_for: String,
    /// Where others ask it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// Who wrote it, as the file that it came from says; empty where that says
    /// nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// The name of the file that it was read from last; empty for a question
    /// that was written here or comes with the page.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// Where a framework asks the same, or names what is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Which framework.
    pub framework: Framework,
    /// The number there: `4.1` of a benchmark, `T1078.004` of a technique.
    pub id: String,
    /// What it is called there; of a benchmark with its versions.
    pub title: String,
}

/// A collection that others know by its numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Framework {
    /// The CIS AWS Foundations Benchmark.
    Cis,
    /// MITRE ATT&CK for the enterprise.
    MitreAttack,
    /// Any other, by its name.
    Other(String),
}

impl Framework {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Framework::Cis => "CIS",
            Framework::MitreAttack => "MITRE ATT&CK",
            Framework::Other(name) => name,
        }
    }
}

impl From<String> for Framework {
    fn from(name: String) -> Framework {
        match name.as_str() {
            "CIS" => Framework::Cis,
            "MITRE ATT&CK" => Framework::MitreAttack,
            _ => Framework::Other(name),
        }
    }
}

impl From<Framework> for String {
    fn from(framework: Framework) -> String {
        framework.name().to_owned()
    }
}

/// What is wrong with a question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// Nothing to tell it by.
    #[error("it has no title; give it a few words to tell it by")]
    NoTitle,
    /// A title that would fill the page.
    #[error("its title has {0} characters; at most {MOST_TITLE_CHARACTERS} are shown, so shorten it")]
    LongTitle(usize),
    /// Nothing is asked.
    #[error("it has no filter; `*` in a field, such as eventName:*, asks for every event that has it")]
    NoFilter,
    /// A text that nobody wrote by hand.
    #[error("its {what} has {bytes} bytes; at most {MOST_TEXT_BYTES} are kept, so shorten it")]
    LongText {
        /// Which text.
        what: &'static str,
        /// How long it is.
        bytes: usize,
    },
    /// The filter does not say what it seems to say.
    #[error("its filter is wrong at character {at}: {message}{}", .suggestion.as_ref().map(|text| format!("; did you mean {text}?")).unwrap_or_default())]
    Filter {
        /// Where, counted from 1.
        at: usize,
        /// What is wrong.
        message: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
    /// The grouping cannot be done.
    #[error("its grouping cannot be done: {0}")]
    Grouping(#[from] GroupingError),
    /// References that nobody reads.
    #[error("it has {0} references; at most {MOST_REFERENCES} are kept")]
    ManyReferences(usize),
}

impl Question {
    /// Whether it can be asked and shown.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it.
    pub fn check(&self) -> Result<(), QuestionError> {
        if self.title.trim().is_empty() {
            return Err(QuestionError::NoTitle);
        }
        match self.title.chars().count() {
            ..=MOST_TITLE_CHARACTERS => {}
            characters => return Err(QuestionError::LongTitle(characters)),
        }
        let texts = [
            ("id", &self.id),
            ("topic", &self.topic),
            ("filter", &self.filter),
            ("why", &self.why),
            ("lookFor", &self.look_for),
            ("author", &self.author),
            ("source", &self.source),
        ];
        let of_references = self
            .references
            .iter()
            .flat_map(|reference| [reference.framework.name(), &reference.id, &reference.title]);
        let references = of_references.map(|text| ("reference", text));
        let of_grouping = self
            .grouping
            .iter()
            .flat_map(|grouping| grouping.by.iter().chain(&grouping.distinct).chain(&grouping.number));
        let grouping = of_grouping.map(|text| ("grouping", text.as_str()));
        let texts = texts.into_iter().map(|(what, text)| (what, text.as_str()));
        if let Some((what, text)) =
            texts.chain(references).chain(grouping).find(|(_, text)| text.len() > MOST_TEXT_BYTES)
        {
            return Err(QuestionError::LongText { what, bytes: text.len() });
        }
        if self.references.len() > MOST_REFERENCES {
            return Err(QuestionError::ManyReferences(self.references.len()));
        }
        if self.filter.trim().is_empty() {
            return Err(QuestionError::NoFilter);
        }
        if let Some(error) = parse(&self.filter).errors.into_iter().next() {
            let before = self.filter.get(..error.start).unwrap_or_default();
            return Err(QuestionError::Filter {
                at: before.chars().count() + 1,
                message: error.message,
                suggestion: error.suggestion,
            });
        }
        if let Some(grouping) = &self.grouping {
            grouping.paths()?;
        }
        Ok(())
    }

    /// Whether two questions are the same but for their ids and the files that
    /// they were read from.
    pub fn asks_the_same_as(&self, other: &Question) -> bool {
        *self == Question { id: self.id.clone(), source: self.source.clone(), ..other.clone() }
    }

    /// Its filter among the events that another filter matches.
    pub fn within(&self, other: &str) -> String {
        match (other.trim(), self.filter.trim()) {
            ("", own) => own.to_owned(),
            (other, "") => other.to_owned(),
            (other, own) if other == own => own.to_owned(),
            (other, own) => format!("({other}) and ({own})"),
        }
    }

    /// The filter of the attempts that did not succeed, where the question's own
    /// filter counts successes only: where it asks for `outcome:succeeded`
    /// beside everything else.
    pub fn attempts(&self) -> Option<String> {
        let succeeded = [("succeeded".to_owned(), Choice::Included)];
        if edit::choices(&self.filter, "outcome") != succeeded {
            return None;
        }
        let rest = edit::remove(&self.filter, "outcome", "succeeded");
        Some(edit::include(&rest, "outcome", "failed"))
    }

    /// The same question about the attempts that did not succeed, where
    /// [`Question::attempts`] are counted beside it.
    pub fn about_attempts(&self) -> Option<Question> {
        Some(Question { filter: self.attempts()?, ..self.clone() })
    }

    /// Whether a text, in any case, is in what it is called and known by.
    pub fn is_about(&self, text: &str) -> bool {
        let has = |part: &str| part.to_lowercase().contains(&text.to_lowercase());
        has(&self.title)
            || has(&self.topic)
            || self.references.iter().any(|reference| {
                has(&format!("{} {}", reference.framework.name(), reference.id)) || has(&reference.title)
            })
    }
}

/// An id that neither these nor the built-in questions have.
pub fn new_id(questions: &[Question]) -> String {
    // One of so many numbers is free: no built-in question is called so.
    let is_free = |id: &String| questions.iter().all(|question| question.id != *id);
    (1..=questions.len() + 1).map(|number| format!("own-{number}")).find(is_free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(title: &str, filter: &str) -> Question {
        Question { title: title.to_owned(), filter: filter.to_owned(), ..Question::default() }
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(question("Buckets", "eventName:DeleteBucket").check(), Ok(()));
        for (wrong, words) in [
            (question(" ", "eventName:x"), "no title"),
            (question(&"é".repeat(201), "eventName:x"), "201 characters"),
            (question("x", "  "), "no filter"),
            (question("x", &"a".repeat(20_000)), "its filter has 20000 bytes"),
            (
                question("x", "é and evntName:y"),
                "at character 7: no field named 'evntName'; did you mean eventName?",
            ),
            (
                Question { grouping: Some(Grouping::by(&[])), ..question("x", "y") },
                "grouping cannot be done: choose at least one field",
            ),
            (Question { why: "w".repeat(16_385), ..question("x", "y") }, "its why has"),
        ] {
            let error = wrong.check().unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn a_filter_within_another_keeps_both_whole() {
        let own = question("x", "eventName:A or eventName:B");
        assert_eq!(own.within(" "), own.filter);
        assert_eq!(
            own.within("service:s3 or service:iam"),
            "(service:s3 or service:iam) and (eventName:A or eventName:B)"
        );
        assert_eq!(own.within(&own.filter), own.filter);
    }

    #[test]
    fn attempts_stand_beside_successes() {
        let attempts = |filter: &str| question("x", filter).attempts();
        for (filter, expected) in [
            ("outcome:succeeded and eventName:(A or B)", "eventName:(A or B) and outcome:failed"),
            (
                "outcome:succeeded and (service:s3 or ip:\"::1\")",
                "(service:s3 or ip:\"::1\") and outcome:failed",
            ),
            ("eventName:A outcome:succeeded", "eventName:A and outcome:failed"),
        ] {
            assert_eq!(attempts(filter).as_deref(), Some(expected), "{filter}");
            assert_eq!(parse(expected).errors, []);
        }
        for filter in [
            "eventName:A",
            "eventName:A or outcome:succeeded",
            "not outcome:succeeded",
            "outcome:(succeeded or failed)",
            "outcome:failed",
        ] {
            assert_eq!(attempts(filter), None, "{filter}");
        }
    }

    #[test]
    fn ids_are_new() {
        let with = |ids: &[&str]| -> Vec<Question> {
            ids.iter().map(|id| Question { id: (*id).to_owned(), ..question("x", "y") }).collect()
        };
        assert_eq!(new_id(&[]), "own-1");
        assert_eq!(new_id(&with(&["own-2", "own-1"])), "own-3");
        assert_eq!(new_id(&with(&["own-2", "x"])), "own-1");
    }

    #[test]
    fn it_is_found_by_title_topic_and_number() {
        let mut own = question("Who deletes buckets?", "x");
        own.references.push(Reference {
            framework: Framework::MitreAttack,
            id: "T1485".to_owned(),
            title: "Data Destruction".to_owned(),
        });
        for text in ["", "DELETES", "t1485", "mitre", "destruction"] {
            assert!(own.is_about(text), "{text}");
        }
        assert!(!own.is_about("cis"));
    }
}
