//! Zstandard (RFC 8878): frames of blocks, and skippable frames.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::{CompressionFormat, Decoder, begins, damaged, too_large_window};
use crate::intake::limits::MAX_WINDOW;

const MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// Bytes after the first byte of a skippable frame, which is one of 0x50 to 0x5f. `pzstd` begins
/// every file with such a frame.
const SKIPPABLE: &[u8] = &[0x2a, 0x4d, 0x18];

/// Size of a block's header in bytes.
const BLOCK_HEADER: usize = 3;
/// Maximum length of the stored part of a block: its header and 128 KiB.
const LARGEST_BLOCK: usize = BLOCK_HEADER + (128 << 10);

pub(super) const FORMAT: CompressionFormat = CompressionFormat {
    name: "zstd",
    ending: ".zst",
    zip_method: Some(93),
    is_beginning: |head| {
        begins(head, MAGIC) || matches!(head.first(), Some(0x50..=0x5f)) && begins(&head[1..], SKIPPABLE)
    },
    decoder: || Box::new(ZstdFrame::default()),
};

/// The state of one frame. The library keeps the last bytes, up to the size of the frame's window,
/// until the frame ends. For a truncated frame, an end is therefore synthesized.
#[derive(Default)]
struct ZstdFrame {
    decoder: Option<Box<FrameDecoder>>,
    /// Remaining bytes of a skippable frame.
    skipping: u64,
    has_begun: bool,
    has_ended: bool,
    /// Number of bytes returned.
    given: u64,
    /// Returned after all bytes before it.
    failure: Option<io::Error>,
}

impl Decoder for ZstdFrame {
    fn restart(&mut self) {
        *self = ZstdFrame::default();
    }

    fn read(&mut self, reader: &mut dyn BufRead, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        let mut source = ZstdSource { reader, failure: None, block: Vec::new(), is_kept: false };
        if !self.has_begun {
            self.has_begun = true;
            if let Err(error) = self.begin(&mut source) {
                self.has_ended = true;
                return Err(error);
            }
        }
        while self.skipping > 0 && !self.has_ended {
            let skipped = source.skip(self.skipping);
            self.skipping -= skipped.as_ref().map_or(0, |count| *count);
            if let Err(error) = skipped {
                self.has_ended = true;
                return Err(error);
            }
        }
        loop {
            let Some(decoder) = self.decoder.as_mut().filter(|_| !self.has_ended) else { return Ok(0) };
            let count = decoder.read(out)?;
            if count > 0 {
                self.given += count as u64;
                return Ok(count);
            }
            if decoder.is_finished() {
                self.has_ended = true;
                return match self.failure.take().or_else(|| self.flaw()) {
                    Some(failure) => Err(failure),
                    None => Ok(0),
                };
            }
            source.begin_block();
            if let Err(error) = decode_block(decoder, &mut source) {
                let breaks_off = source.failure.is_some();
                self.failure = Some(source.reason(&error));
                let last = if breaks_off { source.cut_block() } else { last_block(&[]) };
                if decode_block(decoder, &mut &last[..]).is_err() {
                    self.has_ended = true;
                    return self.failure.take().map_or(Ok(0), Err);
                }
            }
        }
    }
}

impl ZstdFrame {
    fn begin(&mut self, source: &mut ZstdSource<'_>) -> io::Result<()> {
        let mut decoder = Box::new(FrameDecoder::new());
        decoder.set_max_window_size(MAX_WINDOW);
        match decoder.init(source as &mut dyn Read) {
            Ok(()) => self.decoder = Some(decoder),
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length, ..
            })) => self.skipping = u64::from(length),
            Err(error) => return Err(source.reason(&error)),
        }
        Ok(())
    }

    /// Returns the defect of a frame that has ended.
    fn flaw(&self) -> Option<io::Error> {
        let decoder = self.decoder.as_ref()?;
        let stated = decoder.get_checksum_from_data();
        if stated.is_some() && stated != decoder.get_calculated_checksum() {
            return Some(damaged("the checksum of the zstd data is wrong"));
        }
        // 0 if the frame does not state it.
        let expected = decoder.content_size();
        (expected > 0 && expected != self.given)
            .then(|| damaged("the zstd data has another length than it states"))
    }
}

/// Decodes one block. The library's code is compiled once per reader type, so only one type is
/// used.
fn decode_block(decoder: &mut FrameDecoder, source: &mut dyn Read) -> Result<bool, FrameDecoderError> {
    decoder.decode_blocks(source, BlockDecodingStrategy::UptoBlocks(1))
}

/// Returns a raw block with these bytes that ends a frame, and space for a checksum.
fn last_block(bytes: &[u8]) -> Vec<u8> {
    let header = 1 | (bytes.len() as u32) << 3;
    [&header.to_le_bytes()[..BLOCK_HEADER], bytes, &[0; 4]].concat()
}

/// The compressed bytes, with facts that the library's errors omit.
struct ZstdSource<'r> {
    reader: &'r mut dyn BufRead,
    /// The reason why the reader returned no more bytes; [`io::ErrorKind::UnexpectedEof`] at its
    /// end.
    failure: Option<io::Error>,
    /// The current block, if it may be a raw block.
    block: Vec<u8>,
    is_kept: bool,
}

impl ZstdSource<'_> {
    fn begin_block(&mut self) {
        self.block.clear();
        self.is_kept = true;
    }

    /// Stores the header, and the bytes of a raw block.
    fn keep(&mut self, bytes: &[u8]) {
        self.is_kept &= self.block.first().is_none_or(|first| first >> 1 & 3 == 0);
        if self.is_kept && self.block.len() + bytes.len() <= LARGEST_BLOCK {
            self.block.extend_from_slice(bytes);
        }
    }

    /// Returns the last block of a truncated frame: the available bytes, if it is a raw block that
    /// is cut. A complete block was already decoded; then only the checksum after it is missing.
    fn cut_block(&self) -> Vec<u8> {
        let [low, middle, high, bytes @ ..] = self.block.as_slice() else { return last_block(&[]) };
        let header = u32::from_le_bytes([*low, *middle, *high, 0]);
        let (is_raw, length) = (header >> 1 & 3 == 0, (header >> 3) as usize);
        last_block(if is_raw && bytes.len() < length { bytes } else { &[] })
    }

    /// Skips up to `most` bytes. Returns how many were skipped.
    fn skip(&mut self, most: u64) -> io::Result<u64> {
        let ahead = match self.reader.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(0),
            ahead => ahead?.len() as u64,
        };
        if ahead == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let count = ahead.min(most);
        self.reader.consume(count as usize);
        Ok(count)
    }

    /// Returns the error for a decoding failure.
    fn reason(&mut self, error: &FrameDecoderError) -> io::Error {
        if let Some(failure) = self.failure.take() {
            return failure;
        }
        match error {
            FrameDecoderError::WindowSizeTooBig { requested, .. } => {
                too_large_window(*requested, "zstd -d --memory=2048MB")
            }
            FrameDecoderError::DictNotProvided { dict_id } => io::Error::new(
                io::ErrorKind::Unsupported,
                format!(
                    "it was packed with a dictionary (number {dict_id}) that is not in it; unpack it with: zstd -d -D DICTIONARY"
                ),
            ),
            _ => damaged("the zstd data is damaged"),
        }
    }
}

impl Read for ZstdSource<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let result = self.reader.read(out);
        match &result {
            Ok(0) if !out.is_empty() => self.failure = Some(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => self.keep(&out[..*count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => self.failure = Some(io::Error::new(error.kind(), error.to_string())),
        }
        result
    }
}
