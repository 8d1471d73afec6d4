//! Files in, records out, and an account of every byte.
//!
//! ```text
//! bytes -> gzip? -> Window (sliding) -> container? -> Walk -> RawRecord -> Sink
//! ```

mod container;
mod gzip;
mod read;
mod record;
mod report;
pub mod scan;
mod window;

pub use read::{Reader, Sink};
pub use record::{Member, RawRecord, member_of, plain_text};
pub use report::{Problem, Report, Status};
