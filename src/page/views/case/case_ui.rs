//! The page's state beside the case itself, and the actions on the case.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use trailglass::casefile::{Bookmark, Case, OpenedCase, ThingKey, merge};
use trailglass::view_address::{ViewAddress, ViewId};
use yew::prelude::*;

use crate::client::RowPlace;
use crate::state::{Dialog, HistoryStep, PageState};
use trailglass::base::text;

/// The page's state beside the case.
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

impl CaseUiState {
    /// Returns the state without a view to return to.
    pub fn stayed(self: &Rc<CaseUiState>) -> Rc<CaseUiState> {
        let mut case_ui = Rc::clone(self);
        if case_ui.returning.is_some() {
            Rc::make_mut(&mut case_ui).returning = None;
        }
        case_ui
    }
}

/// A message about the last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseMessage {
    /// Differs from the number of the previous message.
    pub number: u32,
    /// The text.
    pub words: AttrValue,
    /// The case before the change; `None` if it cannot be undone.
    pub before: Option<Rc<Case>>,
}

/// A case file that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// The file's name.
    pub name: AttrValue,
    /// Its content.
    pub opened: OpenedCase,
}

/// The locations of the marked things in the loaded data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkedLocations {
    /// The generation of the data in which events were searched for; 0 if they never were.
    pub generation: u32,
    /// The locations of the events found.
    pub events: HashMap<ThingKey, Vec<RowPlace>>,
    /// The same, by location.
    pub by_place: HashMap<RowPlace, ThingKey>,
    /// Marked events that could be any of several records: the records share the event's id, and
    /// what the mark says about the content matches none of them, or is missing.
    pub ambiguous: HashSet<ThingKey>,
    /// Marked files whose path now has another file: its content has a different hash.
    pub changed_files: HashSet<ThingKey>,
    /// Whether sessions and actors were searched for in the traced sessions.
    pub knows_people: bool,
    /// The sessions and actors found: the number of the session (of an actor, its first session, if
    /// it has one) and the number of the actor.
    pub people: HashMap<ThingKey, (Option<u32>, u32)>,
}

impl MarkedLocations {
    /// Stores the locations of an event. If two marks are on one event, as after a merge, its star
    /// removes the one stored first.
    pub fn insert(&mut self, key: ThingKey, places: Vec<RowPlace>) {
        for place in &places {
            self.by_place.entry(*place).or_insert_with(|| key.clone());
        }
        self.events.insert(key, places);
    }

    /// Removes the locations of an event whose mark was removed.
    fn forget(&mut self, key: &ThingKey) {
        if self.events.remove(key).is_some() {
            let events = std::mem::take(&mut self.events);
            self.by_place.clear();
            events.into_iter().for_each(|(key, places)| self.insert(key, places));
        }
    }
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

impl PageState {
    /// Whether the case has changed since it was opened or saved.
    pub fn is_case_unsaved(&self) -> bool {
        self.case != self.case_ui.kept
    }

    /// Adds the case from the browser's storage to the initial state.
    pub fn remembering(mut self, case: Option<Case>) -> PageState {
        if let Some(case) = case {
            self.own_questions = Rc::new(case.questions.clone());
            self.case = Rc::new(case);
            self.case_ui = Rc::new(CaseUiState {
                kept: self.case.clone(),
                is_remembered: true,
                ..CaseUiState::default()
            });
        }
        self
    }

    /// Returns the state after an action on the case.
    pub fn after_case(&self, action: CaseAction) -> PageState {
        let mut next = self.changed(action);
        if next.case.questions != *next.own_questions {
            next.own_questions = Rc::new(next.case.questions.clone());
        }
        next
    }

