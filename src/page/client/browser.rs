//! The browser, as the client of the workers sees it: workers with their ports, time, files.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::Future;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use trailglass::client::{Attachments, Buffer, ClientEvent, Inbox, Platform, Transport};
use trailglass::protocol::Envelope;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, File, MessageChannel, MessageEvent, MessagePort, Worker};
use yew::Callback;

use super::code::WorkerCode;
use super::stopwatch::Stopwatch;
use super::{Picked, wire};
use crate::platform::turn::Turn;

/// The buffer of a message, which stays outside of the page's memory.
#[derive(Clone, Debug)]
pub struct PageBuffer(pub JsValue);

impl Buffer for PageBuffer {
    fn of_bytes(bytes: &[u8]) -> PageBuffer {
        PageBuffer(Uint8Array::from(bytes).buffer().into())
    }

    fn to_bytes(&self) -> Vec<u8> {
        Uint8Array::new(&self.0).to_vec()
    }

    fn copy(&self) -> PageBuffer {
        match self.0.dyn_ref::<ArrayBuffer>() {
            Some(buffer) => PageBuffer(buffer.slice(0).into()),
            None => self.clone(),
        }
    }
}

/// The browser.
pub struct Browser {
    workers: RefCell<Vec<Option<BrowserWorker>>>,
    /// `None` until the code has arrived.
    code: RefCell<Option<WorkerCode>>,
    listen: Callback<ClientEvent>,
    on_cases: Callback<Vec<Picked>>,
    stopwatches: RefCell<HashMap<&'static str, Stopwatch>>,
}

impl Browser {
    pub fn new(workers: usize, listen: Callback<ClientEvent>, on_cases: Callback<Vec<Picked>>) -> Browser {
        Browser {
            workers: RefCell::new(std::iter::repeat_with(|| None).take(workers).collect()),
            code: RefCell::default(),
            listen,
            on_cases,
            stopwatches: RefCell::default(),
        }
    }

    /// Stores the code and starts every worker.
    pub fn start(&self, code: WorkerCode) {
        *self.code.borrow_mut() = Some(code);
        let workers = self.workers.borrow().len();
        (0..workers).for_each(|worker| self.start_worker(worker));
    }

    fn start_worker(&self, worker: usize) {
        let Some(code) = self.code.borrow().clone() else { return };
        if let Some(Some(worker)) = self.workers.borrow_mut().get_mut(worker)
            && worker.worker.is_none()
            && let Err(error) = worker.start(&code)
        {
            worker.inbox.died(&format!("the browser did not start it: {error:?}"));
        }
    }

    fn replace(&self, worker: usize, with: Option<BrowserWorker>) {
        let before = self.workers.borrow_mut().get_mut(worker).map(|held| std::mem::replace(held, with));
        drop(before);
    }
}

impl Transport for Browser {
    type File = File;
    type Buffer = PageBuffer;

    fn open_worker(&self, worker: usize, inbox: Inbox<Browser>) -> bool {
        let opened = BrowserWorker::new(inbox);
        let is_open = opened.is_some();
        if !is_open {
            self.warn("the browser gives no message channel");
        }
        self.replace(worker, opened);
        self.start_worker(worker);
        is_open
    }

    fn close_worker(&self, worker: usize) {
        self.replace(worker, None);
    }

    fn post(
        &self,
        worker: usize,
        envelope: &Envelope,
        attachments: Attachments<'_, Browser>,
    ) -> Result<(), String> {
        let workers = self.workers.borrow();
        let Some(Some(worker)) = workers.get(worker) else {
            return Err("there is no worker to post to".to_owned());
        };
        let attachments: Array = match attachments {
            Attachments::Files(files) => files.iter().collect(),
            Attachments::Buffers(buffers) => buffers.iter().map(|buffer| &buffer.0).collect(),
        };
        wire::post(&worker.port, envelope, &attachments).map_err(|error| format!("{error:?}"))
    }
}

impl Platform for Browser {
    fn notify(&self, event: ClientEvent) {
        self.listen.emit(event);
    }

    fn open_cases(&self, files: Vec<Picked>) {
        self.on_cases.emit(files);
    }

