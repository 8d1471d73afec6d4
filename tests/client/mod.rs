//! The client over workers in this process.

mod loading;
mod state;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::future::{join, join3};
use trailglass::client::{Checking, ClientError, ClientEvent, FileSink, IndexState, Operation, Platform};
use trailglass::export::ExportForm;
use trailglass::grouping::Grouping;
use trailglass::integrity::overview::IntegrityListRequest;
use trailglass::model::{Field, Selection, Sort};
use trailglass::query::OverviewRequest;
use trailglass::redaction::RedactionDictionary;
use trailglass::sample;

use self::loading::{LoadEvents, everything, logs};
use crate::support::in_process::MemoryFile;
use crate::support::reading::log_file;
use crate::support::test_client::{TestClient, Text, selection};

#[test]
fn the_newest_request_of_the_screen_supersedes_the_others() {
    let client = TestClient::new(2);
    client.drop_files(logs(10));
    client.run();
    let ask = || client.client.overview(everything());
    let (first, second, third) = client.wait(join3(ask(), ask(), ask()));
    assert_eq!(first.expect_err("superseded"), ClientError::Superseded);
    assert_eq!(second.expect_err("superseded"), ClientError::Superseded);
    assert_eq!(third.expect("an answer").matching, 30);
    // In the background, each gets its answer, and none takes the screen's.
    let background = client.client.in_background();
    assert_ne!(background, client.client);
    let behind = || background.overview(everything());
    let (first, second, shown) = client.wait(join3(behind(), behind(), ask()));
    assert!(
        [first, second, shown].into_iter().all(|overview| overview.is_ok_and(|answer| answer.matching == 30))
    );
}

#[test]
fn an_event_far_down_is_found_by_halving() {
    let client = TestClient::new(3);
    client.drop_files(logs(400));
    client.run();
    for descending in [false, true] {
        let sort = Sort { field: Field::EventTime, descending };
        let all = client.rows("", sort, 0, 2_000, &[]);
        assert_eq!(all.len(), 1_200);
        for first in [1, 129, 599, 1_150, 1_199] {
            let part = client.rows("", sort, first, 40, &[]);
            let end = (first as usize + 40).min(all.len());
            assert_eq!(part, all[first as usize..end], "from {first}");
        }
        assert_eq!(client.rows("", sort, 1_200, 40, &[]), []);
    }
}

#[test]
fn groups_that_another_request_counts_are_awaited() {
    let client = TestClient::new(2);
    client.drop_files(logs(50));
    client.run();
    let grouping = Grouping::by(&["eventName"]);
    let error = client.wait(client.client.counted_groups(&Selection::default(), &grouping));
    assert_eq!(error.expect_err("nothing counts them"), ClientError::Superseded);
    let all = Selection::default();
    let counting = client.client.group(&all, &grouping, None, |_| {});
    let (shown, saved) = client.wait(join(counting, client.client.counted_groups(&all, &grouping)));
    assert_eq!(shown.expect("groups").0, saved.expect("the same groups"));
    // Those of another grouping are not these.
    let other = client.wait(client.client.counted_groups(&all, &Grouping::by(&["who"])));
    assert_eq!(other.expect_err("other groups"), ClientError::Superseded);
}

#[test]
fn a_newer_grouping_cancels_the_older() {
    let client = TestClient::new(2);
    client.drop_files(logs(50));
    client.run();
    let (one, other) = (Grouping::by(&["requestParameters.bucketName"]), Grouping::by(&["who"]));
    let all = Selection::default();
    let older = client.client.group(&all, &one, None, |_| {});
    let newer = client.client.group(&all, &other, None, |_| {});
    let (older, newer) = client.wait(join(older, newer));
    assert_eq!(older.expect_err("cancelled"), ClientError::Superseded);
    assert!(newer.is_ok());
}

#[test]
fn counts_are_remembered_until_the_data_change() {
    let client = TestClient::new(2);
    client.drop_files(logs(20));
    client.run();
    let count = |filter: &str| client.wait(client.client.count(&selection(filter)));
    assert_eq!(count("eventName:*"), Ok(60));
    assert_eq!(count("eventName:*"), Ok(60));
    let records: Vec<String> = sample::records(77, 3).collect();
    client.drop_files([("more.json".to_owned(), MemoryFile::new(log_file(&records)))]);
    client.run();
    assert_eq!(count("eventName:*"), Ok(63));
}