    fn changed(&self, action: CaseAction) -> PageState {
        let mut next = self.clone();
        match action {
            CaseAction::Mark(mark, place) => {
                if let Some(place) = place {
                    let found = Rc::make_mut(&mut Rc::make_mut(&mut next.case_ui).found);
                    found.by_place.remove(&place);
                    found.insert(mark.on.key(), vec![place]);
                }
                Rc::make_mut(&mut next.case).add(*mark);
                next.unsay();
            }
            CaseAction::Unmark(key) => {
                if let Some(mark) = Rc::make_mut(&mut next.case).remove(&key) {
                    Rc::make_mut(&mut Rc::make_mut(&mut next.case_ui).found).forget(&key);
                    next.say(format!("Bookmark removed: {}", mark.on.title()), Some(self.case.clone()));
                }
            }
            CaseAction::Note(key, note) => Rc::make_mut(&mut next.case).change(&key, |mark| mark.note = note),
            CaseAction::Tags(key, tags) => Rc::make_mut(&mut next.case).change(&key, |mark| mark.tags = tags),
            CaseAction::Title(title) => Rc::make_mut(&mut next.case).title = title,
            CaseAction::Notes(notes) => Rc::make_mut(&mut next.case).notes = notes,
            CaseAction::Arrived(arrived) => {
                if self.is_case_unsaved() {
                    Rc::make_mut(&mut next.case_ui).arrived = Some(arrived);
                    next.dialog = Some(Dialog::OpenCase);
                } else {
                    return next.opened(&arrived, OnConflict::Replace);
                }
            }
            CaseAction::Take(taking) => {
                next.dialog = None;
                if let Some(arrived) = Rc::make_mut(&mut next.case_ui).arrived.take() {
                    return next.opened(&arrived, taking);
                }
            }
            CaseAction::New => {
                let before = self.is_case_unsaved().then(|| self.case.clone());
                next.set_case(Case::default());
                next.say("A new case, with nothing in it".to_owned(), before);
            }
            CaseAction::Saved => Rc::make_mut(&mut next.case_ui).kept = self.case.clone(),
            CaseAction::Undo => {
                let before = self.case_ui.said.as_ref().and_then(|said| said.before.clone());
                if let Some(before) = before {
                    next.case = before;
                    // The locations are searched for again.
                    Rc::make_mut(&mut next.case_ui).found = Rc::default();
                }
                next.unsay();
            }
            CaseAction::Heard => next.unsay(),
            CaseAction::Found(found) => Rc::make_mut(&mut next.case_ui).found = found,
            CaseAction::Remember(is_remembered) => {
                Rc::make_mut(&mut next.case_ui).is_remembered = is_remembered;
            }
        }
        next
    }

    /// Goes to the view that was opened with the case, once there are events.
    pub fn returned(&mut self) {
        if self.totals.events > 0
            && let Some(view) = Rc::make_mut(&mut self.case_ui).returning.take()
        {
            self.view = view;
            self.step = HistoryStep::Commit;
        }
    }

    fn opened(
        mut self,
        Arrived { name, opened: OpenedCase { case, left_out } }: &Arrived,
        taking: OnConflict,
    ) -> PageState {
        let before = self.is_case_unsaved().then(|| self.case.clone());
        let merged = match taking {
            OnConflict::Leave => return self,
            OnConflict::Replace => None,
            OnConflict::Merge => Some(merge(&self.case, case)),
        };
        self.set_case(case.clone());
        let said = match &merged {
            None => format!("{name} is open: {}", contents(case)),
            Some(both) => format!("{name} was added: {} now", contents(both)),
        };
        if let Some(both) = merged {
            // The merged case is in no file yet.
            self.case = Rc::new(both);
        }
        for sentence in left_out {
            self = self.alerted(sentence.clone().into());
        }
        if let Some(view) = &case.view {
            self = self.travelled(&ViewAddress::parse(view));
            self.step = HistoryStep::Commit;
        }
        if self.totals.events == 0 {
            Rc::make_mut(&mut self.case_ui).returning = Some(self.view).filter(|_| case.view.is_some());
            self.view = ViewId::Case;
        }
        self.say(said, before);
        self
    }

    /// Sets another case, which equals the one in its file.
    fn set_case(&mut self, case: Case) {
        self.case = Rc::new(case);
        let case_ui = Rc::make_mut(&mut self.case_ui);
        *case_ui = CaseUiState {
            kept: self.case.clone(),
            is_remembered: case_ui.is_remembered,
            said: case_ui.said.take(),
            ..CaseUiState::default()
        };
    }

    fn say(&mut self, words: String, before: Option<Rc<Case>>) {
        let case_ui = Rc::make_mut(&mut self.case_ui);
        let number = case_ui.said.as_ref().map_or(0, |said| said.number) + 1;
        case_ui.said = Some(Rc::new(CaseMessage { number, words: words.into(), before }));
    }

    fn unsay(&mut self) {
        Rc::make_mut(&mut self.case_ui).said = None;
    }
}

/// Returns the contents of a case in words.
pub fn contents(case: &Case) -> String {
    let mut words = text::counted(case.marks.len() as u64, "bookmark", "bookmarks");
    if !case.questions.is_empty() {
        words += &format!(", {}", text::counted(case.questions.len() as u64, "question", "questions"));
    }
    if !case.records.is_empty() {
        words += &format!(", {}", text::counted(case.records.len() as u64, "record", "records"));
    }
    words
}
