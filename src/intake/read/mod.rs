//! Reads one file from its first byte to its report.
//!
//! ```text
//! Reader -> Layer: a compression, which contains another layer
//!                  an archive: each of its files is a layer  unpacking
//!                  a text: a container takes its events      container
//! ```

mod sources;
mod unpacking;

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

use self::sources::{Counted, SingleFailure};
use self::unpacking::Unpacking;
use super::archive::ArchiveKind;
use super::budget::{Budget, Metered};
use super::compression::gzip::{self, FirstMember, GzipObserver};
use super::compression::{self, CompressionFormat, Streams};
use super::container::{self, ContainerWalk, TextHead};
use super::file_evidence::FileEvidence;
use super::hashes::{ContentIndex, Hashes};
use super::hashing_tee::{HashingTee, Watched, unopened};
use super::limits::Limits;
use super::record::Sink;
use super::report::{ArchiveEntry, Report, Status};
use super::report_builder::FileReportBuilder;
use super::utf16::{ByteOrder, Utf16, order_of};
use super::window::Window;
use crate::model::FileDescriptor;

/// Number of bytes at the beginning that determine the kind of a file.
const HEAD_BYTES: usize = 16 << 10;

/// Number of bytes at the beginning of a refused file that are shown.
const SHOWN_BYTES: usize = 48;

/// Start of the message about a file that cannot be read further.
const BREAKS_OFF: &str = "the file breaks off";

/// Start of the message about a file that may be valid, but is compressed in an unsupported way.
const NOT_UNPACKED: &str = "the file was not unpacked";

/// Reads files one after another, reusing the buffers.
#[derive(Default)]
pub struct LogReader {
    buffers: Vec<Vec<u8>>,
    step: Option<usize>,
    limits: Limits,
    hashes: Rc<RefCell<Hashes>>,
    evidence: Vec<PendingEvidence>,
}

/// A file as evidence, and the place of its hash if that is still pending.
struct PendingEvidence {
    file_evidence: FileEvidence,
    waiting: Option<ContentIndex>,
}

impl std::fmt::Debug for LogReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl LogReader {
    /// Creates a reader that reads `step` bytes at a time; for tests, which place chunk boundaries
    /// everywhere.
    pub fn with_step(step: usize) -> LogReader {
        LogReader { step: Some(step), ..LogReader::default() }
    }

    /// Uses another hashing strategy than the best on this machine, for tests.
    #[cfg(test)]
    pub(crate) fn with_hashes(self, hashes: Hashes) -> LogReader {
        LogReader { hashes: Rc::new(RefCell::new(hashes)), ..self }
    }

    /// Creates a reader with other limits than the page's.
    pub fn with_limits(limits: Limits) -> LogReader {
        LogReader { limits, ..LogReader::default() }
    }

    /// Reads a file and passes its events to the sink. All problems of the file are in the report.
    pub fn read(
        &mut self,
        descriptor: &FileDescriptor,
        source: &mut dyn Read,
        sink: &mut dyn Sink,
    ) -> Report {
        self.read_watched(descriptor, source, sink, None)
    }

    /// Reads a file like [`LogReader::read`], and also collects the evidence for the integrity
    /// checks, about the file or about each file in it. [`LogReader::take_evidence`] returns it.
    pub fn read_with_evidence(
        &mut self,
        descriptor: &FileDescriptor,
        source: &mut dyn Read,
        sink: &mut dyn Sink,
    ) -> Report {
        self.read_watched(descriptor, source, sink, Some(Rc::clone(&self.hashes)))
    }

    /// Records as evidence that a file could not be opened: nothing is known of its bytes.
    pub fn unread_with_evidence(&mut self, descriptor: &FileDescriptor) {
        let file_evidence =
            FileEvidence { file: descriptor.file, ..unopened(descriptor.path.clone(), descriptor.bytes, 0) };
        self.evidence.push(PendingEvidence { file_evidence, waiting: None });
    }

    /// Takes the evidence of all files read with evidence so far. It is available only now because
    /// small files are hashed together.
    pub fn take_evidence(&mut self) -> Vec<FileEvidence> {
        let found = self.hashes.borrow_mut().take();
        let complete = |PendingEvidence { mut file_evidence, waiting }| {
            if let Some(place) = waiting {
                file_evidence.fingerprint.sha256 = found.of(place);
            }
            file_evidence
        };
        std::mem::take(&mut self.evidence).into_iter().map(complete).collect()
    }

