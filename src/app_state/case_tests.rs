//! Tests of the actions on the case.

use std::rc::Rc;

use super::{
    Action, AppState, Arrived, CaseAction, CaseState, Dialog, HistoryStep, MarkedLocations, OnConflict,
};
use crate::casefile::{Bookmark, Case, MarkedEvent, MarkedThing, OpenedCase, ThingKey};
use crate::client::{ClientEvent, RowPlace};
use crate::questions::Question;
use crate::store::Totals;
use crate::view_address::ViewId;

const PLACE: RowPlace = RowPlace { worker: 0, row: 3 };

fn event(id: &str) -> MarkedThing {
    MarkedThing::Event(MarkedEvent { event_id: id.to_owned(), ..MarkedEvent::default() })
}

fn mark(id: &str, place: Option<RowPlace>) -> Action {
    Action::Case(CaseAction::Mark(Box::new(Bookmark::new(event(id), 0)), place))
}

fn after(actions: impl IntoIterator<Item = Action>) -> AppState {
    actions.into_iter().fold(AppState::default(), |state, action| state.reduced(action))
}

fn on_case(state: &AppState, action: CaseAction) -> AppState {
    state.reduced(Action::Case(action))
}

fn settled(events: u64) -> Action {
    let totals = Totals { events, ..Totals::default() };
    Action::ClientEvent(ClientEvent::Settled { totals, generation: 1 })
}

/// Returns a case file with a bookmark, that was saved at an address.
fn arrived(id: &str, view: Option<&str>) -> Rc<Arrived> {
    let mut case = Case { view: view.map(str::to_owned), ..Case::default() };
    case.add(Bookmark::new(event(id), 0));
    case.questions.push(Question { title: id.to_owned(), ..Question::default() });
    let opened = OpenedCase { case, left_out: vec!["A part was left out.".to_owned()] };
    Rc::new(Arrived { name: "x.case.json".into(), opened })
}

fn said(state: &AppState) -> &str {
    state.case.case_ui.said.as_ref().map_or("", |said| &said.words)
}

#[test]
fn a_mark_is_found_at_its_place_until_it_is_removed() {
    let state = after([mark("a", Some(PLACE)), mark("b", None)]);
    let key = event("a").key();
    assert_eq!(state.case.mark_at(PLACE), Some(&key));
    assert_eq!(state.case.case_ui.found.place_of(&key), Some(PLACE));
    let removed = on_case(&state, CaseAction::Unmark(key.clone()));
    assert_eq!((removed.case.mark_at(PLACE), removed.case.case.marks.len()), (None, 1));
    assert!(removed.case.case_ui.found.events.is_empty());
    assert!(said(&removed).starts_with("Bookmark removed: "), "{}", said(&removed));
    let undone = on_case(&removed, CaseAction::Undo);
    assert_eq!((undone.case.case.marks.len(), said(&undone)), (2, ""));
    // A mark that is not there changes nothing.
    assert_eq!(on_case(&removed, CaseAction::Unmark(key)), removed);
}

#[test]
fn of_two_marks_on_an_event_the_first_is_removed_by_its_star() {
    let mut found = MarkedLocations::default();
    let [first, second] = ["a", "b"].map(|id| event(id).key());
    found.insert(first.clone(), vec![PLACE]);
    found.insert(second.clone(), vec![PLACE]);
    assert_eq!(found.by_place[&PLACE], first);
    found.forget(&first);
    assert_eq!(found.by_place[&PLACE], second);
}

#[test]
fn locations_are_outdated_by_other_data_sessions_and_marks() {
    let keys = [event("a").key()];
    let mut found = MarkedLocations { generation: 2, ..MarkedLocations::default() };
    assert!(found.is_outdated(&keys, 2, false));
    found.insert(keys[0].clone(), vec![PLACE]);
    assert!(!found.is_outdated(&keys, 2, false));
    assert!(found.is_outdated(&keys, 3, false) && found.is_outdated(&keys, 2, true));
    let state = on_case(&AppState::default(), CaseAction::Found(Rc::new(found.clone())));
    assert_eq!(*state.case.case_ui.found, found);
}

#[test]
fn texts_of_the_case_change() {
    let key = event("a").key();
    let tags = vec!["t".to_owned()];
    let state = after([
        mark("a", None),
        Action::Case(CaseAction::Title("title".to_owned())),
        Action::Case(CaseAction::Notes("notes".to_owned())),
        Action::Case(CaseAction::Note(key.clone(), "note".to_owned())),
        Action::Case(CaseAction::Tags(key, tags.clone())),
    ]);
    let Case { title, notes, marks, .. } = &*state.case.case;
    assert_eq!((title.as_str(), notes.as_str()), ("title", "notes"));
    assert_eq!((marks[0].note.as_str(), &marks[0].tags), ("note", &tags));
    assert!(state.case.is_unsaved());
    assert!(!on_case(&state, CaseAction::Saved).case.is_unsaved());
}

