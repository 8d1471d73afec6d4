//! Gzip, member by member.
//!
//! CloudTrail writes one member; Firehose, CloudWatch and `cat` put several
//! into one file. Whatever was inflated before a damage is kept.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

/// The first two bytes of gzip.
pub const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// What there is to say about a gzip file beside its content.
#[derive(Debug, Default)]
pub struct Notes {
    /// Members begun.
    pub members: Cell<u32>,
    /// Bytes after the last member that are none.
    pub trailing: Cell<u64>,
}

/// A reader of the inflated bytes of all members.
pub struct Members<'a, R: Read> {
    state: State<R>,
    notes: &'a Notes,
}

enum State<R: Read> {
    Between(BufReader<R>),
    // Boxed: the decoder is large, and a file changes state a few times.
    Inside(Box<GzDecoder<BufReader<R>>>),
    Done,
}

impl<'a, R: Read> Members<'a, R> {
    /// Over a file that begins with [`MAGIC`].
    pub fn new(source: R, notes: &'a Notes) -> Members<'a, R> {
        Members { state: State::Between(BufReader::with_capacity(64 << 10, source)), notes }
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
                State::Inside(mut decoder) => match decoder.read(out)? {
                    0 if !out.is_empty() => self.state = State::Between(decoder.into_inner()),
                    count => {
                        self.state = State::Inside(decoder);
                        return Ok(count);
                    }
                },
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
        let result = Members::new(bytes, &notes).read_to_end(&mut text);
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
