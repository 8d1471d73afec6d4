//! Answers about sessions and actors.

mod activity;
mod chain;
mod comparison;
mod lanes;
mod people;
mod progress;
mod sessions;
mod terms;

pub use self::activity::{Story, StoryRun};
pub use self::chain::{ChainNode, ChainTree};
pub use self::comparison::{Compared, Comparison};
pub use self::lanes::{EventMark, LaneBucket, Lanes, SessionLane};
pub use self::people::{
    ActorDetail, ActorList, ActorRow, AddressUse, EventCounts, EventPlace, MarkDetail, TimelinesOverview,
};
pub use self::progress::LinkProgress;
pub use self::sessions::{Candidate, Obtained, SessionDetail, SessionList, SessionRow};
pub use self::terms::{ActorKind, ActorMark, CallEffect, Certainty, Proof, SessionKind};
