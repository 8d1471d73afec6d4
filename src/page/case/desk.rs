//! What the page remembers of the case beside the case itself, and what can
//! happen to it.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use trailglass::casefile::{Case, Mark, Opened, ThingKey, merge};
use trailglass::view_address::ViewAddress;
use yew::prelude::*;

use crate::engine::Place;
use crate::state::{Dialog, State, Step};
use crate::text;
use crate::views::CASE;

/// What the page remembers beside the case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseDesk {
    /// The case as it was last opened or saved.
    pub kept: Rc<Case>,
    /// Whether it is kept in the browser's storage.
    pub is_remembered: bool,
    /// Where its events and people are.
    pub found: Rc<Found>,
    /// What was done last, to be read and perhaps undone.
    pub said: Option<Rc<Said>>,
    /// A case file that was opened, while the reader is asked what is to
    /// become of the present case.
    pub arrived: Option<Rc<Arrived>>,
    /// The view to go to when its events are there.
    pub returning: Option<&'static str>,
}

impl CaseDesk {
    /// The same without a view to go to.
    pub fn stayed(self: &Rc<CaseDesk>) -> Rc<CaseDesk> {
        let mut desk = Rc::clone(self);
        if desk.returning.is_some() {
            Rc::make_mut(&mut desk).returning = None;
        }
        desk
    }
}

/// What was done, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Tells it from the one before.
    pub number: u32,
    /// The words.
    pub words: AttrValue,
    /// The case as it was before, where that can be brought back.
    pub before: Option<Rc<Case>>,
}

/// A case file that was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrived {
    /// The file's name.
    pub name: AttrValue,
    /// What is in it.
    pub opened: Opened,
}

/// Where the marked things are among what is loaded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// As of which generation of the data events were looked for; 0 for never.
    pub generation: u32,
    /// Where events are; those that are not here are not in it.
    pub events: HashMap<ThingKey, Vec<Place>>,
    /// The same the other way round.
    pub by_place: HashMap<Place, ThingKey>,
    /// Marked events of which several records could be the one: they share its
    /// id, and what the mark says of its content fits none, or is nothing.
    pub ambiguous: HashSet<ThingKey>,
    /// Marked files in whose place another lies: the hash of its content
    /// differs.
    pub changed_files: HashSet<ThingKey>,
    /// Whether sessions and actors were looked for in what was followed.
    pub knows_people: bool,
    /// The sessions and actors: a session's number (of an actor its first),
    /// and the actor's.
    pub people: HashMap<ThingKey, (Option<u32>, u32)>,
}

impl Found {
    /// Notes where an event is. Of two marks on one event, as after a merge, the
    /// first noted is the one that its star takes off.
    pub fn insert(&mut self, key: ThingKey, places: Vec<Place>) {
        for place in &places {
            self.by_place.entry(*place).or_insert_with(|| key.clone());
        }
        self.events.insert(key, places);
    }

    /// Forgets where an event is, since its mark was taken off.
    fn forget(&mut self, key: &ThingKey) {
        if self.events.remove(key).is_some() {
            let events = std::mem::take(&mut self.events);
            self.by_place.clear();
            events.into_iter().for_each(|(key, places)| self.insert(key, places));
        }
    }
}

/// What is to become of the case at hand when another is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// The other takes its place.
    Replace,
    /// Both become one.
    Merge,
    /// The other is left alone.
    Leave,
}

/// What can happen to the case.
#[derive(Clone, Debug)]
pub enum CaseAction {
    /// Something was marked; an event also where it is.
    Mark(Box<Mark>, Option<Place>),
    /// A mark was taken off.
    Unmark(ThingKey),
    /// The note on a mark.
    Note(ThingKey, String),
    /// The tags of a mark.
    Tags(ThingKey, Vec<String>),
    /// What the case is called.
    Title(String),
    /// What there is to say of it.
    Notes(String),
    /// A case file was opened.
    Arrived(Rc<Arrived>),
    /// What is to become of it.
    Take(Taking),
    /// Another case, empty.
    New,
    /// The case lies in a file.
    Saved,
    /// What was done last is brought back.
    Undo,
    /// What was said was read.
    Heard,
    /// Where everything is.
    Found(Rc<Found>),
    /// Whether it is kept in the browser's storage.
    Remember(bool),
}

impl State {
    /// Whether the case has changed since it was opened or saved.
    pub fn is_case_unsaved(&self) -> bool {
        self.case != self.desk.kept
    }

    /// The state at the beginning with the case that the browser remembered.
    pub fn remembering(mut self, case: Option<Case>) -> State {
        if let Some(case) = case {
            self.own_questions = Rc::new(case.questions.clone());
            self.case = Rc::new(case);
            self.desk =
                Rc::new(CaseDesk { kept: self.case.clone(), is_remembered: true, ..CaseDesk::default() });
        }
        self
    }

