//! Loading: who reads what, what a crash costs, what is cancelled, listed and cleared.

use futures_util::future::join;
use proptest::prelude::*;
use trailglass::client::{Checking, ClientError, ClientEvent, LoadProgress};
use trailglass::intake::{Report, Status};
use trailglass::model::{Field, Selection};
use trailglass::query::{FacetRequest, OverviewRequest};
use trailglass::sample;
use trailglass::store::Totals;

use crate::support::in_process::MemoryFile;
use crate::support::reading::log_file;
use crate::support::test_client::TestClient;

/// What the client reported about a load.
#[derive(Default)]
pub struct LoadEvents {
    paths: Vec<String>,
    /// The last report of each file.
    reports: Vec<Option<Report>>,
    progress: Option<LoadProgress>,
    totals: Option<Totals>,
    deaths: Vec<String>,
    pub checking: Option<Checking>,
}

impl LoadEvents {
    pub fn of(events: Vec<ClientEvent>) -> LoadEvents {
        let mut load = LoadEvents::default();
        for event in events {
            match event {
                ClientEvent::Listed(files) => {
                    for file in files {
                        assert_eq!(file.file as usize, load.paths.len(), "numbers have no gaps");
                        load.paths.push(file.path);
                        load.reports.resize(load.paths.len(), None);
                    }
                }
                ClientEvent::Reports(reports) => {
                    for report in reports {
                        let file = report.file as usize;
                        load.reports.resize(load.reports.len().max(file + 1), None);
                        load.reports[file] = Some(report);
                    }
                }
                ClientEvent::Progress(progress) => load.progress = Some(progress),
                ClientEvent::Settled { totals, .. } => load.totals = Some(totals),
                ClientEvent::WorkerDied { message } => load.deaths.push(message),
                ClientEvent::Checking(checking) => load.checking = Some(checking),
                _ => {}
            }
        }
        load
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
pub fn logs(files: usize) -> Vec<(String, MemoryFile)> {
    let records: Vec<String> = sample::records(3, 3 * files as u64).collect();
    let file =
        |(number, part): (usize, &[String])| (format!("{number:03}.json"), MemoryFile::new(log_file(part)));
    records.chunks(3).enumerate().map(file).collect()
}

/// Returns the request for the number of all events, and a facet.
pub fn everything() -> OverviewRequest {
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
        let load = LoadEvents::of(client.events());
        assert_eq!(load.paths.len(), 200);
        assert!(load.statuses().iter().all(|status| *status == Status::Read));
        assert_eq!((load.progress().records, load.events()), (600, 600));
        let read: Vec<usize> = client.each_worker(|shard_query| shard_query.store().rows.len());
        assert!(read.iter().all(|rows| *rows > 0), "each worker has a part of the work: {read:?}");
        // Of events at one time, the order depends on who holds them; so does the bound of what a
        // facet leaves out.
        let mut texts = client.texts("");
        texts.sort_unstable();
        let mut overview = client.overview(&everything());
        overview.facets[0].floor = 0;
        answers.push((overview, texts));
    }
    for (overview, texts) in &answers {
        assert_eq!((overview, texts), (&answers[0].0, &answers[0].1));
    }
}

#[test]
fn the_files_of_a_crashed_worker_are_read_again_but_for_the_one_it_was_reading() {
    for workers in 1..=3 {
        let client = TestClient::new(workers);
        let mut files = logs(40);
        files.insert(20, ("bad.json".to_owned(), MemoryFile::crashing(b"{}", 1)));
        client.drop_files(files);
        let load = LoadEvents::of(client.events());
        let [message] = load.deaths.as_slice() else { panic!("one death: {:?}", load.deaths) };
        assert!(message.contains("unreachable") && message.contains("1 file"), "{message}");
        for (number, status) in load.statuses().into_iter().enumerate() {
            let expected = if number == 20 { Status::Refused } else { Status::Read };
            assert_eq!(status, expected, "file {number}, {workers} workers: {:?}", load.reports[number]);
        }
        let report = load.reports[20].as_ref().expect("a report");
        assert!(report.problems[0].message.contains("unreachable"), "{:?}", report.problems);
        assert_eq!((load.progress().records, load.events()), (120, 120));
        assert_eq!(client.texts("").len(), 120);
    }
}

#[test]
fn a_crash_after_the_load_brings_its_files_back() {
    let client = TestClient::new(3);
    client.drop_files(logs(60));
    assert_eq!(LoadEvents::of(client.events()).events(), 180);
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
    let load = LoadEvents::of(client.events());
    let statuses = load.statuses();
    let count = |status| statuses.iter().filter(|other| **other == status).count() as u64;
    assert_eq!(load.paths.len(), 302);
    assert_eq!(count(Status::Read) + count(Status::Skipped), 301);
    assert!(count(Status::Skipped) > 100, "most files were not read");
    assert_eq!(count(Status::Refused), 1);
    assert_eq!(load.events(), 3 * count(Status::Read));
    // More files can be loaded.
    client.drop_files(logs(1));
    let events = client.events();
    assert!(events.iter().any(|event| matches!(event, ClientEvent::Settled { .. })));
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
    assert_eq!(LoadEvents::of(client.events()).paths.len(), 0);
}

#[test]
fn without_workers_everything_says_why() {
    let client = TestClient::new(2);
    client.client.fail_to_start("the module did not arrive".to_owned());
    client.drop_files(logs(2));
    let load = LoadEvents::of(client.events());
    assert_eq!(load.statuses(), [Status::Refused; 2]);
    let problem = &load.reports[0].as_ref().expect("a report").problems[0];
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
    let load = LoadEvents::of(client.events());
    assert_eq!((load.paths.len(), load.events()), (2, 6));
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
                (format!("{number}.json"), MemoryFile::crashing(log_file(&records), *crashes))
            })
            .collect();
        client.drop_files(dropped);
        if cancels {
            client.client.cancel();
        }
        let mut events = client.events();
        if let Some(crash) = crash {
            client.client.platform().crash(crash % workers, "unreachable");
            events.extend(client.events());
        }
        let load = LoadEvents::of(events);
        let read: u64 = load
            .reports
            .iter()
            .map(|report| report.as_ref().expect("every file has a report"))
            .filter(|report| report.status == Status::Read)
            .map(|report| report.records)
            .sum();
        prop_assert_eq!(load.events(), read);
        prop_assert_eq!(client.texts("").len() as u64, read);
        prop_assert!(!load.progress.expect("progress").loading);
    }
}
