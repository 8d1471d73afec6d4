//! The actor behind an event, and links to everything else that the actor, its key or its address
//! touched.

use std::rc::Rc;

use trailglass::model::Selection;
use trailglass::query::quote;
use trailglass::sessions::SessionDetail;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{Following, PageClient, RowPlace};
use crate::views::timelines::person;
use crate::widgets::log_text::shown;

#[derive(Clone, PartialEq, Properties)]
pub struct BehindProperties {
    pub client: PageClient,
    pub place: RowPlace,
    pub following: Rc<Following>,
    /// The access key of the event; empty if it has none.
    pub key_id: AttrValue,
    /// The source address of the event; empty if it has none.
    pub address: AttrValue,
    /// Called with a session and its actor to show their timeline.
    pub on_timeline: Callback<(u32, u32)>,
    /// Called to show events.
    pub on_events: Callback<Selection>,
}

/// Returns the reasons why the actor is uncertain: the doubt in the session's link, the gap, and
/// the doubt in the first candidate.
fn reasons(detail: &SessionDetail) -> Vec<String> {
    let doubt = Some(detail.session.doubt.to_string()).filter(|doubt| !doubt.is_empty());
    let gap = detail.gap.as_ref().map(|gap| format!("Gap: {gap}"));
    let first = detail.candidates.first().map(|candidate| candidate.doubt.to_string());
    [doubt, gap, first].into_iter().flatten().collect()
}

/// Lines of the list of facts.
#[component]
pub fn Behind(properties: &BehindProperties) -> Html {
    let BehindProperties { client, place, following, key_id, address, on_timeline, on_events } = properties;
    let found = use_state_eq(|| None::<(RowPlace, Rc<SessionDetail>)>);
    let asked = use_mut_ref(|| None::<RowPlace>);
    let is_done = matches!(**following, Following::Done(_));
    use_effect_with((client.clone(), *place, is_done), {
        let found = found.setter();
        move |(client, place, is_done): &(PageClient, RowPlace, bool)| {
            let (client, place) = (client.clone(), *place);
            *asked.borrow_mut() = Some(place);
            if !is_done {
                found.set(None);
                return;
            }
            spawn_local(async move {
                let Ok(Some((session, _))) = client.session_of(place).await else { return };
                if let Ok(Some(detail)) = client.session(session).await
                    && *asked.borrow() == Some(place)
                {
                    found.set(Some((place, Rc::from(detail))));
                }
            });
        }
    });
    let known = (*found).as_ref().filter(|(of, _)| of == place).map(|(_, detail)| detail.clone());
    let show = |filter: String| {
        on_events.reform(move |_: MouseEvent| Selection { filter: filter.clone(), time: None })
    };
    let actor = match (&known, &**following) {
        (Some(detail), _) => {
            let both = (detail.session.session, detail.actor.actor);
            html! {
                <>
                    <button type="button" class="event__link" title="Show the timeline"
                        onclick={on_timeline.reform(move |_: MouseEvent| both)}>{ person::name(&detail.actor.name) }</button>
                    <span class="event__note">{ detail.actor.kind.label() }{ ", " }{ person::certainty(detail.session.certainty) }</span>
                    for reason in reasons(detail) {
                        <span class="event__note">{ shown(&reason) }</span>
                    }
                </>
            }
        }
        (None, Following::UnderWay(_)) => {
            html! { <span class="event__note">{ "Following sessions…" }</span> }
        }
        (None, Following::Done(_)) => html! { <span class="event__note">{ "not known" }</span> },
        (None, _) => {
            let client = client.clone();
            html! {
                <button type="button" class="event__link" onclick={Callback::from(move |_: MouseEvent| client.follow_sessions())}>
                    { "Find out who is behind it" }
                </button>
            }
        }
    };
    let touched = [
        (!key_id.is_empty()).then(|| ("this key", format!("chain:{}", quote(key_id)))),
        known.as_ref().map(|detail| {
            let whom = if detail.actor.kind.is_human() { "this person" } else { "this actor" };
            (whom, format!("actor:{}", quote(&detail.actor.name)))
        }),
        (!address.is_empty()).then(|| ("this address", format!("ip:{}", quote(address)))),
    ];
    html! {
        <>
            <dt class="event__label">{ "Actor" }</dt>
            <dd class="event__fact">{ actor }</dd>
            <dt class="event__label">{ "All touched by" }</dt>
            <dd class="event__fact event__touched">
                for (words, filter) in touched.into_iter().flatten() {
                    <button type="button" class="event__link" aria-label={format!("Show everything {words} touched")}
                        title={format!("Show everything {words} touched")} onclick={show(filter)}>{ words }</button>
                }
            </dd>
        </>
    }
}
