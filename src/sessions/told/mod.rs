//! Answers about sessions and actors.

mod activity;
mod chain;
mod comparison;
mod lanes;
mod people;
mod progress;
mod sessions;
mod terms;

pub use self::activity::{Run, Story};
pub use self::chain::{ChainNode, ChainTree};
pub use self::comparison::{Compared, Comparison};
pub use self::lanes::{Bucket, EventMark, Lane, Lanes};
pub use self::people::{
    ActorDetail, ActorList, ActorRow, AddressUse, Count, EventPlace, MarkDetail, TimelinesOverview,
};
pub use self::progress::LinkProgress;
pub use self::sessions::{Candidate, Obtained, SessionDetail, SessionList, SessionRow};
pub use self::terms::{ActorKind, Certainty, Effect, Mark, Proof, SessionKind};
