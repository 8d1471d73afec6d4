//! Questions that responders and auditors ask of CloudTrail, and questions that users save.
//!
//! A question is a filter, optionally with a grouping, and text that makes it useful: why it
//! matters and what to look for. The built-in questions are in `questions.json`, which has the same
//! format as the files that users export and import, so that either can serve as a model for the
//! other.
//!
//! ```text
//! mod      questions and their validation
//! library  the questions of `questions.json`
//! file     reads and writes files of users' questions
//! origin   the origin of questions from a file
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
//! Only `title` and `filter` are required. A filter that requires `outcome:succeeded` in addition
//! to everything else counts successes; the attempts, matched by the same filter with
//! `outcome:failed`, are counted beside it. The filter is in the language of [`crate::query`], the
//! grouping is a [`Grouping`]. Members that are not listed here are ignored; any change to the
//! meaning of the listed ones needs a higher version.

mod file;
mod library;
mod origin;

use serde::{Deserialize, Serialize};

use crate::grouping::{Grouping, GroupingError};
use crate::query::edit::{self, ValueChoice};
use crate::query::parse;

pub use file::{
    FORMAT, FileError, Imported, MOST_FILE_BYTES, MOST_QUESTIONS, QuestionProblem, VERSION, read, write,
};
pub use library::library;

/// The topic of questions that users save.
pub const OWN_TOPIC: &str = "Own questions";

/// Maximum number of characters in a title.
pub const MOST_TITLE_CHARACTERS: usize = 200;

/// Maximum number of bytes in every other text of a question, including the filter: more than
/// anyone writes by hand.
pub const MOST_TEXT_BYTES: usize = 16_384;

/// Maximum number of references of a question.
pub const MOST_REFERENCES: usize = 20;

/// A question about a log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Question {
    /// The unique id.
    pub id: String,
    /// The question in a few words.
    pub title: String,
    /// The heading under which it is listed.
    pub topic: String,
    /// The filter that matches the events that answer it, in the language of [`crate::query`].
    pub filter: String,
    /// The most useful grouping of these events; `None` if they are not grouped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grouping: Option<Grouping>,
    /// Why it matters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// What to look for among the events.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub look_for: String,
    /// Frameworks that ask the same question.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// The author that the file it came from names; empty if the file names none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// The name of the file that it was last read from; empty for a question that was written here
    /// or is built in.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// A reference to a framework that asks the same question, or names its subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The framework.
    pub framework: Framework,
    /// The identifier within the framework: `4.1` of a benchmark, `T1078.004` of a technique.
    pub id: String,
    /// The title there; for a benchmark, including its versions.
    pub title: String,
}

/// A collection whose entries are known by their numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Framework {
    /// The CIS AWS Foundations Benchmark.
    Cis,
    /// MITRE ATT&CK for the enterprise.
    MitreAttack,
    /// Any other framework, by its name.
    Other(String),
}

impl Framework {
    /// Returns its name.
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

/// The reasons why a question is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// The question has no title.
    #[error("it has no title; give it a few words to tell it by")]
    NoTitle,
    /// The title is too long to show; holds its number of characters.
    #[error("its title has {0} characters; at most {MOST_TITLE_CHARACTERS} are shown, so shorten it")]
    LongTitle(usize),
    /// The question has no filter.
    #[error("it has no filter; `*` in a field, such as eventName:*, asks for every event that has it")]
    NoFilter,
    /// A text is longer than anyone writes by hand.
    #[error("its {what} has {bytes} bytes; at most {MOST_TEXT_BYTES} are kept, so shorten it")]
    LongText {
        /// The name of the text.
        what: &'static str,
        /// Its length in bytes.
        bytes: usize,
    },
    /// The filter has an error.
    #[error("its filter is wrong at character {at}: {message}{}", .suggestion.as_ref().map(|text| format!("; did you mean {text}?")).unwrap_or_default())]
    Filter {
        /// The position of the error in characters, counted from 1.
        at: usize,
        /// The message of the parser.
        message: String,
        /// The spelling that was probably meant.
        suggestion: Option<String>,
    },
    /// The grouping is invalid.
    #[error("its grouping cannot be done: {0}")]
    Grouping(#[from] GroupingError),
    /// The question has too many references; holds their number.
    #[error("it has {0} references; at most {MOST_REFERENCES} are kept")]
    ManyReferences(usize),
}

impl Question {
    /// Checks that the question can be asked and shown.
    ///
    /// # Errors
    ///
    /// If the question is invalid; the error is the first reason.
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

    /// Returns whether two questions are equal except for their ids and the files that they were
    /// read from.
    pub fn asks_the_same_as(&self, other: &Question) -> bool {
        *self == Question { id: self.id.clone(), source: self.source.clone(), ..other.clone() }
    }

    /// Returns the question's filter restricted to events that `other` matches too.
    pub fn within(&self, other: &str) -> String {
        match (other.trim(), self.filter.trim()) {
            ("", own) => own.to_owned(),
            (other, "") => other.to_owned(),
            (other, own) if other == own => own.to_owned(),
            (other, own) => format!("({other}) and ({own})"),
        }
    }

    /// Returns the filter that matches the failed attempts, if the question's own filter counts
    /// successes only, that is, if it requires `outcome:succeeded` in addition to everything else.
    pub fn attempts(&self) -> Option<String> {
        let succeeded = [("succeeded".to_owned(), ValueChoice::Included)];
        if edit::choices(&self.filter, "outcome") != succeeded {
            return None;
        }
        let rest = edit::remove(&self.filter, "outcome", "succeeded");
        Some(edit::include(&rest, "outcome", "failed"))
    }

    /// Returns the question about the failed attempts that [`Question::attempts`] matches; `None`
    /// if they are not counted.
    pub fn about_attempts(&self) -> Option<Question> {
        Some(Question { filter: self.attempts()?, ..self.clone() })
    }

    /// Returns whether its title, topic or references contain a text, ignoring case.
    pub fn is_about(&self, text: &str) -> bool {
        let has = |part: &str| part.to_lowercase().contains(&text.to_lowercase());
        has(&self.title)
            || has(&self.topic)
            || self.references.iter().any(|reference| {
                has(&format!("{} {}", reference.framework.name(), reference.id)) || has(&reference.title)
            })
    }
}

/// Returns an id that neither these nor the built-in questions have.
pub fn new_id(questions: &[Question]) -> String {
    // At least one of these numbers is free, because no built-in question has an id of this form.
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
