//! What a bookmark says about an actor or a session, and the action that adds or removes one.

use crate::casefile::{Bookmark, MarkedActor, MarkedSession, MarkedThing};
use crate::sessions::{ActorDetail, SessionDetail};

use super::case::CaseAction;

/// Returns the reference that marks an actor.
pub fn marked_actor(detail: &ActorDetail) -> MarkedThing {
    MarkedThing::Actor(MarkedActor {
        name: detail.actor.name.clone(),
        account: detail.actor.account.clone(),
        label: detail.actor.kind.label().to_owned(),
        ..MarkedActor::default()
    })
}

/// Returns the reference that marks a session.
pub fn marked_session(detail: &SessionDetail) -> MarkedThing {
    MarkedThing::Session(MarkedSession {
        id: detail.session.id.clone(),
        name: detail.session.name.clone(),
        account: detail.session.account.clone(),
        actor: detail.actor.name.clone(),
        first_millis: detail.session.count.first_millis,
        ..MarkedSession::default()
    })
}

impl CaseAction {
    /// Returns the action that marks a thing, or removes its mark if `is_marked`. The time is in
    /// milliseconds since 1970 UTC.
    pub fn toggle(thing: &MarkedThing, is_marked: bool, now_millis: i64) -> CaseAction {
        match is_marked {
            true => CaseAction::Unmark(thing.key()),
            false => CaseAction::Mark(Box::new(Bookmark::new(thing.clone(), now_millis)), None),
        }
    }
}
