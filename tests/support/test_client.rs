//! The client over workers in this process, one call after the other.

use std::cell::{RefCell, RefMut};
use std::rc::Rc;

use futures_executor::LocalPool;
use trailglass::base::time::TimeRange;
use trailglass::casefile::{EventFound, EventSought, MarkedEvent};
use trailglass::client::{
    Client, ClientEvent, FileSink, Following, IndexState, Operation, PickedFile, PlacedHistory, PlacedRow,
    Redaction, RowPlace,
};
use trailglass::copies::{EventCopies, HiddenCopy};
use trailglass::export::ExportForm;
use trailglass::grouping::{GroupTable, Grouped, Grouping, Matrix, MatrixRequest};
use trailglass::intake::Report;
use trailglass::model::{Field, FileDescriptor, FileNumber, Selection, Sort};
use trailglass::query::{EventRow, FacetRequest, Overview, OverviewRequest, Record, ShardQuery};
use trailglass::redaction::{RedactionDictionary, RedactionKey, Redactor};
use trailglass::resources::{
    HistoryRequest, Indexed, ResourceList, ResourceListRequest, ResourceRow, ResourceSort,
};
use trailglass::sessions::{
    ActivityRequest, ActorDetail, ActorList, ActorRow, ActorsRequest, ChainTree, CompareRequest, Comparison,
    Lanes, LanesRequest, SessionDetail, SessionRow, SessionScope, SessionsRequest, Story, TimelinesOverview,
};
use trailglass::store::Totals;

use super::in_process::{InProcess, MemoryFile};
use super::reading::log_file;

/// The number of rows that a test asks for when it wants all.
const ALL: u32 = u32::MAX;

/// A client with its workers, and the reports of the files that they read.
pub struct TestClient {
    pub client: Client<InProcess>,
    pub reports: Vec<Report>,
    /// What tracing the sessions found; `None` before.
    pub overview: Option<Rc<TimelinesOverview>>,
    workers: usize,
    pool: RefCell<LocalPool>,
}

impl TestClient {
    pub fn new(workers: usize) -> TestClient {
        let pool = LocalPool::new();
        let client = Client::new(Rc::new(InProcess::new(pool.spawner(), workers)), workers);
        TestClient { client, reports: Vec::new(), overview: None, workers, pool: RefCell::new(pool) }
    }

    /// Returns the client of `workers` workers that have read log files and traced their sessions,
    /// the first file by worker `shift`.
    pub fn traced(workers: usize, shift: usize, files: &[impl AsRef<[u8]>]) -> TestClient {
        let mut client = TestClient::new(workers);
        for (number, bytes) in files.iter().enumerate() {
            client.read(number + shift, number as u32, &format!("{number}.json"), bytes.as_ref());
        }
        TestClient::traced_of(client)
    }

    /// Returns the client of workers that have read records, each in its own file, distributed by
    /// `worker_of`.
    pub fn of_records(workers: usize, records: &[String], worker_of: impl Fn(usize) -> usize) -> TestClient {
        let mut client = TestClient::new(workers);
        client.add_records(records, worker_of);
        client
    }

    /// Has workers read more records, each in its own file.
    pub fn add_records(&mut self, records: &[String], worker_of: impl Fn(usize) -> usize) {
        for (number, record) in records.iter().enumerate() {
            let file = self.reports.len() as u32;
            self.read(worker_of(number), file, "x.json", log_file(std::slice::from_ref(record)).as_bytes());
        }
        self.settle();
    }

    /// Returns the same client after tracing the sessions.
    pub fn traced_of(mut client: TestClient) -> TestClient {
        client.settle();
        client.overview = Some(client.trace());
        client
    }

    /// Waits for an answer, while everything else goes on.
    pub fn wait<T>(&self, answer: impl Future<Output = T>) -> T {
        self.pool.borrow_mut().run_until(answer)
    }

    /// Waits until nothing more happens.
    pub fn run(&self) {
        self.pool.borrow_mut().run_until_stalled();
    }

    /// Takes the events of the client since the last call, after all of it has happened.
    pub fn events(&self) -> Vec<ClientEvent> {
        self.run();
        self.client.platform().events()
    }