    /// The state after something happened to the case.
    pub fn after_case(&self, action: CaseAction) -> State {
        let mut next = self.changed(action);
        if next.case.questions != *next.own_questions {
            next.own_questions = Rc::new(next.case.questions.clone());
        }
        next
    }

    fn changed(&self, action: CaseAction) -> State {
        let mut next = self.clone();
        match action {
            CaseAction::Mark(mark, place) => {
                if let Some(place) = place {
                    let found = Rc::make_mut(&mut Rc::make_mut(&mut next.desk).found);
                    found.by_place.remove(&place);
                    found.insert(mark.on.key(), vec![place]);
                }
                Rc::make_mut(&mut next.case).add(*mark);
                next.unsay();
            }
            CaseAction::Unmark(key) => {
                if let Some(mark) = Rc::make_mut(&mut next.case).remove(&key) {
                    Rc::make_mut(&mut Rc::make_mut(&mut next.desk).found).forget(&key);
                    next.say(format!("Bookmark removed: {}", mark.on.title()), Some(self.case.clone()));
                }
            }
            CaseAction::Note(key, note) => Rc::make_mut(&mut next.case).change(&key, |mark| mark.note = note),
            CaseAction::Tags(key, tags) => Rc::make_mut(&mut next.case).change(&key, |mark| mark.tags = tags),
            CaseAction::Title(title) => Rc::make_mut(&mut next.case).title = title,
            CaseAction::Notes(notes) => Rc::make_mut(&mut next.case).notes = notes,
            CaseAction::Arrived(arrived) => {
                if self.is_case_unsaved() {
                    Rc::make_mut(&mut next.desk).arrived = Some(arrived);
                    next.dialog = Some(Dialog::OpenCase);
                } else {
                    return next.opened(&arrived, Taking::Replace);
                }
            }
            CaseAction::Take(taking) => {
                next.dialog = None;
                if let Some(arrived) = Rc::make_mut(&mut next.desk).arrived.take() {
                    return next.opened(&arrived, taking);
                }
            }
            CaseAction::New => {
                let before = self.is_case_unsaved().then(|| self.case.clone());
                next.set_case(Case::default());
                next.say("A new case, with nothing in it".to_owned(), before);
            }
            CaseAction::Saved => Rc::make_mut(&mut next.desk).kept = self.case.clone(),
            CaseAction::Undo => {
                let before = self.desk.said.as_ref().and_then(|said| said.before.clone());
                if let Some(before) = before {
                    next.case = before;
                    // Where it is is looked for anew.
                    Rc::make_mut(&mut next.desk).found = Rc::default();
                }
                next.unsay();
            }
            CaseAction::Heard => next.unsay(),
            CaseAction::Found(found) => Rc::make_mut(&mut next.desk).found = found,
            CaseAction::Remember(is_remembered) => {
                Rc::make_mut(&mut next.desk).is_remembered = is_remembered;
            }
        }
        next
    }

    /// What is shown goes with the case, once its events are there.
    pub fn returned(&mut self) {
        if self.totals.events > 0
            && let Some(view) = Rc::make_mut(&mut self.desk).returning.take()
        {
            self.view = view;
            self.step = Step::Commit;
        }
    }

    fn opened(
        mut self,
        Arrived { name, opened: Opened { case, left_out } }: &Arrived,
        taking: Taking,
    ) -> State {
        let before = self.is_case_unsaved().then(|| self.case.clone());
        let merged = match taking {
            Taking::Leave => return self,
            Taking::Replace => None,
            Taking::Merge => Some(merge(&self.case, case)),
        };
        self.set_case(case.clone());
        let said = match &merged {
            None => format!("{name} is open: {}", contents(case)),
            Some(both) => format!("{name} was added: {} now", contents(both)),
        };
        if let Some(both) = merged {
            // Both together are in no file yet.
            self.case = Rc::new(both);
        }
        for sentence in left_out {
            self = self.alerted(sentence.clone().into());
        }
        if let Some(view) = &case.view {
            self = self.travelled(&ViewAddress::parse(view));
            self.step = Step::Commit;
        }
        if self.totals.events == 0 {
            Rc::make_mut(&mut self.desk).returning = Some(self.view).filter(|_| case.view.is_some());
            self.view = CASE;
        }
        self.say(said, before);
        self
    }

    /// Another case, as it lies in its file.
    fn set_case(&mut self, case: Case) {
        self.case = Rc::new(case);
        let desk = Rc::make_mut(&mut self.desk);
        *desk = CaseDesk {
            kept: self.case.clone(),
            is_remembered: desk.is_remembered,
            said: desk.said.take(),
            ..CaseDesk::default()
        };
    }

    fn say(&mut self, words: String, before: Option<Rc<Case>>) {
        let desk = Rc::make_mut(&mut self.desk);
        let number = desk.said.as_ref().map_or(0, |said| said.number) + 1;
        desk.said = Some(Rc::new(Said { number, words: words.into(), before }));
    }

    fn unsay(&mut self) {
        Rc::make_mut(&mut self.desk).said = None;
    }
}

/// What is in a case, in words.
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
