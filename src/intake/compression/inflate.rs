//! Deflate that returns all valid output: the library's readers drop the bytes that they inflated
//! in the call that encounters a defect, up to a buffer full of events.

use flate2::{Decompress, FlushDecompress, Status};

use super::damaged;
use super::pump::{DecoderStep, Pump, Stepper};

/// Reads a deflate stream (RFC 1951).
pub(in crate::intake) type Inflate = Pump<Deflated>;

/// The state of a deflate stream.
pub(in crate::intake) struct Deflated(Decompress);

impl Default for Deflated {
    fn default() -> Deflated {
        Deflated(Decompress::new(false))
    }
}

impl Stepper for Deflated {
    fn restart(&mut self) {
        self.0.reset(false);
    }

    fn step(&mut self, input: &[u8], out: &mut [u8]) -> DecoderStep {
        let (taken, given) = (self.0.total_in(), self.0.total_out());
        let status = self.0.decompress(input, out, FlushDecompress::None);
        DecoderStep {
            taken: (self.0.total_in() - taken) as usize,
            given: (self.0.total_out() - given) as usize,
            result: match status {
                Ok(status) => Ok(status == Status::StreamEnd),
                Err(_) => Err(damaged("corrupt deflate stream")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read, Write};

    use super::*;
    use crate::intake::compression::OneStream;
    use crate::intake::compression::failing::FailingReader;

    /// Found by fuzzing: inflated bytes that did not fit were lost when the reader failed.
    #[test]
    fn a_reader_that_fails_loses_nothing_that_was_read() {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::new(6));
        let text = "so many words ".repeat(900);
        let packed = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).expect("memory");
        let kept = |step: usize| {
            let mut inflating = OneStream::new(
                Box::new(Inflate::default()),
                io::BufReader::new(FailingReader { bytes: &packed[..packed.len() - 3], step: usize::MAX }),
            );
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