    /// Drops files, as a user does: the client decides who reads them.
    pub fn drop_files(&self, files: impl IntoIterator<Item = (String, MemoryFile)>) {
        let listing = self.client.list();
        listing.found(files.into_iter().map(|(path, file)| PickedFile { path, file }).collect());
    }

    /// Has one worker read a file.
    pub fn read(&mut self, worker: usize, file: u32, path: &str, bytes: &[u8]) {
        let descriptor = FileDescriptor { file, path: path.to_owned(), bytes: bytes.len() as u64 };
        let read = |shard_query: &mut ShardQuery| shard_query.shard().read_file(&descriptor, &mut &bytes[..]);
        let report = self.with_worker(worker % self.workers, read);
        self.reports.push(report);
    }

    /// Ends a load: sorts rows and hides repeats.
    pub fn settle(&self) -> Totals {
        drop(self.client.list());
        let totals = self.events().into_iter().rev().find_map(|event| match event {
            ClientEvent::Settled { totals, .. } => Some(totals),
            _ => None,
        });
        totals.expect("the rows are settled")
    }

    /// Returns the numbers of the workers.
    pub fn workers(&self) -> std::ops::Range<usize> {
        0..self.workers
    }

    /// Looks at the data of one worker.
    pub fn with_worker<T>(&self, worker: usize, look: impl FnOnce(&mut ShardQuery) -> T) -> T {
        let dispatcher = self.client.platform().dispatcher(worker);
        let mut shard_query = RefMut::map(dispatcher.borrow_mut(), |dispatcher| dispatcher.shard_query());
        look(&mut shard_query)
    }

    /// Looks at the data of every worker.
    pub fn each_worker<T>(&self, mut look: impl FnMut(&mut ShardQuery) -> T) -> Vec<T> {
        self.workers().map(|worker| self.with_worker(worker, &mut look)).collect()
    }

    pub fn record(&self, worker: u32, row: u32) -> Record {
        self.wait(self.client.record(RowPlace { worker, row })).expect("a record")
    }

    /// Returns the copies of an event, and the records that share its id.
    pub fn copies(&self, worker: u32, row: u32) -> Option<EventCopies> {
        let record = self.record(worker, row);
        self.wait(self.client.copies(RowPlace { worker, row }, &record)).expect("copies")
    }

    /// Returns the hidden records of a file, with their workers.
    pub fn hidden(&self, file: FileNumber, of: Option<FileNumber>) -> Vec<(u32, HiddenCopy)> {
        let found = self.wait(self.client.hidden_copies(file, of, ALL)).expect("hidden copies");
        found.copies.into_iter().map(|(place, copy)| (place.worker, copy)).collect()
    }

    /// Returns the hidden records that match a filter and differ from what is shown, with their
    /// workers.
    pub fn hidden_by(&self, filter: &str) -> Vec<(u32, HiddenCopy)> {
        let found = self.wait(self.client.differing_copies(selection(filter), ALL)).expect("hidden copies");
        found.copies.into_iter().map(|(place, copy)| (place.worker, copy)).collect()
    }

    pub fn overview(&self, ask: &OverviewRequest) -> Overview {
        self.wait(self.client.overview(ask.clone())).expect("an overview")
    }

    /// Returns all values of a field with their counts.
    pub fn facet(&self, filter: &str, field: Field) -> Vec<(String, u64)> {
        let ask = OverviewRequest {
            selection: selection(filter),
            facets: vec![FacetRequest::new(field, 1_000_000)],
            buckets: None,
        };
        self.overview(&ask).facets.remove(0).values
    }

    /// Returns rows with their workers.
    pub fn rows(
        &self,
        filter: &str,
        sort: Sort,
        first: u64,
        count: u32,
        fields: &[Field],
    ) -> Vec<(u32, EventRow)> {
        let rows = self.client.rows(selection(filter), sort, fields.to_vec(), first, count);
        let rows = self.wait(rows).expect("rows").into_iter();
        rows.map(|PlacedRow { place, row }| (place.worker, row)).collect()
    }

