//! Numbers and texts as bytes, for what workers hand each other: numbers are
//! written seven bits at a time, the lowest first, texts with their length.

use thiserror::Error;

/// Why bytes could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PackingError {
    /// It ends in the middle of something.
    #[error("what a worker handed over ends too early")]
    Ends,
    /// It is of another build.
    #[error("what a worker handed over is of another version")]
    Version,
    /// It names something that is not in it.
    #[error("what a worker handed over contradicts itself")]
    Contradiction,
}

/// Writes numbers and texts.
#[derive(Debug, Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    /// A byte.
    pub fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// A number.
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// A number that may be negative, small where it is near zero.
    pub fn signed(&mut self, number: i64) {
        self.number((number << 1 ^ number >> 63) as u64);
    }

    /// A number of which every bit counts.
    pub fn whole(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    /// A hash.
    pub fn hash(&mut self, hash: u128) {
        self.0.extend_from_slice(&hash.to_le_bytes());
    }

    /// A text.
    pub fn text(&mut self, text: &[u8]) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text);
    }
}

/// Reads what a [`Writer`] wrote.
#[derive(Clone, Debug)]
pub struct Reader<'b>(pub &'b [u8]);

impl<'b> Reader<'b> {
    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, length: usize) -> Result<&'b [u8], PackingError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(PackingError::Ends)?;
        self.0 = rest;
        Ok(taken)
    }

    /// A byte.
    ///
    /// # Errors
    /// Where the bytes end, or make no sense.
    pub fn byte(&mut self) -> Result<u8, PackingError> {
        let (byte, rest) = self.0.split_first().ok_or(PackingError::Ends)?;
        self.0 = rest;
        Ok(*byte)
    }

    /// A number.
    ///
    /// # Errors
    /// Where the bytes end, or make no sense.
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

    /// A number that counts, or is a place in, something of 32 bits.
    ///
    /// # Errors
    /// Where the bytes end, or make no sense.
    pub fn small(&mut self) -> Result<u32, PackingError> {
        u32::try_from(self.number()?).map_err(|_| PackingError::Contradiction)
    }

    /// A number that may be negative.
    ///
    /// # Errors
    /// Where the bytes end, or make no sense.
    pub fn signed(&mut self) -> Result<i64, PackingError> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// A number of which every bit counts.
    ///
    /// # Errors
    /// Where the bytes end, or make no sense.
    pub fn whole(&mut self) -> Result<u64, PackingError> {
        let bytes = self.take(8)?;
        bytes.try_into().map(u64::from_le_bytes).map_err(|_| PackingError::Ends)
    }

    /// A hash.
    ///
    /// # Errors
    /// Where the bytes end, or make no sense.
    pub fn hash(&mut self) -> Result<u128, PackingError> {
        let bytes = self.take(16)?;
        bytes.try_into().map(u128::from_le_bytes).map_err(|_| PackingError::Ends)
    }

    /// A text.
    ///
    /// # Errors
    /// Where the bytes end, or make no sense.
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
            let mut writer = Writer::default();
            for number in &numbers {
                writer.signed(*number);
                writer.number(*number as u64);
                writer.text(&number.to_le_bytes());
            }
            let mut reader = Reader(&writer.0);
            for number in &numbers {
                prop_assert_eq!(reader.signed(), Ok(*number));
                prop_assert_eq!(reader.number(), Ok(*number as u64));
                prop_assert_eq!(reader.text(), Ok(&number.to_le_bytes()[..]));
            }
            prop_assert!(reader.is_empty());
        }

        #[test]
        fn nonsense_is_an_error_and_no_more(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut reader = Reader(&bytes);
            while reader.number().is_ok() && reader.text().is_ok() && reader.hash().is_ok() {}
        }
    }
}