    fn read_watched(
        &mut self,
        descriptor: &FileDescriptor,
        source: &mut dyn Read,
        sink: &mut dyn Sink,
        hashes: Option<Rc<RefCell<Hashes>>>,
    ) -> Report {
        let budget = Budget::new(self.limits, self.step, std::mem::take(&mut self.buffers));
        let mut source = Counted { source, budget: &budget, bytes: 0 };
        let mut file = FileLayer::new(&budget, hashes, &descriptor.path);
        let (status, container) = file.read(&mut source, 0, sink);
        let drained = io::copy(&mut source, &mut io::sink());
        if let Err(error) = drained {
            file.account.problem(&format!("the file could not be read to its end: {error}"), None);
        }
        file.account.note_doubled();
        let bytes = source.bytes;
        let mut evidence = std::mem::take(&mut file.evidence);
        evidence.extend(file.file_evidence(&descriptor.path, bytes, 0));
        for PendingEvidence { file_evidence, .. } in &mut evidence {
            file_evidence.file = descriptor.file;
            if file_evidence.entry.is_some() {
                file_evidence.path = format!("{}/{}", descriptor.path, file_evidence.path);
            }
        }
        self.evidence.extend(evidence);
        let FileLayer { account, members, inflated, beginning, entries, more_entries, .. } = file;
        self.buffers = budget.into_buffers();
        Report {
            file: descriptor.file,
            status,
            container,
            bytes,
            inflated_bytes: if inflated == 0 { bytes } else { inflated },
            gzip_members: members,
            records: account.records,
            span_millis: account.span_millis,
            problems: account.problems,
            more_problems: account.more_problems,
            notes: account.notes,
            beginning,
            entries,
            more_entries,
        }
    }
}

/// A file, or a file in an archive, with the content inside its wrappings.
struct FileLayer<'b> {
    budget: &'b Budget,
    account: FileReportBuilder,
    members: u32,
    inflated: u64,
    beginning: String,
    entries: Vec<ArchiveEntry>,
    more_entries: u64,
    /// Observes the bytes if evidence is requested.
    watch: Option<Rc<HashingTee>>,
    evidence: Vec<PendingEvidence>,
}