    /// Returns the text of every event that a filter matches, by time.
    pub fn texts(&self, filter: &str) -> Vec<String> {
        let rows = self.rows(filter, Sort { field: Field::EventTime, descending: false }, 0, ALL, &[]);
        rows.into_iter().map(|(worker, row)| self.record(worker, row.row).text).collect()
    }

    /// Returns where all events are, by time.
    pub fn places(&self) -> Vec<RowPlace> {
        let rows = self.rows("", Sort { field: Field::EventTime, descending: false }, 0, ALL, &[]);
        rows.into_iter().map(|(worker, row)| RowPlace { worker, row: row.row }).collect()
    }

    /// Returns the reference of an event, and its file.
    pub fn reference(&self, place: RowPlace) -> (MarkedEvent, FileNumber) {
        self.wait(self.client.refer(place)).expect("an answer").expect("a reference")
    }

    /// Returns the records that have the ids of the sought events, for each of these.
    pub fn find_events(&self, sought: &[EventSought]) -> Vec<Vec<(EventFound, RowPlace)>> {
        self.wait(self.client.find_events(sought.to_vec())).expect("places")
    }

    /// Returns the ids of the events that a filter matches, by time.
    pub fn ids(&self, filter: &str) -> Vec<String> {
        let of = |text: String| {
            let record: serde_json::Value = serde_json::from_str(&text).expect("a record");
            record["eventID"].as_str().unwrap_or_default().to_owned()
        };
        self.texts(filter).into_iter().map(of).collect()
    }

    /// Returns a field's value in every event, with the event's id.
    pub fn values(&self, field: Field) -> Vec<(String, String)> {
        let by_time = Sort { field: Field::EventTime, descending: false };
        let rows = self.rows("", by_time, 0, ALL, &[field]);
        let ids = self.ids("");
        ids.into_iter().zip(rows.into_iter().map(|(_, mut row)| row.values.swap_remove(0))).collect()
    }
}

/// Sessions.
impl TestClient {
    /// Traces the sessions.
    pub fn trace(&self) -> Rc<TimelinesOverview> {
        self.client.follow_sessions();
        let overview = self.events().into_iter().rev().find_map(|event| match event {
            ClientEvent::Following(Following::Done(overview)) => Some(overview),
            _ => None,
        });
        overview.expect("the sessions are traced")
    }

    pub fn actors(&self, ask: ActorsRequest) -> ActorList {
        self.actors_under("", ask)
    }

    /// Returns the actors that have events matching a filter.
    pub fn actors_under(&self, filter: &str, ask: ActorsRequest) -> ActorList {
        self.wait(self.client.actors(&selection(filter), ask)).expect("actors")
    }

    pub fn all_actors(&self) -> Vec<ActorRow> {
        self.actors(ActorsRequest { limit: ALL, ..ActorsRequest::default() }).rows
    }

    pub fn actor(&self, name: &str) -> ActorRow {
        let actors = self.all_actors();
        let names: Vec<&String> = actors.iter().map(|actor| &actor.name).collect();
        actors
            .iter()
            .find(|actor| actor.name == name)
            .unwrap_or_else(|| panic!("{name} of {names:?}"))
            .clone()
    }

    pub fn actor_detail(&self, actor: u32) -> ActorDetail {
        *self.wait(self.client.actor(actor)).expect("an answer").expect("an actor")
    }

    pub fn sessions(&self, of: SessionScope) -> Vec<SessionRow> {
        self.sessions_with(of, false)
    }

    pub fn sessions_with(&self, of: SessionScope, others: bool) -> Vec<SessionRow> {
        let ask = SessionsRequest { of, others, time: None, first: 0, limit: ALL };
        let list = self.wait(self.client.sessions(ask)).expect("sessions");
        assert_eq!(list.rows.len() as u32, list.total);
        list.rows
    }

    pub fn all_sessions(&self) -> Vec<SessionRow> {
        let actors = self.all_actors();
        actors.iter().flat_map(|actor| self.sessions(SessionScope::Actor(actor.actor))).collect()
    }

    pub fn session(&self, session: u32) -> SessionDetail {
        *self.wait(self.client.session(session)).expect("an answer").expect("a session")
    }

