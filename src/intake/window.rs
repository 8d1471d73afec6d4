//! A window that slides over a file's inflated text, so that a file of any size is read in bounded
//! memory.

use std::io::{self, BufRead, Read};

/// Number of bytes that are read at a time.
const STEP: usize = 1 << 20;
/// Maximum size of a single value in bytes. A log file has at most 50 MB (CloudTrail quotas), a
/// record at most 1 MB.
pub const MAX_VALUE: usize = 64 << 20;

/// The part of a text that is in memory.
pub struct Window<'a> {
    source: &'a mut dyn Read,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    passed: u64,
    step: usize,
    finished: bool,
    failure: Option<std::io::Error>,
}

impl std::fmt::Debug for Window<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Window").field("start", &self.start).field("end", &self.end).finish_non_exhaustive()
    }
}

impl<'a> Window<'a> {
    /// Creates a window at the beginning of `source`, in a buffer that may have been used for an
    /// earlier file.
    pub fn new(source: &'a mut dyn Read, buffer: Vec<u8>) -> Window<'a> {
        Window::with_step(source, buffer, STEP)
    }

    /// Creates a window with another read size; tests use small ones to place chunk boundaries
    /// everywhere.
    pub fn with_step(source: &'a mut dyn Read, buffer: Vec<u8>, step: usize) -> Window<'a> {
        Window {
            source,
            buffer,
            start: 0,
            end: 0,
            passed: 0,
            step: step.max(1),
            finished: false,
            failure: None,
        }
    }

    /// Returns the bytes that are in memory and not yet consumed.
    pub fn ahead(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Returns the position of [`Window::ahead`] in the text.
    pub fn offset(&self) -> u64 {
        self.passed + self.start as u64
    }

    /// Returns the number of bytes of the text that have been read so far.
    pub fn read_so_far(&self) -> u64 {
        self.passed + self.end as u64
    }

    /// Whether the text ends with [`Window::ahead`].
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// Returns the reason why the text ended too early, if it did.
    pub fn failure(&self) -> Option<&std::io::Error> {
        self.failure.as_ref()
    }

    /// Consumes the first `count` bytes.
    pub fn consume(&mut self, count: usize) {
        self.start = self.end.min(self.start + count);
    }

    /// Whether [`Window::grow`] tries to read on.
    pub fn may_grow(&self) -> bool {
        !self.finished && self.end - self.start <= MAX_VALUE
    }

    /// Reads on. Returns false at the end of the text, or if a single value exceeds [`MAX_VALUE`].
    pub fn grow(&mut self) -> bool {
        if !self.may_grow() {
            return false;
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.passed += self.start as u64;
            (self.start, self.end) = (0, self.end - self.start);
        }
        // At least doubles the buffered bytes, so that rescanning the beginning of a long value
        // stays cheap.
        let wanted = self.end + self.step.max(self.end);
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted, 0);
        }
        let before = self.end;
        while self.end < wanted && !self.finished {
            match self.source.read(&mut self.buffer[self.end..wanted]) {
                Ok(0) => self.finished = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.finished = true;
                    self.failure = Some(error);
                }
            }
        }
        self.end > before
    }

    /// Returns the buffer for reuse.
    pub fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }

    /// Skips white space. Returns the first byte after it, if there is one.
    pub fn skip_space(&mut self) -> Option<u8> {
        loop {
            let space = crate::base::json::scan::skip_space(self.ahead(), 0);
            self.consume(space);
            if let Some(&byte) = self.ahead().first() {
                return Some(byte);
            }
            if !self.grow() {
                return None;
            }
        }
    }
}

/// A window can be read like a file.
impl Read for Window<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let ahead = self.fill_buf()?;
        let count = ahead.len().min(out.len());
        out[..count].copy_from_slice(&ahead[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Window<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.ahead().is_empty()
            && !self.grow()
            && let Some(failure) = self.failure()
        {
            return Err(io::Error::new(failure.kind(), failure.to_string()));
        }
        Ok(self.ahead())
    }

    fn consume(&mut self, count: usize) {
        Window::consume(self, count);
    }
}
