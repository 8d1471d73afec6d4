//! Bzip2. A file contains one stream, or several if `pbzip2` or `cat` wrote it.

use ::bzip2::{Decompress, Status};

use super::pump::{DecoderStep, Pump, Stepper};
use super::{CompressionFormat, begins, damaged};

/// Whether a stream begins here: the signature, the digit of the block size, and the signature of
/// the first block, or of the end for a stream without blocks.
fn is_beginning(head: &[u8]) -> bool {
    const FIRST_BLOCK: &[u8] = &[0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
    const END: &[u8] = &[0x17, 0x72, 0x45, 0x38, 0x50, 0x90];
    head.starts_with(b"BZh")
        && matches!(head.get(3), Some(b'1'..=b'9'))
        && [FIRST_BLOCK, END].iter().any(|mark| begins(&head[4..], mark))
}

pub(super) const FORMAT: CompressionFormat = CompressionFormat {
    name: "bzip2",
    ending: ".bz2",
    zip_method: Some(12),
    is_beginning,
    decoder: || Box::new(Pump::<Bzip2Decoder>::default()),
};

/// The decoder of a stream: uses at most 4 MB.
struct Bzip2Decoder(Decompress);

impl Default for Bzip2Decoder {
    fn default() -> Bzip2Decoder {
        Bzip2Decoder(Decompress::new(false))
    }
}

impl Stepper for Bzip2Decoder {
    fn restart(&mut self) {
        *self = Bzip2Decoder::default();
    }

    fn step(&mut self, input: &[u8], out: &mut [u8]) -> DecoderStep {
        let (taken, given) = (self.0.total_in(), self.0.total_out());
        let status = self.0.decompress(input, out);
        DecoderStep {
            taken: (self.0.total_in() - taken) as usize,
            given: (self.0.total_out() - given) as usize,
            result: match status {
                Ok(Status::StreamEnd) => Ok(true),
                Ok(Status::MemNeeded) => Err(std::io::ErrorKind::OutOfMemory.into()),
                Ok(_) => Ok(false),
                Err(_) => Err(damaged("the bzip2 data is damaged")),
            },
        }
    }
}
