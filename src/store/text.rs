//! The stored text of every record, compressed.
//!
//! Records are appended to blocks, without the values that are kept elsewhere (see
//! [`super::cuts`]), and a full block is compressed with LZ4.

use std::ops::Range;

use super::cuts::{Cuts, END, EVENT_ID, REQUEST_ID, guid_text, is_mark};
use crate::intake::RawRecord;

/// Size of a block in bytes: large enough to compress well, small enough that reading one record is
/// quick.
const BLOCK_BYTES: usize = 128 << 10;

/// The texts of the records, in the order of reading.
#[derive(Debug, Default)]
pub struct RecordTexts {
    blocks: Vec<Block>,
    open: Vec<u8>,
    /// The number of the first record in `open`.
    open_first: u32,
    count: u32,
    /// For each record of `open`, the `eventID` and the `requestID` as numbers, if they were cut
    /// out.
    open_ids: Vec<[u128; 2]>,
    /// Records that contain a backslash, one bit each.
    escaped: Vec<u64>,
    cuts: Cuts,
}

#[derive(Debug)]
struct Block {
    first: u32,
    unpacked_bytes: u32,
    packed: Box<[u8]>,
    /// See `open_ids`. Stored by block, so that they never move or take more memory than they need.
    ids: Box<[[u128; 2]]>,
}

/// One block, unpacked.
#[derive(Debug)]
pub struct Unpacked {
    /// The number of its first record.
    pub first: u32,
    /// The cut texts, each with a terminator.
    pub bytes: Vec<u8>,
}

impl RecordTexts {
    /// Stores a record's text.
    pub fn push(&mut self, record: &RawRecord<'_>) {
        let text = record.text().as_bytes();
        self.cuts.find(record);
        let mut at = 0;
        for (span, mark) in &self.cuts.places {
            self.open.extend_from_slice(&text[at..span.start]);
            self.open.push(*mark);
            at = span.end;
        }
        self.open.extend_from_slice(&text[at..]);
        self.open.push(END);

        let number = self.count as usize;
        if number.is_multiple_of(64) {
            self.escaped.push(0);
        }
        if record.is_escaped()
            && let Some(word) = self.escaped.last_mut()
        {
            *word |= 1 << (number % 64);
        }
        self.open_ids.push(self.cuts.ids);
        self.count += 1;
        if self.open.len() >= BLOCK_BYTES {
            self.close();
        }
    }

    fn close(&mut self) {
        self.blocks.push(Block {
            first: self.open_first,
            unpacked_bytes: self.open.len() as u32,
            packed: lz4_flex::block::compress(&self.open).into_boxed_slice(),
            ids: self.open_ids.as_slice().into(),
        });
        self.open_ids.clear();
        self.open.clear();
        self.open_first = self.count;
    }

    /// Returns the number of records.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Returns the number of blocks; the last may still be open.
    pub fn blocks(&self) -> usize {
        self.blocks.len() + usize::from(!self.open.is_empty())
    }

    /// Returns the numbers of the records in a block.
    pub fn records_in(&self, block: usize) -> Range<u32> {
        let first = |block: usize| self.blocks.get(block).map_or(self.open_first, |block| block.first);
        first(block)..if block >= self.blocks.len() { self.count } else { first(block + 1) }
    }

    /// Unpacks a block into a buffer, whose contents are discarded.
    pub fn unpack(&self, block: usize, mut buffer: Vec<u8>) -> Unpacked {
        buffer.clear();
        let Some(packed) = self.blocks.get(block) else {
            buffer.extend_from_slice(&self.open);
            return Unpacked { first: self.open_first, bytes: buffer };
        };
        buffer.resize(packed.unpacked_bytes as usize, 0);
        // The same library packed the block; if it were damaged nevertheless, its records would be
        // missing, not wrong.
        let length = lz4_flex::block::decompress_into(&packed.packed, &mut buffer).unwrap_or(0);
        buffer.truncate(length);
        Unpacked { first: packed.first, bytes: buffer }
    }

    /// Returns the block that contains a record.
    pub fn block_of(&self, record: u32) -> usize {
        if record >= self.open_first {
            return self.blocks.len();
        }
        self.blocks.partition_point(|block| block.first <= record).saturating_sub(1)
    }

