//! What really happened, for tests that must know.

use super::background::{FEWEST, hours};
use super::delivery::{altered_event, missing_digest};
use super::incident::{INTRUDER_ADDRESS, INTRUDER_CONSOLE_ADDRESS, STOLEN_BUCKET, VICTIM, plot};
use super::world::{ACCOUNTS, DEVELOPMENT, PRODUCTION, World};

/// A part of the incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Finding out what the key can do, mostly by being denied.
    Reconnaissance,
    /// A policy is given a version that allows everything.
    Escalation,
    /// A second key, for another user.
    Persistence,
    /// Into a role, and from there into the second account.
    LateralMovement,
    /// A trail is stopped and started again.
    Evasion,
    /// Objects are listed and read.
    Collection,
    /// Objects are deleted.
    Destruction,
    /// A security group is opened to the world.
    Exposure,
    /// A user with all rights is left behind, and used later.
    Backdoor,
    /// A console session is made out of the role's keys.
    Console,
    /// The policy is put back.
    Cleanup,
}

/// One event of the incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The part it belongs to.
    pub phase: Phase,
    /// `eventID`.
    pub event_id: String,
    /// `eventName`.
    pub event_name: &'static str,
    /// The account in whose log it stands.
    pub account: &'static str,
    /// The Region in whose log it stands.
    pub region: &'static str,
    /// `eventTime` in seconds since 1970 UTC.
    pub seconds: i64,
    /// Which of [`Story::keys`] it was done with.
    pub key: usize,
}

/// The truth about the incident in a trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The IAM user whose key leaked.
    pub victim: &'static str,
    /// The account that it belongs to.
    pub first_account: &'static str,
    /// The account that the intruder moved on to.
    pub second_account: &'static str,
    /// The addresses that the intruder called from, and nobody else.
    pub addresses: [&'static str; 2],
    /// The bucket whose objects were read and deleted.
    pub bucket: &'static str,
    /// The access keys of the intruder in the order in which they appear:
    /// the leaked key, the second user's key, the role session's, the
    /// production session's, the console session's, the backdoor's.
    pub keys: Vec<String>,
    /// Every event of the incident in its order.
    pub steps: Vec<Step>,
    /// The event whose record was changed after its log file was delivered.
    pub altered_event: String,
    /// The path of the digest file that was taken away.
    pub missing_digest: String,
}

impl Story {
    /// The story of the trail with this seed and so many events.
    pub fn of(seed: u64, events: u64) -> Story {
        let events = events.max(FEWEST);
        let plot = plot(&World::new(seed, events), hours(events));
        Story {
            victim: VICTIM,
            first_account: ACCOUNTS[DEVELOPMENT],
            second_account: ACCOUNTS[PRODUCTION],
            addresses: [INTRUDER_ADDRESS, INTRUDER_CONSOLE_ADDRESS],
            bucket: STOLEN_BUCKET,
            altered_event: altered_event(&plot).to_string(),
            missing_digest: missing_digest(&plot).path(),
            keys: plot.keys,
            steps: plot.steps,
        }
    }
}
