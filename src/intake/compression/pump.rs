//! A read loop for all decoders that process slices: it returns every byte that was decompressed
//! before a failure, and then the failure.

use std::io::{self, BufRead};

use super::Decoder;

/// A decoder of one stream that does no I/O itself.
pub(super) trait Stepper {
    /// Consumes bytes from `input` and writes decompressed bytes to `out`. An empty `input` means
    /// the end of the input.
    fn step(&mut self, input: &[u8], out: &mut [u8]) -> DecoderStep;

    /// Prepares for another stream, reusing memory if possible.
    fn restart(&mut self);
}

/// The result of one call of [`Stepper::step`].
pub(super) struct DecoderStep {
    /// Number of input bytes consumed, even if the call failed.
    pub taken: usize,
    /// Number of output bytes written, even if the call failed.
    pub given: usize,
    /// Whether the stream has ended.
    pub result: io::Result<bool>,
}

/// Reads one stream through a [`Stepper`].
#[derive(Default)]
pub(in crate::intake) struct Pump<S> {
    stepper: S,
    /// A failure that occurred after valid bytes. It is returned after them.
    failure: Option<io::Error>,
    has_ended: bool,
}

impl<S: Stepper> Decoder for Pump<S> {
    fn restart(&mut self) {
        self.stepper.restart();
        self.failure = None;
        self.has_ended = false;
    }

    fn read(&mut self, reader: &mut dyn BufRead, out: &mut [u8]) -> io::Result<usize> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        if self.has_ended || out.is_empty() {
            return Ok(0);
        }
        loop {
            // After a failure of the reader, the decoder may still have output for all bytes before
            // it.
            let (input, cause) = match reader.fill_buf() {
                Ok(input) => (input, io::Error::from(io::ErrorKind::UnexpectedEof)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                Err(error) => (&[][..], error),
            };
            let breaks_off = input.is_empty();
            let DecoderStep { taken, given, result } = self.stepper.step(input, out);
            reader.consume(taken);
            let failure = match result {
                Ok(true) => {
                    self.has_ended = true;
                    return Ok(given);
                }
                Ok(false) if given > 0 => return Ok(given),
                _ if breaks_off => cause,
                Ok(false) if taken > 0 => continue,
                Ok(false) => super::damaged("the packed data is damaged"),
                Err(error) => error,
            };
            self.has_ended = true;
            if given == 0 {
                return Err(failure);
            }
            self.failure = Some(failure);
            return Ok(given);
        }
    }
}
