//! Archives: files inside a file. Each kind reads its files sequentially, in archive order, so that
//! a truncated archive yields the files before the cut.

mod piped;
mod tar;
mod zip;

use std::io::{self, Read};

use super::window::Window;

/// Receives the files of an archive and the problems of the archive itself.
pub(crate) trait Unpack {
    /// Receives a file, which is read from `content` up to its end. Returns false to stop.
    ///
    /// # Errors
    /// If `content` could not be read to its end, or exceeds the limit for unpacked bytes: the rest
    /// of it must not be read past the budget.
    fn file(&mut self, path: &str, content: &mut dyn Read) -> io::Result<bool>;

    /// Receives a file that cannot be read, with the reason. Returns false to stop.
    fn unreadable(&mut self, path: &str, bytes: u64, why: &str) -> bool;

    /// Receives a problem of the archive itself, with its byte offset.
    fn problem(&mut self, message: &str, at: u64);
}

/// A kind of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ArchiveKind {
    Zip,
    Tar,
}

impl ArchiveKind {
    /// Detects the kind from a file's first bytes.
    pub fn of(head: &[u8]) -> Option<ArchiveKind> {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            Some(ArchiveKind::Zip)
        } else if head.get(257..262) == Some(b"ustar") {
            Some(ArchiveKind::Tar)
        } else {
            None
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            ArchiveKind::Zip => "zip archive",
            ArchiveKind::Tar => "tar archive",
        }
    }

    /// Passes every file of the archive to `into`.
    pub fn unpack(self, window: &mut Window<'_>, into: &mut dyn Unpack) {
        match self {
            ArchiveKind::Zip => zip::unpack(window, into),
            ArchiveKind::Tar => tar::unpack(window, into),
        }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}
