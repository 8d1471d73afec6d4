//! Exports: events that leave the page as a file or through the clipboard.
//!
//! ```text
//! every worker: its selected events by time -> pieces, each with its position
//!               in the overall order                                 writer
//! the page:     pieces of all workers -> one file, in order          merger
//! ```
//!
//! A piece is an event in the form of the file: a row ([`csv`](crate::base::csv)), a line, or the text of its record
//! byte for byte. Workers make pieces a few hundred kilobytes at a time, so that neither a worker
//! nor the page ever holds more.

mod merger;
mod messages;
mod unpacked;
mod writer;

pub use merger::Merger;
pub use messages::{ExportForm, ExportReply, ExportRequest};
pub use writer::ExportWriter;
