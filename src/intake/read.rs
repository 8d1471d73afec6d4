//! One file from its first byte to its report.

use std::io::{self, Read};

use super::container::{self, Head, Walk};
use super::gzip;
use super::record::RawRecord;
use super::report::{Problem, Report, Status};
use super::window::Window;
use crate::protocol::FileTicket;

/// How many problems of one file are kept; the rest is counted.
const MAX_PROBLEMS: usize = 100;
/// How many times gzip may lie inside gzip.
const MAX_GZIP_LAYERS: u32 = 3;
/// How much of the beginning decides what a file is, in bytes.
const HEAD_BYTES: usize = 16 << 10;

/// How the problem of a file that cannot be read further begins.
const BREAKS_OFF: &str = "the file breaks off";

/// Where events go.
pub trait Sink {
    /// Takes an event and tells its time, if it has a readable one.
    fn take(&mut self, record: &RawRecord<'_>) -> Option<i64>;
}

/// The account of the file at hand.
#[derive(Debug, Default)]
pub(crate) struct Account {
    records: u64,
    values: u64,
    span_millis: Option<(i64, i64)>,
    problems: Vec<Problem>,
    more_problems: u64,
    notes: Vec<String>,
}

impl Account {
    /// Something that is known to be missing from all data of this kind; said
    /// once.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.notes.iter().any(|note| note == text) {
            self.notes.push(text.to_owned());
        }
    }

    pub(crate) fn records(&self) -> u64 {
        self.records
    }

    pub(crate) fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    pub(crate) fn problem(&mut self, message: &str, at_byte: Option<u64>) {
        let record = at_byte.is_some().then_some(self.values);
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem { message: message.to_owned(), at_byte, record });
        } else {
            self.more_problems += 1;
        }
    }

    /// Hands a record on if it is an event, and says whether it was.
    pub(crate) fn take(&mut self, record: &RawRecord<'_>, at: u64, sink: &mut dyn Sink) -> bool {
        if !record.is_event() {
            self.not_an_event(at);
            return false;
        }
        if let Some(millis) = sink.take(record) {
            let (first, last) = self.span_millis.unwrap_or((millis, millis));
            self.span_millis = Some((first.min(millis), last.max(millis)));
        }
        self.records += 1;
        self.values += 1;
        true
    }

    /// The same for a record that is not UTF-8.
    pub(crate) fn take_lossy(&mut self, bytes: &[u8], at: u64, sink: &mut dyn Sink) -> bool {
        self.not_utf8(at);
        match RawRecord::parse(&String::from_utf8_lossy(bytes)) {
            Ok(record) => self.take(&record, at, sink),
            Err(_) => {
                self.not_an_event(at);
                false
            }
        }
    }

    pub(crate) fn not_utf8(&mut self, at: u64) {
        self.problem("the event is not UTF-8; the unreadable bytes are shown as \u{fffd}", Some(at));
    }

    pub(crate) fn not_an_event(&mut self, at: u64) {
        self.left_out("this value has none of the members of a CloudTrail event; it was left out", at);
    }

    /// A value that was understood and holds no event.
    pub(crate) fn left_out(&mut self, why: &str, at: u64) {
        self.problem(why, Some(at));
        self.values += 1;
    }
}

/// Reads files one after another, keeping the buffer.
#[derive(Debug, Default)]
pub struct Reader {
    buffer: Vec<u8>,
    step: Option<usize>,
}

impl Reader {
    /// A reader that takes in so many bytes at a time; for tests, which put
    /// the borders everywhere.
    pub fn with_step(step: usize) -> Reader {
        Reader { buffer: Vec::new(), step: Some(step) }
    }

    /// Reads a file's bytes and hands its events to the sink. Whatever is
    /// wrong with the file stands in the report.
    pub fn read(&mut self, ticket: &FileTicket, source: &mut dyn Read, sink: &mut dyn Sink) -> Report {
        let mut source = Counted { source, bytes: 0 };
        let mut file = Layer {
            buffer: std::mem::take(&mut self.buffer),
            step: self.step,
            account: Account::default(),
            members: 0,
            inflated: 0,
        };
        let (status, container) = file.read(&mut source, 0, sink);
        let drained = io::copy(&mut source, &mut io::sink());
        if let Err(error) = drained {
            file.account.problem(&format!("the file could not be read to its end: {error}"), None);
        }
        let Layer { buffer, account, members, inflated, .. } = file;
        self.buffer = buffer;
        Report {
            file: ticket.file,
            status,
            container,
            bytes: source.bytes,
            inflated_bytes: if members == 0 { source.bytes } else { inflated },
            gzip_members: members,
            records: account.records,
            span_millis: account.span_millis,
            problems: account.problems,
            more_problems: account.more_problems,
            notes: account.notes,
        }
    }
}

