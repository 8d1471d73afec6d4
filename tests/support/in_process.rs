//! Workers in this process, as the client's platform: each is the real dispatcher, in a task of its
//! own.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::rc::Rc;
use std::task::Poll;

use futures_channel::mpsc;
use futures_executor::LocalSpawner;
use futures_util::StreamExt;
use futures_util::task::LocalSpawnExt;
use trailglass::client::{Attachments, Buffer, ClientEvent, Inbox, PickedFile, Platform, Transport};
use trailglass::dispatch::{Dispatcher, LoadReporter, Outgoing};
use trailglass::intake::{Report, Status};
use trailglass::model::FileDescriptor;
use trailglass::protocol::{Answer, Envelope, Request, WorkerMessage};

/// A file in memory.
#[derive(Clone, Debug)]
pub struct MemoryFile {
    bytes: Rc<[u8]>,
    /// How many workers will still crash when they read it.
    crashes: Rc<Cell<u32>>,
}

impl MemoryFile {
    pub fn new(bytes: impl AsRef<[u8]>) -> MemoryFile {
        MemoryFile::crashing(bytes, 0)
    }

    /// Returns a file that crashes the worker that reads it, `crashes` times.
    pub fn crashing(bytes: impl AsRef<[u8]>, crashes: u32) -> MemoryFile {
        MemoryFile { bytes: bytes.as_ref().into(), crashes: Rc::new(Cell::new(crashes)) }
    }
}

/// The bytes of a message.
#[derive(Clone, Debug)]
pub struct MemoryBuffer(Rc<[u8]>);

impl Buffer for MemoryBuffer {
    fn of_bytes(bytes: &[u8]) -> MemoryBuffer {
        MemoryBuffer(bytes.into())
    }

    fn to_bytes(&self) -> Vec<u8> {
        self.0.to_vec()
    }
}

/// A request on its way to a worker.
struct Message {
    envelope: Envelope,
    files: Vec<MemoryFile>,
    buffers: Vec<MemoryBuffer>,
}

struct Worker {
    dispatcher: Rc<RefCell<Dispatcher>>,
    requests: mpsc::UnboundedSender<Message>,
    /// Where it reports its death.
    inbox: Rc<Inbox<InProcess>>,
    is_alive: Rc<Cell<bool>>,
}

/// Workers in this process.
pub struct InProcess {
    spawner: LocalSpawner,
    workers: RefCell<Vec<Option<Worker>>>,
    events: RefCell<Vec<ClientEvent>>,
    cases: RefCell<Vec<String>>,
    /// It goes up by one millisecond at each look, so that nothing waits for it.
    millis: Cell<f64>,
}

impl InProcess {
    pub fn new(spawner: LocalSpawner, workers: usize) -> InProcess {
        InProcess {
            spawner,
            workers: RefCell::new(std::iter::repeat_with(|| None).take(workers).collect()),
            events: RefCell::default(),
            cases: RefCell::default(),
            millis: Cell::new(0.0),
        }
    }

    /// Returns the dispatcher of a worker.
    pub fn dispatcher(&self, worker: usize) -> Rc<RefCell<Dispatcher>> {
        let workers = self.workers.borrow();
        Rc::clone(&workers[worker].as_ref().expect("a worker").dispatcher)
    }

    /// Takes the events since the last call.
    pub fn events(&self) -> Vec<ClientEvent> {
        self.events.take()
    }

    /// Returns the paths of the files that were taken for case files.
    pub fn cases(&self) -> Vec<String> {
        self.cases.borrow().clone()
    }

    /// Crashes a worker, if its slot holds one.
    pub fn crash(&self, worker: usize, reason: &str) {
        if let Some(worker) = &self.workers.borrow()[worker] {
            worker.is_alive.set(false);
            worker.inbox.died(reason);
        }
    }
}

impl Transport for InProcess {
    type File = MemoryFile;
    type Buffer = MemoryBuffer;

    fn open_worker(&self, worker: usize, inbox: Inbox<InProcess>) -> bool {
        let (requests, received) = mpsc::unbounded();
        let dispatcher = Rc::<RefCell<Dispatcher>>::default();
        let (inbox, is_alive) = (Rc::new(inbox), Rc::new(Cell::new(true)));
        let server = InProcessServer {
            dispatcher: Rc::clone(&dispatcher),
            inbox: Rc::clone(&inbox),
            is_alive: Rc::clone(&is_alive),
            files: VecDeque::new(),
            reporter: LoadReporter::default(),
            millis: 0.0,
        };
        self.spawner.spawn_local(server.serve(received)).expect("the executor runs");
        self.close_worker(worker);
        self.workers.borrow_mut()[worker] = Some(Worker { dispatcher, requests, inbox, is_alive });
        true
    }

    fn close_worker(&self, worker: usize) {
        if let Some(closed) = self.workers.borrow_mut()[worker].take() {
            closed.is_alive.set(false);
        }
    }

    fn post(
        &self,
        worker: usize,
        envelope: &Envelope,
        attachments: Attachments<'_, InProcess>,
    ) -> Result<(), String> {
        let (files, buffers) = match attachments {
            Attachments::Files(files) => (files.to_vec(), Vec::new()),
            Attachments::Buffers(buffers) => (Vec::new(), buffers.to_vec()),
        };
        let message = Message { envelope: envelope.clone(), files, buffers };
        let workers = self.workers.borrow();
        let worker = workers[worker].as_ref().ok_or("there is no worker")?;
        // As in a browser, what is sent to a worker that has crashed is lost.
        let _ = worker.requests.unbounded_send(message);
        Ok(())
    }
}

