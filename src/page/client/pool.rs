//! The worker pool, and the requests in flight to it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::Array;
use trailglass::grouping::{GroupReply, Grouped};
use trailglass::integrity;
use trailglass::protocol::{Answer, Envelope, Request};
use trailglass::resources::{Indexing, ResourcesReply};
use trailglass::sessions::{LinkProgress, TimelinesReply};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageChannel, MessageEvent, MessagePort, Worker};

use super::code::WorkerCode;
use super::reply::{Reply, WorkerReply};
use super::wire;

/// A message from a worker other than the reply to an [`ask`](WorkerPool::ask), or its crash.
pub enum WorkerEvent {
    /// A reply to a load request; more may follow.
    Loading {
        /// The id of the request.
        request: u32,
        answer: Answer,
    },
    /// Progress of an integrity check.
    Checking(integrity::CheckProgress),
    /// Progress of session tracing.
    LinkProgress(LinkProgress),
    /// Progress of the resource index.
    Indexing(Indexing),
    /// Progress of grouping.
    Grouping(Grouped),
    /// The worker crashed, or failed to start, for this reason.
    Died(String),
}

/// Called with the worker's slot and its message.
pub type OnSign = Rc<dyn Fn(usize, WorkerEvent)>;

/// All workers, each in a slot that lasts as long as the page. A worker that crashes or is cleared
/// away can be replaced in the same slot.
pub struct WorkerPool {
    places: RefCell<Vec<Option<PoolWorker>>>,
    code: RefCell<Option<WorkerCode>>,
    next_id: Cell<u32>,
    on_sign: OnSign,
}

impl WorkerPool {
    /// Creates `workers` workers. They accept requests from now on, and start once their code has
    /// arrived.
    pub fn new(workers: usize, on_sign: OnSign) -> WorkerPool {
        let pool = WorkerPool {
            places: RefCell::new(std::iter::repeat_with(|| None).take(workers).collect()),
            code: RefCell::new(None),
            next_id: Cell::new(1),
            on_sign,
        };
        for place in 0..workers {
            pool.renew(place);
        }
        pool
    }

    /// Returns the number of slots.
    pub fn len(&self) -> usize {
        self.places.borrow().len()
    }

    /// Stores the code and starts every worker.
    pub fn start(&self, code: WorkerCode) {
        *self.code.borrow_mut() = Some(code);
        for place in 0..self.len() {
            self.start_member(place);
        }
    }

    /// Puts a new worker into the slot. The memory of the old one is freed and its requests fail.
    pub fn renew(&self, place: usize) {
        let member = PoolWorker::new(place, Rc::clone(&self.on_sign));
        if member.is_none() {
            web_sys::console::error_1(&"the browser gives no message channel".into());
        }
        self.replace(place, member);
        self.start_member(place);
    }

    /// Removes the worker from the slot and leaves the slot empty.
    pub fn dismiss(&self, place: usize) {
        self.replace(place, None);
    }

    /// Whether the slot holds a worker.
    pub fn is_manned(&self, place: usize) -> bool {
        self.places.borrow().get(place).is_some_and(Option::is_some)
    }

    /// Returns the slots that hold a worker.
    pub fn live_workers(&self) -> Vec<usize> {
        (0..self.len()).filter(|&place| self.is_manned(place)).collect()
    }

    /// Sends a request to one worker. Buffers in `attachments` are transferred.
    pub fn ask(&self, place: usize, request: Request, attachments: &[JsValue]) -> Reply {
        let (sender, reply) = Reply::open();
        self.send(place, request, attachments, Some(Waiting::Once(sender)));
        reply
    }

    /// Sends a request to every worker. The replies are in the order of [`WorkerPool::live_workers`].
    pub fn ask_all(&self, request: &Request) -> Vec<Reply> {
        self.live_workers().into_iter().map(|place| self.ask(place, request.clone(), &[])).collect()
    }

    /// Sends a load request to a worker; the replies arrive as [`WorkerEvent::Loading`]. Returns the id of
    /// the request, or `None` if no worker took it.
    pub fn load(&self, place: usize, request: Request, attachments: &[JsValue]) -> Option<u32> {
        self.send(place, request, attachments, Some(Waiting::Loading))
    }

    /// Sends every worker a request that has no reply.
    pub fn tell_all(&self, request: &Request) {
        for place in 0..self.len() {
            self.send(place, request.clone(), &[], None);
        }
    }

    fn send(
        &self,
        place: usize,
        request: Request,
        attachments: &[JsValue],
        waiting: Option<Waiting>,
    ) -> Option<u32> {
        let id = self.next_id.get();
        self.next_id.set(id.wrapping_add(1).max(1));
        let places = self.places.borrow();
        let member = places.get(place)?.as_ref()?;
        match wire::post(&member.port, &Envelope { id, request }, attachments) {
            Ok(()) => {
                member.waiting.borrow_mut().extend(waiting.map(|waiting| (id, waiting)));
                Some(id)
            }
            Err(error) => {
                web_sys::console::error_1(&error);
                None
            }
        }
    }

