//! The dispatch of requests to the parts of the worker.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use trailglass::casefile::{self, CaseRequest};
use trailglass::model::FileDescriptor;
use trailglass::protocol::{Answer, Envelope, Request};
use trailglass::query::ShardQuery;
use trailglass::sessions::TimelinesRequest;
use trailglass::store::{Shard, Totals};
use trailglass::{copies, sample};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, MessagePort, WorkerGlobalScope};

use crate::checks::Checks;
use crate::export::Exports;
use crate::groups::Groups;
use crate::loader::{Loader, as_file};
use crate::progress_reporter::{ProgressReporter, memory_bytes};
use crate::questions::Questions;
use crate::resources::Resources;
use crate::timelines::Timelines;
use crate::{room, wire};

/// Answers the requests that arrive at the port.
pub fn open(port: MessagePort) {
    let shard_query = Rc::new(RefCell::new(ShardQuery::new()));
    let clock = js_sys::global().dyn_into::<WorkerGlobalScope>().ok().and_then(|scope| scope.performance());
    let checks = Checks::new(port.clone(), clock.clone());
    let timelines = Timelines::new(Rc::clone(&shard_query), port.clone(), clock.clone());
    let exports = Exports::new(Rc::clone(&shard_query), port.clone());
    let resources = Resources::new(Rc::clone(&shard_query), port.clone(), clock.clone());
    let groups = Groups::new(Rc::clone(&shard_query), port.clone(), clock.clone());
    let questions = Questions::new(Rc::clone(&shard_query), port.clone(), clock.clone());
    let loader = Loader::new(Rc::clone(&shard_query), ProgressReporter::new(port.clone(), clock));
    let dispatch = Dispatcher {
        port: port.clone(),
        shard_query,
        loader,
        checks,
        timelines,
        resources,
        groups,
        exports,
        questions,
    };
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        match wire::read(&message.data()) {
            Ok((envelope, attachments)) => dispatch.take(envelope, attachments),
            Err(reason) => dispatch.say(wire::id_of(&message.data()), Answer::Failed(reason), &[]),
        }
    });
    // Also starts the port, which has queued earlier messages.
    port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The handler lives as long as the worker.
    on_message.forget();
}

struct Dispatcher {
    port: MessagePort,
    shard_query: Rc<RefCell<ShardQuery>>,
    loader: Rc<Loader>,
    checks: Rc<Checks>,
    timelines: Rc<Timelines>,
    resources: Rc<Resources>,
    groups: Rc<Groups>,
    exports: Exports,
    questions: Questions,
}

