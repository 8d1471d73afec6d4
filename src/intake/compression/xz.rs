//! Xz: LZMA2 in blocks, each with a checksum.

use std::io;

use lzma_rust2::{Action, Status, XzStream};

use super::pump::{DecoderStep, Pump, Stepper};
use super::{CompressionFormat, begins, damaged, too_large_window};
use crate::intake::limits::MAX_WINDOW;

const MAGIC: &[u8] = b"\xfd7zXZ\0";

/// Number of compressed bytes decoded at a time. Output of a slice with a defect is lost.
const SLICE: usize = 512;

/// Memory that the decoder needs in addition to its dictionary, in KiB.
const BESIDE_DICTIONARY: u32 = 40;

const MEMORY: u32 = (MAX_WINDOW >> 10) as u32 + BESIDE_DICTIONARY;

pub(super) const FORMAT: CompressionFormat = CompressionFormat {
    name: "xz",
    ending: ".xz",
    zip_method: Some(95),
    is_beginning: |head| begins(head, MAGIC),
    decoder: || Box::new(Pump::<XzDecoder>::default()),
};

/// The state of a stream. The dictionary grows with the decompressed bytes, up to the size that the
/// file states.
struct XzDecoder(Box<XzStream>);

impl Default for XzDecoder {
    fn default() -> XzDecoder {
        XzDecoder(Box::new(XzStream::new_mem_limit(false, MEMORY)))
    }
}

impl Stepper for XzDecoder {
    fn restart(&mut self) {
        *self = XzDecoder::default();
    }

    fn step(&mut self, input: &[u8], out: &mut [u8]) -> DecoderStep {
        let (taken, given) = (self.0.total_in(), self.0.total_out());
        let action = if input.is_empty() { Action::Finish } else { Action::Run };
        let result = self.0.process(&input[..input.len().min(SLICE)], out, action);
        DecoderStep {
            taken: (self.0.total_in() - taken) as usize,
            given: (self.0.total_out() - given) as usize,
            result: match result {
                Ok(result) => Ok(result.status == Status::StreamEnd),
                Err(error) => Err(self.reason(&error)),
            },
        }
    }
}

impl XzDecoder {
    fn reason(&self, error: &io::Error) -> io::Error {
        match error.kind() {
            io::ErrorKind::OutOfMemory => {
                let window =
                    u64::from(self.0.memory_usage().unwrap_or(0).saturating_sub(BESIDE_DICTIONARY)) << 10;
                too_large_window(window, "xz -d")
            }
            io::ErrorKind::Unsupported => io::Error::new(
                io::ErrorKind::Unsupported,
                "it uses a filter or a check of xz that is not read; unpack it with: xz -d",
            ),
            _ => damaged("the xz data is damaged"),
        }
    }
}
