//! Decodes UTF-16, which PowerShell writes when the output of a command is redirected to a file.

use std::io::{self, Read};

/// The byte order of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    /// The low byte first.
    Little,
    /// The high byte first.
    Big,
}

/// Returns the byte order if a text is UTF-16, judged by its first bytes: a byte order mark, or a
/// bracket and the next character in two bytes each.
pub fn order_of(first: &[u8]) -> Option<ByteOrder> {
    match &first[..first.len().min(4)] {
        [0xff, 0xfe, ..] => Some(ByteOrder::Little),
        [0xfe, 0xff, ..] => Some(ByteOrder::Big),
        [b'{' | b'[', 0] => Some(ByteOrder::Little),
        [0, b'{' | b'['] => Some(ByteOrder::Big),
        // Zeros in place of overwritten bytes are not a second character.
        [b'{' | b'[', 0, 1..=0xff, 0] => Some(ByteOrder::Little),
        [0, b'{' | b'[', 0, 1..=0xff] => Some(ByteOrder::Big),
        _ => None,
    }
}

/// Returns a reader of a UTF-16 text as UTF-8; `None` if the text is not UTF-16.
pub fn utf8_of(bytes: &[u8]) -> Option<Utf16<&[u8]>> {
    Some(Utf16::new(bytes, order_of(bytes)?))
}

/// Converts UTF-16 to UTF-8. An unpaired surrogate becomes U+FFFD.
#[derive(Debug)]
pub struct Utf16<R> {
    source: R,
    order: ByteOrder,
    input: Vec<u8>,
    high: Option<u16>,
    output: Vec<u8>,
    given: usize,
    is_done: bool,
}

impl<R: Read> Utf16<R> {
    /// Creates a reader that starts at a text's first byte; a byte order mark is dropped.
    pub fn new(source: R, order: ByteOrder) -> Utf16<R> {
        Utf16 { source, order, input: Vec::new(), high: None, output: Vec::new(), given: 0, is_done: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.output.clear();
        self.given = 0;
        let mut chunk = [0; 16 << 10];
        let count = self.source.read(&mut chunk)?;
        self.is_done = count == 0;
        self.input.extend_from_slice(&chunk[..count]);
        let (pairs, _) = self.input.as_chunks::<2>();
        let whole = pairs.len() * 2;
        let units: Vec<u16> = pairs
            .iter()
            .map(|pair| match self.order {
                ByteOrder::Little => u16::from_le_bytes(*pair),
                ByteOrder::Big => u16::from_be_bytes(*pair),
            })
            .collect();
        self.input.drain(..whole);
        let mut units: Vec<u16> = self.high.take().into_iter().chain(units).collect();
        // The second half of a pair may be in the next chunk.
        if !self.is_done
            && let Some(0xd800..=0xdbff) = units.last()
        {
            self.high = units.pop();
        }
        for decoded in char::decode_utf16(units) {
            let letter = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
            if letter != '\u{feff}' {
                self.output.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() {
            if self.is_done {
                return Ok(0);
            }
            self.refill()?;
        }
        let count = out.len().min(self.output.len() - self.given);
        out[..count].copy_from_slice(&self.output[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_bracket_beside_zeros_is_no_utf16() {
        assert_eq!(order_of(b"{\0\"\0"), Some(ByteOrder::Little));
        assert_eq!(order_of(b"\0[\0{"), Some(ByteOrder::Big));
        assert_eq!(order_of(b"\xff\xfea\0"), Some(ByteOrder::Little));
        for text in [b"[\0\0\0", b"\0{\"e", b"\0[\0\0", b"{\0\"e"] {
            assert_eq!(order_of(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in ".{0,200}", big: bool, marked: bool) {
            // A mark inside a text is not a letter of it.
            let text = text.replace('\u{feff}', "");
            let order = if big { ByteOrder::Big } else { ByteOrder::Little };
            let units = marked.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            let bytes: Vec<u8> =
                units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
            let mut read = String::new();
            Utf16::new(bytes.as_slice(), order).read_to_string(&mut read).expect("memory");
            prop_assert_eq!(read, text);
        }
    }
}
