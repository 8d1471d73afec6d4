//! Reads and writes files of questions. A file can come from any source: a file that is no file of
//! questions is rejected as a whole, but an invalid question costs only that question.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{OWN_TOPIC, Question, QuestionError, library, new_id};
use crate::base::text::json_reason;

/// The value of `format` in a file of questions.
pub const FORMAT: &str = "trailglass-questions";

/// The format version that is written, and the highest that is read.
pub const VERSION: u32 = 1;

/// Maximum size of a file of questions in bytes; a larger file is rejected.
pub const MOST_FILE_BYTES: usize = 4 << 20;

/// Maximum number of questions that are read from a file or kept.
pub const MOST_QUESTIONS: usize = 500;

/// The reasons why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file is too large; holds its size in bytes.
    #[error("the file has {0} bytes, and a file of questions at most {MOST_FILE_BYTES}; is it another file?")]
    TooLarge(usize),
    /// The file is not JSON.
    #[error("the file is no JSON at line {line}, column {column}: {reason}")]
    NotJson {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// The parser's reason.
        reason: String,
    },
    /// The file is JSON, but its `format` is different.
    #[error(
        "the file is no file of questions: its \"format\" is {found}, not \"{FORMAT}\"; choose a file that was exported here"
    )]
    NotQuestions {
        /// The value of `format`, abridged.
        found: String,
    },
    /// The file was written by a newer version of the page.
    #[error(
        "the file has version {found} of the form, and this page reads up to {VERSION}; open it with a newer Trailglass"
    )]
    Newer {
        /// The value of `version`, abridged.
        found: String,
    },
    /// The file has no list of questions.
    #[error("the file has no list of \"questions\"")]
    NoList,
    /// The file has too many questions; holds their number.
    #[error("the file has {0} questions; at most {MOST_QUESTIONS} are taken, so split it")]
    TooMany(usize),
}

/// The result of reading a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The valid questions.
    pub questions: Vec<Question>,
    /// The problems of the invalid ones.
    pub problems: Vec<QuestionProblem>,
}

/// A problem with one question of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionProblem {
    /// The question's position in the file, counted from 1.
    pub number: usize,
    /// Its title; empty if it has none.
    pub title: String,
    /// The reason why it is invalid.
    pub reason: String,
}

impl std::fmt::Display for QuestionProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let QuestionProblem { number, title, reason } = self;
        write!(formatter, "question {number}")?;
        if !title.is_empty() {
            write!(formatter, " (\"{title}\")")?;
        }
        write!(formatter, ": {reason}")
    }
}

/// A file of questions, as it is written.
#[derive(Serialize)]
struct QuestionFile<'q> {
    format: &'static str,
    version: u32,
    questions: &'q [Question],
}