#[test]
fn a_new_case_can_be_undone_if_the_old_one_was_not_saved() {
    let state = after([mark("a", None), Action::Case(CaseAction::Remember(true))]);
    let new = on_case(&state, CaseAction::New);
    assert!(new.case.case.is_empty() && !new.case.is_unsaved() && new.case.case_ui.is_remembered);
    assert_eq!(said(&new), "A new case, with nothing in it");
    assert_eq!(on_case(&new, CaseAction::Undo).case.case, state.case.case);
    assert_eq!(said(&on_case(&new, CaseAction::Heard)), "");
    let saved = on_case(&on_case(&state, CaseAction::Saved), CaseAction::New);
    assert!(saved.case.case_ui.said.as_ref().is_some_and(|said| said.before.is_none()));
    assert_eq!(on_case(&saved, CaseAction::Undo).case.case, saved.case.case);
}

#[test]
fn a_case_file_opens_at_once_if_nothing_is_lost() {
    let state = on_case(&AppState::default(), CaseAction::Arrived(arrived("b", None)));
    assert_eq!((state.case.case.marks.len(), state.case.is_unsaved()), (1, false));
    assert_eq!(state.case.own_questions.len(), 1);
    assert_eq!(said(&state), "x.case.json is open: 1 bookmark, 1 question");
    assert_eq!(&*state.view.alerts[0].message, "A part was left out.");
    assert_eq!((state.view.view, state.case.case_ui.returning), (ViewId::Case, None));
}

#[test]
fn an_unsaved_case_is_replaced_merged_or_kept_as_the_user_says() {
    let state = after([mark("a", None)]);
    let asked = on_case(&state, CaseAction::Arrived(arrived("b", None)));
    assert_eq!((asked.view.dialog, asked.case.case.marks.len()), (Some(Dialog::OpenCase), 1));
    let take = |taking| on_case(&asked, CaseAction::Take(taking));
    let left = take(OnConflict::Leave);
    assert_eq!((left.view.dialog, &left.case), (None, &state.case));
    let merged = take(OnConflict::Merge);
    assert_eq!((merged.case.case.marks.len(), merged.case.is_unsaved()), (2, true));
    assert_eq!(said(&merged), "x.case.json was added: 2 bookmarks, 1 question now");
    let replaced = take(OnConflict::Replace);
    assert_eq!((replaced.case.case.marks.len(), replaced.case.is_unsaved()), (1, false));
    for next in [merged, replaced] {
        assert_eq!(on_case(&next, CaseAction::Undo).case.case, state.case.case);
        assert!(on_case(&next, CaseAction::Undo).case.own_questions.is_empty());
    }
}

#[test]
fn the_view_of_a_case_waits_for_its_events() {
    let action = CaseAction::Arrived(arrived("b", Some("#/timelines?q=service%3Aiam")));
    let state = on_case(&AppState::default(), action.clone());
    assert_eq!(state.filter.selection.filter, "service:iam");
    assert_eq!((state.view.view, state.view.step), (ViewId::Case, HistoryStep::Commit));
    assert_eq!(state.reduced(settled(0)).view.view, ViewId::Case);
    let returned = state.reduced(settled(4));
    assert_eq!((returned.view.view, returned.case.case_ui.returning), (ViewId::Timelines, None));
    // A user who changes the view is not moved again.
    let moved = state.reduced(Action::View(ViewId::Sources)).reduced(settled(4));
    assert_eq!(moved.view.view, ViewId::Sources);
    let loaded = on_case(&after([settled(4)]), action);
    assert_eq!(loaded.view.view, ViewId::Timelines);
}

#[test]
fn a_remembered_case_is_saved_in_the_browser() {
    let mut case = Case { title: "t".to_owned(), ..Case::default() };
    case.questions.push(Question::default());
    let state = CaseState::remembered(case);
    assert!(state.case_ui.is_remembered && !state.is_unsaved());
    assert_eq!(state.own_questions.len(), 1);
    assert_eq!(state.mark_at(PLACE), None);
    let file = ThingKey::File("a".to_owned());
    assert_eq!(state.case_ui.found.place_of(&file), None);
}
