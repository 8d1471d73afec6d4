//! The queue of files, which are read ahead and passed to the shard one by one.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::Read;
use std::rc::Rc;

use js_sys::Uint8Array;
use trailglass::dispatch::{CheckedReader, Dispatcher, LoadReporter, Outgoing, reading_refusal};
use trailglass::intake::{Report, Status};
use trailglass::model::FileDescriptor;
use trailglass::protocol::Answer;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Blob;

use crate::bundle::Bundle;
use crate::port::Port;
use crate::slices::{Slices, in_words};
use crate::turn::Turn;

/// Maximum number of files that are read ahead.
const READS_AHEAD: usize = 256;

/// Files up to this size, in bytes, are read many at once.
const SMALL_BYTES: u64 = 256 << 10;

/// Maximum number of files in a bundle.
const BUNDLE_FILES: usize = 64;
/// Size from which a bundle takes no further file, in bytes.
const BUNDLE_BYTES: u64 = 2 << 20;

/// Maximum number of bytes that are read ahead. A larger file is not read ahead but slice by slice.
const BYTES_AHEAD: u64 = 16 << 20;

/// Questions wait about this long at most, provided that no file takes longer.
const TURN_MILLIS: f64 = 8.0;

/// Reads files into the shard, and lets requests run between them.
pub struct Loader {
    dispatcher: Rc<RefCell<Dispatcher>>,
    page: Port,
    reporter: RefCell<LoadReporter>,
    queue: RefCell<VecDeque<LoadQueueEntry>>,
    running: Cell<bool>,
    scratch: RefCell<Vec<u8>>,
}

/// An entry in the queue.
enum LoadQueueEntry {
    File {
        request: u32,
        descriptor: FileDescriptor,
        content: FileBytes,
    },
    /// Follows the last file of the request.
    End {
        request: u32,
    },
}

/// The state of a file's bytes.
enum FileBytes {
    OnDisk(Blob),
    Coming(JsFuture),
    /// A part of a bundle: the bytes from `start` up to but not including `end`.
    InBundle {
        bundle: Rc<Bundle>,
        start: u32,
        end: u32,
        file: Blob,
    },
    /// Loading was cancelled.
    Unwanted,
}

impl Loader {
    pub fn new(dispatcher: Rc<RefCell<Dispatcher>>, page: Port) -> Rc<Loader> {
        Rc::new(Loader {
            dispatcher,
            page,
            reporter: RefCell::default(),
            queue: RefCell::default(),
            running: Cell::new(false),
            scratch: RefCell::default(),
        })
    }

    /// Appends the files to the queue, for the request with this id.
    pub fn load(self: &Rc<Self>, request: u32, files: Vec<(FileDescriptor, Blob)>) {
        let mut queue = self.queue.borrow_mut();
        queue.extend(files.into_iter().map(|(descriptor, file)| LoadQueueEntry::File {
            request,
            descriptor,
            content: FileBytes::OnDisk(file),
        }));
        queue.push_back(LoadQueueEntry::End { request });
        drop(queue);
        if !self.running.replace(true) {
            spawn_local(Rc::clone(self).run());
        }
    }

    /// Cancels every file in the queue; each is reported as skipped.
    pub fn stop(&self) {
        for step in self.queue.borrow_mut().iter_mut() {
            if let LoadQueueEntry::File { content, .. } = step {
                *content = FileBytes::Unwanted;
            }
        }
    }

    async fn run(self: Rc<Self>) {
        let mut turn = Turn::new().ok();
        let mut turn_began = self.page.now_millis();
        loop {
            self.read_ahead();
            let Some(step) = self.queue.borrow_mut().pop_front() else { break };
            match step {
                LoadQueueEntry::End { request } => {
                    let update = self.reporter.borrow_mut().take(self.page.now_millis());
                    self.post(request, Answer::Loaded(update));
                }
                LoadQueueEntry::File { request, descriptor, content } => {
                    let report = self.read(request, &descriptor, content).await;
                    self.reporter.borrow_mut().finish_file(descriptor.bytes, report);
                    self.post_if_due(request);
                }
            }
            if let Some(turn) = &mut turn
                && self.page.now_millis() - turn_began >= TURN_MILLIS
            {
                turn.pass().await;
                turn_began = self.page.now_millis();
            }
        }
        self.running.set(false);
    }

    /// Starts reading the next files, so that their bytes are in memory when they are needed.
    fn read_ahead(&self) {
        let mut queue = self.queue.borrow_mut();
        let head_waits = queue
            .iter()
            .find(|step| matches!(step, LoadQueueEntry::File { .. }))
            .is_some_and(|step| matches!(step, LoadQueueEntry::File { content: FileBytes::OnDisk(_), .. }));
        let files = queue.iter_mut().filter_map(|step| match step {
            LoadQueueEntry::File { descriptor, content, .. } => Some((descriptor, content)),
            LoadQueueEntry::End { .. } => None,
        });
        let mut bytes = 0;
        let mut small: Vec<(u64, &mut FileBytes)> = Vec::new();
        let mut small_bytes = 0;
        for (descriptor, content) in files.take(READS_AHEAD) {
            if descriptor.bytes > BYTES_AHEAD {
                continue;
            }
            bytes += descriptor.bytes;
            if bytes > BYTES_AHEAD {
                break;
            }
            let FileBytes::OnDisk(file) = &*content else { continue };
            // In a bundle, a file that is gone may pass for an empty one.
            if descriptor.bytes == 0 || descriptor.bytes > SMALL_BYTES {
                *content = FileBytes::Coming(JsFuture::from(file.array_buffer()));
                continue;
            }
            small_bytes += descriptor.bytes;
            small.push((descriptor.bytes, content));
            if small.len() == BUNDLE_FILES || small_bytes >= BUNDLE_BYTES {
                bundle(std::mem::take(&mut small));
                small_bytes = 0;
            }
        }
        // The rest waits until there are more to bundle, unless the first of them is needed now.
        if head_waits {
            bundle(small);
        }
    }

