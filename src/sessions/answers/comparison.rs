//! The result of a comparison of two sides.

use serde::{Deserialize, Serialize};

/// Two sides in numbers, of one worker or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Number of events of the known side and of the other.
    pub events: (u64, u64),
    /// Services by short name.
    pub services: Vec<Compared>,
    /// Calls, as `service:Name`.
    pub calls: Vec<Compared>,
    /// Addresses.
    pub addresses: Vec<Compared>,
    /// User agents.
    pub user_agents: Vec<Compared>,
    /// Regions.
    pub regions: Vec<Compared>,
    /// Error codes.
    pub errors: Vec<Compared>,
    /// Number of events by hour of the day, UTC, of the known side and of the other.
    pub hours: Vec<(u64, u64)>,
}

/// A value on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// The value.
    pub value: String,
    /// Number of events with it on the known side.
    pub known: u64,
    /// Number of events with it on the other side.
    pub other: u64,
}

impl Compared {
    /// Whether only the other side has it.
    pub fn is_new(&self) -> bool {
        self.known == 0 && self.other > 0
    }
}
