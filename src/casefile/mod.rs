//! A case: what somebody thinks of the logs, apart from the logs.
//!
//! ```text
//! model    a case: bookmarks with tags and notes, questions, the view
//! json     the case as a file, and what is wrong with one that is none
//! reader   a case file in steps, entry by entry
//! refer    an event as a reference that finds it again, in any worker
//! merge    two cases as one
//! ```
//!
//! A case holds references and notes, and no logs: an event is known by its
//! account, its `eventID` and what it holds, a file by its path and its hash, a session and
//! an actor by the words that the filter knows them by. Opened next to the
//! same logs, whatever order they come in, everything is where it was; what is
//! missing is named by what the reference says of it. Only if somebody asks do
//! the records of the marked events lie beside their references.
//!
//! A case file is as hostile as a log: it is limited in size, read into types,
//! and drawn as text.

mod json;
mod merge;
mod model;
mod reader;
mod refer;

pub use json::{
    CaseError, EXTENSION, FORMAT, MAX_BYTES, MAX_MARKS, MAX_NOTE, MAX_QUESTIONS, MAX_RECORDS, MAX_TAG,
    MAX_TAGS, Opened, SCHEMA, Writing, is_case, is_named_so, read, write,
};
pub use merge::merge;
pub use model::{
    Case, KeptRecord, Mark, MarkedActor, MarkedEvent, MarkedFile, MarkedSession, MarkedThing, Others,
    ThingKey,
};
pub use reader::CaseReader;
pub use refer::{
    CaseAsk, CaseTold, Choice, EventFound, EventSought, FileHash, Fit, answer, choose, content_of, hashes,
};
