//! The files that a user dropped.

use serde::{Deserialize, Serialize};

/// The number of a file: its index in the order in which the user dropped the files, over all
/// workers.
pub type FileNumber = u32;

/// A file that a worker must read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDescriptor {
    /// Its number.
    pub file: FileNumber,
    /// Its path relative to the dropped item, with `/` between the parts.
    pub path: String,
    /// Its size on disk in bytes.
    pub bytes: u64,
}
