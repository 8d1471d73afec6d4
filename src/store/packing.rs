//! Binary encoding of messages between workers: numbers are written seven bits at a time, the
//! lowest first, texts with their length.

use thiserror::Error;

/// The reason why bytes could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PackingError {
    /// The bytes end in the middle of a value.
    #[error("what a worker handed over ends too early")]
    Ends,
    /// The bytes are of another build.
    #[error("what a worker handed over is of another version")]
    Version,
    /// The bytes refer to an item that they do not contain.
    #[error("what a worker handed over contradicts itself")]
    Contradiction,
}

/// Appends numbers and texts to a buffer.
#[derive(Debug, Default)]
pub struct PackedWriter(pub Vec<u8>);

impl PackedWriter {
    /// Writes a byte.
    pub fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// Writes a number.
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// Writes a signed number; numbers near zero are short.
    pub fn signed(&mut self, number: i64) {
        self.number((number << 1 ^ number >> 63) as u64);
    }

    /// Writes a number as 8 bytes: for numbers that are rarely small.
    pub fn whole(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    /// Writes a hash.
    pub fn hash(&mut self, hash: u128) {
        self.0.extend_from_slice(&hash.to_le_bytes());
    }

    /// Writes a text.
    pub fn text(&mut self, text: &[u8]) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text);
    }
}

/// Reads what a [`PackedWriter`] wrote.
#[derive(Clone, Debug)]
pub struct PackedReader<'b>(pub &'b [u8]);

impl<'b> PackedReader<'b> {
    /// Whether all bytes have been read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, length: usize) -> Result<&'b [u8], PackingError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(PackingError::Ends)?;
        self.0 = rest;
        Ok(taken)
    }

    /// Reads a byte.
    ///
    /// # Errors
    /// If the bytes end.
    pub fn byte(&mut self) -> Result<u8, PackingError> {
        let (byte, rest) = self.0.split_first().ok_or(PackingError::Ends)?;
        self.0 = rest;
        Ok(*byte)
    }

    /// Reads a number.
    ///
    /// # Errors
    /// If the bytes end or are malformed.
    pub fn number(&mut self) -> Result<u64, PackingError> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(PackingError::Contradiction)
    }

    /// Reads a number that must fit into 32 bits, such as a count or an index.
    ///
    /// # Errors
    /// If the bytes end or are malformed.
    pub fn small(&mut self) -> Result<u32, PackingError> {
        u32::try_from(self.number()?).map_err(|_| PackingError::Contradiction)
    }

    /// Reads a signed number.
    ///
    /// # Errors
    /// If the bytes end or are malformed.
    pub fn signed(&mut self) -> Result<i64, PackingError> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// Reads a number of 8 bytes.
    ///
    /// # Errors
    /// If the bytes end.
    pub fn whole(&mut self) -> Result<u64, PackingError> {
        let bytes = self.take(8)?;
        bytes.try_into().map(u64::from_le_bytes).map_err(|_| PackingError::Ends)
    }

    /// Reads a hash.
    ///
    /// # Errors
    /// If the bytes end.
    pub fn hash(&mut self) -> Result<u128, PackingError> {
        let bytes = self.take(16)?;
        bytes.try_into().map(u128::from_le_bytes).map_err(|_| PackingError::Ends)
    }

    /// Reads a text.
    ///
    /// # Errors
    /// If the bytes end or are malformed.
    pub fn text(&mut self) -> Result<&'b [u8], PackingError> {
        let length = self.small()? as usize;
        self.take(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(numbers in proptest::collection::vec(any::<i64>(), 0..50)) {
            let mut writer = PackedWriter::default();
            for number in &numbers {
                writer.signed(*number);
                writer.number(*number as u64);
                writer.text(&number.to_le_bytes());
            }
            let mut reader = PackedReader(&writer.0);
            for number in &numbers {
                prop_assert_eq!(reader.signed(), Ok(*number));
                prop_assert_eq!(reader.number(), Ok(*number as u64));
                prop_assert_eq!(reader.text(), Ok(&number.to_le_bytes()[..]));
            }
            prop_assert!(reader.is_empty());
        }

        #[test]
        fn nonsense_is_an_error_and_no_more(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut reader = PackedReader(&bytes);
            while reader.number().is_ok() && reader.text().is_ok() && reader.hash().is_ok() {}
        }
    }
}
