//! Copies of events: which records belong to one event, where they are, and
//! what differs between them.
//!
//! ```text
//! find         one worker's records that share an event's id
//! gather       the answers of all workers -> the copies of an event
//! ```

mod find;
mod gather;

use serde::{Deserialize, Serialize};

use crate::content::Differences;
use crate::protocol::{FileNumber, Selection};

pub use find::answer;
pub use gather::{EventCopies, Placed, gather};

/// A number of 128 bits as it crosses to the page, most significant word first.
pub type Words = [u32; 4];

/// What tells whether another record belongs to the same event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPrint {
    /// The number of the `eventID`.
    pub id: Words,
    /// The digest of the account, and of whether the record is a correction.
    pub owner: Words,
    /// The digest of event source and event name.
    pub call: Words,
    /// The time in milliseconds since 1970 UTC; `None` without a readable one.
    pub millis: Option<i64>,
    /// The digest of the whole content.
    pub content: Words,
}

/// A request about copies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CopiesAsk {
    /// The print of an event, from the worker that holds it. Answered by
    /// [`CopiesTold::Print`].
    Print {
        /// The row's number in its worker.
        row: u32,
    },
    /// The records of a worker that belong to an event or share its id.
    /// Answered by [`CopiesTold::Found`].
    Find {
        /// The event's.
        print: EventPrint,
        /// The record that the others are compared with.
        text: String,
    },
    /// The hidden records of a file. Answered by [`CopiesTold::Hidden`].
    Hidden {
        /// The file that holds them.
        file: FileNumber,
        /// The file that holds the copies that are shown instead; of all files
        /// where it is `None`.
        of: Option<FileNumber>,
        /// How many to list at the most.
        limit: u32,
    },
    /// How many hidden copies whose content differs match a selection.
    /// Answered by [`CopiesTold::Hidden`].
    Matching {
        /// Which.
        selection: Selection,
        /// How many to list at the most.
        limit: u32,
    },
}

/// The answer to a [`CopiesAsk`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CopiesTold {
    /// `None` where there is no such record, or it has no id.
    Print(Option<EventPrint>),
    /// The records found.
    Found(FoundCopies),
    /// Hidden records.
    Hidden(HiddenCopies),
}

/// A record that belongs to an event, or has the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copy {
    /// The row's number in its worker.
    pub row: u32,
    /// The file that it came from.
    pub file: FileNumber,
    /// Its place among the records of the file, from 0.
    pub index: u32,
    /// The time in milliseconds since 1970 UTC; `None` without a readable one.
    pub millis: Option<i64>,
    /// The event's name.
    pub event_name: String,
    /// The event's source.
    pub event_source: String,
    /// The verdict of the integrity check on the file; empty before a check.
    pub integrity: String,
    /// Whether it is among the rows that are shown.
    pub is_shown: bool,
    /// The digest of its content.
    pub content: Words,
    /// What differs from the record that it was compared with.
    pub differences: Differences,
}

/// Records of one worker with the id of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCopies {
    /// Those with the same account, time, source and name too, the event's own
    /// record included.
    pub alike: Vec<Copy>,
    /// How many more of these there are.
    pub more_alike: u64,
    /// Those shown that have the same account, but another time, source or
    /// name.
    pub others: Vec<Copy>,
    /// How many more of these there are.
    pub more_others: u64,
}

/// Hidden records of one worker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenCopies {
    /// The first of them, by file and place.
    pub copies: Vec<HiddenCopy>,
    /// How many there are in all.
    pub total: u64,
}

/// A record that is hidden because it is a copy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HiddenCopy {
    /// The file that it came from.
    pub file: FileNumber,
    /// Its place among the records of the file, from 0.
    pub index: u32,
    /// The row's number in its worker.
    pub row: u32,
    /// The file that holds the copy that is shown.
    pub of: FileNumber,
    /// The time in milliseconds since 1970 UTC; `None` without a readable one.
    pub millis: Option<i64>,
    /// The event's name.
    pub event_name: String,
    /// Whether its content differs from the copy that is shown.
    pub differs: bool,
}

fn to_words(number: u128) -> Words {
    [(number >> 96) as u32, (number >> 64) as u32, (number >> 32) as u32, number as u32]
}

fn of_words(words: Words) -> u128 {
    words.iter().fold(0, |number, word| number << 32 | u128::from(*word))
}
