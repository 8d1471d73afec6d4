//! The client of the workers: which worker gets which files and requests, how their replies become
//! one answer, what is retried, limited and cancelled. It knows no browser.

mod error;
mod event;

pub use error::ClientError;
pub use event::{AcceptedFile, Checking, ClientEvent, Following, IndexState, PlacedRow, RowPlace};