impl Dispatcher {
    fn take(&self, envelope: Envelope, attachments: Vec<JsValue>) {
        let Envelope { id, request } = envelope;
        let attached_bytes = attachments
            .iter()
            .filter_map(|buffer| buffer.dyn_ref::<ArrayBuffer>())
            .map(ArrayBuffer::byte_length);
        let attached_bytes = attached_bytes.map(|bytes| bytes as usize).sum();
        if let Some(reason) = room::refusal(&request, self.shard_query.borrow().store(), attached_bytes) {
            return self.say(id, Answer::Failed(reason), &[]);
        }
        if changes_rows(&request) {
            self.timelines.forget_rows();
            self.groups.stop();
            self.questions.stop();
        }
        if moves_rows(&request) {
            self.exports.forget_rows();
        }
        // These borrow the shard query themselves.
        let request = match request {
            Request::Timelines(ask) => {
                // Rows get other values, and the count in progress may be by these.
                if ask == TimelinesRequest::NoteSessions {
                    self.groups.stop();
                }
                return self.timelines.answer(id, ask, buffers(attachments));
            }
            Request::Export(ask) => return self.exports.answer(id, &ask, &buffers(attachments)),
            Request::Resources(ask) => return self.resources.answer(id, &ask, &buffers(attachments)),
            Request::Group(ask) => return self.groups.answer(id, &ask, &buffers(attachments)),
            Request::Questions(ask) => return self.questions.answer(id, ask),
            other => other,
        };
        // No borrow of the shard query is held across an await, and this function is never called while
        // one is held: the shard query is always free here.
        let mut shard_query = self.shard_query.borrow_mut();
        match request {
            Request::Load(files) => {
                let files = files.into_iter().zip(attachments);
                self.loader.load(
                    id,
                    files.filter_map(|(envelope, thing)| Some((envelope, as_file(thing)?))).collect(),
                );
            }
            Request::Sample { part, parts } => {
                let (files, bytes) = tell_sample(part, parts);
                self.say(id, Answer::Sample(files), &bytes);
            }
            Request::Stop => self.loader.stop(),
            Request::FinishLoading => {
                self.checks.add(shard_query.shard().take_evidence());
                self.say(id, self.settled(shard_query.shard().settle()), &[]);
            }
            Request::ShareKeys { with_contents, owners, part, parts } => {
                let shard = shard_query.shard();
                let keys = match with_contents {
                    true => shard.share_contents(owners, part, parts),
                    false => shard.share_keys(owners, part, parts),
                };
                self.say(id, Answer::Keys, &keys);
            }
            Request::FindRepeats => {
                self.say(id, Answer::Repeats, &Shard::find_repeats(&buffers(attachments)))
            }
            Request::ReadContents => {
                let records = shard_query.shard().read_contents(&buffers(attachments));
                self.say(id, Answer::ContentsRead(records), &[]);
            }
            Request::JudgeRepeats => {
                self.say(id, Answer::Repeats, &Shard::judge_repeats(&buffers(attachments)))
            }
            Request::HideRepeats => {
                self.say(id, self.settled(shard_query.shard().hide_repeats(&buffers(attachments))), &[])
            }
            Request::SetIntegrityClasses { words } => {
                let marks = buffers(attachments);
                shard_query.shard().mark_files(&words, marks.first().map(Vec::as_slice).unwrap_or_default());
                self.say(id, Answer::Noted, &[]);
            }
            Request::Case(CaseRequest::Hashes { of, from }) => {
                self.say(id, Answer::Case(self.checks.hashes(&of, from)), &[]);
            }
            Request::Case(ask) => {
                let told = casefile::answer(shard_query.store(), &ask).map(Answer::Case);
                self.say(id, told.unwrap_or_else(|| Answer::Failed("this is no question".to_owned())), &[]);
            }
            Request::Clear => {
                self.loader.stop();
                self.checks.clear();
                self.timelines.clear();
                self.resources.clear();
                self.groups.clear();
                *shard_query = ShardQuery::new();
                self.say(id, Answer::Cleared, &[]);
            }
            Request::Query(ask) => self.say(id, Answer::Query(shard_query.answer(&ask)), &[]),
            Request::Copies(ask) => {
                self.say(id, Answer::Copies(copies::answer(&mut shard_query, &ask)), &[]);
            }
            other => self.checks.answer(id, other, &buffers(attachments)),
        }
    }

    fn settled(&self, totals: Totals) -> Answer {
        Answer::Settled(Totals {
            memory_bytes: memory_bytes(),
            signed_lists: self.checks.signed_lists(),
            ..totals
        })
    }

    fn say(&self, id: u32, answer: Answer, attachments: &[Vec<u8>]) {
        wire::post(&self.port, id, answer, attachments);
    }
}

/// Returns whether the request may change rows, or what a filter says of them.
fn changes_rows(request: &Request) -> bool {
    moves_rows(request) || matches!(request, Request::SetIntegrityClasses { .. })
}

/// Returns whether the request may change which rows there are. The end of an integrity check does
/// not: a selection made before stays valid, and an export continues.
fn moves_rows(request: &Request) -> bool {
    matches!(request, Request::Load(_) | Request::FinishLoading | Request::HideRepeats | Request::Clear)
}

/// Returns the files of one part of the sample trail, and their bytes.
fn tell_sample(part: u32, parts: u32) -> (Vec<FileDescriptor>, Vec<Vec<u8>>) {
    let files = sample::small().files(part, parts).map(|file| {
        let (number, path) = (file.number, file.path.clone());
        let bytes = file.packed();
        (FileDescriptor { file: number, path, bytes: bytes.len() as u64 }, bytes)
    });
    files.unzip()
}

fn buffers(attachments: Vec<JsValue>) -> Vec<Vec<u8>> {
    attachments.iter().map(|buffer| Uint8Array::new(buffer).to_vec()).collect()
}