struct Layer {
    buffer: Vec<u8>,
    step: Option<usize>,
    account: Account,
    members: u32,
    inflated: u64,
}

impl Layer {
    /// Reads one layer: gzip, which has another one inside, or a text.
    fn read(&mut self, source: &mut dyn Read, depth: u32, sink: &mut dyn Sink) -> (Status, String) {
        let mut ahead = [0; 2];
        let mut have = 0;
        while have < 2 {
            match source.read(&mut ahead[have..]) {
                Ok(0) => break,
                Ok(count) => have += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return self.unreadable(&error, 0),
            }
        }
        let mut source = io::Cursor::new(ahead).take(have as u64).chain(source);
        if ahead != gzip::MAGIC || have < 2 {
            return self.read_text(&mut source, sink);
        }
        if depth == MAX_GZIP_LAYERS {
            self.account
                .problem("gzip lies inside gzip more than three times; it was not unpacked further", None);
            return (Status::Refused, "gzip in gzip".to_owned());
        }
        let notes = gzip::Notes::default();
        let mut members = gzip::Members::new(&mut source as &mut dyn Read, &notes);
        let mut counted = Counted { source: &mut members, bytes: 0 };
        let (mut status, container) = self.read(&mut counted, depth + 1, sink);
        // What the container left behind still has to be sound gzip.
        let rest = io::copy(&mut counted, &mut io::sink());
        self.inflated = counted.bytes;
        self.members = notes.members.get();
        if let Err(error) = rest {
            status = self.unreadable(&error, counted.bytes).0;
        }
        if notes.trailing.get() > 0 {
            let count = notes.trailing.get();
            self.account.problem(
                &format!("{count} bytes after the end of the gzip data are no gzip and were left out"),
                None,
            );
            status = if status == Status::Read { Status::Partial } else { status };
        }
        (status, container)
    }

    fn read_text(&mut self, source: &mut dyn Read, sink: &mut dyn Sink) -> (Status, String) {
        let buffer = std::mem::take(&mut self.buffer);
        let mut window = match self.step {
            Some(step) => Window::with_step(source, buffer, step),
            None => Window::new(source, buffer),
        };
        while window.bytes().len() < HEAD_BYTES && window.grow() {}
        if window.bytes().starts_with(b"\xef\xbb\xbf") {
            window.consume(3);
        }
        window.skip_space();
        let beginning = window.bytes()[..window.bytes().len().min(HEAD_BYTES)].to_vec();
        let head = Head::new(&beginning);
        let mut walk = Walk::new(window, &mut self.account, sink);
        let (status, name) = match container::recognise(&head) {
            Some((container, name)) => (container.read(&head, &mut walk), name),
            None => (Status::Refused, "unknown content"),
        };
        let failure = walk.window.failure().map(ToString::to_string);
        let at = walk.window.read_so_far();
        self.buffer = walk.window.into_buffer();
        match failure {
            Some(failure) => (self.unreadable(&failure, at).0, name.to_owned()),
            None => (status, name.to_owned()),
        }
    }

    /// The source failed after so many bytes of text: damaged gzip, or a disk
    /// that would not give the rest.
    fn unreadable(&mut self, error: &dyn std::fmt::Display, at: u64) -> (Status, String) {
        let already_said =
            self.account.problems.iter().any(|problem| problem.message.starts_with(BREAKS_OFF));
        if !already_said {
            self.account.problem(
                &format!("{BREAKS_OFF} or is damaged ({error}); the events before that place were kept"),
                Some(at),
            );
        }
        let status = if self.account.records > 0 { Status::Partial } else { Status::Refused };
        (status, "unreadable".to_owned())
    }
}

struct Counted<'a> {
    source: &'a mut dyn Read,
    bytes: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(out)?;
        self.bytes += count as u64;
        Ok(count)
    }
}
