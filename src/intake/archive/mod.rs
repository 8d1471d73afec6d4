//! Archives: files inside a file. Each kind gives its files one after another,
//! as they stand in the archive, so that one that is cut off gives what comes
//! before.

mod piped;
mod tar;
mod zip;

use std::io::{self, Read};

use super::window::Window;

/// What an archive tells of itself and of the files in it.
pub(crate) trait Unpack {
    /// A file, read from `content` up to its end. False to stop.
    ///
    /// # Errors
    /// Where `content` could not be read to its end, or is more than the file
    /// may unpack to: what is left of it must not be read beside the budget.
    fn file(&mut self, path: &str, content: &mut dyn Read) -> io::Result<bool>;

    /// A file that cannot be read, and why. False to stop.
    fn unreadable(&mut self, path: &str, bytes: u64, why: &str) -> bool;

    /// Something wrong with the archive itself, and at which byte of it.
    fn problem(&mut self, message: &str, at: u64);
}

/// A kind of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Zip,
    Tar,
}

impl Kind {
    /// By a file's first bytes.
    pub fn of(head: &[u8]) -> Option<Kind> {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            Some(Kind::Zip)
        } else if head.get(257..262) == Some(b"ustar") {
            Some(Kind::Tar)
        } else {
            None
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Kind::Zip => "zip archive",
            Kind::Tar => "tar archive",
        }
    }

    /// Gives every file in the archive.
    pub fn unpack(self, window: &mut Window<'_>, into: &mut dyn Unpack) {
        match self {
            Kind::Zip => zip::unpack(window, into),
            Kind::Tar => tar::unpack(window, into),
        }
    }
}
