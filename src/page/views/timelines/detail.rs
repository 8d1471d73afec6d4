//! The details of an actor or session, as they are requested.

use std::rc::Rc;

pub use trailglass::app_state::Detail;
use trailglass::app_state::query_state::QueryState;
use trailglass::sessions::{SessionScope, TimelinesOverview};
use yew::prelude::*;

use crate::widgets::query::use_query;

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
