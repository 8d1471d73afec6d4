//! The case, the page's data about it that are not part of it, and the actions on both.

use std::rc::Rc;

use crate::casefile::{Bookmark, Case, OpenedCase, ThingKey};
use crate::client::RowPlace;
use crate::questions::Question;
use crate::view_address::ViewId;

use super::marked_locations::MarkedLocations;

/// The case, and the page's data about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseState {
    /// The user's annotations of the logs.
    pub case: Rc<Case>,
    /// The page's data about the case that are not part of it.
    pub case_ui: Rc<CaseUiState>,
    /// The questions that the user saved; they belong to the case.
    pub own_questions: Rc<Vec<Question>>,
}

/// The page's data about the case that are not part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseUiState {
    /// The case as it was last opened or saved.
    pub kept: Rc<Case>,
    /// Whether the case is kept in the browser's storage.
    pub is_remembered: bool,
    /// The locations of its events, sessions and actors.
    pub found: Rc<MarkedLocations>,
    /// The message about the last change, shown until read or undone.
    pub said: Option<Rc<CaseMessage>>,
    /// A case file that was opened, while the user decides what happens to the current case.
    pub arrived: Option<Rc<Arrived>>,
    /// The view to return to when the events have been read.
    pub returning: Option<ViewId>,
}

/// A message about the last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseMessage {
    /// Differs from the number of the previous message.
    pub number: u32,
    /// The text.
    pub words: Rc<str>,
    /// The case before the change; `None` if it cannot be undone.
    pub before: Option<Rc<Case>>,
}

/// A case file that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// The file's name.
    pub name: Rc<str>,
    /// Its content.
    pub opened: OpenedCase,
}

/// The user's decision about the current case when another is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnConflict {
    /// The other case replaces it.
    Replace,
    /// Both are merged.
    Merge,
    /// The other case is not opened.
    Leave,
}

/// An action on the case.
#[derive(Clone, Debug)]
pub enum CaseAction {
    /// Marks a thing; for an event, with its location.
    Mark(Box<Bookmark>, Option<RowPlace>),
    /// Removes a mark.
    Unmark(ThingKey),
    /// Sets the note of a mark.
    Note(ThingKey, String),
    /// Sets the tags of a mark.
    Tags(ThingKey, Vec<String>),
    /// Sets the title of the case.
    Title(String),
    /// Sets the notes on the case.
    Notes(String),
    /// A case file was opened.
    Arrived(Rc<Arrived>),
    /// Decides what happens to the current case.
    Take(OnConflict),
    /// Starts a new, empty case.
    New,
    /// The case was saved to a file.
    Saved,
    /// Undoes the last change.
    Undo,
    /// Closes the message about the last change.
    Heard,
    /// Sets the locations of the marked things.
    Found(Rc<MarkedLocations>),
    /// Sets whether the case is kept in the browser's storage.
    Remember(bool),
}

impl CaseState {
    /// Returns the state with the case from the browser's storage.
    pub fn remembered(case: Case) -> CaseState {
        let own_questions = Rc::new(case.questions.clone());
        let case = Rc::new(case);
        let case_ui = CaseUiState { kept: case.clone(), is_remembered: true, ..CaseUiState::default() };
        CaseState { case, case_ui: Rc::new(case_ui), own_questions }
    }

    /// Returns whether the case has changed since it was opened or saved.
    pub fn is_unsaved(&self) -> bool {
        self.case != self.case_ui.kept
    }

    /// Returns the key of the mark on the event at a place; `None` if it is not marked.
    pub fn mark_at(&self, place: RowPlace) -> Option<&ThingKey> {
        self.case_ui.found.by_place.get(&place).filter(|key| self.case.mark_of(key).is_some())
    }

    /// Replaces the user's questions, which are part of the case.
    pub(super) fn set_questions(&mut self, questions: Vec<Question>) {
        self.change().questions.clone_from(&questions);
        self.own_questions = Rc::new(questions);
    }

    /// Forgets the view to return to. A user who changes the view must not be moved again.
    pub(super) fn stay(&mut self) {
        if self.case_ui.returning.is_some() {
            self.ui().returning = None;
        }
    }

    /// Returns the case, to be changed.
    pub(super) fn change(&mut self) -> &mut Case {
        Rc::make_mut(&mut self.case)
    }

    pub(super) fn ui(&mut self) -> &mut CaseUiState {
        Rc::make_mut(&mut self.case_ui)
    }

    pub(super) fn mark(&mut self, mark: Bookmark, place: Option<RowPlace>) {
        if let Some(place) = place {
            let found = Rc::make_mut(&mut self.ui().found);
            found.by_place.remove(&place);
            found.insert(mark.on.key(), vec![place]);
        }
        self.change().add(mark);
        self.ui().said = None;
    }

    pub(super) fn unmark(&mut self, key: &ThingKey) {
        let before = self.case.clone();
        if let Some(mark) = self.change().remove(key) {
            Rc::make_mut(&mut self.ui().found).forget(key);
            self.say(format!("Bookmark removed: {}", mark.on.title()), Some(before));
        }
    }

    pub(super) fn undo(&mut self) {
        let before = self.case_ui.said.as_ref().and_then(|said| said.before.clone());
        if let Some(before) = before {
            self.case = before;
            // The locations are searched for again.
            self.ui().found = Rc::default();
        }
        self.ui().said = None;
    }

    pub(super) fn start_new(&mut self) {
        let before = self.is_unsaved().then(|| self.case.clone());
        self.set_case(Case::default());
        self.say("A new case, with nothing in it".to_owned(), before);
    }

    /// Sets another case, which equals the one in its file.
    pub(super) fn set_case(&mut self, case: Case) {
        self.case = Rc::new(case);
        let kept = self.case.clone();
        let case_ui = self.ui();
        *case_ui = CaseUiState {
            kept,
            is_remembered: case_ui.is_remembered,
            said: case_ui.said.take(),
            ..CaseUiState::default()
        };
    }

    pub(super) fn say(&mut self, words: String, before: Option<Rc<Case>>) {
        let number = self.case_ui.said.as_ref().map_or(0, |said| said.number) + 1;
        self.ui().said = Some(Rc::new(CaseMessage { number, words: words.into(), before }));
    }
}