#[test]
fn a_check_runs_by_itself_and_after_a_crash_only_if_asked() {
    let client = TestClient::new(2);
    client.client.load_sample();
    let load = LoadEvents::of(client.events());
    let Some(Checking::Done(overview)) = load.checking else { panic!("not checked: {:?}", load.checking) };
    let list = client.wait(client.client.integrity_list(IntegrityListRequest::default())).expect("a list");
    assert!(list.total > 0);
    let of = |word: &str| {
        client.overview(&OverviewRequest {
            selection: selection(&format!("integrity:{word}")),
            facets: Vec::new(),
            buckets: None,
        })
    };
    assert!(of("verified").matching > 0, "rows know their verdict: {overview:?}");

    // A check that is stopped says so, and its end is not reported later.
    client.client.check_integrity();
    client.client.stop_checking();
    assert!(matches!(LoadEvents::of(client.events()).checking, Some(Checking::Stopped)));

    // A worker that dies during a check may have died of it, and what it had read is not missing.
    client.client.check_integrity();
    client.client.platform().crash(1, "unreachable");
    let load = LoadEvents::of(client.events());
    let Some(Checking::Failed(reason)) = &load.checking else { panic!("{:?}", load.checking) };
    assert!(reason.contains("a worker stopped"), "{reason}");
    client.client.check_integrity();
    assert!(matches!(LoadEvents::of(client.events()).checking, Some(Checking::Done(_))));
}

#[test]
fn an_index_grows_with_the_events_and_can_be_stopped() {
    let client = TestClient::new(3);
    client.drop_files(logs(30));
    client.run();
    client.wait(async {
        client.client.index_resources();
        client.client.platform().next_turn().await;
        client.client.stop_indexing();
    });
    let is_stopped = |event: &ClientEvent| matches!(event, ClientEvent::Index(IndexState::Stopped));
    assert!(client.events().iter().any(is_stopped));
    let before = client.index();
    let records: Vec<String> = sample::records(78, 30).collect();
    client.drop_files([("more.json".to_owned(), MemoryFile::new(log_file(&records)))]);
    client.run();
    assert_eq!(client.index().events, before.events + 30);
}

/// A sink that cancels its own export after the first part, or refuses it.
struct Stubborn(Option<Operation>);

impl FileSink for Stubborn {
    type File = ();

    async fn push(&mut self, _: &[u8]) -> Result<(), String> {
        match &self.0 {
            Some(operation) => {
                operation.stop();
                Ok(())
            }
            None => Err("the disk is full".to_owned()),
        }
    }

    async fn finish(self) -> Result<(), String> {
        Ok(())
    }
}

#[test]
fn an_export_can_be_cancelled_and_refused() {
    let client = TestClient::new(2);
    client.drop_files(logs(20));
    client.run();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let progress = Rc::clone(&seen);
    let operation = Operation::new(move |done, total| progress.borrow_mut().push((done, total)));
    let all = Selection::default();
    let lines = |sink| client.client.export(&all, ExportForm::JsonLines, None, &operation, sink);
    let refused = client.wait(lines(Stubborn(None)));
    assert_eq!(refused.expect_err("refused"), ClientError::Failed("the disk is full".to_owned()));
    let cancelled = client.wait(lines(Stubborn(Some(operation.clone()))));
    assert_eq!(cancelled.expect_err("cancelled"), ClientError::Superseded);
    assert_eq!(seen.borrow().first(), Some(&(0, 60)));
    // The next one is not disturbed.
    let operation = Operation::new(|_, _| {});
    let written = client.client.export(&all, ExportForm::JsonLines, None, &operation, Text::default());
    assert_eq!(client.wait(written).expect("a file").lines().count(), 60);
}

#[test]
fn pseudonyms_stay_the_same_as_long_as_the_key_does() {
    let client = TestClient::new(2);
    client.drop_files(logs(20));
    client.run();
    let learn = || {
        let asked = Cell::new(0);
        let operation = Operation::new(move |done, total| {
            assert!(done >= asked.get() && done <= total);
            asked.set(done);
        });
        client.wait(client.client.redaction(RedactionDictionary::default(), &operation)).expect("values")
    };
    let (one, other) = (learn(), learn());
    let address = client.facet("", Field::SourceIpAddress).remove(0).0;
    assert_ne!(one.redactor.redact_text(&address), address);
    assert_eq!(one.redactor.redact_text(&address), other.redactor.redact_text(&address));
}
