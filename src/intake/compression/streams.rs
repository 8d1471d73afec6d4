//! Packed files as readers of what is in them.

use std::io::{self, BufRead, Read};

use super::{Decoder, Format, HEAD_BYTES};

/// How many packed bytes are read at a time.
const BUFFER: usize = 64 << 10;

/// The unpacked bytes of one stream in a reader.
pub(in crate::intake) struct OneStream<R> {
    decoder: Box<dyn Decoder>,
    /// Stands behind the stream once that has ended.
    reader: R,
}

impl<R: BufRead> OneStream<R> {
    pub fn new(decoder: Box<dyn Decoder>, reader: R) -> OneStream<R> {
        OneStream { decoder, reader }
    }
}

impl<R: BufRead> Read for OneStream<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.decoder.read(&mut self.reader, out)
    }
}

/// The unpacked bytes of all streams of a file, which follow each other.
pub(in crate::intake) struct Streams<R> {
    format: &'static Format,
    decoder: Box<dyn Decoder>,
    reader: Peeking<R>,
    state: State,
    /// Streams begun.
    streams: u64,
    trailing: u64,
}

#[derive(Clone, Copy)]
enum State {
    Between,
    Inside,
    Done,
}

impl<R: Read> Streams<R> {
    /// Over a file that begins with a stream of this format.
    pub fn new(format: &'static Format, source: R) -> Streams<R> {
        Streams {
            format,
            decoder: (format.decoder)(),
            reader: Peeking { source, bytes: vec![0; BUFFER], start: 0, end: 0, failure: None },
            state: State::Between,
            streams: 0,
            trailing: 0,
        }
    }

    /// How many bytes follow the last stream and are none, padding of zeros
    /// aside.
    pub fn trailing(&self) -> u64 {
        self.trailing
    }

    /// Stands at the beginning of the next stream; false at the file's end.
    fn enter(&mut self) -> io::Result<bool> {
        let padding = if self.streams > 0 { self.skip_zeros()? } else { 0 };
        let head = self.reader.peek(HEAD_BYTES)?;
        if head.is_empty() {
            return Ok(false);
        }
        if self.streams > 0 && !(self.format.is_beginning)(head) {
            self.trailing = padding + io::copy(&mut self.reader, &mut io::sink())?;
            return Ok(false);
        }
        if self.streams > 0 {
            self.decoder.restart();
        }
        self.streams += 1;
        Ok(true)
    }

    fn skip_zeros(&mut self) -> io::Result<u64> {
        let mut count = 0;
        loop {
            let ahead = self.reader.fill_buf()?;
            let zeros = ahead.iter().take_while(|byte| **byte == 0).count();
            let is_over = zeros < ahead.len() || ahead.is_empty();
            self.reader.consume(zeros);
            count += zeros as u64;
            if is_over {
                return Ok(count);
            }
        }
    }

    fn step(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state {
                State::Done => return Ok(0),
                State::Between => self.state = if self.enter()? { State::Inside } else { State::Done },
                State::Inside => {
                    let count = self.decoder.read(&mut self.reader, out)?;
                    if count > 0 || out.is_empty() {
                        return Ok(count);
                    }
                    self.state = State::Between;
                }
            }
        }
    }
}

impl<R: Read> Read for Streams<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.step(out);
        if read.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted) {
            self.state = State::Done;
        }
        read
    }
}

/// A buffered reader that can look ahead by more than one byte.
struct Peeking<R> {
    source: R,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    /// A failure of the source that was met while looking ahead.
    failure: Option<io::Error>,
}

impl<R: Read> Peeking<R> {
    /// The next bytes: `count`, which must be at most the size of the buffer,
    /// or fewer at the end.
    fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        if self.bytes.len() - self.start < count {
            self.bytes.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        while self.end - self.start < count && self.failure.is_none() {
            match self.source.read(&mut self.bytes[self.end..]) {
                Ok(0) => break,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if self.end == self.start => return Err(error),
                // The bytes before it come first.
                Err(error) => {
                    self.failure = Some(error);
                    break;
                }
            }
        }
        let end = self.end.min(self.start + count);
        Ok(&self.bytes[self.start..end])
    }
}

impl<R: Read> Read for Peeking<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let ahead = self.fill_buf()?;
        let count = ahead.len().min(out.len());
        out[..count].copy_from_slice(&ahead[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Peeking<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            if let Some(failure) = self.failure.take() {
                return Err(failure);
            }
            (self.start, self.end) = (0, 0);
            self.end = self.source.read(&mut self.bytes)?;
        }
        Ok(&self.bytes[self.start..self.end])
    }

    fn consume(&mut self, count: usize) {
        self.start = self.end.min(self.start + count);
    }
}
