//! Compression formats.
//!
//! CloudTrail compresses with gzip, and the integrity checks have rules for it, so gzip is
//! separate. Every other format is one file in this folder with a [`CompressionFormat`], and one row
//! of [`FORMATS`]: files, archives, file names and texts for users follow.

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

/// Number of bytes at the start of a file that identify its compression.
pub(super) const HEAD_BYTES: usize = 10;

/// Decompresses one stream: a gzip member, a bzip2 or xz stream, a zstd frame.
pub(super) trait Decoder {
    /// Fills `out` with the next bytes. Returns 0 at the end of the stream, and at the end of a
    /// damaged stream whose failure was already returned; the reader is then positioned after its
    /// last byte.
    ///
    /// # Errors
    /// Errors of the reader; [`io::ErrorKind::UnexpectedEof`] if it ends inside the stream;
    /// [`io::ErrorKind::InvalidData`] if the stream is damaged; [`io::ErrorKind::Unsupported`] if
    /// it may be valid but cannot be decoded. All bytes before that position have already been
    /// returned.
    fn read(&mut self, reader: &mut dyn BufRead, out: &mut [u8]) -> io::Result<usize>;

    /// Prepares for the next stream.
    fn restart(&mut self);
}

/// A compression format other than gzip.
pub(super) struct CompressionFormat {
    /// Its name in messages.
    pub name: &'static str,
    /// The file name extension, with its dot. It is kept in redacted paths.
    ending: &'static str,
    /// Its number in zip archives (APPNOTE.TXT, 4.4.5); `None` if they do not use it.
    zip_method: Option<u16>,
    /// Whether a stream begins with these bytes: at most [`HEAD_BYTES`], fewer if the file ends
    /// there.
    is_beginning: fn(&[u8]) -> bool,
    /// Returns a decoder of one stream.
    pub decoder: fn() -> Box<dyn Decoder>,
}

/// All formats except gzip.
const FORMATS: &[CompressionFormat] = &[zstd::FORMAT, bzip2::FORMAT, xz::FORMAT];

/// The names and the file name extensions of [`FORMATS`]: what only names formats, such as the page,
/// must not carry their decoders.
const NAMES: [(&str, &str); FORMATS.len()] = {
    let mut names = [("", ""); FORMATS.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = (FORMATS[index].name, FORMATS[index].ending);
        index += 1;
    }
    names
};

/// The first bytes of a file that is not read, its name, and advice.
pub(super) type KnownBeginning = (&'static [u8], &'static str, &'static str);

/// Compressions that are not read.
pub(super) const NOT_READ: &[KnownBeginning] = &[
    (b"\x04\x22\x4d\x18", "lz4 file", "lz4 is not read; unpack it with: lz4 -d"),
    (b"\xff\x06\0\0sNaPpY", "Snappy file", "Snappy is not read; unpack it with: snzip -d"),
    (b"LZIP", "lzip file", "lzip is not read; unpack it with: lzip -d"),
    (b"\x1f\x9d", "compress file", "compress is not read; unpack it with: uncompress"),
];

impl CompressionFormat {
    /// Returns the format of a file, from its first [`HEAD_BYTES`].
    pub fn of(head: &[u8]) -> Option<&'static CompressionFormat> {
        FORMATS.iter().find(|format| (format.is_beginning)(head))
    }

    /// Returns the format with this number in zip archives.
    pub fn of_zip_method(method: u16) -> Option<&'static CompressionFormat> {
        FORMATS.iter().find(|format| format.zip_method == Some(method))
    }
}

/// Returns the names of all formats except gzip, for texts: `zstd, bzip2 or xz`.
pub(crate) fn names() -> String {
    let names = NAMES.map(|(name, _)| name);
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// Returns the file name extensions of all formats except gzip, each with its dot.
pub(crate) fn endings() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().map(|(_, ending)| ending)
}

/// Removes the extension of a compression format other than gzip: `a.json.zst` becomes `a.json`.
pub(crate) fn without_ending(name: &str) -> &str {
    endings().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// Whether `bytes` begin with `mark`, or are a prefix of it of at least three bytes.
fn begins(bytes: &[u8], mark: &[u8]) -> bool {
    let common = bytes.len().min(mark.len());
    common >= mark.len().min(3) && bytes[..common] == mark[..common]
}

fn damaged(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// Returns the error for a file that requires more memory than the limit.
fn too_large_window(bytes: u64, command: &str) -> io::Error {
    let (asked, most) = (bytes.div_ceil(1 << 20), super::limits::MAX_WINDOW >> 20);
    io::Error::new(
        io::ErrorKind::Unsupported,
        format!(
            "it was packed with a window of {asked} MB, and at most {most} MB are used; unpack it with: {command}"
        ),
    )
}

#[cfg(test)]
mod failing {
    use std::io::{self, Read};

    /// A reader of these bytes, at most `step` at a time, that fails after the last.
    pub struct FailingReader<'b> {
        pub bytes: &'b [u8],
        pub step: usize,
    }

    impl Read for FailingReader<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            if self.bytes.is_empty() {
                return Err(io::Error::other("the disk failed"));
            }
            let most = out.len().min(self.step);
            self.bytes.read(&mut out[..most])
        }
    }
}
