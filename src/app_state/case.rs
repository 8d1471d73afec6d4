//! The case, the page's data about it that are not part of it, and the actions on both.

use std::rc::Rc;

use crate::casefile::{Bookmark, Case, OpenedCase, ThingKey, merge};
use crate::client::RowPlace;
use crate::questions::Question;
use crate::view_address::{ViewAddress, ViewId};

use super::case_words::case_contents;
use super::marked_locations::MarkedLocations;
use super::state::AppState;
use super::view::{Dialog, HistoryStep};

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
    fn change(&mut self) -> &mut Case {
        Rc::make_mut(&mut self.case)
    }

    fn ui(&mut self) -> &mut CaseUiState {
        Rc::make_mut(&mut self.case_ui)
    }

    fn mark(&mut self, mark: Bookmark, place: Option<RowPlace>) {
        if let Some(place) = place {
            let found = Rc::make_mut(&mut self.ui().found);
            found.by_place.remove(&place);
            found.insert(mark.on.key(), vec![place]);
        }
        self.change().add(mark);
        self.ui().said = None;
    }

    fn unmark(&mut self, key: &ThingKey) {
        let before = self.case.clone();
        if let Some(mark) = self.change().remove(key) {
            Rc::make_mut(&mut self.ui().found).forget(key);
            self.say(format!("Bookmark removed: {}", mark.on.title()), Some(before));
        }
    }

    fn undo(&mut self) {
        let before = self.case_ui.said.as_ref().and_then(|said| said.before.clone());
        if let Some(before) = before {
            self.case = before;
            // The locations are searched for again.
            self.ui().found = Rc::default();
        }
        self.ui().said = None;
    }

    fn start_new(&mut self) {
        let before = self.is_unsaved().then(|| self.case.clone());
        self.set_case(Case::default());
        self.say("A new case, with nothing in it".to_owned(), before);
    }

    /// Sets another case, which equals the one in its file.
    fn set_case(&mut self, case: Case) {
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

    fn say(&mut self, words: String, before: Option<Rc<Case>>) {
        let number = self.case_ui.said.as_ref().map_or(0, |said| said.number) + 1;
        self.ui().said = Some(Rc::new(CaseMessage { number, words: words.into(), before }));
    }
}

impl AppState {
    pub(super) fn change_case(&mut self, action: CaseAction) {
        let case = self.case_mut();
        match action {
            CaseAction::Mark(mark, place) => case.mark(*mark, place),
            CaseAction::Unmark(key) => case.unmark(&key),
            CaseAction::Note(key, note) => case.change().change(&key, |mark| mark.note = note),
            CaseAction::Tags(key, tags) => case.change().change(&key, |mark| mark.tags = tags),
            CaseAction::Title(title) => case.change().title = title,
            CaseAction::Notes(notes) => case.change().notes = notes,
            CaseAction::Arrived(arrived) if case.is_unsaved() => {
                case.ui().arrived = Some(arrived);
                self.view_mut().dialog = Some(Dialog::OpenCase);
            }
            CaseAction::Arrived(arrived) => self.open_case(&arrived, OnConflict::Replace),
            CaseAction::Take(taking) => {
                let arrived = case.ui().arrived.take();
                self.view_mut().dialog = None;
                if let Some(arrived) = arrived {
                    self.open_case(&arrived, taking);
                }
            }
            CaseAction::New => case.start_new(),
            CaseAction::Saved => case.ui().kept = case.case.clone(),
            CaseAction::Undo => case.undo(),
            CaseAction::Heard => case.ui().said = None,
            CaseAction::Found(found) => case.ui().found = found,
            CaseAction::Remember(is_remembered) => case.ui().is_remembered = is_remembered,
        }
        let case = self.case_mut();
        if case.case.questions != *case.own_questions {
            case.own_questions = Rc::new(case.case.questions.clone());
        }
    }

    /// Goes to the view that was opened with the case, once there are events.
    pub(super) fn return_to_view(&mut self) {
        if self.data.totals.events > 0
            && let Some(view) = self.case.case_ui.returning
        {
            self.case_mut().stay();
            self.view_mut().show(view);
        }
    }

    fn open_case(&mut self, arrived: &Arrived, taking: OnConflict) {
        let Arrived { name, opened: OpenedCase { case, left_out } } = arrived;
        let before = self.case.is_unsaved().then(|| self.case.case.clone());
        let merged = match taking {
            OnConflict::Leave => return,
            OnConflict::Replace => None,
            OnConflict::Merge => Some(merge(&self.case.case, case)),
        };
        self.case_mut().set_case(case.clone());
        let said = match &merged {
            None => format!("{name} is open: {}", case_contents(case)),
            Some(both) => format!("{name} was added: {} now", case_contents(both)),
        };
        if let Some(both) = merged {
            // The merged case is in no file yet.
            self.case_mut().case = Rc::new(both);
        }
        for sentence in left_out {
            self.view_mut().add_alert(sentence.as_str().into());
        }
        if let Some(view) = &case.view {
            self.travel(&ViewAddress::parse(view));
            self.view_mut().step = HistoryStep::Commit;
        }
        if self.data.totals.events == 0 {
            self.case_mut().ui().returning = Some(self.view.view).filter(|_| case.view.is_some());
            self.view_mut().view = ViewId::Case;
        }
        self.case_mut().say(said, before);
    }
}
