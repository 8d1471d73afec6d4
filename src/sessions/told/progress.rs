//! How far following has come.

use serde::{Deserialize, Serialize};

/// How far gathering or following has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracing {
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
}
