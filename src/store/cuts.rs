//! The parts that are cut out of a record's text before it is packed.
//!
//! A value that some group keeps in the raw key of an entry need not be stored again with every
//! record: `userIdentity` (a third of a typical record), the name of the call, the address it came
//! from. Without them the texts of a trail are nearly identical, and compress twice as well. The
//! random `eventID` and `requestID`, which cannot be compressed, are kept as numbers.
//!
//! A control character marks each cut: valid JSON contains none except as white space, so the text
//! is restored byte for byte.

use std::ops::Range;

use crate::base::small_sort::SmallSort;
use crate::intake::{RawRecord, RecordMember};
use crate::model::{FIELDS, FieldSpec, StorageGroup};

/// Terminates every record in a block.
pub const END: u8 = 0x00;
/// Replaces the value of `userIdentity`.
pub const IDENTITY: u8 = 0x01;
/// Replaces the digits of `eventID`.
pub const EVENT_ID: u8 = 0x02;
/// Replaces the digits of `requestID`.
pub const REQUEST_ID: u8 = 0x03;

/// Terminates each part of a raw key.
pub const PART: u8 = 0x1f;

/// A member whose JSON is a part of a group's raw keys, and the byte that replaces it in the text.
/// `\t`, `\n` and `\r` are not used as marks: they are white space.
pub type CutMember = (RecordMember, u8);

/// The parts of the raw keys of [`StorageGroup::Call`], in order.
pub const CALL: &[CutMember] = &cut_members::<{ count(StorageGroup::Call) }>(StorageGroup::Call);
/// The parts of the raw keys of [`StorageGroup::Origin`], in order.
pub const ORIGIN: &[CutMember] = &cut_members::<{ count(StorageGroup::Origin) }>(StorageGroup::Origin);
/// The parts of the raw keys of [`StorageGroup::Outcome`], in order.
pub const OUTCOME: &[CutMember] = &cut_members::<{ count(StorageGroup::Outcome) }>(StorageGroup::Outcome);

/// The groups that keep cut values, and the parts of their keys.
pub const GROUPS: [(StorageGroup, &[CutMember]); 3] =
    [(StorageGroup::Call, CALL), (StorageGroup::Origin, ORIGIN), (StorageGroup::Outcome, OUTCOME)];

/// The mark of the first member of the catalogue that is cut out.
const FIRST_MARK: u8 = 0x04;

/// Returns the mark after another one.
const fn next_mark(mark: u8) -> u8 {
    let mut next = mark + 1;
    while matches!(next, b'\t' | b'\n' | b'\r') {
        next += 1;
    }
    assert!(next < PART, "there are no marks left");
    next
}

/// Returns the member that a row of the catalogue is, if it is one and its group is `storage`.
const fn member_in(storage: StorageGroup, row: &FieldSpec) -> Option<RecordMember> {
    if row.storage as u8 == storage as u8 { RecordMember::of_field(row.field) } else { None }
}

/// Returns the number of members of the catalogue in a group.
const fn count(storage: StorageGroup) -> usize {
    let (mut place, mut members) = (0, 0);
    while place < FIELDS.len() {
        members += member_in(storage, &FIELDS[place]).is_some() as usize;
        place += 1;
    }
    members
}

/// Returns the members of the catalogue in a group, each with a mark that no other member has.
const fn cut_members<const COUNT: usize>(storage: StorageGroup) -> [CutMember; COUNT] {
    let mut members = [(RecordMember::EventId, 0); COUNT];
    let (mut place, mut found, mut mark) = (0, 0, FIRST_MARK);
    while place < FIELDS.len() {
        let row = &FIELDS[place];
        if let Some(member) = member_in(storage, row) {
            members[found] = (member, mark);
            found += 1;
        }
        // Members of other groups have marks of their own.
        if RecordMember::of_field(row.field).is_some() {
            mark = next_mark(mark);
        }
        place += 1;
    }
    members
}

/// Whether a byte of a cut text marks a cut.
pub fn is_mark(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, END | b'\t' | b'\n' | b'\r')
}

/// Returns the group that a mark stands for, and the index of the part in its keys.
pub fn place_of(mark: u8) -> Option<(StorageGroup, usize)> {
    GROUPS
        .iter()
        .find_map(|(storage, parts)| Some((*storage, parts.iter().position(|(_, other)| *other == mark)?)))
}

/// Whether a member with this name, in any case, may be cut out.
pub fn may_be_cut(name: &str) -> bool {
    let parts = GROUPS.iter().flat_map(|(_, parts)| parts.iter().map(|(member, _)| *member));
    parts
        .chain([RecordMember::UserIdentity, RecordMember::EventId, RecordMember::RequestId])
        .any(|member| member.name().eq_ignore_ascii_case(name))
}

