//! Sources that the reader puts around others.

use std::io::{self, Read};

use crate::intake::budget::Budget;

/// A source that fails once, if there is a failure, and then is at its end.
pub struct SingleFailure(pub Option<io::Error>);

impl Read for SingleFailure {
    fn read(&mut self, _out: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The file itself, with a count of its bytes.
pub struct Counted<'a> {
    pub source: &'a mut dyn Read,
    pub budget: &'a Budget,
    pub bytes: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(out)?;
        self.bytes += count as u64;
        self.budget.read(count);
        Ok(count)
    }
}
