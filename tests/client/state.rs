//! What the page gathers from the state and the workers.

use std::rc::Rc;

use trailglass::app_state::{
    Action, AppState, CaseAction, ReportSource, bookmark_of_event, bookmark_of_file, count_questions,
    file_list_csv, find_marked,
};
use trailglass::base::time_display::TimeDisplay;
use trailglass::casefile::{Bookmark, MarkedThing};
use trailglass::questions::library;
use trailglass::view_address::ViewAddress;

use super::loading::logs;
use crate::support::test_client::TestClient;

/// Returns the state after everything that the client has reported.
fn followed(client: &TestClient, state: AppState) -> AppState {
    let events = client.events().into_iter();
    events.fold(state, |state, event| state.reduced(Action::ClientEvent(event)))
}

#[test]
fn a_report_has_what_is_marked_wherever_it_is() {
    let client = TestClient::new(3);
    client.drop_files(logs(60));
    let mut state = followed(&client, AppState::at(&ViewAddress::default()));
    client.trace();
    state = followed(&client, state);
    let table = Rc::clone(&state.data.file_table);
    let mut marks: Vec<Bookmark> = Vec::new();
    for place in client.places().into_iter().step_by(50) {
        let mark = client.wait(bookmark_of_event(&client.client, place, &table, 1)).expect("an answer");
        marks.push(mark.expect("an event"));
    }
    let source = &table.sources[7];
    let path = source.path.to_string();
    marks.push(client.wait(bookmark_of_file(&client.client, 7, path.clone(), source.bytes, 1)));
    for mark in &marks {
        state = state.reduced(Action::Case(CaseAction::Mark(Box::new(mark.clone()), None)));
    }
    // The marks are found again from their references alone, as in a case that is opened later.
    let things: Vec<MarkedThing> = marks.iter().map(|mark| mark.on.clone()).collect();
    let found = client.wait(find_marked(&client.client, &things, &table, state.data.generation, true));
    let found_events = marks.iter().filter(|mark| found.place_of(&mark.on.key()).is_some()).count();
    assert_eq!(found_events, marks.len() - 1, "all but the file");
    state = state.reduced(Action::Case(CaseAction::Found(Rc::new(found))));

    let report_source = ReportSource {
        client: client.client.in_background(),
        state: state.clone(),
        times: TimeDisplay::default(),
        written_at_millis: 7,
    };
    let report = client.wait(report_source.report(None, &|_| {}));
    assert_eq!((report.scope.events, report.scope.files.len()), (180, 60));
    assert_eq!(report.scope.alerts, Vec::<String>::new());
    assert!(report.scope.coverage.is_some());
    assert_eq!(report.events.len(), marks.len() - 1);
    assert!(report.events.iter().all(|event| event.record.is_some()), "each record is in it");
    let [(_, missing)] = report.others.as_slice() else { panic!("the file: {:?}", report.others) };
    assert_eq!(*missing, None, "{path} is loaded");
    assert_eq!(report.questions.len(), library().len());
    assert!(report.questions.iter().all(|question| question.count.is_ok()));

    let places: Vec<u32> = (0..60).collect();
    let csv = client.wait(file_list_csv(client.client.platform(), &table, &places, None));
    assert_eq!(csv.lines().count(), 61, "a line for each file and the head");
}

#[test]
fn questions_are_counted_until_nobody_wants_the_counts() {
    let client = TestClient::new(2);
    client.drop_files(logs(20));
    client.run();
    let questions: Vec<_> = library().iter().take(6).map(|question| Rc::new(question.clone())).collect();
    let shown = std::cell::RefCell::new(Vec::new());
    let show = |counts| shown.borrow_mut().push(counts);
    client.wait(count_questions(&client.client, &questions, None, || true, show));
    let counts = shown.borrow().last().cloned().expect("counts");
    assert!(counts.is_done && counts.done() == 6, "{counts:?}");
    shown.borrow_mut().clear();
    let left = std::cell::Cell::new(3);
    let is_wanted = || left.replace(left.get() - 1) > 0;
    client.wait(count_questions(&client.client, &questions, None, is_wanted, show));
    assert!(shown.borrow().iter().all(|counts| !counts.is_done), "an overtaken run shows no end");
}
