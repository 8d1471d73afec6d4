//! The details of an actor or session.

use crate::query::quote;
use crate::sessions::{ActorDetail, EventCounts, SessionDetail};

/// The details of the chosen actor or session.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// An actor.
    Actor(Box<ActorDetail>),
    /// A session.
    Session(Box<SessionDetail>),
}

impl Detail {
    /// Returns the number and times of the events.
    pub fn count(&self) -> &EventCounts {
        match self {
            Detail::Actor(detail) => &detail.actor.count,
            Detail::Session(detail) => &detail.session.count,
        }
    }

    /// Returns the name for display.
    pub fn name(&self) -> &str {
        match self {
            Detail::Actor(detail) => &detail.actor.name,
            Detail::Session(detail) => &detail.session.name,
        }
    }

    /// Returns the value in the filter language that stands for it after `actor:` or `session:`, and
    /// after `chain:`.
    pub fn quoted(&self) -> String {
        match self {
            Detail::Actor(detail) => quote(&detail.actor.name),
            Detail::Session(detail) => quote(&detail.session.id),
        }
    }

    /// Returns the filter for its events.
    pub fn filter(&self) -> String {
        let field = match self {
            Detail::Actor(_) => "actor",
            Detail::Session(_) => "session",
        };
        format!("{field}:{}", self.quoted())
    }
}
