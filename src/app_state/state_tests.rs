//! Tests of the actions, except those on the case.

use std::rc::Rc;

use super::{Action, AppState, ColumnState, Dialog, FilterFor, HistoryStep};
use crate::base::time::TimeRange;
use crate::client::{AcceptedFile, Checking, ClientEvent, Following, IndexState, LoadProgress, RowPlace};
use crate::grouping::{GroupForm, Grouping};
use crate::model::{Field, Selection, Sort};
use crate::questions::Question;
use crate::store::Totals;
use crate::view_address::{ViewAddress, ViewId};

const MORNING: TimeRange = TimeRange { from_millis: 1_000, until_millis: 2_000 };
const MINUTE: TimeRange = TimeRange { from_millis: 1_100, until_millis: 1_200 };
const PLACE: RowPlace = RowPlace { worker: 0, row: 3 };

fn after(actions: impl IntoIterator<Item = Action>) -> AppState {
    let at = |state: AppState, action| state.reduced(action);
    actions.into_iter().fold(AppState::at(&ViewAddress::default()), at)
}

fn client_event(event: ClientEvent) -> Action {
    Action::ClientEvent(event)
}

fn settled(events: u64) -> Action {
    let totals = Totals { events, ..Totals::default() };
    client_event(ClientEvent::Settled { totals, generation: 1 })
}

fn grouping() -> Grouping {
    ViewAddress::parse("#/group?by=eventName").grouping
}

#[test]
fn an_address_is_what_its_state_says() {
    let fragment = "#/group?v=1&q=service%3Aiam&from=2024-03-01T10:00:00Z&until=2024-03-01T11:00:00Z&by=eventName&as=bars&sort=-eventTime";
    let address = ViewAddress::parse(fragment);
    let state = AppState::at(&address);
    assert_eq!(state.address(), address);
    assert_eq!(state.view.step, HistoryStep::Travel);
    let travelled = after([Action::View(ViewId::Sources), Action::Travel(address.clone())]);
    assert_eq!((travelled.address(), travelled.view.step), (address, HistoryStep::Travel));
}

#[test]
fn unchanged_parts_are_the_same() {
    let before = after([Action::Filter("service:iam".into()), settled(3)]);
    let next = before.reduced(Action::Open(PLACE));
    assert!(Rc::ptr_eq(&before.filter, &next.filter) && Rc::ptr_eq(&before.data, &next.data));
    assert!(Rc::ptr_eq(&before.case, &next.case) && !Rc::ptr_eq(&before.view, &next.view));
    for action in [
        Action::Type("service:iam".into()),
        Action::Apply,
        Action::Filter("service:iam".into()),
        Action::Close,
        Action::Zoom(None),
        Action::Dialog(None),
        Action::Dismiss(7),
        Action::OwnQuestions(Vec::new()),
        Action::Columns(before.filter.columns.to_vec()),
        client_event(ClientEvent::Progress(LoadProgress::default())),
        client_event(ClientEvent::Checking(Checking::Never)),
    ] {
        // Typing makes a draft of the address, whatever is typed.
        let before = AppState { view: before.reduced(action.clone()).view, ..before.clone() };
        let next = before.reduced(action.clone());
        assert!(Rc::ptr_eq(&before.filter, &next.filter), "{action:?}");
        assert!(Rc::ptr_eq(&before.view, &next.view), "{action:?}");
        assert!(Rc::ptr_eq(&before.data, &next.data), "{action:?}");
        assert!(Rc::ptr_eq(&before.case, &next.case), "{action:?}");
    }
}

#[test]
fn a_filter_with_errors_is_typed_but_not_applied() {
    let state = after([Action::Filter("service:iam".into()), Action::Type("service:(".into())]);
    assert_eq!((&*state.filter.text, state.view.step), ("service:(", HistoryStep::Draft));
    assert!(!state.filter.errors.is_empty());
    let applied = state.reduced(Action::Apply);
    assert_eq!(applied.filter.selection.filter, "service:iam");
    let valid = applied.reduced(Action::Type(" service:s3 ".into())).reduced(Action::Apply);
    assert!(valid.filter.errors.is_empty());
    assert_eq!((valid.filter.selection.filter.as_str(), valid.view.step), ("service:s3", HistoryStep::Draft));
}

