//! Zip, read from front to back by the local headers before each file.
//!
//! Zip libraries start from the central directory at the end, which a truncated archive lacks, and
//! cost twenty times the download. The only disadvantage does not occur in archives of logs: files
//! that were deleted from the directory but left in place are also read. In an archive that was
//! written to a pipe, the sizes follow each file and are in the directory.

use std::io::{self, Read};

use flate2::Crc;

use super::piped::Piped;
use super::{Unpack, u16_at, u32_at};
use crate::intake::compression::{CompressionFormat, Inflate, OneStream, Streams};
use crate::intake::window::Window;

const FILE: [u8; 4] = *b"PK\x03\x04";
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";
const DIRECTORY: [u8; 4] = *b"PK\x01\x02";

const ENCRYPTED: u16 = 1;
/// The sizes follow the file.
const SIZES_BEHIND: u16 = 1 << 3;

/// The local header of a file (APPNOTE.TXT, 4.3.7).
struct Header {
    flags: u16,
    method: u16,
    crc: u32,
    packed_bytes: u64,
    bytes: u64,
    is_zip64: bool,
    path: String,
}

pub(super) fn unpack(window: &mut Window<'_>, into: &mut dyn Unpack) {
    loop {
        match take(window, 4).map(|bytes| <[u8; 4]>::try_from(bytes.as_slice())) {
            Some(Ok(FILE)) => {
                let Some(header) = header(window) else { return breaks_off(window, into) };
                match file(window, &header, into) {
                    Ok(true) => {}
                    Ok(false) => return,
                    Err(error) => {
                        into.problem(&format!("{}: {error}", header.path), window.offset());
                        if !find_next(window) {
                            return;
                        }
                    }
                }
            }
            // The data descriptor of a folder that was written to a pipe.
            Some(Ok(DESCRIPTOR)) => {
                if !find_next(window) {
                    return breaks_off(window, into);
                }
            }
            // The central directory follows the last file; its signatures also begin with "PK".
            Some(Ok([b'P', b'K', ..])) => return,
            Some(_) => {
                into.problem(
                    "the archive is damaged here; reading went on at the next file",
                    window.offset(),
                );
                if !find_next(window) {
                    return;
                }
            }
            None => return breaks_off(window, into),
        }
    }
}

fn breaks_off(window: &Window<'_>, into: &mut dyn Unpack) {
    into.problem("the archive breaks off; the files before that place were read", window.read_so_far());
}

/// Reads one file. Returns false to stop.
fn file(window: &mut Window<'_>, header: &Header, into: &mut dyn Unpack) -> io::Result<bool> {
    let sizes_known = header.flags & SIZES_BEHIND == 0 || header.packed_bytes > 0;
    let is_folder = header.path.ends_with('/');
    if is_folder && sizes_known {
        skip(window, header.packed_bytes)?;
        return Ok(true);
    }
    let refusal = match header.method {
        _ if header.flags & ENCRYPTED != 0 => {
            Some("it is encrypted; unpack the archive with its password".to_owned())
        }
        0 | 8 => None,
        other if CompressionFormat::of_zip_method(other).is_some() => None,
        other => Some(format!("it is packed in a way that is not read (method {other}); unpack the archive")),
    };
    if let Some(why) = refusal {
        let goes_on = into.unreadable(&header.path, header.bytes, &why);
        if sizes_known {
            skip(window, header.packed_bytes)?;
        } else if !find_next(window) {
            return Ok(false);
        }
        return Ok(goes_on);
    }
    if header.method == 0 && !sizes_known {
        // The matching checksum marks its end, so there is nothing left to verify.
        let mut stored = Piped::new(window);
        return if is_folder { skip_all(&mut stored) } else { into.file(&header.path, &mut stored) };
    }
    let limit = if sizes_known { header.packed_bytes } else { u64::MAX };
    let mut packed = Read::take(&mut *window, limit);
    let mut crc = Crc::new();
    let (mut stream, mut streams);
    let source: &mut dyn Read = match CompressionFormat::of_zip_method(header.method) {
        None if header.method == 0 => &mut packed,
        Some(format) if sizes_known => {
            streams = Streams::new(format, &mut packed);
            &mut streams
        }
        // Deflate, or sizes after the data: one stream is read, and the end of the stream is the
        // end of the file.
        other => {
            let decoder =
                other.map_or_else(|| Box::new(Inflate::default()) as _, |format| (format.decoder)());
            stream = OneStream::new(decoder, &mut packed);
            &mut stream
        }
    };
    let mut content = CrcReader { source, crc: &mut crc };
    let goes_on = if is_folder { skip_all(&mut content)? } else { into.file(&header.path, &mut content)? };
    if !goes_on {
        return Ok(false);
    }
    if sizes_known {
        let left = packed.limit();
        skip(window, left)?;
    }
    let expected = if header.flags & SIZES_BEHIND == 0 { header.crc } else { descriptor(window, header)? };
    if expected != crc.sum() {
        into.problem(
            &format!("{}: its checksum is wrong; the file is damaged", header.path),
            window.offset(),
        );
    }
    Ok(true)
}

