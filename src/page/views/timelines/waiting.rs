//! Shown until there are results: the progress of session tracing, or why it did not finish.

use std::rc::Rc;

use yew::prelude::*;

use crate::client::{Following, PageClient};
use crate::widgets::icons::Icon;
use crate::widgets::progress::{percent, progress};

#[derive(Clone, PartialEq, Properties)]
pub struct TimelinesWaitingProperties {
    pub client: PageClient,
    pub following: Rc<Following>,
    pub loading: bool,
    /// The total number of events.
    pub events: u64,
}

/// The view shown in place of the timelines.
#[component]
pub fn TimelinesWaiting(properties: &TimelinesWaitingProperties) -> Html {
    let TimelinesWaitingProperties { client, following, loading, events } = properties;
    let follow = {
        let client = client.clone();
        Callback::from(move |_: MouseEvent| client.follow_sessions())
    };
    let stop = {
        let client = client.clone();
        Callback::from(move |_: MouseEvent| client.stop_following())
    };
    let again = html! {
        <button type="button" class="button" onclick={follow}>{ "Follow the sessions" }</button>
    };
    match &**following {
        Following::UnderWay(so_far) => {
            html! {
                <div class="waiting">
                    <h2>{ "Following sessions" }</h2>
                    { progress("Following sessions", Some(percent(so_far.done, so_far.total)), None) }
                    <p class="muted">{ "From every issued key back to the identity that obtained it" }</p>
                    <button type="button" class="button" onclick={stop}>{ "Stop" }</button>
                </div>
            }
        }
        Following::Stopped => html! {
            <div class="waiting">
                <h2>{ "Sessions were not followed to the end" }</h2>
                <p class="muted">{ "You stopped it. Nothing is shown, because half of the links would tell half of the truth." }</p>
                { again }
            </div>
        },
        Following::Failed(reason) => html! {
            <div class="waiting" role="alert">
                <h2>{ Icon::Warning.draw() }{ "Sessions could not be followed" }</h2>
                <p>{ reason.clone() }</p>
                { again }
            </div>
        },
        Following::Never | Following::Done(_) if *loading => html! {
            <div class="waiting">
                <h2>{ "Files are still being read" }</h2>
                <p class="muted">{ "Sessions are followed once all of them are here: the call that issued a key may be in the last file." }</p>
            </div>
        },
        Following::Never | Following::Done(_) if *events == 0 => html! {
            <div class="waiting">
                <h2>{ "No events, so no timelines" }</h2>
                <p class="muted">{ "Drop log files of CloudTrail. Those of all accounts together tell most: a role assumed from another account is linked by both accounts' records." }</p>
            </div>
        },
        Following::Never | Following::Done(_) => html! {
            <div class="waiting">
                <h2>{ "Events without a time have no timeline" }</h2>
            </div>
        },
    }
}
