//! What files are packed with.
//!
//! CloudTrail packs with gzip, and the checks of integrity have rules for it:
//! it stands by itself. Every other format is one file in this folder with a
//! [`Format`] and one line in [`FORMATS`].

mod bzip2;
pub(super) mod gzip;
mod inflate;
mod pump;
mod streams;
mod xz;
mod zstd;

use std::io::{self, BufRead};

pub(super) use self::inflate::Inflate;
pub(super) use self::streams::{OneStream, Streams};

/// How many bytes of its beginning tell what a file is packed with.
pub(super) const HEAD_BYTES: usize = 10;

/// Unpacks one stream: a member of gzip, a stream of bzip2 or xz, a frame of
/// zstd.
pub(super) trait Decoder {
    /// Fills `out` with what comes next. 0 is the end of the stream, or that of
    /// a damaged one whose failure was returned; the reader then stands behind
    /// its last byte.
    ///
    /// # Errors
    /// Of the reader; [`io::ErrorKind::UnexpectedEof`] where it ends inside
    /// the stream; [`io::ErrorKind::InvalidData`] where that is damaged;
    /// [`io::ErrorKind::Unsupported`] where it may be sound and is not read.
    /// All bytes before the place have been given out then.
    fn read(&mut self, reader: &mut dyn BufRead, out: &mut [u8]) -> io::Result<usize>;

    /// Prepares for the next stream.
    fn restart(&mut self);
}

/// What a file may be packed with, beside gzip.
pub(super) struct Format {
    /// As it is called in messages.
    pub name: &'static str,
    /// How names of such files end.
    pub ending: &'static str,
    /// Whether a stream begins with these bytes, of which there are at most
    /// [`HEAD_BYTES`]; fewer where the file ends there.
    is_beginning: fn(&[u8]) -> bool,
    /// Returns a decoder of one stream.
    pub decoder: fn() -> Box<dyn Decoder>,
}

/// All formats beside gzip.
const FORMATS: &[Format] = &[zstd::FORMAT, bzip2::FORMAT, xz::FORMAT];

impl Format {
    /// The format of a file, by its first [`HEAD_BYTES`].
    pub fn of(head: &[u8]) -> Option<&'static Format> {
        FORMATS.iter().find(|format| (format.is_beginning)(head))
    }

    /// The format of this name.
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }
}

/// Removes the ending that says how a file is packed, other than by gzip:
/// `a.json.zst` is `a.json`.
pub(crate) fn without_ending(name: &str) -> &str {
    FORMATS.iter().find_map(|format| name.strip_suffix(format.ending)).unwrap_or(name)
}

/// Whether `bytes` begin with `mark`, or end within it after at least three
/// bytes of it.
fn begins(bytes: &[u8], mark: &[u8]) -> bool {
    let common = bytes.len().min(mark.len());
    common >= mark.len().min(3) && bytes[..common] == mark[..common]
}

fn damaged(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// The failure where a file asks for more memory than is given.
fn too_large_window(bytes: u64, command: &str) -> io::Error {
    let (asked, most) = (bytes.div_ceil(1 << 20), super::limits::MAX_WINDOW >> 20);
    io::Error::new(
        io::ErrorKind::Unsupported,
        format!(
            "it was packed with a window of {asked} MB, and at most {most} MB are used; unpack it with: {command}"
        ),
    )
}