#[test]
fn entered_filters_are_kept_newest_first_and_once() {
    let mut state = after(["a", "b", "a"].map(|text| Action::Filter(text.into())));
    assert_eq!(*state.filter.filters, ["a", "b"].map(Rc::from));
    state = state.reduced(Action::Type("c".into())).reduced(Action::Commit);
    assert_eq!(*state.filter.filters, ["c", "a", "b"].map(Rc::from));
    assert_eq!(state.view.step, HistoryStep::Commit);
    state = state.reduced(Action::Filter("".into()));
    assert_eq!(state.filter.filters.len(), 3);
    for number in 0..100 {
        state = state.reduced(Action::Filter(format!("x{number}").into()));
    }
    assert_eq!(state.filter.filters.len(), 50);
}

#[test]
fn a_value_is_added_and_removed() {
    let value = |exclude| FilterFor { field: "service".to_owned(), value: "iam".to_owned(), exclude };
    let state = after([Action::FilterFor(value(false))]);
    assert_eq!(state.filter.selection.filter, "service:iam");
    let removed = state.reduced(Action::Unfilter { field: "service", value: "iam".to_owned() });
    assert_eq!((&*removed.filter.text, removed.filter.selection.filter.as_str()), ("", ""));
    let excluded = after([Action::FilterFor(value(true))]);
    assert_ne!(excluded.filter.selection.filter, state.filter.selection.filter);
}

#[test]
fn zooming_out_leads_back() {
    let state = after([Action::Zoom(Some(MORNING)), Action::Zoom(Some(MINUTE)), Action::Zoom(Some(MINUTE))]);
    assert_eq!(*state.filter.zooms, [None, Some(MORNING)]);
    let out = state.reduced(Action::ZoomOut);
    assert_eq!((out.filter.selection.time, out.filter.zooms.len()), (Some(MORNING), 1));
    let out = out.reduced(Action::ZoomOut).reduced(Action::ZoomOut);
    assert_eq!((out.filter.selection.time, out.filter.zooms.len()), (None, 0));
    let all = state.reduced(Action::Zoom(None));
    assert_eq!((all.filter.selection.time, all.filter.zooms.len()), (None, 0));
    let travelled = state.reduced(Action::Travel(ViewAddress::default()));
    assert!(travelled.filter.zooms.is_empty());
}

#[test]
fn order_and_columns_change() {
    let sort = Sort { field: Field::EventName, ..Sort::default() };
    let columns = vec![ColumnState { field: Field::Service, width_px: 90 }];
    let state = after([Action::Sort(sort), Action::Columns(columns.clone())]);
    assert_eq!((state.filter.sort, &*state.filter.columns), (sort, &columns));
    assert_eq!(state.view.step, HistoryStep::Commit);
}

#[test]
fn a_view_is_left_with_what_other_actions_opened_in_it() {
    let state = after([Action::Evidence(2, 5), Action::File(4), Action::Timeline(6, 7)]);
    assert_eq!(state.view.view, ViewId::Timelines);
    let opened = (state.view.evidence_of, state.view.file_of, state.view.timeline_of);
    assert_eq!(opened, (Some((2, 5)), Some(4), Some((6, 7))));
    let state = state.reduced(Action::View(ViewId::Events));
    let opened = (state.view.evidence_of, state.view.file_of, state.view.timeline_of);
    assert_eq!((state.view.view, opened), (ViewId::Events, (None, None, None)));
    assert_eq!(after([Action::Evidence(2, 5)]).view.view, ViewId::Integrity);
    assert_eq!(after([Action::File(2)]).view.view, ViewId::Sources);
}

#[test]
fn an_event_opens_and_closes_without_a_step() {
    let state = after([Action::Open(PLACE)]);
    assert_eq!((state.view.opened, state.view.step), (Some(PLACE), HistoryStep::Travel));
    assert_eq!(state.reduced(Action::Close).view.opened, None);
}

#[test]
fn only_the_first_resource_is_a_step() {
    let resource = |name: &str| Action::Resource(Some(name.into()));
    let state = after([resource("role/a")]);
    assert_eq!((state.view.view, state.view.step), (ViewId::Resources, HistoryStep::Commit));
    let typed = state.reduced(Action::Type("x".into())).reduced(resource("role/b"));
    assert_eq!((typed.view.resource.as_deref(), typed.view.step), (Some("role/b"), HistoryStep::Draft));
}

#[test]
fn groups_are_shown_by_fields_in_a_form() {
    let state = after([Action::Group(grouping()), Action::Form(GroupForm::Bars)]);
    assert_eq!((state.view.view, state.view.form), (ViewId::Group, GroupForm::Bars));
    assert_eq!(*state.view.grouping, grouping());
}

