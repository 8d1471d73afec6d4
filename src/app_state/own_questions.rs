//! Changes of the questions that users save: a deletion that can be undone, an edit, an import.

use crate::base::text;
use crate::questions::{FileError, MOST_FILE_BYTES, MOST_QUESTIONS, Question, read};

/// A deleted question, with its former position.
#[derive(Clone, Debug, PartialEq)]
pub struct DeletedQuestion {
    /// The question.
    pub question: Question,
    /// Its index among the user's questions.
    pub place: usize,
}

impl DeletedQuestion {
    /// Deletes the question with an id. Returns it and the remaining questions; `None` if there is
    /// no such question.
    pub fn delete(own: &[Question], id: &str) -> Option<(DeletedQuestion, Vec<Question>)> {
        let place = own.iter().position(|other| other.id == id)?;
        let mut rest = own.to_vec();
        Some((DeletedQuestion { question: rest.remove(place), place }, rest))
    }

    /// Returns the questions with the deleted one restored.
    pub fn restored(&self, own: &[Question]) -> Vec<Question> {
        let mut all = own.to_vec();
        all.insert(self.place.min(all.len()), self.question.clone());
        all
    }
}

/// Returns the questions with one replaced; `None` if it is not among them.
pub fn replaced(own: &[Question], question: Question) -> Option<Vec<Question>> {
    let mut all = own.to_vec();
    let place = all.iter().position(|other| other.id == question.id)?;
    all[place] = question;
    Some(all)
}

/// The outcome of an import.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportOutcome {
    /// What was imported, or why nothing was.
    pub words: String,
    /// The problems of the questions that were left out.
    pub problems: Vec<String>,
    /// Whether something is wrong.
    pub is_wrong: bool,
    /// The questions after the import; `None` if they are unchanged.
    pub questions: Option<Vec<Question>>,
}

impl ImportOutcome {
    /// Returns the outcome for a file from which nothing is imported, for this reason.
    pub fn failed(reason: &str) -> ImportOutcome {
        ImportOutcome {
            words: format!("Nothing was imported: {reason}"),
            problems: Vec::new(),
            is_wrong: true,
            questions: None,
        }
    }

    /// Returns the outcome for a file that is not even read because of its size in bytes: it may be
    /// a log of gigabytes. `None` for a file that is read.
    pub fn too_large(bytes: f64) -> Option<ImportOutcome> {
        (bytes > MOST_FILE_BYTES as f64)
            .then(|| ImportOutcome::failed(&FileError::TooLarge(bytes as usize).to_string()))
    }

    /// Adds the questions of a file to those that the user has.
    pub fn of(bytes: &[u8], file_name: &str, own: &[Question]) -> ImportOutcome {
        let mut imported = match read(bytes) {
            Ok(imported) => imported,
            Err(error) => return ImportOutcome::failed(&error.to_string()),
        };
        let questions = imported.questions.into_iter();
        imported.questions = questions.map(|question| question.from_file(file_name)).collect();
        let (all, added) = imported.after(own);
        if all.len() > MOST_QUESTIONS {
            return ImportOutcome::failed(&format!(
                "there would be {} questions, and at most {MOST_QUESTIONS} are kept",
                all.len()
            ));
        }
        let known = imported.questions.len() - added;
        let mut words = format!("{} imported", text::counted(added as u64, "question", "questions"));
        if known > 0 {
            words.push_str(&format!(", {} there already", text::counted(known as u64, "was", "were")));
        }
        let problems: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
        if !problems.is_empty() {
            let left = text::counted(problems.len() as u64, "was", "were");
            words.push_str(&format!(", {left} left out:"));
        }
        ImportOutcome {
            words,
            is_wrong: !problems.is_empty(),
            problems,
            questions: (added > 0).then_some(all),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questions::write;

    fn question(id: &str, filter: &str) -> Question {
        Question {
            id: id.to_owned(),
            title: id.to_owned(),
            topic: "T".to_owned(),
            filter: filter.to_owned(),
            ..Question::default()
        }
    }

    #[test]
    fn a_deleted_question_returns_to_its_place() {
        let own = ["a", "b", "c"].map(|id| question(id, "x"));
        let (deleted, rest) = DeletedQuestion::delete(&own, "b").unwrap();
        assert_eq!(deleted.restored(&rest), own);
        // The others may have been deleted meanwhile.
        assert_eq!(deleted.restored(&[]), [question("b", "x")]);
        assert_eq!(DeletedQuestion::delete(&own, "d"), None);
        assert_eq!(replaced(&own, question("c", "y")).unwrap()[2].filter, "y");
        assert_eq!(replaced(&own, question("d", "y")), None);
    }

    #[test]
    fn an_import_counts_what_is_new_known_and_wrong() {
        let file = write(&[question("a", "eventName:A"), question("b", "eventName:B"), question("c", "(")]);
        let first = ImportOutcome::of(file.as_bytes(), "q.json", &[]);
        assert_eq!(first.words, "2 questions imported, 1 was left out:");
        assert!(first.is_wrong && first.problems.len() == 1);
        let own = first.questions.unwrap();
        assert_eq!(own.iter().map(|one| one.source.as_str()).collect::<Vec<_>>(), ["q.json"; 2]);
        let again = ImportOutcome::of(file.as_bytes(), "q.json", &own);
        assert_eq!(again.words, "0 questions imported, 2 were there already, 1 was left out:");
        assert_eq!(again.questions, None);
    }

    #[test]
    fn a_file_of_another_kind_is_refused() {
        let outcome = ImportOutcome::of(b"{}", "x.json", &[]);
        assert!(outcome.is_wrong && outcome.words.starts_with("Nothing was imported: "), "{}", outcome.words);
        assert!(ImportOutcome::too_large(5e6).is_some() && ImportOutcome::too_large(10.0).is_none());
    }
}
