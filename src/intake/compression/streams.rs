//! Readers of the content of compressed files.

use std::io::{self, BufRead, Read};

use super::{CompressionFormat, Decoder, HEAD_BYTES};

/// Number of compressed bytes read at a time.
const BUFFER: usize = 64 << 10;

/// The decompressed bytes of one stream in a reader.
pub(in crate::intake) struct OneStream<R> {
    decoder: Box<dyn Decoder>,
    /// Positioned after the stream once that has ended.
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

/// The decompressed bytes of all streams of a file, which follow each other.
pub(in crate::intake) struct Streams<R> {
    format: &'static CompressionFormat,
    decoder: Box<dyn Decoder>,
    reader: Peeking<R>,
    state: StreamState,
    /// Number of streams begun.
    streams: u64,
    trailing: u64,
}

#[derive(Clone, Copy)]
enum StreamState {
    Between,
    Inside,
    Done,
}

impl<R: Read> Streams<R> {
    /// Creates a reader for a file that begins with a stream of this format.
    pub fn new(format: &'static CompressionFormat, source: R) -> Streams<R> {
        Streams {
            format,
            decoder: (format.decoder)(),
            reader: Peeking { source, bytes: vec![0; BUFFER], start: 0, end: 0, failure: None },
            state: StreamState::Between,
            streams: 0,
            trailing: 0,
        }
    }

    /// Returns the number of bytes after the last stream that are not a stream, not counting
    /// padding of zeros.
    pub fn trailing(&self) -> u64 {
        self.trailing
    }

    /// Moves to the beginning of the next stream. Returns false at the end of the file.
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
                StreamState::Done => return Ok(0),
                StreamState::Between => {
                    self.state = if self.enter()? { StreamState::Inside } else { StreamState::Done }
                }
                StreamState::Inside => {
                    let count = self.decoder.read(&mut self.reader, out)?;
                    if count > 0 || out.is_empty() {
                        return Ok(count);
                    }
                    self.state = StreamState::Between;
                }
            }
        }
    }
}

impl<R: Read> Read for Streams<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.step(out);
        if read.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted) {
            self.state = StreamState::Done;
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
    /// A failure of the source that occurred while looking ahead.
    failure: Option<io::Error>,
}

impl<R: Read> Peeking<R> {
    /// Returns the next bytes: `count`, which must be at most the size of the buffer, or fewer at
    /// the end.
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
                // The bytes before the failure are returned first.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::compression::failing::FailingReader;

    fn read(
        format: &'static CompressionFormat,
        source: impl Read,
        step: usize,
    ) -> (Vec<u8>, Option<String>, u64) {
        let (mut streams, mut part, mut kept) = (Streams::new(format, source), vec![0; step], Vec::new());
        loop {
            match streams.read(&mut part) {
                Ok(0) => return (kept, None, streams.trailing()),
                Ok(count) => kept.extend_from_slice(&part[..count]),
                Err(error) => {
                    assert_eq!(streams.read(&mut part).ok(), Some(0), "the failure is reported once");
                    return (kept, Some(error.to_string()), streams.trailing());
                }
            }
        }
    }

    /// Returns a zstd frame with one raw block.
    fn raw_frame(text: &[u8]) -> Vec<u8> {
        let header = (1 | (text.len() as u32) << 3).to_le_bytes();
        [&[0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58][..], &header[..3], text].concat()
    }

    #[test]
    fn a_block_that_is_not_packed_is_kept_up_to_its_cut() {
        let zstd = CompressionFormat::of(&raw_frame(b"")).expect("a format");
        let frames = [raw_frame(b"one "), raw_frame(b"two")].concat();
        for step in [1, 2, 1000] {
            assert_eq!(read(zstd, &frames[..], step), (b"one two".to_vec(), None, 0));
            let (kept, why, _) = read(zstd, &frames[..frames.len() - 2], step);
            assert_eq!((kept, why.as_deref()), (b"one t".to_vec(), Some("unexpected end of file")));
        }
    }

    #[test]
    fn a_source_that_fails_loses_nothing_that_was_read() {
        for format in super::super::FORMATS {
            let whole = match format.name {
                "zstd" => include_bytes!("../../../tests/compression/frames.zst").to_vec(),
                "bzip2" => include_bytes!("../../../tests/compression/streams.bz2").to_vec(),
                _ => include_bytes!("../../../tests/compression/streams.xz").to_vec(),
            };
            let (all, why, _) = read(format, &whole[..], 1 << 20);
            assert_eq!((all.iter().filter(|byte| **byte == b'\n').count(), why), (60, None));
            let failing = |bytes| FailingReader { bytes, step: 3 };
            for step in [1, 7, 1 << 20] {
                let (kept, why, _) = read(format, failing(&whole), step);
                assert_eq!((kept == all, why.as_deref()), (true, Some("the disk failed")), "{}", format.name);
                let (kept, why, _) = read(format, failing(&whole[..whole.len() / 2 + 100]), step);
                assert_eq!(why.as_deref(), Some("the disk failed"), "{}", format.name);
                assert!(kept.len() > 4000 && all.starts_with(&kept), "{}: {}", format.name, kept.len());
            }
        }
    }

    #[test]
    fn every_format_is_known_by_its_beginning_and_its_ending() {
        for (head, name) in [
            (&b"\x28\xb5\x2f\xfd\x24"[..], Some("zstd")),
            (b"\x5f\x2a\x4d\x18", Some("zstd")),
            (b"BZh91AY&SY", Some("bzip2")),
            (b"BZh1\x17\x72\x45\x38\x50\x90", Some("bzip2")),
            (b"\xfd7zXZ\0\0\x04", Some("xz")),
            (b"\x28\xb5\x2f", Some("zstd")),
            (b"\xfd7z", Some("xz")),
            (b"BZh01AY&SY", None),
            (b"BZh9", None),
            (b"\x60\x2a\x4d\x18", None),
            (b"(", None),
            (b"", None),
        ] {
            assert_eq!(
                CompressionFormat::of(head).map(|format| format.name),
                name,
                "{}",
                head.escape_ascii()
            );
        }
        for (name, without) in
            [("a.json.zst", "a.json"), ("a.bz2", "a"), ("a.gz", "a.gz"), ("a.gz.xz", "a.gz")]
        {
            assert_eq!(super::super::without_ending(name), without);
        }
    }
}