/// Returns the text of a file of these questions.
pub fn write(questions: &[Question]) -> String {
    let written = QuestionFile { format: FORMAT, version: VERSION, questions };
    let mut text = serde_json::to_string_pretty(&written).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a file of questions. Missing and duplicate ids are replaced by new ones, and a question
/// without a topic is put under [`OWN_TOPIC`].
///
/// # Errors
///
/// If the file as a whole is not a file of questions. Problems of single questions are in
/// [`Imported::problems`].
pub fn read(bytes: &[u8]) -> Result<Imported, FileError> {
    if bytes.len() > MOST_FILE_BYTES {
        return Err(FileError::TooLarge(bytes.len()));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let file: Value = serde_json::from_slice(bytes).map_err(|error| FileError::NotJson {
        line: error.line(),
        column: error.column(),
        reason: json_reason(&error),
    })?;
    match file.get("format") {
        Some(Value::String(format)) if format == FORMAT => {}
        other => return Err(FileError::NotQuestions { found: in_few_words(other) }),
    }
    match file.get("version").and_then(Value::as_u64) {
        Some(1..=1) => {}
        _ => return Err(FileError::Newer { found: in_few_words(file.get("version")) }),
    }
    let Some(Value::Array(entries)) = file.get("questions") else { return Err(FileError::NoList) };
    if entries.len() > MOST_QUESTIONS {
        return Err(FileError::TooMany(entries.len()));
    }
    let mut imported = Imported::default();
    for (place, entry) in entries.iter().enumerate() {
        match question(entry, &imported.questions) {
            Ok(question) => imported.questions.push(question),
            Err(reason) => {
                let title = entry.get("title").and_then(Value::as_str).unwrap_or_default();
                let title = title.chars().take(super::MOST_TITLE_CHARACTERS).collect();
                imported.problems.push(QuestionProblem { number: place + 1, title, reason });
            }
        }
    }
    Ok(imported)
}

fn question(entry: &Value, before: &[Question]) -> Result<Question, String> {
    let mut question = Question::deserialize(entry).map_err(|error| error.to_string())?;
    question.check().map_err(|error: QuestionError| error.to_string())?;
    if question.topic.trim().is_empty() {
        OWN_TOPIC.clone_into(&mut question.topic);
    }
    if question.id.is_empty() || before.iter().any(|other| other.id == question.id) {
        question.id = new_id(before);
    }
    Ok(question)
}

fn in_few_words(value: Option<&Value>) -> String {
    match value {
        None => "missing".to_owned(),
        Some(value) => {
            let text = value.to_string();
            let short: String = text.chars().take(40).collect();
            if short.len() < text.len() { format!("{short}…") } else { short }
        }
    }
}

impl Imported {
    /// Returns the questions in `own` followed by the imported ones, and how many were added. An
    /// imported question that `own` already contains word for word is skipped; one whose id is
    /// taken gets a new id.
    pub fn after(&self, own: &[Question]) -> (Vec<Question>, usize) {
        let mut all = own.to_vec();
        for question in &self.questions {
            if all.iter().any(|other| other.asks_the_same_as(question)) {
                continue;
            }
            let mut question = question.clone();
            if all.iter().chain(library()).any(|other| other.id == question.id) {
                question.id = new_id(&all);
            }
            all.push(question);
        }
        let added = all.len() - own.len();
        (all, added)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grouping::Grouping;

    fn question(id: &str, title: &str) -> Question {
        Question {
            id: id.to_owned(),
            title: title.to_owned(),
            topic: OWN_TOPIC.to_owned(),
            filter: "eventName:Delete*".to_owned(),
            ..Question::default()
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let hostile = "\u{202e}<img src=x onerror=alert(1)> \"=cmd|' /C calc'!A0\"";
        let questions = [
            question("own-1", hostile),
            Question {
                grouping: Some(Grouping::by(&["who"])),
                look_for: hostile.to_owned(),
                ..question("own-2", "Two")
            },
        ];
        let imported = read(write(&questions).as_bytes()).unwrap();
        assert_eq!(imported, Imported { questions: questions.to_vec(), problems: Vec::new() });
    }

    #[test]
    fn what_is_no_file_of_questions_is_said_to_be_none() {
        for (text, words) in [
            ("", "no JSON at line 1, column 0: EOF while parsing a value"),
            ("{\n  \"format\" 1}", "line 2, column 12: expected `:`"),
            ("{}", "its \"format\" is missing"),
            ("[1]", "its \"format\" is missing"),
            (r#"{"format":"trailglass"}"#, "its \"format\" is \"trailglass\""),
            (r#"{"format":"trailglass-questions","version":2}"#, "version 2"),
            (r#"{"format":"trailglass-questions"}"#, "version missing"),
            (r#"{"format":"trailglass-questions","version":1,"questions":{}}"#, "no list"),
        ] {
            let error = read(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
        assert!(matches!(read(&vec![b' '; MOST_FILE_BYTES + 1]), Err(FileError::TooLarge(_))));
        let deep = "[".repeat(100_000);
        assert!(matches!(read(deep.as_bytes()), Err(FileError::NotJson { .. })));
        let many = vec![question("", "x"); MOST_QUESTIONS + 1];
        assert!(matches!(read(write(&many).as_bytes()), Err(FileError::TooMany(501))));
    }

    #[test]
    fn a_wrong_question_costs_itself_only() {
        let text = r#"{"format":"trailglass-questions","version":1,"more":true,"questions":[
            {"title":"One","filter":"eventName:x","unknown":1},
            {"title":"Two","filter":"evntName:x"},
            {"title":3,"filter":"x"},
            {"title":"Four"},
            {"title":"Five","filter":"x","grouping":{"by":"who"}},
            {"title":"Six","filter":"x","references":[{"framework":"NIST","id":"1","title":"x"}]},
            "seven",
            {"title":"Eight","filter":"who:x","id":"own-1"}]}"#;
        let imported = read(text.as_bytes()).unwrap();
        let kept: Vec<(&str, &str)> = imported
            .questions
            .iter()
            .map(|question| (question.id.as_str(), question.title.as_str()))
            .collect();
        assert_eq!(kept, [("own-1", "One"), ("own-2", "Six"), ("own-3", "Eight")]);
        let problems: Vec<String> = imported.problems.iter().map(QuestionProblem::to_string).collect();
        for (problem, words) in problems.iter().zip([
            "question 2 (\"Two\"): its filter is wrong at character 1",
            "question 3: invalid type: integer `3`, expected a string",
            "question 4 (\"Four\"): it has no filter",
            "question 5 (\"Five\"): invalid type: string \"who\", expected a sequence",
            "question 7: invalid type",
        ]) {
            assert!(problem.starts_with(words), "{problem}");
        }
        assert_eq!(problems.len(), 5);
    }

    #[test]
    fn imported_questions_join_those_that_are_there() {
        let own = [question("own-1", "One"), question("own-2", "Two")];
        let imported = Imported {
            questions: vec![question("own-7", "One"), question("own-1", "Three"), question("x", "Four")],
            problems: Vec::new(),
        };
        let (all, added) = imported.after(&own);
        assert_eq!(added, 2);
        let ids: Vec<&str> = all.iter().map(|question| question.id.as_str()).collect();
        assert_eq!(ids, ["own-1", "own-2", "own-3", "x"]);
        assert_eq!(imported.after(&all).1, 0);
    }
}