impl<'b> FileLayer<'b> {
    fn new(budget: &'b Budget, hashes: Option<Rc<RefCell<Hashes>>>, path: &str) -> FileLayer<'b> {
        FileLayer {
            budget,
            watch: hashes.map(|hashes| HashingTee::begin(path, hashes)),
            evidence: Vec::new(),
            account: FileReportBuilder::default(),
            members: 0,
            inflated: 0,
            beginning: String::new(),
            entries: Vec::new(),
            more_entries: 0,
        }
    }

    /// Reads one layer: a compression, which contains another layer, or the content.
    fn read(&mut self, source: &mut dyn Read, depth: u32, sink: &mut dyn Sink) -> (Status, String) {
        let mut ahead = [0; compression::HEAD_BYTES];
        let mut have = 0;
        let mut failure = None;
        while have < ahead.len() {
            match source.read(&mut ahead[have..]) {
                Ok(0) => break,
                Ok(count) => have += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if have > 0 => {
                    failure = Some(error);
                    break;
                }
                Err(error) => {
                    // The hash of no bytes is not the hash of the file. An inner layer fails if the
                    // gzip around it is damaged.
                    if let Some(watch) = self.watch.as_ref().filter(|watch| watch.attach()) {
                        watch.unreadable();
                    }
                    return self.unreadable(&error, 0);
                }
            }
        }
        let ahead = &ahead[..have];
        let mut source = ahead.chain(SingleFailure(failure)).chain(source);
        if let Some(format) = CompressionFormat::of(ahead) {
            return self.read_packed(format, &mut source, depth, sink);
        }
        let watch = self.watch.clone().filter(|watch| watch.attach());
        if ahead.starts_with(&gzip::MAGIC) {
            return self.read_gzip(&mut source, depth, sink, watch.as_deref());
        }
        let order = order_of(ahead);
        let Some(watch) = watch else { return self.read_plain(&mut source, order, depth, sink) };
        let mut watched = Watched { source: &mut source, watch };
        let result = self.read_plain(&mut watched, order, depth, sink);
        // Also the bytes that the container did not read; any failure is recorded there.
        let _ = io::copy(&mut watched, &mut io::sink());
        result
    }

    fn read_plain(
        &mut self,
        source: &mut dyn Read,
        order: Option<ByteOrder>,
        depth: u32,
        sink: &mut dyn Sink,
    ) -> (Status, String) {
        match order {
            Some(order) => self.read_content(&mut Utf16::new(source, order), depth, sink),
            None => self.read_content(source, depth, sink),
        }
    }

    /// Returns the evidence about the file, unless it is an archive.
    fn file_evidence(&self, path: &str, bytes: u64, first_record: u64) -> Option<PendingEvidence> {
        let seen = self.watch.as_ref()?.end()?;
        let file_evidence = FileEvidence {
            path: path.to_owned(),
            bytes,
            first_record,
            records: self.account.records,
            fingerprint: seen.fingerprint,
            role: seen.role,
            ..unopened(String::new(), 0, 0)
        };
        Some(PendingEvidence { file_evidence, waiting: seen.waiting })
    }

    fn read_packed(
        &mut self,
        format: &'static CompressionFormat,
        source: &mut dyn Read,
        depth: u32,
        sink: &mut dyn Sink,
    ) -> (Status, String) {
        let name = format.name;
        let watch = self.watch.clone();
        if let Some(watch) = &watch {
            watch.repacked();
        }
        let is_watched_within = watch.filter(|watch| watch.is_repacked());
        if self.is_too_deep(depth) {
            if let Some(watch) = is_watched_within {
                watch.unreadable();
            }
            return (Status::Refused, name.to_owned());
        }
        let mut streams = Streams::new(format, source);
        let mut metered = Metered { source: &mut streams, budget: self.budget, bytes: 0 };
        let (mut status, container) = self.read(&mut metered, depth + 1, sink);
        // The bytes that the container did not read must also be valid.
        let rest = io::copy(&mut metered, &mut io::sink());
        if self.inflated == 0 {
            self.inflated = metered.bytes;
        }
        if let Err(error) = rest {
            status = self.unreadable(&error, self.inflated).0;
            if let Some(watch) = is_watched_within {
                watch.unreadable();
            }
        }
        if streams.trailing() > 0 {
            status = self.leave_out_trailing(streams.trailing(), name, status);
        }
        (status, container)
    }

    /// Reports bytes after the compressed data that do not belong to it. Returns the resulting
    /// status.
    fn leave_out_trailing(&mut self, count: u64, name: &str, status: Status) -> Status {
        self.account.problem(
            &format!("{count} bytes after the end of the {name} data are no {name} and were left out"),
            None,
        );
        if status == Status::Read { Status::Partial } else { status }
    }

    fn read_gzip(
        &mut self,
        source: &mut dyn Read,
        depth: u32,
        sink: &mut dyn Sink,
        watch: Option<&HashingTee>,
    ) -> (Status, String) {
        if self.is_too_deep(depth) {
            return (Status::Refused, "gzip in gzip".to_owned());
        }
        let notes = gzip::Notes::default();
        let observer = watch.map(|watch| watch as &dyn GzipObserver);
        let mut members = gzip::Members::new(&mut *source, &notes, observer);
        let mut metered = Metered { source: &mut members, budget: self.budget, bytes: 0 };
        let (mut status, container) = self.read(&mut metered, depth + 1, sink);
        // The bytes that the container did not read must also be valid gzip.
        let rest = io::copy(&mut metered, &mut io::sink());
        // For gzip in gzip, and for archives, the innermost size counts.
        if self.inflated == 0 {
            self.inflated = metered.bytes;
        }
        self.members = notes.members.get();
        if let Err(error) = rest {
            status = self.unreadable(&error, self.inflated).0;
        }
        if notes.trailing.get() > 0 {
            status = self.leave_out_trailing(notes.trailing.get(), "gzip", status);
        }
        if let Some(watch) = watch {
            watch.first_member(notes.first.get());
            if notes.first.get() == Some(FirstMember::Sound) {
                // A damaged second member leaves compressed bytes unread.
                let rest = io::copy(source, &mut io::sink()).unwrap_or(0);
                let trailing = notes.packed.get() + rest - notes.first_packed.get();
                watch.trailing(trailing, notes.after_first.get() == Some(gzip::MAGIC[0]));
            }
        }
        (status, container)
    }

    /// Reads an archive or a text.
    fn read_content(&mut self, source: &mut dyn Read, depth: u32, sink: &mut dyn Sink) -> (Status, String) {
        let buffer = self.budget.buffer();
        let mut window = match self.budget.step {
            Some(step) => Window::with_step(source, buffer, step),
            None => Window::new(source, buffer),
        };
        while window.ahead().len() < HEAD_BYTES && window.grow() {}
        let kind = ArchiveKind::of(window.ahead());
        if let (Some(_), Some(watch)) = (kind, &self.watch) {
            watch.dismiss();
        }
        let (status, name, window) = match kind {
            Some(kind) => (self.read_archive(kind, &mut window, depth, sink), kind.name(), window),
            None => self.read_text(window, sink),
        };
        let failure = window.failure().map(|error| io::Error::new(error.kind(), error.to_string()));
        let at = window.read_so_far();
        self.budget.give_back(window.into_buffer());
        match failure {
            Some(failure) => (self.unreadable(&failure, at).0, name.to_owned()),
            None => (status, name.to_owned()),
        }
    }

    fn read_text<'w>(
        &mut self,
        mut window: Window<'w>,
        sink: &mut dyn Sink,
    ) -> (Status, &'static str, Window<'w>) {
        if window.ahead().starts_with(b"\xef\xbb\xbf") {
            window.consume(3);
        }
        window.skip_space();
        let beginning = window.ahead()[..window.ahead().len().min(HEAD_BYTES)].to_vec();
        let head = TextHead::new(&beginning);
        let container = container::recognise(&head);
        if let Some(watch) = &self.watch {
            let document = container.and_then(|(container, _)| container.document(&head));
            watch.recognised(document, container.is_some_and(|(container, _)| container.is_log()));
        }
        let started = window.offset();
        let mut walk = ContainerWalk::new(window, &mut self.account, sink);
        let (mut status, mut name) = match container {
            Some((container, name)) => (container.read(&head, &mut walk), name),
            None => (Status::Refused, "unknown content"),
        };
        let is_doubtful = |container: &dyn container::Container| {
            container.is_last_resort() || container.holds_events() && status == Status::Refused
        };
        if walk.account.records() == 0
            && container.is_some_and(|(container, _)| is_doubtful(container))
            && let Some(beyond) = container::read_beyond(&mut walk, started)
        {
            (status, name) = beyond;
        }
        let window = walk.window;
        if status == Status::Refused {
            let shown = &beginning[..beginning.len().min(SHOWN_BYTES)];
            self.beginning = shown.escape_ascii().to_string();
        }
        (status, name, window)
    }