    fn replace(&self, place: usize, member: Option<PoolWorker>) {
        let before = self.places.borrow_mut().get_mut(place).map(|held| std::mem::replace(held, member));
        // Dropped only now, when `places` is no longer borrowed: dropping it wakes the tasks that
        // wait for a reply.
        drop(before);
    }

    fn start_member(&self, place: usize) {
        let Some(code) = self.code.borrow().clone() else { return };
        let failed = match self.places.borrow_mut().get_mut(place) {
            Some(Some(member)) if member.worker.is_none() => member.start(&code).err(),
            _ => None,
        };
        if let Some(error) = failed {
            (self.on_sign)(place, WorkerEvent::Died(format!("the browser did not start it: {error:?}")));
        }
    }
}

enum Waiting {
    Once(oneshot::Sender<WorkerReply>),
    Loading,
}

/// One worker, from its creation to its end.
struct PoolWorker {
    port: MessagePort,
    /// The worker's end of the channel, until the worker starts. Messages posted before that wait
    /// in it.
    far_port: Option<MessagePort>,
    worker: Option<Worker>,
    waiting: Rc<RefCell<HashMap<u32, Waiting>>>,
    on_words: Closure<dyn FnMut(MessageEvent)>,
    on_error: Closure<dyn FnMut(ErrorEvent)>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl PoolWorker {
    fn new(place: usize, on_sign: OnSign) -> Option<PoolWorker> {
        let channel = MessageChannel::new().ok()?;
        let waiting = Rc::<RefCell<HashMap<u32, Waiting>>>::default();
        let error_message = Rc::<RefCell<Option<String>>>::default();

        let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
            let (waiting, on_sign) = (Rc::clone(&waiting), Rc::clone(&on_sign));
            move |message: MessageEvent| match wire::read(&message.data()) {
                Ok((event, attachments)) => {
                    let asker = match event.answer {
                        // More replies follow.
                        Answer::Progress(_) => Some(Waiting::Loading),
                        Answer::Checking(progress) => return on_sign(place, WorkerEvent::Checking(progress)),
                        Answer::Timelines(TimelinesReply::LinkProgress(so_far)) => {
                            return on_sign(place, WorkerEvent::LinkProgress(so_far));
                        }
                        Answer::Resources(ResourcesReply::Indexing(progress)) => {
                            return on_sign(place, WorkerEvent::Indexing(progress));
                        }
                        Answer::Group(GroupReply::Counting(progress)) => {
                            return on_sign(place, WorkerEvent::Grouping(progress));
                        }
                        _ => waiting.borrow_mut().remove(&event.id),
                    };
                    match asker {
                        Some(Waiting::Loading) => {
                            on_sign(place, WorkerEvent::Loading { request: event.id, answer: event.answer });
                        }
                        Some(Waiting::Once(sender)) => {
                            // The receiver may have been dropped.
                            let _ = sender.send(WorkerReply { answer: event.answer, attachments });
                        }
                        None => {}
                    }
                }
                Err(reason) => {
                    on_sign(
                        place,
                        WorkerEvent::Died(format!("page and worker do not understand each other: {reason}")),
                    );
                }
            }
        });
        let on_words = Closure::<dyn FnMut(MessageEvent)>::new({
            let (on_sign, error_message) = (Rc::clone(&on_sign), Rc::clone(&error_message));
            move |message: MessageEvent| {
                let words = message.data().as_string().unwrap_or_default();
                *error_message.borrow_mut() = Some(words.clone());
                on_sign(place, WorkerEvent::Died(words));
            }
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            // The page shows the error itself, so it need not go to the console too.
            error.prevent_default();
            if error_message.borrow().is_none() {
                on_sign(place, WorkerEvent::Died(error.message()));
            }
        });

        let port = channel.port1();
        port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Some(PoolWorker {
            port,
            far_port: Some(channel.port2()),
            worker: None,
            waiting,
            on_words,
            on_error,
            _on_message: on_message,
        })
    }

    fn start(&mut self, code: &WorkerCode) -> Result<(), JsValue> {
        let worker = Worker::new(&code.script_url)?;
        worker.set_onmessage(Some(self.on_words.as_ref().unchecked_ref()));
        worker.set_onerror(Some(self.on_error.as_ref().unchecked_ref()));
        if let Some(far_port) = self.far_port.take() {
            worker
                .post_message_with_transfer(&Array::of2(&code.module, &far_port), &Array::of1(&far_port))?;
        }
        self.worker = Some(worker);
        Ok(())
    }
}

impl Drop for PoolWorker {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        self.port.close();
        if let Some(worker) = &self.worker {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }
}
