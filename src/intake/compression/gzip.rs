//! Gzip, member by member.
//!
//! CloudTrail writes one member; Firehose, CloudWatch and `cat` put several into one file. All
//! bytes inflated before a defect are kept.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};

use flate2::Crc;

use super::Decoder;
use super::inflate::Inflate;

/// The first two bytes of gzip.
pub const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Flags of a header (RFC 1952, 2.3.1).
const HAS_CHECKSUM: u8 = 1 << 1;
const HAS_EXTRA: u8 = 1 << 2;
const HAS_NAME: u8 = 1 << 3;
const HAS_COMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0b1110_0000;

/// Facts about a gzip file other than its content.
#[derive(Debug, Default)]
pub struct Notes {
    /// Number of members begun.
    pub members: Cell<u32>,
    /// Number of bytes after the last member that are not a member.
    pub trailing: Cell<u64>,
    /// The end of the first member, once reached.
    pub first: Cell<Option<FirstMember>>,
    /// Number of compressed bytes read from the source so far.
    pub packed: Cell<u64>,
    /// Number of these in the first member, once it has ended without error.
    pub first_packed: Cell<u64>,
    /// Whether the source itself failed, so that nothing is known of the gzip data in it.
    pub source_failed: Cell<bool>,
    /// The byte that follows the first member.
    pub after_first: Cell<Option<u8>>,
}

/// Receives what is read of a gzip file, one buffer at a time.
pub trait GzipObserver {
    /// Receives inflated bytes of the first member.
    fn inflated(&self, part: &[u8]);

    /// Receives bytes of the file as stored.
    fn stored(&self, part: &[u8]);
}

/// The result of reading the first member of a gzip file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstMember {
    /// Complete and valid.
    Sound,
    /// All content is present, but the checksum and length after it are missing.
    NoTrailer,
    /// The member ends within its content.
    Cut,
    /// The stated checksum or length does not match the content.
    Checksum,
    /// The data cannot be inflated, or the header is invalid.
    Broken,
}

/// A reader of the inflated bytes of all members.
pub struct Members<'a, R: Read> {
    reader: BufReader<Packed<'a, R>>,
    inflate: Inflate,
    sum: Crc,
    state: GzipState,
    /// A failure of the source directly after the first member.
    failure: Option<io::Error>,
    notes: &'a Notes,
    observer: Option<&'a dyn GzipObserver>,
}

#[derive(Clone, Copy)]
enum GzipState {
    Between,
    Inside,
    Done,
}

impl<'a, R: Read> Members<'a, R> {
    /// Creates a reader for a file that begins with [`MAGIC`].
    pub fn new(source: R, notes: &'a Notes, observer: Option<&'a dyn GzipObserver>) -> Members<'a, R> {
        let packed = Packed { source, notes, observer };
        Members {
            reader: BufReader::with_capacity(64 << 10, packed),
            inflate: Inflate::default(),
            sum: Crc::new(),
            state: GzipState::Between,
            failure: None,
            notes,
            observer,
        }
    }

    fn is_first(&self) -> bool {
        self.notes.first.get().is_none()
    }

    /// Moves to the beginning of the next member. Returns false at the end of the file.
    fn enter(&mut self) -> io::Result<bool> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let ahead = self.reader.fill_buf()?;
        if ahead.is_empty() {
            return Ok(false);
        }
        // Zeros may pad the end of a gzip file.
        if self.notes.members.get() > 0 && ahead[0] != MAGIC[0] {
            self.notes.trailing.set(count_unpadded(&mut self.reader)?);
            return Ok(false);
        }
        self.notes.members.set(self.notes.members.get() + 1);
        skip_header(&mut self.reader).map_err(|error| self.first_ends(error, FirstMember::Cut))?;
        self.inflate.restart();
        self.sum.reset();
        Ok(true)
    }

    /// Compares the checksum and the length after a member with the inflated bytes.
    fn leave(&mut self) -> io::Result<()> {
        let mut trailer = [0; 8];
        if let Err(error) = self.reader.read_exact(&mut trailer) {
            if error.kind() != io::ErrorKind::UnexpectedEof {
                return Err(error);
            }
            let error = io::Error::new(error.kind(), "the gzip data ends without its checksum");
            return Err(self.first_ends(error, FirstMember::NoTrailer));
        }
        let expected = [self.sum.sum().to_le_bytes(), self.sum.amount().to_le_bytes()].concat();
        if trailer != *expected {
            let error = invalid("the checksum of the gzip data is wrong");
            return Err(self.first_ends(error, FirstMember::Checksum));
        }
        if self.is_first() {
            self.notes.first.set(Some(FirstMember::Sound));
            self.notes.first_packed.set(self.notes.packed.get() - self.reader.buffer().len() as u64);
            // A source that fails here fails again when it is read on.
            match self.reader.fill_buf() {
                Ok(ahead) => self.notes.after_first.set(ahead.first().copied()),
                Err(error) => self.failure = Some(error),
            }
        }
        Ok(())
    }

    /// Records how the first member ended, unless its source failed.
    fn first_ends(&self, error: io::Error, at_end: FirstMember) -> io::Error {
        if self.is_first() && !self.notes.source_failed.get() {
            self.notes.first.set(Some(match error.kind() {
                io::ErrorKind::UnexpectedEof => at_end,
                _ if at_end == FirstMember::Checksum => at_end,
                _ => FirstMember::Broken,
            }));
        }
        error
    }

    fn step(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state {
                GzipState::Done => return Ok(0),
                GzipState::Between => {
                    self.state = if self.enter()? { GzipState::Inside } else { GzipState::Done }
                }
                GzipState::Inside => {
                    let read = self.inflate.read(&mut self.reader, out);
                    let count = read.map_err(|error| self.first_ends(error, FirstMember::Cut))?;
                    if count > 0 || out.is_empty() {
                        self.sum.update(&out[..count]);
                        if let Some(observer) = self.observer.filter(|_| self.is_first()) {
                            observer.inflated(&out[..count]);
                        }
                        return Ok(count);
                    }
                    self.leave()?;
                    self.state = GzipState::Between;
                }
            }
        }
    }
}

