//! The chosen chain in words: its holes, the sentences about it, and the output of the AWS CLI for
//! it.

use std::rc::Rc;

use trailglass::base::time::TimeRange;
use trailglass::integrity::overview::{ChainOverview, HoleOverview, IntegrityOverview};
use trailglass::integrity::statement::capital;
use trailglass::model::Selection;
use trailglass::query::coverage::events_of;
use yew::prelude::*;

use super::chains::say_lane;
use super::printed::AsAwsCli;
use crate::client::PageClient;
use crate::widgets::icons::Icon;
use crate::widgets::integrity_badge::mark;
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

/// Maximum number of holes, and of sentences, listed.
const MOST_LISTED: usize = 100;

#[derive(Clone, PartialEq, Properties)]
pub struct ChosenChainProperties {
    /// The number of the chain.
    pub number: u32,
    /// The findings, which include the chain.
    pub overview: Rc<IntegrityOverview>,
    pub client: PageClient,
    pub times: TimeDisplay,
    /// Shows the events of a selection.
    pub on_events: Callback<Selection>,
}

#[component]
pub fn ChosenChain(properties: &ChosenChainProperties) -> Html {
    let ChosenChainProperties { number, overview, client, times, on_events } = properties;
    let as_printed = use_state_eq(|| false);
    let Some(chain) = overview.chains.get(*number as usize) else { return html! {} };
    let onclick = {
        let as_printed = as_printed.clone();
        Callback::from(move |_: MouseEvent| as_printed.set(!*as_printed))
    };
    let more = |all: usize| {
        let more = all.saturating_sub(MOST_LISTED) as u64;
        (more > 0).then(|| html! { <li class="muted">{ format!("and {} more", text::count(more)) }</li> })
    };
    html! {
        <section class="integrity__chain" aria-label="Chain">
            <div class="integrity__chain-head">
                <h3>{ mark(chain.worst()) }<span>{ shown(&capital(&chain.title)) }</span></h3>
                <button type="button" role="switch" class="button button--small" aria-checked={as_printed.to_string()} {onclick}>
                    if *as_printed {
                        { Icon::Check.draw() }
                    }
                    { "As the AWS CLI prints it" }
                </button>
            </div>
            if *as_printed {
                <AsAwsCli client={client.clone()} chain={*number} />
            } else {
                <ul class="integrity__said">
                    <li class="muted">{ capital(&say_lane(chain)) }</li>
                    if !chain.holes.is_empty() {
                        for hole in chain.holes.iter().take(MOST_LISTED) {
                            { hole_line(hole, chain, *times, on_events) }
                        }
                        { more(chain.holes.len()) }
                    }
                    for sentence in chain.sentences.iter().take(MOST_LISTED) {
                        <li>{ shown(sentence) }</li>
                    }
                    { more(chain.sentences.len()) }
                </ul>
            }
        </section>
    }
}

/// Draws a time that is not proven, with a link to its events.
fn hole_line(
    hole: &HoleOverview,
    chain: &ChainOverview,
    times: TimeDisplay,
    on_events: &Callback<Selection>,
) -> Html {
    let time = TimeRange { from_millis: hole.interval.from_millis, until_millis: hole.interval.until_millis };
    let selection = if chain.name.account.is_empty() || chain.name.region.is_empty() {
        Selection { filter: String::new(), time: Some(time) }
    } else {
        events_of(&chain.name.account, &chain.name.region, Some(time))
    };
    let onclick = on_events.reform(move |_: MouseEvent| selection.clone());
    html! {
        <li class="integrity__hole">
            { Icon::Warning.draw() }
            <span>
                { shown(&capital(&hole.sentence)) }{ " " }
                <button type="button" class="integrity__link" {onclick}>
                    { format!("Show the events of {}", times.show_range(time)) }
                </button>
            </span>
        </li>
    }
}