impl Platform for InProcess {
    fn notify(&self, event: ClientEvent) {
        self.events.borrow_mut().push(event);
    }

    fn open_cases(&self, files: Vec<PickedFile<MemoryFile>>) {
        self.cases.borrow_mut().extend(files.into_iter().map(|file| file.path));
    }

    fn warn(&self, message: &str) {
        panic!("{message}");
    }

    fn now_millis(&self) -> f64 {
        self.millis.set(self.millis.get() + 1.0);
        self.millis.get()
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.spawner.spawn_local(task).expect("the executor runs");
    }

    fn next_turn(&self) -> impl Future<Output = ()> {
        next_turn()
    }

    fn file_bytes(&self, file: &MemoryFile) -> u64 {
        file.bytes.len() as u64
    }

    fn new_file(&self, _: &str, bytes: MemoryBuffer) -> Result<MemoryFile, String> {
        Ok(MemoryFile::new(&bytes.0))
    }

    fn random_bytes(&self) -> Option<[u8; 32]> {
        Some([7; 32])
    }
}

/// Lets every other task run first.
fn next_turn() -> impl Future<Output = ()> {
    let mut has_passed = false;
    poll_fn(move |context| {
        if std::mem::replace(&mut has_passed, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
}

/// A file that waits, or the end of a request.
enum FileQueueEntry {
    File { request: u32, descriptor: FileDescriptor, file: Option<MemoryFile> },
    End { request: u32 },
}

/// The running worker.
struct InProcessServer {
    dispatcher: Rc<RefCell<Dispatcher>>,
    inbox: Rc<Inbox<InProcess>>,
    is_alive: Rc<Cell<bool>>,
    files: VecDeque<FileQueueEntry>,
    reporter: LoadReporter,
    millis: f64,
}

impl InProcessServer {
    async fn serve(mut self, mut received: mpsc::UnboundedReceiver<Message>) {
        loop {
            let is_busy = !self.files.is_empty() || self.dispatcher.borrow().is_busy();
            let message = if is_busy {
                received.try_recv().ok()
            } else {
                match received.next().await {
                    Some(message) => Some(message),
                    None => return,
                }
            };
            if !self.is_alive.get() {
                return;
            }
            match message {
                Some(message) => self.take(message),
                None => self.work(),
            }
            let mut outgoing = self.dispatcher.borrow_mut().outgoing();
            outgoing.extend(self.dispatcher.borrow_mut().progress());
            self.post(outgoing);
            next_turn().await;
        }
    }

    fn take(&mut self, message: Message) {
        let Message { envelope: Envelope { id, request }, files, buffers } = message;
        let mut dispatcher = self.dispatcher.borrow_mut();
        match request {
            Request::Load(descriptors) => {
                dispatcher.rows_will_change();
                let files = descriptors.into_iter().zip(files).map(|(descriptor, file)| {
                    FileQueueEntry::File { request: id, descriptor, file: Some(file) }
                });
                self.files.extend(files);
                self.files.push_back(FileQueueEntry::End { request: id });
            }
            Request::Stop => {
                for step in &mut self.files {
                    if let FileQueueEntry::File { file, .. } = step {
                        *file = None;
                    }
                }
            }
            request => {
                let bytes = buffers.iter().map(|buffer| buffer.0.len()).sum();
                let copied = || buffers.iter().map(Buffer::to_bytes).collect();
                dispatcher.take(Envelope { id, request }, bytes, copied);
            }
        }
    }

    /// Reads a file, or does a step of a job.
    fn work(&mut self) {
        match self.files.pop_front() {
            Some(FileQueueEntry::End { request }) => {
                let update = self.reporter.take(self.millis);
                self.post(vec![Outgoing {
                    id: request,
                    answer: Answer::Loaded(update),
                    attachments: Vec::new(),
                }]);
            }
            Some(FileQueueEntry::File { request, descriptor, file }) => self.read(request, &descriptor, file),
            None => self.dispatcher.borrow_mut().step(),
        }
    }

    fn read(&mut self, request: u32, descriptor: &FileDescriptor, file: Option<MemoryFile>) {
        let report = match file {
            None => Report::unread(descriptor.file, descriptor.bytes, Status::Skipped, None),
            Some(file) if file.crashes.get() > 0 => {
                file.crashes.set(file.crashes.get() - 1);
                self.is_alive.set(false);
                return self.inbox.died("unreachable");
            }
            Some(file) => {
                let mut dispatcher = self.dispatcher.borrow_mut();
                dispatcher.shard_query().shard().read_file_with_evidence(descriptor, &mut &file.bytes[..])
            }
        };
        self.reporter.finish_file(descriptor.bytes, report);
        // Each file is reported at once, so that the client knows which one is being read.
        self.millis += 60.0;
        if let Some(update) = self.reporter.take_if_due(self.millis) {
            self.post(vec![Outgoing {
                id: request,
                answer: Answer::Progress(update),
                attachments: Vec::new(),
            }]);
        }
    }

    fn post(&self, outgoing: Vec<Outgoing>) {
        for Outgoing { id, answer, attachments } in outgoing {
            // What a browser posts is serialized, so it is here.
            let bytes = WorkerMessage { id, answer }.to_bytes().expect("a message");
            let message = WorkerMessage::from_bytes(&bytes).expect("a message");
            self.inbox
                .receive(message, attachments.iter().map(|bytes| MemoryBuffer::of_bytes(bytes)).collect());
        }
    }
}
