//! Gzip, member by member.
//!
//! CloudTrail writes one member; Firehose, CloudWatch and `cat` put several
//! into one file. Whatever was inflated before a damage is kept.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

use super::watch::Watch;

/// The first two bytes of gzip.
pub const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// What there is to say about a gzip file beside its content.
#[derive(Debug, Default)]
pub struct Notes {
    /// Members begun.
    pub members: Cell<u32>,
    /// Bytes after the last member that are none.
    pub trailing: Cell<u64>,
    /// How the first member ended, once it has.
    pub first: Cell<Option<FirstMember>>,
    /// Packed bytes taken from the source so far.
    pub packed: Cell<u64>,
    /// How many of those the first member had, once it has ended soundly.
    pub first_packed: Cell<u64>,
    /// The source itself failed: nothing is known of the gzip in it.
    pub source_failed: Cell<bool>,
    /// The byte that follows the first member.
    pub after_first: Cell<Option<u8>>,
}

/// How the first member of a gzip file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstMember {
    /// As it should.
    Sound,
    /// All content is there; the checksum and the length behind it are not.
    NoTrailer,
    /// Before its content does.
    Cut,
    /// With another checksum or length than its content has.
    Checksum,
    /// In bytes that do not inflate, or with a header that is none.
    Broken,
}

impl FirstMember {
    /// By what the decoder says. It has no types for it: the tests below hold
    /// it to its words.
    fn of(error: &io::Error, has_header: bool) -> FirstMember {
        let text = error.to_string();
        match error.kind() {
            io::ErrorKind::UnexpectedEof if !has_header || text.contains("incomplete deflate") => {
                FirstMember::Cut
            }
            io::ErrorKind::UnexpectedEof => FirstMember::NoTrailer,
            _ if text.contains("checksum") => FirstMember::Checksum,
            _ => FirstMember::Broken,
        }
    }
}

/// A reader of the inflated bytes of all members.
pub struct Members<'a, R: Read> {
    state: State<Packed<'a, R>>,
    notes: &'a Notes,
    /// Who is shown what the first member inflates to.
    watch: Option<&'a Watch<'a>>,
}

enum State<R: Read> {
    Between(BufReader<R>),
    // Boxed: the decoder is large, and a file changes state a few times.
    Inside(Box<GzDecoder<BufReader<R>>>),
    Done,
}

impl<'a, R: Read> Members<'a, R> {
    /// Over a file that begins with [`MAGIC`].
    pub fn new(source: R, notes: &'a Notes, watch: Option<&'a Watch<'a>>) -> Members<'a, R> {
        let packed = Packed { source, notes, watch };
        Members { state: State::Between(BufReader::with_capacity(64 << 10, packed)), notes, watch }
    }

    /// Where the first member ends, and what comes then.
    fn end_of_first(&self, rest: &mut BufReader<Packed<'a, R>>) {
        self.notes.first.set(Some(FirstMember::Sound));
        self.notes.first_packed.set(self.notes.packed.get() - rest.buffer().len() as u64);
        // A source that fails here fails again where it is read on.
        if let Ok(ahead) = rest.fill_buf() {
            self.notes.after_first.set(ahead.first().copied());
        }
    }
}

/// Counts packed bytes, and tells a failure of the source from one of gzip.
struct Packed<'a, R> {
    source: R,
    notes: &'a Notes,
    watch: Option<&'a Watch<'a>>,
}

impl<R: Read> Read for Packed<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let result = self.source.read(out);
        match &result {
            Ok(count) => {
                self.notes.packed.set(self.notes.packed.get() + *count as u64);
                if let Some(watch) = self.watch {
                    watch.packed(&out[..*count]);
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
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Ok(0),
                State::Between(mut reader) => {
                    let ahead = reader.fill_buf()?;
                    if ahead.is_empty() {
                        return Ok(0);
                    }
                    // Zeros may pad the end of a gzip file.
                    if self.notes.members.get() > 0 && ahead[0] != MAGIC[0] {
                        self.notes.trailing.set(count_unpadded(reader)?);
                        return Ok(0);
                    }
                    self.notes.members.set(self.notes.members.get() + 1);
                    self.state = State::Inside(Box::new(GzDecoder::new(reader)));
                }
                State::Inside(mut decoder) => {
                    let is_first = self.notes.first.get().is_none();
                    match decoder.read(out) {
                        Ok(0) if !out.is_empty() => {
                            let mut rest = decoder.into_inner();
                            if is_first {
                                self.end_of_first(&mut rest);
                            }
                            self.state = State::Between(rest);
                        }
                        Ok(count) => {
                            if let Some(watch) = self.watch.filter(|_| is_first) {
                                watch.bytes(&out[..count]);
                            }
                            self.state = State::Inside(decoder);
                            return Ok(count);
                        }
                        Err(error) => {
                            if is_first && !self.notes.source_failed.get() {
                                let first = FirstMember::of(&error, decoder.header().is_some());
                                self.notes.first.set(Some(first));
                            }
                            return Err(error);
                        }
                    }
                }
            }
        }
    }
}

/// How many bytes are left, counting none if they are all zeros.
fn count_unpadded(mut reader: impl BufRead) -> io::Result<u64> {
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
}