#[test]
fn questions_belong_to_the_case() {
    let questions = vec![Question { title: "Who?".to_owned(), ..Question::default() }];
    let state = after([Action::OwnQuestions(questions.clone())]);
    assert_eq!((&state.case.case.questions, &*state.case.own_questions), (&questions, &questions));
    assert!(state.case.is_unsaved());
}

#[test]
fn sql_is_of_the_current_selection_unless_another_is_given() {
    let state = after([Action::Group(grouping()), Action::Filter("a".into())]);
    let current = state.reduced(Action::Dialog(Some(Dialog::Sql)));
    assert_eq!(current.sql_source().1.as_deref(), Some(&grouping()));
    let events = current.reduced(Action::View(ViewId::Events));
    assert_eq!(events.sql_source(), (events.filter.selection.clone(), None));
    let other = Selection { filter: "b".to_owned(), time: Some(MORNING) };
    let given = events.reduced(Action::Sql(other.clone(), Grouping::default()));
    assert_eq!(given.view.dialog, Some(Dialog::Sql));
    assert_eq!(given.sql_source(), (Rc::new(other), None));
    let closed = given.reduced(Action::Dialog(None));
    assert_eq!((closed.view.dialog, closed.view.sql_of.is_none()), (None, true));
}

#[test]
fn alerts_stay_until_dismissed() {
    let died = client_event(ClientEvent::WorkerDied { message: "second".to_owned() });
    let state = after([Action::Alert("first".into()), died]).reduced(Action::Dismiss(1));
    let texts: Vec<(u32, &str)> =
        state.view.alerts.iter().map(|alert| (alert.number, &*alert.message)).collect();
    assert_eq!(texts, [(2, "second")]);
    // A number is not given twice.
    let again = state.reduced(Action::Dismiss(2)).reduced(Action::Alert("third".into()));
    assert_eq!(again.view.alerts[0].number, 3);
}

#[test]
fn files_and_progress_make_the_page_more_than_a_welcome() {
    assert!(!after([]).anything());
    let listed = AcceptedFile { file: 0, path: "a".to_owned(), bytes: 1 };
    assert!(after([client_event(ClientEvent::Listed(vec![listed]))]).anything());
    let progress = LoadProgress { loading: true, ..LoadProgress::default() };
    assert!(after([client_event(ClientEvent::Progress(progress))]).anything());
    assert!(after([settled(1)]).anything() && !after([settled(0)]).anything());
}

#[test]
fn other_events_outdate_the_index_and_another_run_the_sessions() {
    let stopped = client_event(ClientEvent::Index(IndexState::Stopped));
    let state = after([stopped, settled(5)]);
    assert_eq!((&*state.data.index, state.data.data, state.data.generation), (&IndexState::Never, 1, 1));
    let changed = state.reduced(client_event(ClientEvent::Changed { generation: 9 }));
    assert_eq!((changed.data.generation, changed.data.data), (9, 1));
    let timeline = changed.reduced(Action::Timeline(1, 2));
    let followed = timeline.reduced(client_event(ClientEvent::Following(Following::Stopped)));
    assert_eq!((followed.view.timeline_of, &*followed.data.following), (None, &Following::Stopped));
}

#[test]
fn sessions_are_followed_at_once_if_wanted_and_else_after_a_pause() {
    assert_eq!(after([]).data.follow_wait_millis(true), None);
    let ready = after([settled(5)]);
    assert_eq!(ready.data.follow_wait_millis(true), Some(0));
    assert!(ready.data.follow_wait_millis(false).is_some_and(|millis| millis > 0));
    let progress = LoadProgress { loading: true, ..LoadProgress::default() };
    let loading = ready.reduced(client_event(ClientEvent::Progress(progress)));
    assert_eq!(loading.data.follow_wait_millis(true), None);
    let followed = ready.reduced(client_event(ClientEvent::Following(Following::Stopped)));
    assert_eq!(followed.data.follow_wait_millis(true), None);
}

#[test]
fn clearing_leaves_nothing_but_the_columns() {
    let columns = vec![ColumnState { field: Field::Service, width_px: 90 }];
    let state = after([
        Action::Columns(columns.clone()),
        Action::Filter("a".into()),
        Action::Open(PLACE),
        Action::OwnQuestions(vec![Question::default()]),
        Action::Alert("x".into()),
        settled(5),
        client_event(ClientEvent::Cleared),
    ]);
    let mut expected = after([Action::Columns(columns)]);
    assert_eq!(state, expected);
    expected = expected.reduced(Action::Open(PLACE));
    assert_ne!(state, expected);
}
