//! The worker's own modules, in a worker: files are read ahead and in slices, requests are answered
//! in between, and loading can be stopped.
#![cfg(target_arch = "wasm32")]

#[path = "../src/worker/bundle.rs"]
mod bundle;
#[path = "../src/worker/loader.rs"]
mod loader;
#[path = "../src/page/client/wire.rs"]
mod page_wire;
#[path = "../src/worker/port.rs"]
mod port;
#[path = "../src/worker/slices.rs"]
mod slices;
#[path = "../src/worker/turn.rs"]
mod turn;
#[path = "../src/worker/wire.rs"]
mod wire;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::Read;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use trailglass::base::time::TimeRange;
use trailglass::intake::{ContentHash, FileEvidence, Report, Status};
use trailglass::model::{FileDescriptor, FileNumber};
use trailglass::protocol::{Answer, Envelope, LoadUpdate, Request, WorkerMessage};
use trailglass::resources::{ResourcesReply, ResourcesRequest};
use trailglass::sessions::{
    ActorsRequest, LanesRequest, SessionScope, SessionsRequest, TimelinesReply, TimelinesRequest, merge_lanes,
};
use trailglass::store::Totals;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Blob, File, MessageChannel, MessageEvent, MessagePort};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn file(name: &str, bytes: &[u8]) -> File {
    let parts = Array::of1(&Uint8Array::from(bytes));
    File::new_with_u8_array_sequence(&parts, name).expect("a file")
}

/// Returns a log file of `events` events with distinct ids.
fn log(first: usize, events: usize) -> String {
    let records: Vec<String> = (first..first + events)
        .map(|number| {
            format!(
                r#"{{"eventVersion":"1.08","eventTime":"2024-03-01T10:{:02}:{:02}Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"00000000-0000-4000-8000-{number:012x}","userIdentity":{{"type":"IAMUser","userName":"alice"}},"recipientAccountId":"123456789012"}}"#,
                number / 60 % 60,
                number % 60,
            )
        })
        .collect();
    format!("{{\"Records\":[{}]}}", records.join(","))
}

