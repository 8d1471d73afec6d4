//! The message format between page and worker, and yielding, in a browser window.
#![cfg(target_arch = "wasm32")]

#[path = "../src/page/client/wire.rs"]
#[allow(dead_code, reason = "each test takes what it needs")]
mod page_wire;
#[path = "../src/worker/turn.rs"]
mod turn;
#[path = "../src/worker/wire.rs"]
#[allow(dead_code, reason = "each test takes what it needs")]
mod worker_wire;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use trailglass::base::buckets::TimeBuckets;
use trailglass::base::time::TimeRange;
use trailglass::intake::{FileProblem, Report, Status};
use trailglass::model::{Field, FileDescriptor, Selection, Sort, SortKey};
use trailglass::protocol::{Answer, Envelope, LoadUpdate, Request, WorkerMessage};
use trailglass::query::{FacetRequest, LandmarksRequest, OverviewRequest, QueryRequest, RowsRequest};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{File, MessageChannel, MessageEvent, MessagePort};

wasm_bindgen_test_configure!(run_in_browser);

/// Returns the data of the next message from the port.
async fn next_message(port: &MessagePort) -> JsValue {
    let came = Promise::new(&mut |resolve, _| port.set_onmessage(Some(resolve.unchecked_ref())));
    let message: MessageEvent = JsFuture::from(came).await.expect("a message").unchecked_into();
    message.data()
}

fn every_request() -> Vec<Request> {
    let selection = Selection {
        filter: "eventName:Delete* and \"straße\"".to_owned(),
        time: Some(TimeRange { from_millis: -5, until_millis: 1_700_000_000_000 }),
    };
    let sort = Sort { field: Field::Who, descending: false };
    // The sort key of an event without a time exceeds the exact range of JavaScript numbers.
    let key =
        SortKey { value: "alice".to_owned(), millis: i64::MIN / 2, id: [u32::MAX, 1, 2, 3], place: [7, 9] };
    vec![
        Request::Load(vec![FileDescriptor { file: 7, path: "a/b.json.gz".to_owned(), bytes: 1 << 40 }]),
        Request::Sample { part: 1, parts: 2 },
        Request::Stop,
        Request::FinishLoading,
        Request::ShareKeys { with_contents: true, owners: 3, part: 1, parts: 2 },
        Request::FindRepeats,
        Request::HideRepeats,
        Request::Query(QueryRequest::Overview(OverviewRequest {
            selection: selection.clone(),
            facets: vec![
                FacetRequest::new(Field::EventName, 10),
                FacetRequest { at_least: Some(3), ..FacetRequest::new(Field::AwsRegion, 5) },
            ],
            buckets: Some(TimeBuckets { start_millis: 1_600_000_000_000, step_millis: 60_000, count: 100 }),
        })),
        Request::Query(QueryRequest::Overview(OverviewRequest {
            selection: Selection::default(),
            facets: Vec::new(),
            buckets: None,
        })),
        Request::Query(QueryRequest::Counts {
            selection: selection.clone(),
            values: vec![(Field::Account, vec!["1".to_owned()])],
        }),
        Request::Query(QueryRequest::KeySamples(LandmarksRequest {
            selection: selection.clone(),
            sort,
            from: Some(key.clone()),
            until: None,
        })),
        Request::Query(QueryRequest::Rows(RowsRequest {
            selection: selection.clone(),
            sort,
            from: Some(key),
            limit: 100,
            fields: vec![Field::Who],
        })),
        Request::Query(QueryRequest::Record { row: 12 }),
        Request::Query(QueryRequest::Values {
            selection,
            field: Field::UserAgent,
            containing: "boto".to_owned(),
            limit: 20,
        }),
        Request::Query(QueryRequest::Coverage(TimeBuckets {
            start_millis: -3_600_000,
            step_millis: 3_600_000,
            count: 200,
        })),
        Request::Clear,
    ]
}

