//! Copies of events: the records that belong to one event, their locations, and their differences.
//!
//! ```text
//! find         one worker's records that share an event's id
//! gather       the answers of all workers -> the copies of an event
//! ```

mod find;
mod gather;

use serde::{Deserialize, Serialize};

use crate::content::Differences;
use crate::model::{FileNumber, Selection};

pub use find::answer;
pub use gather::{EventCopies, Placed, gather};

/// A 128-bit number in the form in which it is sent to the page, most significant word first.
pub type U128Words = [u32; 4];

/// The properties that decide whether another record belongs to the same event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPrint {
    /// The number of the `eventID`.
    pub id: U128Words,
    /// Digest of the account, and of whether the record is a correction.
    pub owner: U128Words,
    /// Digest of event source and event name.
    pub call: U128Words,
    /// The time in milliseconds since 1970 UTC; `None` if it is not readable.
    pub millis: Option<i64>,
    /// Digest of the whole content.
    pub content: U128Words,
}

/// A request about copies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CopiesRequest {
    /// Returns the print of an event, from the worker that has it. Answered by
    /// [`CopiesReply::Print`].
    Print {
        /// Number of the row in its worker.
        row: u32,
    },
    /// Returns the records of a worker that belong to an event or share its id. Answered by
    /// [`CopiesReply::Found`].
    Find {
        /// The print of the event.
        print: EventPrint,
        /// The text of the record that the others are compared with.
        text: String,
    },
    /// Returns the hidden records of a file. Answered by [`CopiesReply::Hidden`].
    Hidden {
        /// The file that contains them.
        file: FileNumber,
        /// The file that contains the shown copies; `None` for all files.
        of: Option<FileNumber>,
        /// Maximum number of records to list.
        limit: u32,
    },
    /// Returns the hidden copies with different content that match a selection. Answered by
    /// [`CopiesReply::Hidden`].
    Matching {
        /// The selected events.
        selection: Selection,
        /// Maximum number of records to list.
        limit: u32,
    },
}

/// The answer to a [`CopiesRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CopiesReply {
    /// The answer to [`CopiesRequest::Print`]; `None` if there is no such record, or it has no id.
    Print(Option<EventPrint>),
    /// The answer to [`CopiesRequest::Find`].
    Found(FoundCopies),
    /// The answer to [`CopiesRequest::Hidden`] and [`CopiesRequest::Matching`].
    Hidden(HiddenCopies),
}

/// A record that belongs to an event, or has the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copy {
    /// Number of the row in its worker.
    pub row: u32,
    /// The file that contains it.
    pub file: FileNumber,
    /// Index of the record in the file, from 0.
    pub index: u32,
    /// The time in milliseconds since 1970 UTC; `None` if it is not readable.
    pub millis: Option<i64>,
    /// The event's name.
    pub event_name: String,
    /// The event's source.
    pub event_source: String,
    /// The integrity verdict on the file; empty before a check.
    pub integrity: String,
    /// Whether it is shown.
    pub is_shown: bool,
    /// Digest of its content.
    pub content: U128Words,
    /// The differences from the record that it was compared with.
    pub differences: Differences,
}

/// The records of one worker with the id of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCopies {
    /// Records that also have the same account, time, source and name, including the event's own
    /// record.
    pub alike: Vec<Copy>,
    /// Number of such records that are not listed.
    pub more_alike: u64,
    /// Shown records with the same account, but another time, source or name.
    pub others: Vec<Copy>,
    /// Number of such records that are not listed.
    pub more_others: u64,
}

/// The hidden records of one worker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenCopies {
    /// The first of them, by file and index.
    pub copies: Vec<HiddenCopy>,
    /// Number of all of them.
    pub total: u64,
}

/// A record that is hidden because it is a copy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HiddenCopy {
    /// The file that contains it.
    pub file: FileNumber,
    /// Index of the record in the file, from 0.
    pub index: u32,
    /// Number of the row in its worker.
    pub row: u32,
    /// The file that contains the shown copy.
    pub of: FileNumber,
    /// The time in milliseconds since 1970 UTC; `None` if it is not readable.
    pub millis: Option<i64>,
    /// The event's name.
    pub event_name: String,
    /// Whether its content differs from the shown copy.
    pub differs: bool,
}

fn to_words(number: u128) -> U128Words {
    [(number >> 96) as u32, (number >> 64) as u32, (number >> 32) as u32, number as u32]
}

fn of_words(words: U128Words) -> u128 {
    words.iter().fold(0, |number, word| number << 32 | u128::from(*word))
}
