//! The actor behind an event, and links to everything else that the actor, its key or its address
//! touched.

use std::rc::Rc;

use trailglass::app_state::event_facts::{doubts, touched_by};
use trailglass::app_state::query_state::QueryState;
use trailglass::model::Selection;
use trailglass::sessions::SessionDetail;
use yew::prelude::*;

use crate::client::{ClientError, Following, PageClient, RowPlace};
use crate::contexts::{use_acts, use_client};
use crate::views::timelines::person;
use crate::widgets::handlers::bound;
use crate::widgets::log_text::shown;
use crate::widgets::query::use_query;

#[derive(Clone, PartialEq, Properties)]
pub struct BehindProperties {
    pub place: RowPlace,
    pub following: Rc<Following>,
    /// The access key of the event; empty if it has none.
    pub key_id: AttrValue,
    /// The source address of the event; empty if it has none.
    pub address: AttrValue,
}

/// A run that followed sessions. Each one numbers sessions anew, so that the answers of two runs must
/// not be confused.
#[derive(Clone)]
struct FollowingRun(Rc<Following>);

impl PartialEq for FollowingRun {
    fn eq(&self, other: &FollowingRun) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Returns the session of an event; `None` if it is not known.
async fn session_of(
    client: PageClient,
    (place, _): (RowPlace, FollowingRun),
) -> Result<Option<Rc<SessionDetail>>, ClientError> {
    let Some((session, _)) = client.session_of(place).await? else { return Ok(None) };
    Ok(client.session(session).await?.map(Rc::from))
}

/// Lines of the list of facts.
#[component]
pub fn Behind(properties: &BehindProperties) -> Html {
    let BehindProperties { place, following, key_id, address } = properties;
    let (client, acts) = (use_client(), use_acts());
    let is_done = matches!(**following, Following::Done(_));
    let known = match use_query(is_done.then(|| (*place, FollowingRun(following.clone()))), session_of) {
        QueryState::Ready(known) => known,
        _ => None,
    };
    let show = |filter: String| {
        acts.events_of.reform(move |_: MouseEvent| Selection { filter: filter.clone(), time: None })
    };
    let actor = match (&known, &**following) {
        (Some(detail), _) => {
            let both = (detail.session.session, detail.actor.actor);
            html! {
                <>
                    <button type="button" class="link" title="Show the timeline"
                        onclick={acts.timeline.reform(move |_: MouseEvent| both)}>{ person::name(&detail.actor.name) }</button>
                    <span class="event__note">{ detail.actor.kind.label() }{ ", " }{ person::certainty(detail.session.certainty) }</span>
                    for reason in doubts(detail) {
                        <span class="event__note">{ shown(&reason) }</span>
                    }
                </>
            }
        }
        (None, Following::UnderWay(_)) => {
            html! { <span class="event__note">{ "Following sessions…" }</span> }
        }
        (None, Following::Done(_)) => html! { <span class="event__note">{ "not known" }</span> },
        (None, _) => html! {
            <button type="button" class="link" onclick={bound(&client, |client, _: MouseEvent| client.follow_sessions())}>
                { "Find out who is behind it" }
            </button>
        },
    };
    html! {
        <>
            <dt class="event__label">{ "Actor" }</dt>
            <dd class="event__fact">{ actor }</dd>
            <dt class="event__label">{ "All touched by" }</dt>
            <dd class="event__fact event__touched">
                for (words, filter) in touched_by(key_id, known.as_deref(), address) {
                    <button type="button" class="link" aria-label={format!("Show everything {words} touched")}
                        title={format!("Show everything {words} touched")} onclick={show(filter)}>{ words }</button>
                }
            </dd>
        </>
    }
}
