//! The port to the page: requests in, replies out, and steps of jobs in between.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use trailglass::dispatch::{Dispatcher, Outgoing};
use trailglass::protocol::{Answer, Envelope, Request};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageEvent, MessagePort, Performance, WorkerGlobalScope};

use crate::loader::{Loader, as_file};
use crate::turn::Turn;
use crate::wire;

/// Other requests wait about this long at most, or for one step if that takes longer.
const TURN_MILLIS: f64 = 12.0;

/// Minimum time between two progress messages.
const PROGRESS_MILLIS: f64 = 80.0;

/// The page's end of the channel, and the clock.
#[derive(Clone)]
pub struct Port {
    port: MessagePort,
    clock: Option<Performance>,
}

impl Port {
    /// Returns the milliseconds since the worker started.
    pub fn now_millis(&self) -> f64 {
        self.clock.as_ref().map_or_else(js_sys::Date::now, Performance::now)
    }

    /// Posts replies in their order.
    pub fn post(&self, replies: Vec<Outgoing>) {
        for Outgoing { id, answer, attachments } in replies {
            wire::post(&self.port, id, answer, &attachments);
        }
    }
}

/// Answers the requests that arrive at the port.
pub fn open(port: MessagePort) {
    let clock = js_sys::global().dyn_into::<WorkerGlobalScope>().ok().and_then(|scope| scope.performance());
    let page = Port { port: port.clone(), clock };
    let dispatcher = Rc::<RefCell<Dispatcher>>::default();
    let loader = Loader::new(Rc::clone(&dispatcher), page.clone());
    let server = Rc::new(PortServer { page, dispatcher, loader, is_stepping: Cell::new(false) });
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        match wire::read(&message.data()) {
            Ok((envelope, attachments)) => server.take(envelope, attachments),
            Err(reason) => {
                wire::post(&server.page.port, wire::id_of(&message.data()), Answer::Failed(reason), &[])
            }
        }
    });
    // Also starts the port, which has queued earlier messages.
    port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The handler lives as long as the worker.
    on_message.forget();
}

struct PortServer {
    page: Port,
    dispatcher: Rc<RefCell<Dispatcher>>,
    loader: Rc<Loader>,
    /// Whether jobs are being stepped.
    is_stepping: Cell<bool>,
}

impl PortServer {
    fn take(self: &Rc<Self>, envelope: Envelope, attachments: Vec<JsValue>) {
        // No borrow is held across an await, and this function is never called while one is held.
        let mut dispatcher = self.dispatcher.borrow_mut();
        match envelope.request {
            Request::Load(descriptors) => {
                dispatcher.rows_will_change();
                let files = descriptors.into_iter().zip(attachments);
                self.loader.load(
                    envelope.id,
                    files.filter_map(|(file, thing)| Some((file, as_file(thing)?))).collect(),
                );
            }
            Request::Stop => self.loader.stop(),
            request => {
                if request == Request::Clear {
                    self.loader.stop();
                }
                let buffers = attachments.iter().filter_map(|buffer| buffer.dyn_ref::<ArrayBuffer>());
                let bytes = buffers.map(|buffer| buffer.byte_length() as usize).sum();
                let copied = || attachments.iter().map(|buffer| Uint8Array::new(buffer).to_vec()).collect();
                dispatcher.take(Envelope { id: envelope.id, request }, bytes, copied);
            }
        }
        self.page.post(dispatcher.outgoing());
        if dispatcher.is_busy() && !self.is_stepping.replace(true) {
            spawn_local(Rc::clone(self).step());
        }
    }

    /// Runs the jobs step by step until none is left.
    async fn step(self: Rc<Self>) {
        let mut turn = Turn::new().ok();
        let mut reported_millis = self.page.now_millis();
        while self.dispatcher.borrow().is_busy() {
            let until = self.page.now_millis() + TURN_MILLIS;
            while self.page.now_millis() < until && self.dispatcher.borrow().is_busy() {
                self.dispatcher.borrow_mut().step();
            }
            let replies = self.dispatcher.borrow_mut().outgoing();
            self.page.post(replies);
            if self.page.now_millis() - reported_millis >= PROGRESS_MILLIS {
                reported_millis = self.page.now_millis();
                let progress = self.dispatcher.borrow_mut().progress();
                self.page.post(progress);
            }
            if let Some(turn) = &mut turn {
                turn.pass().await;
            }
        }
        self.is_stepping.set(false);
    }
}
