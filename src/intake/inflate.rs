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
            // A reader that fails may have given all bytes of the next output.
            let (input, cause) = match reader.fill_buf() {
                Ok(input) => (input, io::Error::from(io::ErrorKind::UnexpectedEof)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                Err(error) => (&[][..], error),
            };
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
                Ok(_) if breaks_off => cause,
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// Gives some bytes and then fails.
    struct Failing<'b>(&'b [u8]);

    impl Read for Failing<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Err(io::Error::other("the disk failed"));
            }
            self.0.read(out)
        }
    }

    /// Found by fuzzing: what was inflated but did not fit was lost when the
    /// reader failed.
    #[test]
    fn a_reader_that_fails_loses_nothing_that_was_read() {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::new(6));
        let text = "so many words ".repeat(900);
        let packed = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).expect("memory");
        let kept = |step: usize| {
            let mut inflating = Inflating::new(io::BufReader::new(Failing(&packed[..packed.len() - 3])));
            let (mut part, mut kept) = (vec![0; step], 0);
            loop {
                match inflating.read(&mut part) {
                    Ok(count) => kept += count,
                    Err(error) => return (kept, error.to_string()),
                }
            }
        };
        let (all, why) = kept(1 << 20);
        assert!(all > text.len() / 2 && why == "the disk failed");
        for step in [1, 7, 33, 1000] {
            assert_eq!(kept(step), (all, why.clone()));
        }
    }
}