    async fn read(&self, request: u32, descriptor: &FileDescriptor, content: FileBytes) -> Report {
        if !matches!(content, FileBytes::Unwanted) {
            let ahead = descriptor.bytes.min(BYTES_AHEAD) as usize;
            if let Some(reason) = reading_refusal(self.dispatcher.borrow().rows(), ahead) {
                return self.unread(descriptor, &reason);
            }
        }
        match content {
            FileBytes::Unwanted => Report::unread(descriptor.file, descriptor.bytes, Status::Skipped, None),
            FileBytes::Coming(coming) => match coming.await {
                Ok(buffer) => self.read_bytes(descriptor, &Uint8Array::new(&buffer)),
                Err(error) => self.unread(descriptor, &in_words(&error)),
            },
            FileBytes::InBundle { bundle, start, end, file } => match bundle.part(start, end).await {
                Some(bytes) => self.read_bytes(descriptor, &bytes),
                // Read by itself, so that only the unreadable file of the bundle is refused.
                None => self.read_slices(request, descriptor, &file),
            },
            FileBytes::OnDisk(file) => self.read_slices(request, descriptor, &file),
        }
    }

    fn read_bytes(&self, descriptor: &FileDescriptor, bytes: &Uint8Array) -> Report {
        let mut scratch = self.scratch.borrow_mut();
        scratch.resize(bytes.length() as usize, 0);
        bytes.copy_to(&mut scratch);
        self.read_source(descriptor, &mut scratch.as_slice())
    }

    /// Reads a source into the shard and collects evidence for the checks at the same time: no file
    /// is read twice.
    fn read_source(&self, descriptor: &FileDescriptor, source: &mut dyn Read) -> Report {
        // Hashed while reading: the browser's own SHA-256 is faster by itself, but passing it each
        // of many small files cost more time and memory than it saved.
        let mut dispatcher = self.dispatcher.borrow_mut();
        let mut source = CheckedReader::new(source, dispatcher.rows());
        dispatcher.shard_query().shard().read_file_with_evidence(descriptor, &mut source)
    }

    /// Reports a file that was not read: nothing is known of its bytes, and the
    /// checks must not take it for missing.
    fn unread(&self, descriptor: &FileDescriptor, reason: &str) -> Report {
        self.dispatcher.borrow_mut().shard_query().shard().unread_with_evidence(descriptor);
        Report::unread(descriptor.file, descriptor.bytes, Status::Refused, Some(reason.to_owned()))
    }

    fn read_slices(&self, request: u32, descriptor: &FileDescriptor, file: &Blob) -> Report {
        let mut on_read = |bytes| {
            self.reporter.borrow_mut().add_bytes(bytes);
            self.post_if_due(request);
        };
        match Slices::new(file, &mut on_read) {
            Ok(mut slices) => self.read_source(descriptor, &mut slices),
            Err(error) => self.unread(descriptor, &in_words(&error)),
        }
    }

    fn post_if_due(&self, request: u32) {
        let update = self.reporter.borrow_mut().take_if_due(self.page.now_millis());
        if let Some(update) = update {
            self.post(request, Answer::Progress(update));
        }
    }

    fn post(&self, id: u32, answer: Answer) {
        self.page.post(vec![Outgoing { id, answer, attachments: Vec::new() }]);
    }
}

/// Starts reading small files as one bundle.
fn bundle(contents: Vec<(u64, &mut FileBytes)>) {
    let files: Vec<Blob> = contents
        .iter()
        .filter_map(|(_, content)| match content {
            FileBytes::OnDisk(file) => Some(file.clone()),
            _ => None,
        })
        .collect();
    // A bundle of one file gains nothing.
    if files.len() < 2 {
        return;
    }
    // The sizes come from the listing: a blob's `size` would access the disk.
    let bytes = contents.iter().map(|(bytes, _)| *bytes as u32).sum();
    let Some(bundle) = Bundle::of(&files, bytes) else { return };
    let mut start = 0;
    for ((bytes, content), file) in contents.into_iter().zip(files) {
        let end = start + bytes as u32;
        *content = FileBytes::InBundle { bundle: Rc::clone(&bundle), start, end, file };
        start = end;
    }
}

/// Returns the file attached to a message.
pub fn as_file(thing: JsValue) -> Option<Blob> {
    thing.dyn_into().ok()
}
