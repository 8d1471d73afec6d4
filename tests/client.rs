//! The client: who reads what, what a crash costs, what is cancelled, superseded and awaited.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::future::{join, join3};
use proptest::prelude::*;
use trailglass::client::{Checking, ClientError, ClientEvent, FileSink, IndexState, LoadProgress, Operation};
use trailglass::export::ExportForm;
use trailglass::grouping::Grouping;
use trailglass::intake::{Report, Status};
use trailglass::integrity::overview::IntegrityListRequest;
use trailglass::model::{Field, Selection, Sort};
use trailglass::query::{FacetRequest, OverviewRequest};
use trailglass::redaction::RedactionDictionary;
use trailglass::sample;
use trailglass::store::Totals;

use crate::support::in_process::MemoryFile;
use crate::support::reading::log_file;
use crate::support::test_client::{TestClient, Text, selection};

/// What the client told about a load.
#[derive(Default)]
struct LoadTold {
    paths: Vec<String>,
    /// The last report of each file.
    reports: Vec<Option<Report>>,
    progress: Option<LoadProgress>,
    totals: Option<Totals>,
    deaths: Vec<String>,
    checking: Option<Checking>,
}

impl LoadTold {
    fn of(events: Vec<ClientEvent>) -> LoadTold {
        let mut told = LoadTold::default();
        for event in events {
            match event {
                ClientEvent::Listed(files) => {
                    for file in files {
                        assert_eq!(file.file as usize, told.paths.len(), "numbers have no gaps");
                        told.paths.push(file.path);
                        told.reports.resize(told.paths.len(), None);
                    }
                }
                ClientEvent::Reports(reports) => {
                    for report in reports {
                        let file = report.file as usize;
                        told.reports[file] = Some(report);
                    }
                }
                ClientEvent::Progress(progress) => told.progress = Some(progress),
                ClientEvent::Settled { totals, .. } => told.totals = Some(totals),
                ClientEvent::WorkerDied { message } => told.deaths.push(message),
                ClientEvent::Checking(checking) => told.checking = Some(checking),
                _ => {}
            }
        }
        told
    }

    fn statuses(&self) -> Vec<Status> {
        self.reports.iter().map(|report| report.as_ref().expect("every file has a report").status).collect()
    }

    fn events(&self) -> u64 {
        self.totals.as_ref().expect("the load has ended").events
    }

    fn progress(&self) -> LoadProgress {
        let progress = self.progress.expect("progress");
        assert!(!progress.loading, "the load has ended");
        assert_eq!((progress.files_done, progress.bytes_done), (progress.files_total, progress.bytes_total));
        progress
    }
}

/// Returns `files` log files of three events each.
fn logs(files: usize) -> Vec<(String, MemoryFile)> {
    let records: Vec<String> = sample::records(3, 3 * files as u64).collect();
    let file =
        |(number, part): (usize, &[String])| (format!("{number:03}.json"), MemoryFile::new(&log_file(part)));
    records.chunks(3).enumerate().map(file).collect()
}

fn everything() -> OverviewRequest {
    OverviewRequest {
        selection: Selection::default(),
        facets: vec![FacetRequest::new(Field::EventName, 5)],
        buckets: None,
    }
}

