//! One loop for all decoders that take a slice of packed bytes and fill a
//! slice: it gives out every byte that was unpacked before a failure, and tells
//! the failure then.

use std::io::{self, BufRead};

use super::Decoder;

/// A decoder of one stream that neither reads nor writes by itself.
pub(super) trait Stepper {
    /// Takes bytes from `input` and puts unpacked ones into `out`. An empty
    /// `input` means that there are no more.
    fn step(&mut self, input: &[u8], out: &mut [u8]) -> Step;

    /// Prepares for another stream, keeping the memory where that is possible.
    fn restart(&mut self);
}

/// What one call of [`Stepper::step`] did.
pub(super) struct Step {
    /// Bytes taken from the input, also where the call failed.
    pub taken: usize,
    /// Bytes put into the output, also where the call failed.
    pub given: usize,
    /// Whether the stream has ended.
    pub result: io::Result<bool>,
}

/// Reads one stream through a [`Stepper`].
#[derive(Default)]
pub(in crate::intake) struct Pump<S> {
    stepper: S,
    /// A failure that was met behind bytes that were still good. It is returned
    /// after them.
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
            // A reader that fails may have given all bytes of the next output.
            let (input, cause) = match reader.fill_buf() {
                Ok(input) => (input, io::Error::from(io::ErrorKind::UnexpectedEof)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                Err(error) => (&[][..], error),
            };
            let breaks_off = input.is_empty();
            let Step { taken, given, result } = self.stepper.step(input, out);
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
