//! A case: an analyst's bookmarks, notes and questions, kept apart from the logs.
//!
//! ```text
//! model    a case: bookmarks with tags and notes, questions, the view
//! json     writes case files, and states their limits and errors
//! moments  times in case files
//! reader   reads a case file in steps, element by element
//! kept     finds the kept records of bookmarks
//! refer    references to events, and finding them again in any worker
//! merge    merges two cases
//! ```
//!
//! A case holds references and notes, but no logs: an event is identified by its account, its
//! `eventID` and its content, a file by its path and its hash, a session and an actor by their
//! names in the filter language. A case opened beside the same logs, in any order, resolves every
//! reference; a missing thing is shown from its reference. The records of marked events are
//! included only on request.
//!
//! A case file is as untrusted as a log: its size is limited, it is deserialised into types, and it
//! is rendered as text.

mod json;
mod kept;
mod merge;
mod model;
mod moments;
mod reader;
mod refer;

pub use json::{
    CaseError, CaseFileStamp, EXTENSION, FORMAT, MAX_BYTES, MAX_MARKS, MAX_NOTE, MAX_QUESTIONS, MAX_RECORDS,
    MAX_TAG, MAX_TAGS, OpenedCase, SCHEMA, is_case, is_named_so, write,
};
pub use kept::KeptRecords;
pub use merge::merge;
pub use model::{
    Bookmark, Case, KeptRecord, MarkedActor, MarkedEvent, MarkedFile, MarkedSession, MarkedThing, Others,
    ThingKey, content_of,
};
pub use reader::CaseReader;
pub use refer::{
    CaseReply, CaseRequest, EventFound, EventSought, FileHash, ReferenceFit, Resolution, answer, choose,
    hashes,
};

/// Reads a whole case file; see [`CaseReader`] for reading in steps, which does not block the page.
/// If `name` is given, the questions are marked as coming from that file.
///
/// # Errors
/// If the file is not a valid case file; the error states the reason and its position.
pub fn read(bytes: &[u8], name: Option<&str>) -> Result<OpenedCase, CaseError> {
    let mut reader = CaseReader::new(bytes.to_vec(), name)?;
    loop {
        if let Some(read) = reader.step() {
            return read;
        }
    }
}