    /// Returns the text of one record; `value_of` returns the bytes that a mark stands for.
    pub fn text<'v>(&self, record: u32, value_of: impl Fn(u8) -> &'v [u8]) -> Vec<u8> {
        let block = self.unpack(self.block_of(record), Vec::new());
        let cut = block.records().nth((record - block.first) as usize).unwrap_or_default();
        let mut text = Vec::with_capacity(cut.len() + 2048);
        self.restore(record, cut, value_of, &mut text);
        text
    }

    /// Writes a record's whole text into `text`, from its cut text.
    pub fn restore<'v>(
        &self,
        record: u32,
        cut: &[u8],
        value_of: impl Fn(u8) -> &'v [u8],
        text: &mut Vec<u8>,
    ) {
        text.clear();
        let ids = self.ids(record);
        let mut at = 0;
        for (place, &mark) in cut.iter().enumerate().filter(|(_, byte)| is_mark(**byte)) {
            text.extend_from_slice(&cut[at..place]);
            match mark {
                EVENT_ID => text.extend_from_slice(&guid_text(ids[0])),
                REQUEST_ID => text.extend_from_slice(&guid_text(ids[1])),
                _ => text.extend_from_slice(value_of(mark)),
            }
            at = place + 1;
        }
        text.extend_from_slice(&cut[at..]);
    }

    /// Returns a record's `eventID` and `requestID` as numbers; 0 if it has none or it is not a
    /// lower-case GUID.
    pub fn ids(&self, record: u32) -> [u128; 2] {
        let (first, ids) = match self.blocks.get(self.block_of(record)) {
            Some(block) => (block.first, &block.ids[..]),
            None => (self.open_first, &self.open_ids[..]),
        };
        ids.get((record - first) as usize).copied().unwrap_or_default()
    }

    /// Whether a record's text contains a backslash.
    pub fn is_escaped(&self, record: u32) -> bool {
        self.escaped.get(record as usize / 64).is_some_and(|word| word >> (record % 64) & 1 == 1)
    }

    /// Size of the stored texts in bytes, for the memory statistics.
    pub fn packed_bytes(&self) -> usize {
        self.blocks.iter().map(|block| block.packed.len()).sum::<usize>() + self.open.len()
    }
}

impl Unpacked {
    /// Returns the cut texts, in order.
    pub fn records(&self) -> impl Iterator<Item = &[u8]> {
        let mut at = 0;
        memchr::memchr_iter(END, &self.bytes).map(move |end| {
            let record = &self.bytes[at..end];
            at = end + 1;
            record
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::cuts::{self, IDENTITY};

    #[test]
    fn every_text_comes_back_byte_for_byte() {
        let mut texts = RecordTexts::default();
        let mut originals = Vec::new();
        for number in 0..3_000_u128 {
            let identity = format!(r#"{{"type":"IAMUser","userName":"user{}"}}"#, number % 7);
            let guid = guid_text(number.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835) | 1);
            let guid = String::from_utf8_lossy(&guid);
            let text = match number % 4 {
                0 => format!(
                    r#"{{"eventID":"{guid}","userIdentity":{identity},"requestID":"{guid}","a":"\/b"}}"#
                ),
                1 => format!(
                    "{{ \"requestID\" : \"X\",\n\t\"userIdentity\" : {identity}, \"readOnly\" : null }}"
                ),
                2 => {
                    let id = guid.to_uppercase();
                    let region = number % 5;
                    format!(r#"{{"awsRegion":"eu-{region}","userIdentity":{identity},"eventID":"{id}"}}"#)
                }
                _ => format!(r#"{{"requestID":"{guid}","filler":"{}"}}"#, "x".repeat(number as usize % 500)),
            };
            let record = RawRecord::parse(&text).expect("a record");
            texts.push(&record);
            let mut call = Vec::new();
            cuts::write_parts(&mut call, &record, cuts::CALL);
            originals.push((text, identity, call));
        }
        assert!(texts.blocks() > 2);
        for (number, (text, identity, call)) in originals.iter().enumerate() {
            let number = number as u32;
            let value_of = |mark| match cuts::place_of(mark) {
                Some((_, place)) => cuts::part(call, place),
                None if mark == IDENTITY => identity.as_bytes(),
                None => panic!("no mark: {mark}"),
            };
            assert_eq!(String::from_utf8_lossy(&texts.text(number, value_of)), *text);
            assert!(texts.records_in(texts.block_of(number)).contains(&number));
            assert_eq!(texts.is_escaped(number), text.contains('\\'));
        }
    }
}
