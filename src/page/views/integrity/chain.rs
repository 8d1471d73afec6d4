//! The chosen chain in words: its holes, the sentences about it, and the output of the AWS CLI for
//! it.

use std::rc::Rc;

use trailglass::app_state::digest_chains::{chain_events, lane_words};
use trailglass::base::time::TimeRange;
use trailglass::integrity::overview::{ChainOverview, HoleOverview, IntegrityOverview};
use trailglass::integrity::statement::capital;
use yew::prelude::*;

use super::printed::AsAwsCli;
use crate::contexts::{Acts, use_acts, use_times};
use crate::widgets::icons::Icon;
use crate::widgets::integrity_badge::mark;
use crate::widgets::lists::more_line;
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;

/// Maximum number of holes, and of sentences, listed.
const MOST_LISTED: usize = 100;

#[derive(Clone, PartialEq, Properties)]
pub struct ChosenChainProperties {
    /// The number of the chain.
    pub number: u32,
    /// The findings, which include the chain.
    pub overview: Rc<IntegrityOverview>,
}

#[component]
pub fn ChosenChain(properties: &ChosenChainProperties) -> Html {
    let ChosenChainProperties { number, overview } = properties;
    let (acts, times) = (use_acts(), use_times());
    let as_printed = use_state_eq(|| false);
    let Some(chain) = overview.chains.get(*number as usize) else { return html! {} };
    let onclick = {
        let as_printed = as_printed.clone();
        Callback::from(move |_: MouseEvent| as_printed.set(!*as_printed))
    };
    html! {
        <section class="chains__chain" aria-label="Chain">
            <div class="chains__chain-head">
                <h3>{ mark(chain.worst()) }<span>{ shown(&capital(&chain.title)) }</span></h3>
                <button type="button" role="switch" class="button button--small" aria-checked={as_printed.to_string()} {onclick}>
                    if *as_printed {
                        { Icon::Check.draw() }
                    }
                    { "As the AWS CLI prints it" }
                </button>
            </div>
            if *as_printed {
                <AsAwsCli chain={*number} />
            } else {
                <ul class="chains__said">
                    <li class="muted">{ capital(&lane_words(chain)) }</li>
                    for hole in chain.holes.iter().take(MOST_LISTED) {
                        { hole_line(hole, chain, times, &acts) }
                    }
                    { more_line(chain.holes.len(), MOST_LISTED) }
                    for sentence in chain.sentences.iter().take(MOST_LISTED) {
                        <li>{ shown(sentence) }</li>
                    }
                    { more_line(chain.sentences.len(), MOST_LISTED) }
                </ul>
            }
        </section>
    }
}

/// Draws a time that is not proven, with a link to its events.
fn hole_line(hole: &HoleOverview, chain: &ChainOverview, times: TimeDisplay, acts: &Acts) -> Html {
    let time = TimeRange { from_millis: hole.interval.from_millis, until_millis: hole.interval.until_millis };
    let selection = chain_events(chain, time);
    let onclick = acts.events_of.reform(move |_: MouseEvent| selection.clone());
    html! {
        <li class="chains__hole">
            { Icon::Warning.draw() }
            <span>
                { shown(&capital(&hole.sentence)) }{ " " }
                <button type="button" class="link" {onclick}>{ format!("Show the events of {}", times.show_range(time)) }</button>
            </span>
        </li>
    }
}