/// Counts compressed bytes, and distinguishes failures of the source from errors in the gzip data.
struct Packed<'a, R> {
    source: R,
    notes: &'a Notes,
    observer: Option<&'a dyn GzipObserver>,
}

impl<R: Read> Read for Packed<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let result = self.source.read(out);
        match &result {
            Ok(count) => {
                self.notes.packed.set(self.notes.packed.get() + *count as u64);
                if let Some(observer) = self.observer {
                    observer.stored(&out[..*count]);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => self.notes.source_failed.set(true),
        }
        result
    }
}

impl<R: Read> Read for Members<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.step(out);
        if read.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted) {
            self.state = GzipState::Done;
        }
        read
    }
}

/// Skips the header of a member (RFC 1952, 2.3).
fn skip_header(reader: &mut impl BufRead) -> io::Result<()> {
    let mut reader = Summed { reader, sum: Crc::new() };
    let fixed = reader.take::<10>()?;
    let flags = fixed[3];
    if fixed[..2] != MAGIC || fixed[2] != 8 || flags & RESERVED != 0 {
        return Err(invalid("invalid gzip header"));
    }
    if flags & HAS_EXTRA != 0 {
        for _ in 0..u16::from_le_bytes(reader.take()?) {
            reader.take::<1>()?;
        }
    }
    for text in [HAS_NAME, HAS_COMMENT] {
        while flags & text != 0 && reader.take()? != [0] {}
    }
    let sum = reader.sum.sum() as u16;
    if flags & HAS_CHECKSUM != 0 && u16::from_le_bytes(reader.take()?) != sum {
        return Err(invalid("invalid gzip header"));
    }
    Ok(())
}

/// Computes the checksum of the bytes that are read through it.
struct Summed<'r, R> {
    reader: &'r mut R,
    sum: Crc,
}

