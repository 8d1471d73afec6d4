//! What was done in a session, call after call.

use serde::{Deserialize, Serialize};

use super::people::EventPlace;
use super::terms::Effect;

/// A part of a story, and how long the whole is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// All calls.
    pub calls: u64,
    /// All runs, headings included.
    pub total: u32,
    /// Calls that were left out because there are too many; 0 but for very
    /// busy actors.
    pub left_out: u64,
    /// Those that were asked for.
    pub runs: Vec<Run>,
}

/// A line of a story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Run {
    /// The address or the user agent is another than before; the first line
    /// of every story is one.
    From {
        /// When.
        millis: i64,
        /// The address, or a service's name.
        address: String,
        /// The user agent.
        user_agent: String,
    },
    /// Calls of one name, or of one family such as `Describe*`, in a row.
    Calls {
        /// `DeleteBucket`, or `Describe*` where several were folded.
        name: String,
        /// The services' short names.
        services: Vec<String>,
        /// How many.
        calls: u64,
        /// Of these, those that failed.
        failed: u64,
        /// The errors of those that failed, each once, at most eight.
        errors: Vec<String>,
        /// What they may have done.
        effect: Effect,
        /// The first.
        first: EventPlace,
        /// When the last was.
        last_millis: i64,
        /// Some of their events, the first ones, for names of things:
        /// [`TimelinesAsk::Things`](crate::protocol::TimelinesAsk::Things).
        some: Vec<(u32, u32)>,
        /// The session that this call opened, where it issued credentials.
        opened: Option<u32>,
    },
}
