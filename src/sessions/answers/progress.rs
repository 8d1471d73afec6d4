//! Progress of following.

use serde::{Deserialize, Serialize};

/// Progress of gathering or following.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkProgress {
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
}