/// The page's side of an inbox.
struct Visitor {
    port: MessagePort,
    messages: Rc<RefCell<VecDeque<WorkerMessage>>>,
    /// The buffers sent with the last message.
    attachments: Rc<RefCell<Vec<JsValue>>>,
    turn: turn::Turn,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Visitor {
    fn of_a_new_inbox() -> Visitor {
        let channel = MessageChannel::new().expect("a channel");
        port::open(channel.port2());
        let messages = Rc::<RefCell<VecDeque<WorkerMessage>>>::default();
        let attachments = Rc::<RefCell<Vec<JsValue>>>::default();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
            let (messages, attachments) = (Rc::clone(&messages), Rc::clone(&attachments));
            move |message: MessageEvent| {
                let (message, buffers) = page_wire::read(&message.data()).expect("a message");
                messages.borrow_mut().push_back(message);
                *attachments.borrow_mut() = buffers;
            }
        });
        let port = channel.port1();
        port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Visitor {
            port,
            messages,
            attachments,
            turn: turn::Turn::new().expect("a turn"),
            _on_message: on_message,
        }
    }

    fn ask(&self, id: u32, request: Request, attachments: &[JsValue]) {
        page_wire::post(&self.port, &Envelope { id, request }, &attachments.iter().collect())
            .expect("posted");
    }

    fn ask_timelines(&self, id: u32, ask: TimelinesRequest, attachments: &[JsValue]) {
        self.ask(id, Request::Timelines(ask), attachments);
    }

    fn load(&self, id: u32, first: FileNumber, files: &[File]) {
        let descriptors = files.iter().zip(first..).map(|(content, file)| FileDescriptor {
            file,
            path: content.name(),
            bytes: content.size() as u64,
        });
        let attachments: Vec<JsValue> = files.iter().map(JsValue::from).collect();
        self.ask(id, Request::Load(descriptors.collect()), &attachments);
    }

    async fn next(&mut self) -> WorkerMessage {
        loop {
            let message = self.messages.borrow_mut().pop_front();
            match message {
                Some(message) => return message,
                None => self.turn.pass().await,
            }
        }
    }

    /// Returns the total progress of a load, after its end.
    async fn loaded(&mut self, id: u32) -> LoadUpdate {
        let mut sum = LoadUpdate::default();
        loop {
            let event = self.next().await;
            let (part, is_last) = match event.answer {
                Answer::Progress(part) => (part, false),
                Answer::Loaded(part) => (part, true),
                other => panic!("not of a load: {other:?}"),
            };
            sum.bytes += part.bytes;
            sum.records += part.records;
            sum.memory_bytes = part.memory_bytes;
            sum.reports.extend(part.reports);
            if is_last {
                assert_eq!(event.id, id);
                return sum;
            }
        }
    }

    /// Returns all evidence of the files read, and the number of parts.
    async fn evidence(&mut self, first_id: u32) -> (Vec<FileEvidence>, u32) {
        let mut all_evidence = Vec::new();
        let (mut from, mut parts) = (Some(0), 0);
        while let Some(part) = from {
            self.ask(first_id + parts, Request::ShareEvidence { from: part }, &[]);
            let event = self.next().await;
            let Answer::Evidence { next } = event.answer else { panic!("no evidence: {event:?}") };
            let buffer = Uint8Array::new(&self.attachments.borrow_mut().pop().expect("a buffer")).to_vec();
            let of_part = serde_json::Deserializer::from_slice(&buffer).into_iter::<FileEvidence>();
            all_evidence.extend(of_part.map(|file_evidence| file_evidence.expect("evidence")));
            (from, parts) = (next, parts + 1);
        }
        (all_evidence, parts)
    }

    /// Returns the last answer to a request about sessions, and the buffers sent with it.
    async fn traced(&mut self, id: u32) -> (Answer, Vec<JsValue>) {
        loop {
            let event = self.next().await;
            assert_eq!(event.id, id, "{event:?}");
            if !matches!(event.answer, Answer::Timelines(TimelinesReply::LinkProgress(_))) {
                return (event.answer, self.attachments.take());
            }
        }
    }

    async fn settled(&mut self, id: u32) -> Totals {
        self.ask(id, Request::FinishLoading, &[]);
        match self.next().await {
            WorkerMessage { id: answered, answer: Answer::Settled(totals) } if answered == id => totals,
            other => panic!("not settled: {other:?}"),
        }
    }
}

#[wasm_bindgen_test]
fn a_large_file_comes_in_slices() {
    let bytes: Vec<u8> = (0..20_000_003u32).map(|at| (at ^ (at >> 9)) as u8).collect();
    let blob: Blob = file("large", &bytes).into();
    let mut said = Vec::new();
    let mut on_read = |length| said.push(length);
    let mut read = Vec::new();
    slices::Slices::new(&blob, &mut on_read).expect("slices").read_to_end(&mut read).expect("read");
    assert!(read == bytes, "the same bytes");
    assert_eq!(said, [8 << 20, 8 << 20, 20_000_003 - (16 << 20)]);
}

#[wasm_bindgen_test]
async fn many_small_files_are_read_in_their_order() {
    let mut visitor = Visitor::of_a_new_inbox();
    let files: Vec<File> =
        (0..300).map(|number| file(&format!("{number}.json"), log(number * 2, 2).as_bytes())).collect();
    visitor.load(5, 0, &files);
    let loaded = visitor.loaded(5).await;
    assert_eq!(loaded.records, 600);
    assert_eq!(loaded.bytes, files.iter().map(|file| file.size() as u64).sum::<u64>());
    assert!(loaded.memory_bytes > 0);
    let order: Vec<FileNumber> = loaded.reports.iter().map(|report| report.file).collect();
    assert_eq!(order, (0..300).collect::<Vec<_>>());
    assert!(loaded.reports.iter().all(|report| report.status == Status::Read && report.records == 2));
    let totals = visitor.settled(6).await;
    assert_eq!((totals.events, totals.repeats), (600, 0));
    assert!(totals.memory_bytes > 0);
}