#[test]
fn every_file_is_read_once_whatever_the_number_of_workers() {
    let mut answers = Vec::new();
    for workers in 1..=4 {
        let client = TestClient::new(workers);
        client.drop_files(logs(200));
        let told = LoadTold::of(client.events());
        assert_eq!(told.paths.len(), 200);
        assert!(told.statuses().iter().all(|status| *status == Status::Read));
        assert_eq!((told.progress().records, told.events()), (600, 600));
        let read: Vec<usize> = client.each_worker(|shard_query| shard_query.store().rows.len());
        assert!(read.iter().all(|rows| *rows > 0), "each worker has a part of the work: {read:?}");
        let overview = client.overview(&everything());
        answers.push((overview, client.texts("")));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn the_files_of_a_crashed_worker_are_read_again_once() {
    for workers in 1..=3 {
        let client = TestClient::new(workers);
        let mut files = logs(40);
        let bytes = log_file(&sample::records(9, 2).collect::<Vec<_>>());
        files.push(("crashes once.json".to_owned(), MemoryFile::crashing(&bytes, 1)));
        client.drop_files(files);
        let told = LoadTold::of(client.events());
        assert_eq!(told.deaths.len(), 1, "{:?}", told.deaths);
        assert!(told.statuses().iter().all(|status| *status == Status::Read), "{workers} workers");
        assert_eq!((told.progress().records, told.events()), (122, 122));
        assert_eq!(client.texts("").len(), 122);
    }
}

#[test]
fn a_file_that_crashes_two_workers_is_given_up_with_the_reason() {
    let client = TestClient::new(2);
    client.drop_files([("bad.json".to_owned(), MemoryFile::crashing(b"{}", 9))]);
    client.drop_files(logs(40));
    let told = LoadTold::of(client.events());
    assert_eq!(told.deaths.len(), 2, "{:?}", told.deaths);
    let statuses = told.statuses();
    assert_eq!(statuses[0], Status::Refused);
    let report = told.reports[0].as_ref().expect("a report");
    assert!(report.problems[0].message.contains("unreachable"), "{:?}", report.problems);
    // Files that both workers held are lost with the second one, and said to be so.
    let read = statuses.iter().filter(|status| **status == Status::Read).count() as u64;
    assert_eq!((told.progress().records, told.events()), (3 * read, 3 * read));
    assert!(statuses.iter().all(|status| matches!(status, Status::Read | Status::Refused)));
}

#[test]
fn a_crash_after_the_load_brings_its_files_back() {
    let client = TestClient::new(3);
    client.drop_files(logs(60));
    assert_eq!(LoadTold::of(client.events()).events(), 180);
    let (before, generation) = (client.texts(""), 0);
    client.client.platform().crash(1, "unreachable");
    let mut progress = None;
    let mut last = generation;
    for event in client.events() {
        match event {
            ClientEvent::Progress(now) => progress = Some(now),
            ClientEvent::Settled { generation, .. } => {
                assert!(generation > last, "the answers before are outdated");
                last = generation;
            }
            _ => {}
        }
    }
    assert!(progress.is_some_and(|progress| !progress.loading));
    assert_eq!(client.texts(""), before);
}

#[test]
fn a_request_in_flight_to_a_crashed_worker_fails() {
    let client = TestClient::new(2);
    client.drop_files(logs(10));
    client.run();
    let overview = client.client.overview(everything());
    let crash = async { client.client.platform().crash(0, "unreachable") };
    let (overview, ()) = client.wait(join(overview, crash));
    assert_eq!(overview.expect_err("no answer"), ClientError::WorkerGone);
    client.run();
    assert_eq!(client.overview(&everything()).matching, 30, "the next one has the worker's successor");
}

#[test]
fn cancelled_files_are_skipped_and_named() {
    let client = TestClient::new(2);
    let listing = client.client.list();
    client.drop_files(logs(300));
    client.client.cancel();
    client.run();
    assert!(listing.is_cancelled());
    listing.skipped(vec!["folder".to_owned()]);
    listing.refused("locked".to_owned(), "no access");
    drop(listing);
    let told = LoadTold::of(client.events());
    let statuses = told.statuses();
    let count = |status| statuses.iter().filter(|other| **other == status).count() as u64;
    assert_eq!(told.paths.len(), 302);
    assert_eq!(count(Status::Read) + count(Status::Skipped), 301);
    assert!(count(Status::Skipped) > 100, "most files were not read");
    assert_eq!(count(Status::Refused), 1);
    assert_eq!(told.events(), 3 * count(Status::Read));
    // More files can be loaded.
    client.drop_files(logs(1));
    let told = client.events();
    assert!(told.iter().any(|event| matches!(event, ClientEvent::Settled { .. })));
}

#[test]
fn a_load_lasts_as_long_as_folders_are_listed() {
    let client = TestClient::new(1);
    let listing = client.client.list();
    client.drop_files(logs(2));
    let is_loading = |events: &[ClientEvent]| {
        events.iter().rev().find_map(|event| match event {
            ClientEvent::Progress(progress) => Some(progress.loading),
            _ => None,
        })
    };
    assert_eq!(is_loading(&client.events()), Some(true));
    drop(listing);
    assert_eq!(is_loading(&client.events()), Some(false));
}

#[test]
fn files_named_like_cases_are_no_logs() {
    let client = TestClient::new(1);
    client.drop_files([("a/b.trailglass.json".to_owned(), MemoryFile::new(b"{}"))]);
    client.run();
    assert_eq!(client.client.platform().cases(), ["a/b.trailglass.json"]);
    assert_eq!(LoadTold::of(client.events()).paths.len(), 0);
}

#[test]
fn without_workers_everything_says_why() {
    let client = TestClient::new(2);
    client.client.fail_to_start("the module did not arrive".to_owned());
    client.drop_files(logs(2));
    let told = LoadTold::of(client.events());
    assert_eq!(told.statuses(), [Status::Refused; 2]);
    let problem = &told.reports[0].as_ref().expect("a report").problems[0];
    assert!(problem.message.contains("no worker could be started"), "{}", problem.message);
    let error = client.wait(client.client.overview(everything())).expect_err("no answer");
    assert_eq!(error, ClientError::NotStarted("the module did not arrive".to_owned()));
}

#[test]
fn what_is_cleared_is_gone_and_numbers_begin_anew() {
    let client = TestClient::new(2);
    client.drop_files(logs(100));
    let listing = client.client.list();
    client.client.clear();
    // A listing of before is void.
    listing.found(vec![]);
    listing.refused("late".to_owned(), "too late");
    drop(listing);
    let events = client.events();
    let cleared = events.iter().position(|event| matches!(event, ClientEvent::Cleared)).expect("cleared");
    assert!(!events[cleared..].iter().any(|event| matches!(event, ClientEvent::Listed(_))));
    assert_eq!(client.overview(&everything()).matching, 0);
    client.drop_files(logs(2));
    let told = LoadTold::of(client.events());
    assert_eq!((told.paths.len(), told.events()), (2, 6));
}

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
        [first, second, shown].into_iter().all(|overview| overview.is_ok_and(|told| told.matching == 30))
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
    client.drop_files([("more.json".to_owned(), MemoryFile::new(&log_file(&records)))]);
    client.run();
    assert_eq!(count("eventName:*"), Ok(63));
}

#[test]
fn a_check_runs_by_itself_and_after_a_crash_only_if_asked() {
    let client = TestClient::new(2);
    client.client.load_sample();
    let told = LoadTold::of(client.events());
    let Some(Checking::Done(overview)) = told.checking else { panic!("not checked: {:?}", told.checking) };
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

    // A check that is stopped says so, and its end is not told later.
    client.client.check_integrity();
    client.client.stop_checking();
    assert!(matches!(LoadTold::of(client.events()).checking, Some(Checking::Stopped)));

    // A worker that dies during a check may have died of it.
    client.client.check_integrity();
    client.client.platform().crash(1, "unreachable");
    let told = LoadTold::of(client.events());
    let Some(Checking::Failed(reason)) = &told.checking else { panic!("{:?}", told.checking) };
    assert!(reason.contains("not begun again"), "{reason}");
    client.client.check_integrity();
    assert!(matches!(LoadTold::of(client.events()).checking, Some(Checking::Done(_))));
}

#[test]
fn an_index_grows_with_the_events() {
    let client = TestClient::new(3);
    client.drop_files(logs(30));
    client.run();
    let before = client.index();
    let records: Vec<String> = sample::records(78, 30).collect();
    client.drop_files([("more.json".to_owned(), MemoryFile::new(&log_file(&records)))]);
    // Asked while files are read: what arrives meanwhile is indexed, too.
    client.client.index_resources();
    let events = client.events();
    let done: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            ClientEvent::Index(IndexState::Done(indexed)) => Some(*indexed),
            _ => None,
        })
        .collect();
    assert_eq!(done.len(), 1);
    assert!(done[0].events > before.events);
    assert_eq!(client.index().events, done[0].events);
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
    let told = Rc::clone(&seen);
    let operation = Operation::new(move |done, total| told.borrow_mut().push((done, total)));
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever crashes and is cancelled when: every file has a report, and the rows are those of
    /// the files that are said to be read.
    #[test]
    fn reports_and_rows_agree(
        workers in 1_usize..=4,
        files in proptest::collection::vec((1_usize..4, prop_oneof![8 => Just(0_u32), 1 => 1_u32..4]), 1..60),
        crash in proptest::option::of(0_usize..4),
        cancels in proptest::bool::weighted(0.2),
    ) {
        let client = TestClient::new(workers);
        let mut number = 0;
        let dropped: Vec<(String, MemoryFile)> = files
            .iter()
            .map(|(events, crashes)| {
                let records: Vec<String> = (number..number + events)
                    .map(|number| format!(r#"{{"eventVersion":"1.08","eventID":"{number}","eventTime":"2024-03-01T10:00:00Z","eventName":"A","eventSource":"s3.amazonaws.com"}}"#))
                    .collect();
                number += events;
                (format!("{number}.json"), MemoryFile::crashing(&log_file(&records), *crashes))
            })
            .collect();
        client.drop_files(dropped);
        if cancels {
            client.client.cancel();
        }
        let mut told = client.events();
        if let Some(crash) = crash {
            client.client.platform().crash(crash % workers, "unreachable");
            told.extend(client.events());
        }
        let told = LoadTold::of(told);
        let read: u64 = told
            .reports
            .iter()
            .map(|report| report.as_ref().expect("every file has a report"))
            .filter(|report| report.status == Status::Read)
            .map(|report| report.records)
            .sum();
        prop_assert_eq!(told.events(), read);
        prop_assert_eq!(client.texts("").len() as u64, read);
        prop_assert!(!told.progress.expect("progress").loading);
    }
}
