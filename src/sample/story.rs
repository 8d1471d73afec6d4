//! The ground truth of the sample trail, for tests.

use super::background::{FEWEST, hours};
use super::delivery::{altered_event, missing_digest};
use super::incident::{
    INTRUDER_ADDRESS, INTRUDER_CONSOLE_ADDRESS, IncidentStep, STOLEN_BUCKET, VICTIM, plot,
};
use super::organization::{ACCOUNTS, DEVELOPMENT, Organization, PRODUCTION};

/// The ground truth about the incident in a trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentStory {
    /// The IAM user whose key leaked.
    pub victim: &'static str,
    /// The account that it belongs to.
    pub first_account: &'static str,
    /// The account into which the intruder moved.
    pub second_account: &'static str,
    /// The intruder's addresses; no other caller uses them.
    pub addresses: [&'static str; 2],
    /// The bucket whose objects were read and deleted.
    pub bucket: &'static str,
    /// The intruder's access keys in order of appearance: the leaked key, then those of the second
    /// user, the role session, the production session, the console session and the backdoor.
    pub keys: Vec<String>,
    /// Every event of the incident, in order.
    pub steps: Vec<IncidentStep>,
    /// The event whose record was changed after its log file was delivered.
    pub altered_event: String,
    /// The path of the digest file that was removed.
    pub missing_digest: String,
}

impl IncidentStory {
    /// Returns the story of the trail with this seed and `events` events.
    pub fn of(seed: u64, events: u64) -> IncidentStory {
        let events = events.max(FEWEST);
        let plot = plot(&Organization::new(seed, events), hours(events));
        IncidentStory {
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