    fn warn(&self, message: &str) {
        web_sys::console::error_1(&message.into());
    }

    fn now_millis(&self) -> f64 {
        now_millis()
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        wasm_bindgen_futures::spawn_local(task);
    }

    async fn next_turn(&self) {
        if let Ok(mut turn) = Turn::new() {
            turn.pass().await;
        }
    }

    fn file_bytes(&self, file: &File) -> u64 {
        // File sizes in a browser are whole numbers.
        file.size() as u64
    }

    fn new_file(&self, name: &str, bytes: PageBuffer) -> Result<File, String> {
        File::new_with_buffer_source_sequence(&Array::of1(&bytes.0), name)
            .map_err(|error| format!("the browser made no file of it: {error:?}"))
    }

    fn random_bytes(&self) -> Option<[u8; 32]> {
        let mut bytes = [0; 32];
        let crypto = web_sys::window()?.crypto().ok()?;
        crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
        Some(bytes)
    }

    fn begin_measure(&self, kind: &'static str) {
        self.stopwatches.borrow_mut().insert(kind, Stopwatch::start(kind));
    }

    fn end_measure(&self, kind: &'static str) {
        if let Some(stopwatch) = self.stopwatches.borrow_mut().remove(kind) {
            stopwatch.stop();
        }
    }
}

/// One worker, from its creation to its end.
struct BrowserWorker {
    inbox: Rc<Inbox<Browser>>,
    port: MessagePort,
    /// The worker's end of the channel, until the worker starts. Messages posted before that wait
    /// in it.
    far_port: Option<MessagePort>,
    worker: Option<Worker>,
    on_crash: Closure<dyn FnMut(MessageEvent)>,
    on_error: Closure<dyn FnMut(ErrorEvent)>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl BrowserWorker {
    fn new(inbox: Inbox<Browser>) -> Option<BrowserWorker> {
        let channel = MessageChannel::new().ok()?;
        let inbox = Rc::new(inbox);
        let has_crashed = Rc::<Cell<bool>>::default();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
            let inbox = Rc::clone(&inbox);
            move |message: MessageEvent| match wire::read(&message.data()) {
                Ok((message, buffers)) => {
                    inbox.receive(message, buffers.into_iter().map(PageBuffer).collect())
                }
                Err(reason) => inbox.died(&format!("page and worker do not understand each other: {reason}")),
            }
        });
        let on_crash = Closure::<dyn FnMut(MessageEvent)>::new({
            let (inbox, has_crashed) = (Rc::clone(&inbox), Rc::clone(&has_crashed));
            move |message: MessageEvent| {
                has_crashed.set(true);
                inbox.died(&message.data().as_string().unwrap_or_default());
            }
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new({
            let inbox = Rc::clone(&inbox);
            move |error: ErrorEvent| {
                // The page shows the error itself, so it need not go to the console too.
                error.prevent_default();
                // After a crash, its message says more.
                if !has_crashed.get() {
                    inbox.died(&error.message());
                }
            }
        });
        let port = channel.port1();
        port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Some(BrowserWorker {
            inbox,
            port,
            far_port: Some(channel.port2()),
            worker: None,
            on_crash,
            on_error,
            _on_message: on_message,
        })
    }

    fn start(&mut self, code: &WorkerCode) -> Result<(), JsValue> {
        let worker = Worker::new(&code.script_url)?;
        worker.set_onmessage(Some(self.on_crash.as_ref().unchecked_ref()));
        worker.set_onerror(Some(self.on_error.as_ref().unchecked_ref()));
        if let Some(far_port) = self.far_port.take() {
            worker
                .post_message_with_transfer(&Array::of2(&code.module, &far_port), &Array::of1(&far_port))?;
        }
        self.worker = Some(worker);
        Ok(())
    }
}

impl Drop for BrowserWorker {
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

/// Returns the milliseconds since the page was opened.
pub fn now_millis() -> f64 {
    let clock = web_sys::window().and_then(|window| window.performance());
    clock.map_or_else(js_sys::Date::now, |clock| clock.now())
}