    fn read_archive(
        &mut self,
        kind: ArchiveKind,
        window: &mut Window<'_>,
        depth: u32,
        sink: &mut dyn Sink,
    ) -> Status {
        if self.is_too_deep(depth) {
            return Status::Refused;
        }
        let mut unpacking = Unpacking { layer: self, depth, sink, good: 0, bad: 0 };
        kind.unpack(window, &mut unpacking);
        let Unpacking { good, bad, .. } = unpacking;
        let is_partial = bad > 0 || self.account.has_problems();
        if good == 0 && !self.account.has_problems() {
            let why = match bad {
                0 => "there are no files in the archive".to_owned(),
                1 => "the only file in the archive could not be read".to_owned(),
                _ => format!("none of the {bad} files in the archive could be read"),
            };
            self.account.problem(&why, None);
        }
        match (good, is_partial) {
            (0, _) => Status::Refused,
            (_, true) => Status::Partial,
            (_, false) => Status::Read,
        }
    }

    fn is_too_deep(&mut self, depth: u32) -> bool {
        let is_too_deep = depth >= self.budget.limits.layers;
        if is_too_deep {
            self.account.problem(
                &format!(
                    "archives lie inside each other more than {depth} times; it was not unpacked further"
                ),
                None,
            );
        }
        is_too_deep
    }

    /// Reports that the source failed after `at` bytes of text: damaged gzip, or a disk that did
    /// not return the rest.
    fn unreadable(&mut self, error: &io::Error, at: u64) -> (Status, String) {
        let already_said =
            self.account.problems.iter().any(|problem| {
                [BREAKS_OFF, NOT_UNPACKED].iter().any(|begin| problem.message.starts_with(begin))
            });
        if !already_said {
            let message = match error.kind() {
                io::ErrorKind::Unsupported => format!("{NOT_UNPACKED}: {error}"),
                _ => format!("{BREAKS_OFF} or is damaged ({error}); the events before that place were kept"),
            };
            self.account.problem(&message, Some(at));
        }
        let status = if self.account.records > 0 { Status::Partial } else { Status::Refused };
        (status, "unreadable".to_owned())
    }
}
