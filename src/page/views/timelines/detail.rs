//! The details of an actor or session, as they are requested.

use std::rc::Rc;

use trailglass::app_state::query_state::QueryState;
use trailglass::query::quote;
use trailglass::sessions::{ActorDetail, EventCounts, SessionDetail, SessionScope, TimelinesOverview};
use yew::prelude::*;

use crate::widgets::query::use_query;

/// The details of the chosen actor or session.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    Actor(Box<ActorDetail>),
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

/// Returns the details of an actor or session; `None` until they have arrived.
#[hook]
pub fn use_detail(overview: &Rc<TimelinesOverview>, of: SessionScope) -> Option<Rc<Detail>> {
    let query = use_query(Some((overview.clone(), of)), |client, (_, of)| async move {
        Ok(match of {
            SessionScope::Actor(actor) => client.actor(actor).await?.map(Detail::Actor),
            SessionScope::Session(session) | SessionScope::Chain(session) => {
                client.session(session).await?.map(Detail::Session)
            }
        }
        .map(Rc::new))
    });
    match query {
        QueryState::Ready(detail) => detail,
        _ => None,
    }
}