#[wasm_bindgen_test]
async fn every_request_crosses_the_wire() {
    let channel = MessageChannel::new().expect("a channel");
    for (id, request) in every_request().into_iter().enumerate() {
        let descriptor = Envelope { id: id as u32, request };
        page_wire::post(&channel.port1(), &descriptor, &Array::new()).expect("posted");
        let message = next_message(&channel.port2()).await;
        assert_eq!(worker_wire::read(&message), Ok((descriptor, Vec::new())));
        assert_eq!(worker_wire::id_of(&message), id as u32);
    }
}

#[wasm_bindgen_test]
async fn files_and_buffers_travel_beside_a_ticket() {
    let channel = MessageChannel::new().expect("a channel");
    let file = File::new_with_str_sequence(&Array::of1(&"{}".into()), "a.json").expect("a file");
    let buffer = Uint8Array::from([1u8, 2, 3].as_slice()).buffer();
    let descriptor = Envelope { id: 1, request: Request::FindRepeats };
    page_wire::post(&channel.port1(), &descriptor, &Array::of2(&file, &buffer)).expect("posted");
    assert_eq!(buffer.byte_length(), 0, "the buffer was moved, not copied");

    let (read, attachments) = worker_wire::read(&next_message(&channel.port2()).await).expect("a ticket");
    assert_eq!(read, descriptor);
    let [file, buffer] = attachments.as_slice() else {
        panic!("two things beside, not {}", attachments.len())
    };
    assert_eq!(file.dyn_ref::<File>().expect("a file").name(), "a.json");
    assert_eq!(Uint8Array::new(buffer).to_vec(), [1, 2, 3]);
}

#[wasm_bindgen_test]
async fn events_and_buffers_come_back() {
    let channel = MessageChannel::new().expect("a channel");
    let report = Report {
        file: 7,
        status: Status::Partial,
        container: "CloudTrail log file".to_owned(),
        bytes: 1 << 40,
        inflated_bytes: (1 << 53) - 1,
        gzip_members: 2,
        records: 3,
        span_millis: Some((-1, i64::MAX)),
        problems: vec![FileProblem {
            message: "the data end early \u{0} \u{1f600}".to_owned(),
            at_byte: Some(5),
            record: None,
        }],
        more_problems: 1,
        notes: Vec::new(),
        beginning: String::new(),
        entries: Vec::new(),
        more_entries: 0,
    };
    let progress = LoadUpdate { reports: vec![report], bytes: 9, records: 3, memory_bytes: 65_536 };
    let answer = Answer::Loaded(progress);
    worker_wire::post(&channel.port1(), 42, answer.clone(), &[vec![1, 2], Vec::new()]);

    let (message, attachments) = page_wire::read(&next_message(&channel.port2()).await).expect("a message");
    assert_eq!(message, WorkerMessage { id: 42, answer });
    assert!(attachments.iter().all(|thing| thing.is_instance_of::<ArrayBuffer>()));
    let lengths: Vec<u32> = attachments.iter().map(|buffer| Uint8Array::new(buffer).length()).collect();
    assert_eq!(lengths, [2, 0]);
}

#[wasm_bindgen_test]
fn what_is_no_message_is_refused_with_a_reason() {
    assert!(worker_wire::read(&JsValue::from_str("?")).is_err());
    assert!(worker_wire::read(&Array::of1(&JsValue::from_str("?"))).is_err());
    assert_eq!(worker_wire::id_of(&JsValue::UNDEFINED), 0);
    assert!(page_wire::read(&JsValue::NULL).is_err());
    assert!(page_wire::read(&Array::of1(&Uint8Array::new_with_length(3).buffer())).is_err());
}

#[wasm_bindgen_test]
async fn a_turn_lets_in_what_waits() {
    let order = Rc::<RefCell<Vec<&str>>>::default();
    let channel = MessageChannel::new().expect("a channel");
    let mut turn = turn::Turn::new().expect("a turn");
    channel.port1().post_message(&JsValue::NULL).expect("posted");
    spawn_local({
        let (order, port) = (Rc::clone(&order), channel.port2());
        async move {
            next_message(&port).await;
            order.borrow_mut().push("message");
        }
    });
    // The first turn may have been posted before the port had a listener.
    turn.pass().await;
    turn.pass().await;
    order.borrow_mut().push("turn");
    assert_eq!(*order.borrow(), ["message", "turn"]);
}
