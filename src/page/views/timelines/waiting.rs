//! Shown until there are results: the progress of session tracing, or why it did not finish.

use std::rc::Rc;

use yew::prelude::*;

use crate::client::Following;
use crate::contexts::use_client;
use crate::widgets::icons::Icon;
use crate::widgets::progress::percent;
use crate::widgets::waiting::{JobProgress, waiting};

#[derive(Clone, PartialEq, Properties)]
pub struct TimelinesWaitingProperties {
    pub following: Rc<Following>,
    pub loading: bool,
    /// The total number of events.
    pub events: u64,
}

/// The view shown in place of the timelines.
#[component]
pub fn TimelinesWaiting(properties: &TimelinesWaitingProperties) -> Html {
    let TimelinesWaitingProperties { following, loading, events } = properties;
    let client = use_client();
    let follow = {
        let client = client.clone();
        Callback::from(move |_: MouseEvent| client.follow_sessions())
    };
    let again = html! {
        <button type="button" class="button" onclick={follow}>{ "Follow the sessions" }</button>
    };
    match &**following {
        Following::UnderWay(so_far) => html! {
            <JobProgress title="Following sessions" label="Following sessions"
                percent={Some(percent(so_far.done, so_far.total))}
                words="From every issued key back to the identity that obtained it"
                on_stop={Callback::from(move |()| client.stop_following())} />
        },
        Following::Stopped => waiting(
            None,
            html! { { "Sessions were not followed to the end" } },
            html! { { "You stopped it. Nothing is shown, because half of the links would tell half of the truth." } },
            again,
        ),
        Following::Failed(reason) => html! {
            <div class="waiting" role="alert">
                <h2>{ Icon::Warning.draw() }{ "Sessions could not be followed" }</h2>
                <p>{ reason.clone() }</p>
                { again }
            </div>
        },
        Following::Never | Following::Done(_) if *loading => waiting(
            None,
            html! { { "Files are still being read" } },
            html! { { "Sessions are followed once all of them are here: the call that issued a key may be in the last file." } },
            html! {},
        ),
        Following::Never | Following::Done(_) if *events == 0 => waiting(
            None,
            html! { { "No events, so no timelines" } },
            html! { { "Drop log files of CloudTrail. Those of all accounts together tell most: a role assumed from another account is linked by both accounts' records." } },
            html! {},
        ),
        Following::Never | Following::Done(_) => html! {
            <div class="waiting">
                <h2>{ "Events without a time have no timeline" }</h2>
            </div>
        },
    }
}
