//! Deflate that gives out all it had: the library's readers drop what they
//! inflated in the very call that meets a damage, up to a buffer full of
//! events.

use std::io::{self, BufRead, Read};

use flate2::{Decompress, FlushDecompress, Status};

/// A stream of deflate (RFC 1951) on its way.
pub(super) struct Inflate {
    state: Decompress,
    /// Met behind bytes that were still good; told when those are taken.
    failure: Option<io::Error>,
    ended: bool,
}

impl Default for Inflate {
    fn default() -> Inflate {
        Inflate { state: Decompress::new(false), failure: None, ended: false }
    }
}

impl Inflate {
    /// Goes on to a new stream, keeping the memory.
    pub(super) fn restart(&mut self) {
        self.state.reset(false);
        self.failure = None;
        self.ended = false;
    }

    /// Fills `out` with what comes next. 0 is the end of the stream, or that
    /// of a damaged one whose failure was told; the reader then stands behind
    /// its last byte.
    ///
    /// # Errors
    /// Of the reader; [`io::ErrorKind::UnexpectedEof`] where it ends inside
    /// the stream; [`io::ErrorKind::InvalidData`] where that is damaged. All
    /// bytes before the place have been given out then.
    pub(super) fn read(&mut self, reader: &mut dyn BufRead, out: &mut [u8]) -> io::Result<usize> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        if self.ended || out.is_empty() {
            return Ok(0);
        }
        loop {
            let input = reader.fill_buf()?;
            let breaks_off = input.is_empty();
            let (taken, given) = (self.state.total_in(), self.state.total_out());
            let status = self.state.decompress(input, out, FlushDecompress::None);
            let taken = (self.state.total_in() - taken) as usize;
            let given = (self.state.total_out() - given) as usize;
            reader.consume(taken);
            let failure = match status {
                Ok(Status::StreamEnd) => {
                    self.ended = true;
                    return Ok(given);
                }
                Ok(_) if given > 0 => return Ok(given),
                Ok(_) if breaks_off => io::Error::from(io::ErrorKind::UnexpectedEof),
                Ok(_) if taken > 0 => continue,
                Ok(_) => io::Error::new(io::ErrorKind::InvalidData, "corrupt deflate stream"),
                Err(_) => io::Error::new(io::ErrorKind::InvalidData, "corrupt deflate stream"),
            };
            self.ended = true;
            if given == 0 {
                return Err(failure);
            }
            self.failure = Some(failure);
            return Ok(given);
        }
    }
}

/// The inflated bytes of one stream in a reader.
pub(super) struct Inflating<R> {
    /// Stands behind the stream once that has ended.
    pub(super) reader: R,
    inflate: Inflate,
}

impl<R: BufRead> Inflating<R> {
    pub(super) fn new(reader: R) -> Inflating<R> {
        Inflating { reader, inflate: Inflate::default() }
    }
}

impl<R: BufRead> Read for Inflating<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.inflate.read(&mut self.reader, out)
    }
}
