//! Role sessions traced back to the identity that obtained them, by following credentials from the
//! call that issued them to the last call made with them.
//!
//! CloudTrail names a role session, not a person; the person disappears from the records at the
//! first AssumeRole. But every call that obtains credentials is recorded with the access key that
//! it issued, and every call names the key that it was made with.
//!
//! ```text
//! in every worker                       in the worker that follows
//!   entries -> credentials    user_identity, credential
//!   rows    -> how many, when collect
//!   texts   -> issues         issuance
//!         share ------------------------> sessions, issues      link_job
//!                                         copies                copies
//!                                         links                 index, fit, link, tie
//!                                         what is not certain   candidates, doubt
//!                                         roots: actors         actors, persons, marks
//!   notes <------------------------------ notes
//!   lineage: filter words, facets (store)
//!   lanes, calls, comparisons, counts     lists, stories, trees
//!         merged in the page, or handed to the one that followed
//! ```
//!
//! - A *credential* is the identity in one `userIdentity` element; a *session* is a credential merged over
//!   all workers: a key, a role session, a console session. An *issue* is an event that created
//!   credentials. An *actor* is the identity at the root of a chain of sessions; every event
//!   belongs to exactly one.
//! - A link is exact only where one call issued the access key, to the identity that uses it,
//!   before its first use. It is inferred from the role's id (or ARN) and the time at which the
//!   session began, or from sign-ins and tokens of the same principal, and claimed where only a
//!   session name supports it. A key links nothing that contradicts the ids: sample records share
//!   keys, and a forger may use any key. Masked keys link nothing.
//! - Where calls may have issued a session's credentials but none certainly did, the session is not
//!   linked; the calls are its *candidates*, each with the evidence against it.
//! - A person of IAM Identity Center is identified by user id and by name, within one identity
//!   store.
//! - A long-term key that CreateAccessKey made belongs to its user, who is the actor; the chain
//!   continues to the identity that made the key.
//! - Numbers of sessions and actors depend only on the events, not on how files were distributed
//!   over workers.
//!
//! Nothing is stored twice that the columns can answer: beside the columns, a worker keeps four
//! bytes for each identity entry and the notes that it received about its sessions. The worker that
//! follows keeps all sessions, as codes of one pool.

mod activity;
mod actors;
pub mod answers;
pub mod asks;
mod candidates;
mod collect;
mod compare;
mod copies;
mod count;
mod credential;
mod doubt;
mod effect;
mod fit;
mod graph;
mod index;
mod issuance;
mod lanes;
mod link;
mod link_job;
mod list;
pub mod marks;
mod mask;
mod messages;
mod notes;
mod persons;
mod principal;
mod scope;
mod service;
mod sums;
mod svg;
mod tie;
mod tree;
mod user_identity;

pub use activity::PAUSE_MILLIS;
pub use answers::{
    ActorDetail, ActorKind, ActorList, ActorMark, ActorRow, AddressUse, CallEffect, Candidate, Certainty,
    ChainNode, ChainTree, Compared, Comparison, EventCounts, EventMark, EventPlace, LaneBucket, Lanes,
    LinkProgress, MarkDetail, Obtained, Proof, SessionDetail, SessionKind, SessionLane, SessionList,
    SessionRow, Story, StoryRun, TimelinesOverview,
};
pub use asks::{
    ActivityRequest, ActorSort, ActorsRequest, CompareRequest, ComparisonSide, LanesRequest, SessionScope,
    SessionsRequest,
};
pub use compare::merge as merge_comparisons;
pub use lanes::merge as merge_lanes;
pub use messages::{TimelinesReply, TimelinesRequest};
pub use service::SessionService;
pub use svg::svg;