#[wasm_bindgen_test]
async fn a_file_over_the_slice_length_says_how_far_it_is() {
    let mut visitor = Visitor::of_a_new_inbox();
    let large = log(0, 80_000);
    assert!(large.len() > 17 << 20);
    let files = [file("large.json", large.as_bytes()), file("small.json", log(80_000, 1).as_bytes())];
    visitor.load(1, 10, &files);
    let loaded = visitor.loaded(1).await;
    assert_eq!(loaded.records, 80_001);
    assert_eq!(loaded.bytes, files.iter().map(|file| file.size() as u64).sum::<u64>());
    assert_eq!(visitor.settled(2).await.events, 80_001);
}

/// In WebAssembly four files are hashed at a time; on native targets one by one.
#[wasm_bindgen_test]
async fn every_file_has_its_hash() {
    let mut visitor = Visitor::of_a_new_inbox();
    let mut contents: Vec<String> = (0..203).map(|number| log(number, number % 7)).collect();
    // Files longer than the limit for hashing several together, and one exactly at that limit.
    contents.push(log(1000, 6_000));
    contents.push(" ".repeat(1 << 20));
    contents.push(" ".repeat((1 << 20) + 1));
    let names: Vec<String> = (0..contents.len()).map(|number| format!("{number:_>8000}")).collect();
    let files: Vec<File> =
        names.iter().zip(&contents).map(|(name, content)| file(name, content.as_bytes())).collect();
    visitor.load(1, 0, &files);
    visitor.loaded(1).await;
    visitor.settled(2).await;
    let (all_evidence, parts) = visitor.evidence(3).await;
    assert!(parts > 1, "what is shared at a time is small");
    assert_eq!(all_evidence.len(), contents.len());
    for file_evidence in all_evidence {
        let content = &contents[file_evidence.file as usize];
        assert_eq!(
            file_evidence.fingerprint.sha256,
            Some(ContentHash::of(content.as_bytes())),
            "{}",
            file_evidence.file
        );
    }
}

#[wasm_bindgen_test]
async fn an_index_is_made_in_steps_given_up_and_gone_on_with() {
    let mut visitor = Visitor::of_a_new_inbox();
    // Enough that it is not finished within two turns on any machine.
    let content = log(0, 60_000);
    let files: Vec<File> = (0..8).map(|number| file(&number.to_string(), content.as_bytes())).collect();
    visitor.load(1, 0, &files);
    visitor.loaded(1).await;
    visitor.settled(2).await;
    let ask = |id, ask| visitor.ask(id, Request::Resources(ask), &[]);
    ask(3, ResourcesRequest::Index);
    ask(4, ResourcesRequest::Stop);
    let mut done = 0;
    let stopped = loop {
        match visitor.next().await {
            WorkerMessage { id: 3, answer: Answer::Resources(ResourcesReply::Indexing(progress)) } => {
                done = progress.done
            }
            other => break other,
        }
    };
    assert_eq!(stopped, WorkerMessage { id: 3, answer: Answer::Resources(ResourcesReply::Stopped) });
    assert!(done < 480_000, "it was given up");
    visitor.ask(5, Request::Resources(ResourcesRequest::Index), &[]);
    // Another request is answered in between.
    visitor.ask(6, Request::FinishLoading, &[]);
    let mut settled_before = false;
    let indexed = loop {
        match visitor.next().await {
            WorkerMessage { id: 5, answer: Answer::Resources(ResourcesReply::Indexed(indexed)) } => {
                break indexed;
            }
            WorkerMessage { id: 5, answer: Answer::Resources(ResourcesReply::Indexing(progress)) } => {
                assert!(progress.done >= done);
                done = progress.done;
            }
            WorkerMessage { id: 6, .. } => settled_before = true,
            other => panic!("not of an index: {other:?}"),
        }
    };
    assert_eq!((indexed.events, indexed.naming), (480_000, 0));
    assert!(settled_before);
    visitor.ask(7, Request::Resources(ResourcesRequest::ShareNames), &[]);
    assert_eq!(visitor.next().await.answer, Answer::Resources(ResourcesReply::Names));
}