/// Reads the checksum that follows a file whose sizes were not known in advance.
fn descriptor(window: &mut Window<'_>, header: &Header) -> io::Result<u32> {
    let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
    if peek(window, 4) == Some(&DESCRIPTOR) {
        window.consume(4);
    }
    let crc = take(window, 4).ok_or_else(cut)?;
    // Two sizes, of four or eight bytes each; the following signature shows which.
    let follows =
        |window: &mut Window<'_>, at: usize| peek(window, at + 2).is_some_and(|bytes| bytes[at..] == *b"PK");
    let sizes = if follows(window, 8) && !header.is_zip64 {
        8
    } else if follows(window, 16) {
        16
    } else {
        8
    };
    take(window, sizes).ok_or_else(cut)?;
    Ok(u32_at(&crc, 0))
}

fn header(window: &mut Window<'_>) -> Option<Header> {
    let fixed = take(window, 26)?;
    let name = take(window, usize::from(u16_at(&fixed, 22)))?;
    let extra = take(window, usize::from(u16_at(&fixed, 24)))?;
    let (mut packed_bytes, mut bytes) = (u64::from(u32_at(&fixed, 14)), u64::from(u32_at(&fixed, 18)));
    let zip64 = zip64_extra(&extra);
    if let Some(sizes) = zip64
        && (bytes == u64::from(u32::MAX) || packed_bytes == u64::from(u32::MAX))
    {
        (bytes, packed_bytes) = sizes;
    }
    let flags = u16_at(&fixed, 2);
    if flags & SIZES_BEHIND != 0 && packed_bytes == u64::from(u32::MAX) {
        // Placeholders for sizes that were not yet known.
        (bytes, packed_bytes) = (0, 0);
    }
    Some(Header {
        flags,
        method: u16_at(&fixed, 4),
        crc: u32_at(&fixed, 10),
        packed_bytes,
        bytes,
        is_zip64: zip64.is_some(),
        path: String::from_utf8_lossy(&name).into_owned(),
    })
}

/// Returns the sizes in the zip64 extra field: uncompressed, compressed.
fn zip64_extra(mut extra: &[u8]) -> Option<(u64, u64)> {
    while extra.len() >= 4 {
        let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let field = extra.get(4..4 + length)?;
        if id == 1 && length >= 16 {
            let number = |at: usize| u64::from(u32_at(field, at)) | u64::from(u32_at(field, at + 4)) << 32;
            return Some((number(0), number(8)));
        }
        extra = &extra[4 + length..];
    }
    None
}

/// Moves to the header of the next file. Returns false if there is none.
fn find_next(window: &mut Window<'_>) -> bool {
    loop {
        let bytes = window.ahead();
        let found = [FILE, DIRECTORY].iter().filter_map(|mark| memchr::memmem::find(bytes, mark)).min();
        if let Some(found) = found {
            window.consume(found);
            return true;
        }
        // A signature may cross the window's end.
        window.consume(window.ahead().len().saturating_sub(3));
        if !window.grow() {
            return false;
        }
    }
}

fn peek<'w>(window: &'w mut Window<'_>, count: usize) -> Option<&'w [u8]> {
    while window.ahead().len() < count {
        if !window.grow() {
            return None;
        }
    }
    window.ahead().get(..count)
}

fn take(window: &mut Window<'_>, count: usize) -> Option<Vec<u8>> {
    let bytes = peek(window, count)?.to_vec();
    window.consume(count);
    Some(bytes)
}

/// Skips a folder, which some archivers write as a compressed file of length 0.
fn skip_all(content: &mut dyn Read) -> io::Result<bool> {
    io::copy(content, &mut io::sink()).map(|_| true)
}

fn skip(window: &mut Window<'_>, count: u64) -> io::Result<()> {
    let skipped = io::copy(&mut Read::take(&mut *window, count), &mut io::sink())?;
    if skipped < count { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

/// Computes the checksum of the bytes that are read through it.
struct CrcReader<'a> {
    source: &'a mut dyn Read,
    crc: &'a mut Crc,
}

impl Read for CrcReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(out)?;
        self.crc.update(&out[..count]);
        Ok(count)
    }
}