impl<R: BufRead> Summed<'_, R> {
    fn take<const COUNT: usize>(&mut self) -> io::Result<[u8; COUNT]> {
        let mut bytes = [0; COUNT];
        self.reader.read_exact(&mut bytes)?;
        self.sum.update(&bytes);
        Ok(bytes)
    }
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// Returns the number of remaining bytes; 0 if they are all zeros.
fn count_unpadded(reader: &mut impl BufRead) -> io::Result<u64> {
    let (mut count, mut only_zeros) = (0_u64, true);
    loop {
        let ahead = reader.fill_buf()?;
        if ahead.is_empty() {
            return Ok(if only_zeros { 0 } else { count });
        }
        only_zeros &= ahead.iter().all(|byte| *byte == 0);
        let length = ahead.len();
        count += length as u64;
        reader.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        encoder.write_all(text).and_then(|()| encoder.finish()).unwrap_or_default()
    }

    fn read(bytes: &[u8]) -> (Vec<u8>, io::Result<usize>, u32, u64) {
        let notes = Notes::default();
        let mut text = Vec::new();
        let result = Members::new(bytes, &notes, None).read_to_end(&mut text);
        (text, result, notes.members.get(), notes.trailing.get())
    }

    #[test]
    fn members_follow_each_other_and_what_trails_is_counted() {
        let both = [member(b"one "), member(b"two")].concat();
        let (text, result, members, trailing) = read(&both);
        assert_eq!((text.as_slice(), result.is_ok(), members, trailing), (&b"one two"[..], true, 2, 0));
        let padded = [member(b"one"), vec![0; 512]].concat();
        assert_eq!(read(&padded).3, 0);
        let trailed = [member(b"one"), b"rubbish".to_vec()].concat();
        let (text, result, members, trailing) = read(&trailed);
        assert_eq!((text.as_slice(), result.is_ok(), members, trailing), (&b"one"[..], true, 1, 7));
    }

    #[test]
    fn a_cut_member_gives_what_it_had() {
        let text: Vec<u8> =
            (0..200_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let whole = member(&text);
        let (kept, result, ..) = read(&whole[..whole.len() / 2]);
        assert!(result.is_err());
        assert!(kept.len() > text.len() / 3, "{} of {}", kept.len(), text.len());
        assert_eq!(kept, text[..kept.len()]);
    }

    /// Found by fuzzing: bytes inflated in the call that encountered the defect were lost.
    #[test]
    fn a_damaged_member_gives_what_it_had_whatever_is_asked_at_once() {
        let text: Vec<u8> = (0..50_000_u32).flat_map(|number| format!("{number},").into_bytes()).collect();
        let mut bytes = member(&text);
        let middle = bytes.len() / 2;
        bytes[middle..middle + 64].fill(0xff);
        let kept_by = |step: usize| {
            let notes = Notes::default();
            let (mut members, mut kept, mut part) =
                (Members::new(&bytes[..], &notes, None), Vec::new(), vec![0; step]);
            while let Ok(count @ 1..) = members.read(&mut part) {
                kept.extend_from_slice(&part[..count]);
            }
            assert_eq!(members.read(&mut part).ok(), Some(0), "the failure is reported once");
            kept
        };
        let in_small_steps = kept_by(1);
        assert!(in_small_steps.len() > text.len() / 3);
        assert_eq!(kept_by(1 << 20).len(), in_small_steps.len());
    }

    #[test]
    fn headers_may_carry_more_than_a_magic() {
        let plain = member(b"text");
        let with = |flags: u8, more: &[u8]| {
            let mut bytes = plain[..10].to_vec();
            bytes[3] = flags;
            bytes.extend_from_slice(more);
            if flags & HAS_CHECKSUM != 0 {
                let mut sum = Crc::new();
                sum.update(&bytes);
                bytes.extend_from_slice(&(sum.sum() as u16).to_le_bytes());
            }
            [&bytes, &plain[10..]].concat()
        };
        for (flags, more) in [
            (HAS_NAME, &b"a.json\0"[..]),
            (HAS_EXTRA | HAS_NAME | HAS_COMMENT, b"\x03\0abcname\0comment\0"),
            (HAS_CHECKSUM | HAS_NAME, b"a\0"),
        ] {
            let (text, result, ..) = read(&with(flags, more));
            assert_eq!((text.as_slice(), result.is_ok()), (&b"text"[..], true), "{flags:b}");
        }
        let mut wrong = with(HAS_CHECKSUM, b"");
        wrong[10] ^= 1;
        assert!(read(&wrong).1.is_err());
        assert!(read(&with(RESERVED, b"")).1.is_err());
        assert!(read(&plain[..7]).1.is_err());
    }

    #[test]
    fn how_the_first_member_ends_is_noted() {
        let text: Vec<u8> = (0..5_000_u32).flat_map(|number| format!("{number},").into_bytes()).collect();
        let whole = member(&text);
        let mut broken = whole.clone();
        broken[whole.len() / 2..][..40].fill(0xff);
        let mut wrong = whole.clone();
        wrong[whole.len() - 8] ^= 1;
        let mut headless = whole.clone();
        headless[2] = 7;
        let cases = [
            (whole.clone(), FirstMember::Sound),
            ([whole.clone(), broken.clone()].concat(), FirstMember::Sound),
            (whole[..whole.len() - 1].to_vec(), FirstMember::NoTrailer),
            (whole[..whole.len() - 8].to_vec(), FirstMember::NoTrailer),
            (whole[..whole.len() - 9].to_vec(), FirstMember::Cut),
            (whole[..5].to_vec(), FirstMember::Cut),
            (wrong, FirstMember::Checksum),
            (broken, FirstMember::Broken),
            (headless, FirstMember::Broken),
        ];
        for (number, (bytes, expected)) in cases.into_iter().enumerate() {
            let notes = Notes::default();
            let mut text = Vec::new();
            let _ = Members::new(&bytes[..], &notes, None).read_to_end(&mut text);
            assert_eq!(notes.first.get(), Some(expected), "case {number}");
            assert_eq!(notes.packed.get(), bytes.len() as u64);
        }
    }

    #[test]
    fn a_wrong_checksum_is_reported_after_the_content() {
        let mut bytes = member(b"text");
        let at = bytes.len() - 6;
        bytes[at] ^= 1;
        let (text, result, ..) = read(&bytes);
        assert_eq!((text.as_slice(), result.is_err()), (&b"text"[..], true));
        let whole = member(b"text");
        let (text, result, ..) = read(&whole[..whole.len() - 3]);
        assert_eq!((text.as_slice(), result.is_err()), (&b"text"[..], true));
    }
}
