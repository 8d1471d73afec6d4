//! Serialises numbers and texts for the transfer between workers.

use crate::resources::ResourceTally;

/// Writes numbers and texts.
#[derive(Debug, Default)]
pub(super) struct ByteWriter(Vec<u8>);

impl ByteWriter {
    pub fn number(&mut self, number: u32) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub fn text(&mut self, text: &[u8]) {
        self.number(text.len() as u32);
        self.0.extend_from_slice(text);
    }

    pub fn tally(&mut self, tally: &ResourceTally) {
        for count in [tally.events, tally.changes, tally.failed] {
            self.0.extend_from_slice(&count.to_le_bytes());
        }
        for millis in [tally.first_millis, tally.last_millis, tally.changed_millis] {
            self.0.extend_from_slice(&millis.unwrap_or(i64::MIN).to_le_bytes());
        }
    }

    pub fn done(self) -> Vec<u8> {
        self.0
    }
}

/// Reads numbers and texts; methods return `None` at the end and if the bytes are truncated.
#[derive(Debug)]
pub(super) struct ByteReader<'b>(pub &'b [u8]);

impl<'b> ByteReader<'b> {
    pub fn number(&mut self) -> Option<u32> {
        let (number, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*number))
    }

    pub fn text(&mut self) -> Option<&'b [u8]> {
        let length = self.number()? as usize;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(text)
    }

    pub fn tally(&mut self) -> Option<ResourceTally> {
        let mut word = || {
            let (word, rest) = self.0.split_first_chunk::<8>()?;
            self.0 = rest;
            Some(*word)
        };
        let (events, changes, failed) = (word()?, word()?, word()?);
        let mut millis = || Some(Some(i64::from_le_bytes(word()?)).filter(|millis| *millis != i64::MIN));
        Some(ResourceTally {
            events: u64::from_le_bytes(events),
            changes: u64::from_le_bytes(changes),
            failed: u64::from_le_bytes(failed),
            first_millis: millis()?,
            last_millis: millis()?,
            changed_millis: millis()?,
        })
    }
}