    pub fn chain(&self, of: SessionScope) -> ChainTree {
        self.wait(self.client.chain(of)).expect("a chain")
    }

    pub fn story(&self, of: SessionScope, time: Option<TimeRange>) -> Story {
        let ask = ActivityRequest { first: 0, limit: ALL };
        self.wait(self.client.story(of, time, ask)).expect("a story")
    }

    pub fn lanes(&self, ask: &LanesRequest) -> Lanes {
        self.wait(self.client.lanes(ask.clone())).expect("lanes")
    }

    pub fn compare(&self, ask: &CompareRequest) -> Comparison {
        self.wait(self.client.compare(ask.clone())).expect("a comparison")
    }

    pub fn things(&self, worker: u32, records: Vec<u32>) -> Vec<Vec<String>> {
        let events: Vec<(u32, u32)> = records.into_iter().map(|record| (worker, record)).collect();
        let things = self.wait(self.client.things(&events)).expect("things");
        things.into_iter().map(|(_, things)| things).collect()
    }
}

/// Exports and redaction.
impl TestClient {
    /// Returns the values to redact in all events.
    pub fn learn(&self) -> RedactionDictionary {
        let operation = Operation::new(|done, total| assert!(done <= total));
        let learned = self.wait(self.client.redaction(RedactionDictionary::default(), &operation));
        RedactionDictionary::clone(&learned.expect("a redaction").dictionary)
    }

    /// Returns the selected events as a file.
    pub fn export(
        &self,
        selection: &Selection,
        form: &ExportForm,
        redaction: Option<(&RedactionKey, &RedactionDictionary)>,
    ) -> String {
        let redaction = redaction.map(|(key, dictionary)| Redaction {
            key: key.clone(),
            dictionary: Rc::new(dictionary.clone()),
            redactor: Redactor::new(key, dictionary),
        });
        let operation = Operation::new(|done, total| assert!(done <= total));
        let written =
            self.client.export(selection, form.clone(), redaction.as_ref(), &operation, Text::default());
        self.wait(written).expect("a file")
    }
}

/// Groups.
impl TestClient {
    /// Returns the groups of the selected events, and a chart of them.
    pub fn group(
        &self,
        selection: &Selection,
        grouping: &Grouping,
        chart: Option<MatrixRequest>,
    ) -> (GroupTable, Option<Matrix>) {
        let on_progress = |progress: Grouped| assert!(progress.done <= progress.total);
        self.wait(self.client.group(selection, grouping, chart, on_progress)).expect("groups")
    }
}

/// Resources.
impl TestClient {
    /// Indexes the resources.
    pub fn index(&self) -> Indexed {
        self.client.index_resources();
        let indexed = self.events().into_iter().rev().find_map(|event| match event {
            ClientEvent::Index(IndexState::Done(indexed)) => Some(indexed),
            _ => None,
        });
        indexed.expect("the resources are indexed")
    }

    pub fn resources(&self, selection: &Selection, ask: ResourceListRequest) -> ResourceList {
        self.wait(self.client.resource_list(selection, ask)).expect("resources")
    }

    pub fn all_resources(&self, filter: &str, sort: ResourceSort) -> Vec<ResourceRow> {
        let ask = ResourceListRequest { sort, limit: ALL, ..ResourceListRequest::default() };
        self.resources(&selection(filter), ask).rows
    }

    pub fn history(&self, identity: &str, filter: &str, limit: u32) -> PlacedHistory {
        let (identity, selection) = (identity.to_owned(), selection(filter));
        let ask = HistoryRequest { identity, selection, before: None, limit };
        self.wait(self.client.resource_history(ask)).expect("a history")
    }
}

/// A file in memory.
#[derive(Default)]
pub struct Text(Vec<u8>);

impl FileSink for Text {
    type File = String;

    async fn push(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    async fn finish(self) -> Result<String, String> {
        String::from_utf8(self.0).map_err(|error| error.to_string())
    }
}

pub fn selection(filter: &str) -> Selection {
    Selection { filter: filter.to_owned(), time: None }
}
