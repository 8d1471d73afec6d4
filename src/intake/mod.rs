//! Intake: reads files, extracts records, and accounts for every byte.
//!
//! ```text
//! bytes -> packed? UTF-16? -> Window (sliding) -> archive? -> its files, each as bytes
//!                                              -> container? -> Walk -> RawRecord -> Sink
//! ```

mod archive;
mod budget;
mod compression;
mod container;
mod file_evidence;
mod fingerprint;
mod hashes;
mod hashing_tee;
pub mod limits;
mod plain_keys;
mod read;
mod record;
mod report;
mod report_builder;
mod table;
mod utf16;
mod window;

pub(crate) use compression::{
    endings as compression_endings, names as compression_names, without_ending as without_packing,
};
pub use file_evidence::{DocumentContent, FileEvidence, MAX_DOCUMENT, Role};
pub use fingerprint::{ContentHash, Fingerprint, NotAHash, Wrapping};
pub(crate) use plain_keys::with_plain_keys;
pub use read::LogReader;
pub use record::{DiscardingSink, RawRecord, RecordMember, Sink};
pub use report::{ArchiveEntry, FileProblem, Report, Status};
pub(crate) use utf16::utf8_of;
