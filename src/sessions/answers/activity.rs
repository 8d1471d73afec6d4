//! The calls of an actor, session or chain, one after the other.

use serde::{Deserialize, Serialize};

use super::people::EventPlace;
use super::terms::CallEffect;

/// A page of a story, and the length of the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// Number of all calls.
    pub calls: u64,
    /// Number of all runs, headings included.
    pub total: u32,
    /// Number of calls that were left out because there are too many; 0 except for very busy
    /// actors.
    pub left_out: u64,
    /// The requested runs.
    pub runs: Vec<StoryRun>,
}

/// A line of a story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoryRun {
    /// A heading: the address or the user agent changed. The first line of every story is a
    /// heading.
    From {
        /// Time of the change in milliseconds.
        millis: i64,
        /// The address, or a service's name.
        address: String,
        /// The user agent.
        user_agent: String,
    },
    /// Consecutive calls of one name, or of one family such as `Describe*`.
    Calls {
        /// `DeleteBucket`, or `Describe*` if several names were folded.
        name: String,
        /// The services' short names.
        services: Vec<String>,
        /// Number of calls.
        calls: u64,
        /// Number of these that failed.
        failed: u64,
        /// The different errors of the failed calls, at most eight.
        errors: Vec<String>,
        /// The effect of the calls.
        effect: CallEffect,
        /// The first call.
        first: EventPlace,
        /// Time of the last call in milliseconds.
        last_millis: i64,
        /// The first events of the run, as worker and record, for the names of things:
        /// [`TimelinesRequest::Things`](crate::sessions::TimelinesRequest::Things).
        some: Vec<(u32, u32)>,
        /// The session that this call opened, if it issued credentials.
        opened: Option<u32>,
    },
}