/// Writes the parts of a raw key.
pub fn write_parts(key: &mut Vec<u8>, record: &RawRecord<'_>, parts: &[CutMember]) {
    for (member, _) in parts {
        key.extend_from_slice(record.json(*member).unwrap_or_default().as_bytes());
        key.push(PART);
    }
}

/// Returns a part of a raw key by its index.
pub fn part(key: &[u8], place: usize) -> &[u8] {
    key.split(|byte| *byte == PART).nth(place).unwrap_or_default()
}

/// Returns all parts of a raw key that were cut out of texts.
pub fn parts<'k>(key: &'k [u8], parts: &[CutMember]) -> impl Iterator<Item = &'k [u8]> {
    key.split(|byte| *byte == PART).take(parts.len())
}

/// The cuts of one record: positions and marks, and for the ids the numbers (0 if the record has
/// none, or it is not a lower-case GUID).
#[derive(Debug, Default)]
pub struct Cuts {
    /// Ranges and marks, in the order of the text.
    pub places: Vec<(Range<usize>, u8)>,
    /// The `eventID` and the `requestID`.
    pub ids: [u128; 2],
}

impl Cuts {
    /// Finds the parts of a record that can be cut out.
    pub fn find(&mut self, record: &RawRecord<'_>) {
        self.places.clear();
        self.places.extend(record.span(RecordMember::UserIdentity).map(|span| (span, IDENTITY)));
        for (_, parts) in GROUPS {
            for (member, mark) in parts {
                // A `null` is not a value that a group would keep.
                if record.json(*member).is_some()
                    && let Some(span) = record.span(*member)
                {
                    self.places.push((span, *mark));
                }
            }
        }
        for (slot, (member, mark)) in
            [(RecordMember::EventId, EVENT_ID), (RecordMember::RequestId, REQUEST_ID)].into_iter().enumerate()
        {
            self.ids[slot] = 0;
            if let Some(span) = record.span(member)
                && let Some(digits) = span.end.checked_sub(1).map(|end| span.start + 1..end)
                && let Some(id) = record.text().as_bytes().get(digits.clone()).and_then(parse_guid)
            {
                self.ids[slot] = id;
                self.places.push((digits, mark));
            }
        }
        self.places.sort_small_by_key(|(span, _)| span.start);
    }
}

/// Reads a GUID in its canonical form: 32 lower-case hexadecimal digits with dashes. Returns `None`
/// for the nil GUID, which stays in the text.
pub fn parse_guid(text: &[u8]) -> Option<u128> {
    if text.len() != 36 {
        return None;
    }
    let mut value = 0_u128;
    for (index, byte) in text.iter().enumerate() {
        let digit = match byte {
            b'-' if matches!(index, 8 | 13 | 18 | 23) => continue,
            _ if matches!(index, 8 | 13 | 18 | 23) => return None,
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => return None,
        };
        value = value << 4 | u128::from(digit);
    }
    (value != 0).then_some(value)
}

/// Writes a GUID as [`parse_guid`] reads it.
pub fn guid_text(value: u128) -> [u8; 36] {
    let mut text = [b'-'; 36];
    let mut shift = 128;
    for (index, byte) in text.iter_mut().enumerate() {
        if !matches!(index, 8 | 13 | 18 | 23) {
            shift -= 4;
            *byte = b"0123456789abcdef"[(value >> shift) as usize & 15];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn guids_come_back(value in 1_u128..) {
            prop_assert_eq!(parse_guid(&guid_text(value)), Some(value));
        }
    }

    #[test]
    fn other_ids_stay_text() {
        for text in [
            "",
            "EXAMPLE8-9621-4d00-b913-beca2EXAMPLE",
            "C7E6A1C0-0000-0000-0000-000000000000",
            "00000000-0000-0000-0000-000000000000",
            "0123456789abcdef0123456789abcdef0123",
        ] {
            assert_eq!(parse_guid(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn every_mark_is_a_mark_of_its_own() {
        let mut marks = vec![END, IDENTITY, EVENT_ID, REQUEST_ID];
        for (storage, parts) in GROUPS {
            for (place, (_, mark)) in parts.iter().enumerate() {
                assert!(is_mark(*mark) && *mark != PART, "{mark}");
                assert_eq!(place_of(*mark), Some((storage, place)));
                marks.push(*mark);
            }
        }
        let all = marks.len();
        marks.sort_unstable();
        marks.dedup();
        assert_eq!(marks.len(), all);
        assert_eq!(place_of(IDENTITY), None);
    }
}