#[wasm_bindgen_test]
async fn questions_are_answered_while_files_are_read() {
    let mut visitor = Visitor::of_a_new_inbox();
    let content = log(0, 2_000);
    let files: Vec<File> = (0..60).map(|number| file(&number.to_string(), content.as_bytes())).collect();
    visitor.load(1, 0, &files);
    visitor.ask(2, Request::FinishLoading, &[]);
    let mut seen = Vec::new();
    loop {
        let event = visitor.next().await;
        let is_last = matches!(event.answer, Answer::Loaded(_));
        seen.push(event.id);
        if is_last {
            break;
        }
    }
    assert!(seen.contains(&2), "settled before everything was loaded: {seen:?}");
}

#[wasm_bindgen_test]
async fn what_was_not_read_when_loading_stopped_is_reported() {
    let mut visitor = Visitor::of_a_new_inbox();
    let content = log(0, 2_000);
    let files: Vec<File> = (0..100).map(|number| file(&number.to_string(), content.as_bytes())).collect();
    visitor.load(1, 0, &files);
    visitor.ask(2, Request::Stop, &[]);
    let loaded = visitor.loaded(1).await;
    let of = |status| loaded.reports.iter().filter(|report: &&Report| report.status == status).count();
    assert_eq!(loaded.reports.len(), 100, "every file has its report");
    assert_eq!(of(Status::Read) + of(Status::Skipped), 100);
    assert!(of(Status::Skipped) > 0);
    assert_eq!(loaded.bytes, files.iter().map(|file| file.size() as u64).sum::<u64>());
}

/// Records of a user who obtains a role's credentials and uses them.
fn assumed_role() -> [String; 3] {
    let record = |number: u32, name: &str, identity: &str, response: &str| {
        format!(
            r#"{{"Records":[{{"eventVersion":"1.08","eventTime":"2024-03-01T10:00:0{number}Z","eventSource":"sts.amazonaws.com","eventName":"{name}","sourceIPAddress":"192.0.2.7","eventID":"00000000-0000-4000-8000-00000000000{number}","userIdentity":{identity},"responseElements":{response},"recipientAccountId":"123456789012"}}]}}"#
        )
    };
    let user = r#"{"type":"IAMUser","principalId":"AIDAALICE","accountId":"123456789012","userName":"alice","accessKeyId":"AKIAALICE"}"#;
    let role = r#"{"type":"AssumedRole","principalId":"AROADEPLOY:build","arn":"arn:aws:sts::123456789012:assumed-role/deploy/build","accountId":"123456789012","accessKeyId":"ASIABUILD"}"#;
    let issued = r#"{"credentials":{"accessKeyId":"ASIABUILD"},"assumedRoleUser":{"assumedRoleId":"AROADEPLOY:build"}}"#;
    [
        record(1, "AssumeRole", user, issued),
        record(2, "GetObject", role, "null"),
        record(3, "DeleteObject", role, "null"),
    ]
}

