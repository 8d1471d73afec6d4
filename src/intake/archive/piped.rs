//! A stored (uncompressed) file in a zip that was written to a pipe, so that its size does not
//! precede it. It ends where a checksum and a size follow that match the bytes before them.

use std::io::{self, Read};

use flate2::Crc;

use super::u32_at;
use crate::intake::window::Window;

/// Maximum length of the data after a file: a signature, the checksum and two sizes of eight bytes,
/// and the next signature.
const BEHIND: usize = 4 + 4 + 16 + 4;

/// Number of bytes that are searched at a time.
const AHEAD: usize = 64 << 10;

/// Reads the bytes of the file, and then removes its data descriptor from the window.
pub(super) struct Piped<'p, 'w> {
    window: &'p mut Window<'w>,
    crc: Crc,
    bytes: u64,
    is_done: bool,
}

impl<'p, 'w> Piped<'p, 'w> {
    /// Creates a reader for a file that starts at the window's first byte.
    pub fn new(window: &'p mut Window<'w>) -> Piped<'p, 'w> {
        Piped { window, crc: Crc::new(), bytes: 0, is_done: false }
    }

    fn ahead(&self) -> &[u8] {
        let ahead = self.window.ahead();
        &ahead[..ahead.len().min(AHEAD)]
    }

    /// Searches for the end of the file. Returns the number of bytes before it, and the length of
    /// the data descriptor.
    fn end(&self) -> Option<(usize, usize)> {
        let ahead = self.ahead();
        memchr::memmem::find_iter(ahead, b"PK").find_map(|at| match ahead.get(at + 2..at + 4)? {
            [7, 8] => self.described(at, at + 4, 4),
            // Without a signature, the data descriptor is directly before the next header.
            [3, 4] | [1, 2] => [12, 20].iter().find_map(|length| {
                let start = at.checked_sub(*length)?;
                self.described(start, start, 0).filter(|(_, whole)| whole == length)
            }),
            _ => None,
        })
    }

    /// Returns the same if a matching data descriptor follows the byte `end`.
    fn described(&self, end: usize, at: usize, mark: usize) -> Option<(usize, usize)> {
        let ahead = self.ahead();
        let numbers = ahead.get(at..at + 12)?;
        let bytes = self.bytes + end as u64;
        let low = |place: usize| u64::from(u32_at(numbers, place));
        // The long sizes are tested first: for an empty file, half of them match as well.
        let is_long = ahead.get(at..at + 20).is_some_and(|numbers| {
            let long = |place: usize| {
                u64::from(u32_at(numbers, place)) | u64::from(u32_at(numbers, place + 4)) << 32
            };
            long(4) == bytes && long(12) == bytes
        });
        let sizes = match is_long {
            true => 16,
            false if low(4) == bytes && low(8) == bytes => 8,
            false => return None,
        };
        let mut crc = Crc::new();
        crc.update(&ahead[..end]);
        let mut whole = self.crc_so_far();
        whole.combine(&crc);
        (whole.sum() == u32_at(numbers, 0)).then_some((end, mark + 4 + sizes))
    }

    fn crc_so_far(&self) -> Crc {
        let mut copy = Crc::new();
        copy.combine(&self.crc);
        copy
    }
}

impl Read for Piped<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.is_done || out.is_empty() {
            return Ok(0);
        }
        while self.window.ahead().len() < AHEAD && self.window.grow() {}
        let ahead = self.ahead().len();
        let safe = match self.end() {
            Some((0, length)) => {
                self.window.consume(length);
                self.is_done = true;
                return Ok(0);
            }
            Some((end, _)) => end,
            None if ahead >= AHEAD => ahead - BEHIND,
            None if ahead == 0 => {
                let failure = self.window.failure().map(io::Error::kind);
                return Err(failure.unwrap_or(io::ErrorKind::UnexpectedEof).into());
            }
            None => ahead,
        };
        let count = safe.min(out.len());
        out[..count].copy_from_slice(&self.window.ahead()[..count]);
        self.crc.update(&out[..count]);
        self.bytes += count as u64;
        self.window.consume(count);
        Ok(count)
    }
}