#[wasm_bindgen_test]
async fn sessions_are_followed_to_whoever_is_behind_them() {
    let mut visitor = Visitor::of_a_new_inbox();
    let logs = assumed_role();
    let files: Vec<File> = logs.iter().map(|log| file("log.json", log.as_bytes())).collect();
    visitor.load(1, 0, &files);
    assert_eq!(visitor.loaded(1).await.records, 3);
    visitor.settled(2).await;

    visitor.ask_timelines(3, TimelinesRequest::ShareSessions, &[]);
    let (gathered, shares) = visitor.traced(3).await;
    assert_eq!((gathered, shares.len()), (Answer::Timelines(TimelinesReply::Gathered), 1));
    visitor.ask_timelines(4, TimelinesRequest::FollowSessions, &shares);
    let (followed, notes) = visitor.traced(4).await;
    let Answer::Timelines(TimelinesReply::Followed(overview)) = followed else {
        panic!("not followed: {followed:?}")
    };
    assert_eq!((overview.actors, overview.sessions, overview.events), (1, 2, 3));
    visitor.ask_timelines(5, TimelinesRequest::NoteSessions, &notes);
    assert_eq!(visitor.traced(5).await.0, Answer::Timelines(TimelinesReply::Noted));

    visitor.ask_timelines(
        6,
        TimelinesRequest::Actors(ActorsRequest { limit: 10, ..ActorsRequest::default() }),
        &[],
    );
    let Answer::Timelines(TimelinesReply::Actors(actors)) = visitor.traced(6).await.0 else {
        panic!("no actors")
    };
    assert_eq!((actors.total, actors.rows[0].name.as_str()), (1, "alice"));
    let actor = SessionScope::Actor(actors.rows[0].actor);
    visitor.ask_timelines(
        7,
        TimelinesRequest::Sessions(SessionsRequest {
            of: actor,
            time: None,
            others: false,
            first: 0,
            limit: 10,
        }),
        &[],
    );
    let Answer::Timelines(TimelinesReply::Sessions(sessions)) = visitor.traced(7).await.0 else {
        panic!("no sessions")
    };
    let names: Vec<&str> = sessions.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["alice AKIAALICE", "deploy/build"]);
    visitor.ask_timelines(8, TimelinesRequest::Session { session: sessions.rows[1].session }, &[]);
    let Answer::Timelines(TimelinesReply::Session(Some(session))) = visitor.traced(8).await.0 else {
        panic!("no session")
    };
    assert_eq!(session.session.name, "deploy/build");

    // 2024-03-01T10:00:00Z, and ten seconds later.
    let time = TimeRange { from_millis: 1_709_287_200_000, until_millis: 1_709_287_210_000 };
    let ask =
        LanesRequest { lanes: vec![actor], filter: String::new(), time, step_millis: 1_000, marks: 100 };
    visitor.ask_timelines(9, TimelinesRequest::Lanes(ask.clone()), &[]);
    let (answer, parts) = visitor.traced(9).await;
    assert_eq!(answer, Answer::Timelines(TimelinesReply::Lanes));
    let parts: Vec<Vec<u8>> = parts.iter().map(|part| Uint8Array::new(part).to_vec()).collect();
    let lanes = merge_lanes(&parts, &ask).expect("lanes of this build");
    assert_eq!(lanes.lanes[0].buckets.len(), 3, "{lanes:?}");
}

#[wasm_bindgen_test]
async fn tracing_stops_on_request() {
    let mut visitor = Visitor::of_a_new_inbox();
    visitor.load(1, 0, &[file("log.json", log(0, 2_000).as_bytes())]);
    visitor.loaded(1).await;
    visitor.settled(2).await;
    visitor.ask_timelines(3, TimelinesRequest::ShareSessions, &[]);
    visitor.ask_timelines(4, TimelinesRequest::StopTracing, &[]);
    // Either may come first, but there is only one answer before the next.
    let (answer, _) = visitor.traced(3).await;
    assert!(
        matches!(
            answer,
            Answer::Timelines(TimelinesReply::TracingStopped) | Answer::Timelines(TimelinesReply::Gathered)
        ),
        "{answer:?}"
    );
    visitor.ask_timelines(5, TimelinesRequest::ShareSessions, &[]);
    assert_eq!(visitor.traced(5).await.0, Answer::Timelines(TimelinesReply::Gathered));
}

#[wasm_bindgen_test]
async fn an_inbox_says_what_it_cannot_do() {
    let mut visitor = Visitor::of_a_new_inbox();
    let nonsense = Array::of1(&JsValue::from_str("?"));
    visitor.port.post_message(&nonsense).expect("posted");
    let answer = visitor.next().await.answer;
    assert!(matches!(answer, Answer::Failed(_)), "{answer:?}");
    visitor.ask(9, Request::Clear, &[]);
    assert_eq!(visitor.next().await, WorkerMessage { id: 9, answer: Answer::Cleared });
}
